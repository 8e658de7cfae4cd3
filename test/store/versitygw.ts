/** A server of S3 for tests that checks signatures and hashes as strictly as the large services: versitygw. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { createConnection } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../jobs/redis.js';
import { withoutProgram } from '../support.js';
import { environmentOf, type S3Server } from './moto.js';

export const withoutVersitygw = withoutProgram('versitygw');

/** Starts versitygw on a free port of this machine. */
export async function startVersitygw(): Promise<S3Server> {
  const folder = await mkdtemp(join(tmpdir(), 'cast2gif-versitygw-'));
  const port = await freePort();
  const endpoint = `http://127.0.0.1:${port}`;
  const environment = environmentOf(endpoint);
  const { AWS_ACCESS_KEY_ID: id, AWS_SECRET_ACCESS_KEY: secret } = environment;
  const env = { ...process.env, ROOT_ACCESS_KEY: id, ROOT_SECRET_KEY: secret };
  const server = spawn('versitygw', ['--port', `127.0.0.1:${port}`, '--keep-alive', 'posix', folder], {
    env,
    stdio: 'ignore',
  });
  while (!(await isListening(port)));
  const stop = async () => {
    const ended = once(server, 'exit');
    server.kill('SIGKILL');
    await ended;
    await rm(folder, { recursive: true });
  };
  // A folder is a bucket.
  const makeBucket = async (name: string) => void (await mkdir(join(folder, name)));
  return { endpoint, environment, process: server, makeBucket, stop };
}

function isListening(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection(port, '127.0.0.1');
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => setTimeout(resolve, 20, false));
  });
}
