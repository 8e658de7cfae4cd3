/** A headless Chromium at the end of a pipe (Chrome DevTools Protocol), to look at documents with. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { pathToFileURL } from 'node:url';
import { withoutProgram } from '../../support.js';
import { decodeFrames } from '../decoders.js';

/** A reason to skip a test that looks at pictures, or false. */
export const withoutChromium = withoutProgram('chromium') || withoutProgram('ffmpeg', '-version');

type Answer = { readonly result?: unknown; readonly error?: { readonly message: string } };

/** One browser with one page. */
export class Chromium {
  readonly #folder = mkdtempSync(join(tmpdir(), 'cast2gif-test-'));
  readonly #process: ChildProcess;
  readonly #waiting = new Map<number, (answer: Answer) => void>();
  #lastId = 0;
  #session: string | undefined;
  #loaded: (() => void) | undefined;

  private constructor() {
    this.#process = spawn(
      'chromium',
      [
        ...['--headless', '--no-sandbox', '--disable-gpu', '--hide-scrollbars', '--remote-debugging-pipe'],
        ...[`--user-data-dir=${join(this.#folder, 'profile')}`, 'about:blank'],
      ],
      { stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'] },
    );
    let received = '';
    (this.#process.stdio[4] as Readable).on('data', (data) => {
      const messages = (received + data).split('\0');
      received = messages.pop()!;
      for (const message of messages) this.#receive(JSON.parse(message));
    });
  }

  static async start(): Promise<Chromium> {
    const browser = new Chromium();
    const { targetInfos } = await browser.#send<{ targetInfos: { type: string; targetId: string }[] }>(
      'Target.getTargets',
    );
    const { targetId } = targetInfos.find(({ type }) => type === 'page')!;
    const attached = await browser.#send<{ sessionId: string }>('Target.attachToTarget', { targetId, flatten: true });
    browser.#session = attached.sessionId;
    await browser.#send('Page.enable');
    return browser;
  }

  /** Shows a document in a window of exactly this size. */
  async open(name: string, text: string, size: { widthPx: number; heightPx: number; zoom?: number }): Promise<void> {
    writeFileSync(join(this.#folder, name), text);
    const { widthPx: width, heightPx: height, zoom = 1 } = size;
    await this.#send('Emulation.setDeviceMetricsOverride', { width, height, deviceScaleFactor: zoom, mobile: false });
    const loaded = new Promise<void>((resolve) => {
      this.#loaded = resolve;
    });
    await this.#send('Page.navigate', { url: `${pathToFileURL(join(this.#folder, name))}` });
    await loaded;
  }

  /** What the reader prefers, from now on. */
  async prefer(scheme: 'light' | 'dark'): Promise<void> {
    await this.#send('Emulation.setEmulatedMedia', { features: [{ name: 'prefers-color-scheme', value: scheme }] });
  }

  /** The value of an expression in the page. */
  async evaluate<T>(expression: string): Promise<T> {
    const parameters = { expression, awaitPromise: true, returnByValue: true };
    const { result, exceptionDetails } = await this.#send<{ result: { value: T }; exceptionDetails?: object }>(
      'Runtime.evaluate',
      parameters,
    );
    if (exceptionDetails) throw new Error(JSON.stringify(exceptionDetails));
    return result.value;
  }

  /** Halts a document of ours at a moment of its first play. */
  async halt(timeUs: number): Promise<void> {
    const code = `(async () => {
      const root = document.documentElement;
      await document.fonts.ready;
      root.pauseAnimations();
      root.setCurrentTime(${timeUs / 1e6});
      await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
      for (const animation of document.getAnimations()) {
        const scene = animation.effect.target.closest('.s');
        if (scene !== null && getComputedStyle(scene).display === 'none') continue;
        animation.pause();
        animation.currentTime = ${timeUs / 1000} - (scene === null ? 0 : Number(scene.dataset.start ?? 0));
      }
    })()`;
    await this.evaluate(code);
  }

  /** What the window shows, as RGB. */
  async screenshot(size: { widthPx: number; heightPx: number }): Promise<Buffer> {
    const { data } = await this.#send<{ data: string }>('Page.captureScreenshot', { format: 'png' });
    const path = join(this.#folder, 'shot.png');
    writeFileSync(path, Buffer.from(data, 'base64'));
    return decodeFrames(path, size.widthPx * size.heightPx * 3)[0]!;
  }

  async close(): Promise<void> {
    const ended = new Promise((resolve) => {
      this.#process.once('exit', resolve);
    });
    this.#process.kill();
    await ended;
    // Its helper processes may write for a while after the browser has ended.
    rmSync(this.#folder, { recursive: true, force: true, maxRetries: 50, retryDelay: 50 });
  }

  #send<T>(method: string, params: object = {}): Promise<T> {
    const id = ++this.#lastId;
    const message = { id, method, params, ...(this.#session === undefined ? {} : { sessionId: this.#session }) };
    (this.#process.stdio[3] as Writable).write(`${JSON.stringify(message)}\0`);
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, ({ result, error }) => {
        if (error === undefined) resolve(result as T);
        else reject(new Error(`${method}: ${error.message}`));
      });
    });
  }

  #receive(message: Answer & { readonly id?: number; readonly method?: string }): void {
    if (message.method === 'Page.loadEventFired') this.#loaded?.();
    if (message.id === undefined) return;
    this.#waiting.get(message.id)?.(message);
    this.#waiting.delete(message.id);
  }
}
