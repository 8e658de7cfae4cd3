/** A server for tests, with the renderer that users have. */
import { readFileSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { Cast2gifError } from '#cast2gif/errors.js';
import { SERVE_SETTINGS, type ServeSettings } from '#cast2gif/options/service-settings.js';
import { readSettings } from '#cast2gif/options/settings.js';
import type { RenderedFile, Renderer, RenderTask, RenderWatch } from '#cast2gif/renderer/renderer.js';
import type { ReplacedParts } from '#cast2gif/server/service/service.js';
import { type RunningServer, startServer } from '#cast2gif/server/start.js';
import { afterTest } from '../clean-up.js';
import { projectFolder } from '../support.js';
import { newBackend } from './backend.js';

export const PLAIN_CAST = readFileSync(join(projectFolder, 'test/fixtures/recordings/v2-typed.cast.gz'));

export interface TestServer extends RunningServer {
  /** Asks the server. */
  fetch(path: string, init?: RequestInit): Promise<Response>;
  /** The address of its store. */
  readonly store: string;
}

/** Starts a server that ends with the test. */
export async function serve(
  context: TestContext,
  settings: Partial<ServeSettings> = {},
  replaced: ReplacedParts = {},
): Promise<TestServer> {
  const { remove, ...backend } = await newBackend();
  const { values } = readSettings(SERVE_SETTINGS, { flags: {}, environment: {} });
  const quiet = { port: 0, spares: 0, logLevel: 'silent', graceSeconds: 0 } as const;
  const all = { ...(values as ServeSettings), ...quiet, ...backend, ...settings };
  const server = await startServer(all, {}, replaced);
  let isStopped = false;
  const stop = async () => {
    if (isStopped) return;
    isStopped = true;
    await server.stop();
  };
  afterTest(context, async () => {
    await stop();
    await remove();
  });
  return {
    ...server,
    stop,
    store: settings.store ?? backend.store,
    fetch: (path, init) => fetch(`${server.address}${path}`, init),
  };
}

/** Has a recording rendered, and waits for the picture. */
export function render(server: TestServer, cast: string | Uint8Array, query = ''): Promise<Response> {
  return server.fetch(`/render${query}`, { method: 'POST', body: cast });
}

/** What a refusal says. */
export interface ProblemDocument {
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  readonly line?: number;
  readonly requestId: string;
}

export async function problemOf(response: Response): Promise<ProblemDocument> {
  return (await response.json()) as ProblemDocument;
}

export async function bytesOf(response: Response): Promise<Uint8Array> {
  return new Uint8Array(await response.arrayBuffer());
}

/** A renderer whose pictures say what was asked for, and which can be held. */
export class EchoRenderer implements Renderer {
  readonly isolation = { network: true, limits: true };
  readonly tasks: RenderTask[] = [];
  /** Renders that this says wait until they are released, or nobody waits for them. */
  holds: (task: RenderTask) => boolean = () => false;
  #release = () => {};
  #released = new Promise<void>((resolve) => {
    this.#release = resolve;
  });
  /** What every render fails with. */
  failure: Cast2gifError | undefined;
  /** How many bytes more every picture has. */
  extraBytes = 0;
  /** Renders that were stopped. */
  stopped = 0;

  release(): void {
    this.#release();
  }

  prepare(): void {}

  async render<T>(
    task: RenderTask,
    consume: (file: RenderedFile) => Promise<T>,
    { signal }: RenderWatch = {},
  ): Promise<T> {
    this.tasks.push(task);
    const path = join(tmpdir(), `cast2gif-echo-${process.pid}-${Math.random()}`);
    try {
      await task.writeCast(path);
      if (this.holds(task)) await this.#hold(signal);
      if (this.failure !== undefined) throw this.failure;
      const text = `${task.format} ${JSON.stringify(task.options)}${' '.repeat(this.extraBytes)}`;
      await writeFile(path, text);
      const size = { byteLength: text.length, widthPx: 4, heightPx: 3, frameCount: 2, durationUs: 1e6 };
      return await consume({
        path,
        ...size,
        altText: '',
        warnings: [],
        concessions: [],
        cpuSeconds: 0,
        peakMemoryBytes: 0,
      });
    } finally {
      await rm(path, { force: true });
    }
  }

  async #hold(signal: AbortSignal | undefined): Promise<void> {
    const stopped = new Promise<never>((_, reject) => {
      const stop = () => {
        this.stopped += 1;
        reject(new Cast2gifError('aborted', 'the render was stopped'));
      };
      if (signal?.aborted) stop();
      else signal?.addEventListener('abort', stop, { once: true });
    });
    await Promise.race([this.#released, stopped]);
  }

  async close(): Promise<void> {}
}
