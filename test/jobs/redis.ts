/** A Redis for tests, on a free port of this machine. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { withoutProgram } from '../support.js';

export const withoutRedis = withoutProgram('redis-server');

export interface RedisServer {
  /** `redis://127.0.0.1:port`. */
  readonly address: string;
  /** It answers nothing, but connections stay. */
  pause(): void;
  resume(): void;
  /** Ends at once; what was acknowledged is on disk unless the server keeps nothing. */
  kill(): Promise<void>;
  /** Starts again, on the same port, with what it has on disk. */
  start(): Promise<void>;
  /** Ends it for good. */
  remove(): Promise<void>;
}

/**
 * @param keeps whether it finds its data again after it was killed
 * @param host an address of this machine
 */
export async function startRedis(keeps: 'data' | 'nothing' = 'data', host = '127.0.0.1'): Promise<RedisServer> {
  const folder = await mkdtemp(join(tmpdir(), 'cast2gif-redis-'));
  const port = await freePort(host);
  const words = [
    '--port',
    String(port),
    '--bind',
    host,
    '--dir',
    folder,
    '--save',
    '',
    '--protected-mode',
    'no',
    '--databases',
    '1000',
  ];
  if (keeps === 'data') words.push('--appendonly', 'yes');
  let server: ChildProcess;
  const start = async () => {
    server = spawn('redis-server', words, { stdio: ['ignore', 'pipe', 'inherit'] });
    await untilReady(server);
  };
  const kill = async () => {
    const ended = once(server, 'exit');
    server.kill('SIGKILL');
    await ended;
  };
  await start();
  return {
    address: `redis://${host}:${port}`,
    ...{ start, kill },
    pause: () => void server.kill('SIGSTOP'),
    resume: () => void server.kill('SIGCONT'),
    remove: async () => {
      if (server.exitCode === null && server.signalCode === null) await kill();
      await rm(folder, { recursive: true });
    },
  };
}

async function untilReady(server: ChildProcess): Promise<void> {
  for await (const line of createInterface(server.stdout!)) {
    if (!line.includes('Ready to accept connections')) continue;
    server.stdout!.resume();
    return;
  }
  throw new Error('redis-server ended at once');
}

/** A port that nobody listens on now. */
export async function freePort(host = '127.0.0.1'): Promise<number> {
  const server = createServer().listen(0, host);
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
