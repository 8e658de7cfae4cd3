/** A headless Chromium that runs a script in a page, over its debugging pipe. */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';

/** How long a script may take on a busy machine. */
const PATIENCE_MS = 120_000;

/** An answer or an event of the DevTools protocol. */
interface Message {
  readonly id?: number;
  readonly error?: { readonly message: string };
  // biome-ignore lint/suspicious/noExplicitAny: the protocol's results have no types here
  readonly result?: any;
}

/** The protocol over a pair of pipes: JSON, a zero byte after each message. */
class DevTools {
  readonly #input: Writable;
  readonly #waiting = new Map<number, (message: Message) => void>();
  #rest = '';
  #count = 0;

  constructor(input: Writable, output: Readable) {
    this.#input = input;
    output.setEncoding('utf8').on('data', (text: string) => {
      const parts = (this.#rest + text).split('\0');
      this.#rest = parts.pop()!;
      for (const part of parts) {
        const message = JSON.parse(part) as Message;
        if (message.id !== undefined) this.#waiting.get(message.id)?.(message);
      }
    });
  }

  async call(method: string, params: object = {}, sessionId?: string) {
    const id = ++this.#count;
    const answer = new Promise<Message>((resolve) => this.#waiting.set(id, resolve));
    this.#input.write(`${JSON.stringify({ id, method, params, ...(sessionId ? { sessionId } : {}) })}\0`);
    const { error, result } = await answer;
    if (error) throw new Error(`${method}: ${error.message}`);
    return result;
  }
}

/** Evaluates an expression (a promise is awaited) in an empty page and returns its value. */
export async function inChromium<T>(expression: string): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'cast2gif-test-'));
  const page = join(folder, 'page.html');
  writeFileSync(page, '<!doctype html><title>test</title>');
  const flags = [
    '--headless',
    '--no-sandbox',
    '--disable-gpu',
    '--force-color-profile=srgb',
    '--remote-debugging-pipe',
  ];
  const child = spawn('chromium', [...flags, `--user-data-dir=${join(folder, 'profile')}`], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'],
    detached: true,
  });
  // Its helpers, too: they would go on writing into the folder.
  const kill = () => {
    if (child.pid !== undefined && child.exitCode === null && child.signalCode === null)
      process.kill(-child.pid, 'SIGKILL');
  };
  const ended = new Promise((resolve) => child.on('close', resolve));
  const timer = setTimeout(kill, PATIENCE_MS);
  try {
    const tools = new DevTools(child.stdio[3] as Writable, child.stdio[4] as Readable);
    const gone = ended.then(() => Promise.reject(new Error('Chromium ended')));
    return await Promise.race([evaluate<T>(tools, `${pathToFileURL(page)}`, expression), gone]);
  } finally {
    clearTimeout(timer);
    kill();
    await ended;
    rmSync(folder, { recursive: true, force: true, maxRetries: 20 });
  }
}

async function evaluate<T>(tools: DevTools, url: string, expression: string): Promise<T> {
  const { targetId } = await tools.call('Target.createTarget', { url });
  const { sessionId } = await tools.call('Target.attachToTarget', { targetId, flatten: true });
  // Only a page that was loaded from a file may use everything; before it comes, a blank one answers.
  const loaded = { expression: "document.readyState === 'complete' && location.protocol === 'file:'" };
  while (!(await tools.call('Runtime.evaluate', loaded, sessionId).catch(() => undefined))?.result.value)
    await delay(20);
  const options = { expression, awaitPromise: true, returnByValue: true };
  const { result, exceptionDetails } = await tools.call('Runtime.evaluate', options, sessionId);
  if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
  return result.value as T;
}
