/** A server for tests, with the renderer that users have. */
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { SERVE_SETTINGS, type ServeSettings } from '#cast2gif/options/service-settings.js';
import { readSettings } from '#cast2gif/options/settings.js';
import { type RunningServer, startServer } from '#cast2gif/server/start.js';
import { projectFolder } from '../support.js';

/** A recording of its own for every text. */
export function castOf(text: string): string {
  return `{"version":2,"width":20,"height":4}\n[0,"o",${JSON.stringify(text)}]\n[1,"o"," and more"]\n`;
}

export const PLAIN_CAST = readFileSync(join(projectFolder, 'test/fixtures/recordings/v2-typed.cast.gz'));

export interface TestServer extends RunningServer {
  /** Asks the server. */
  fetch(path: string, init?: RequestInit): Promise<Response>;
  readonly folder: string;
}

/** Starts a server that ends with the test. */
export async function serve(context: TestContext, settings: Partial<ServeSettings> = {}): Promise<TestServer> {
  const folder = await mkdtemp(join(tmpdir(), 'cast2gif-server-'));
  const { values } = readSettings(SERVE_SETTINGS, { flags: {}, environment: {} });
  const quiet = { port: 0, spares: 0, logLevel: 'silent', store: `file:${folder}`, graceSeconds: 0 } as const;
  const server = await startServer({ ...(values as ServeSettings), ...quiet, ...settings }, {});
  let isStopped = false;
  const stop = async () => {
    if (isStopped) return;
    isStopped = true;
    await server.stop();
  };
  context.after(async () => {
    await stop();
    await rm(folder, { recursive: true });
  });
  return { ...server, stop, folder, fetch: (path, init) => fetch(`${server.address}${path}`, init) };
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
