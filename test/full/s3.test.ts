/** The suite of stores on versitygw, which checks signatures and hashes as strictly as the large services. */
import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { createConnection } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { openStore } from '#cast2gif/store/open-store.js';
import { freePort } from '../jobs/redis.js';
import { assertLinks } from '../store/link-tests.js';
import { environmentOf } from '../store/moto.js';
import { storeSuite } from '../store/suite.js';
import { withoutProgram } from '../support.js';

const without = withoutProgram('versitygw');

let folder: string;
let server: ChildProcess;
let environment: Record<string, string>;

before(async () => {
  if (without !== false) return;
  folder = await mkdtemp(join(tmpdir(), 'cast2gif-versitygw-'));
  const port = await freePort();
  environment = environmentOf(`http://127.0.0.1:${port}`);
  const { AWS_ACCESS_KEY_ID: id, AWS_SECRET_ACCESS_KEY: secret } = environment;
  const env = { ...process.env, ROOT_ACCESS_KEY: id, ROOT_SECRET_KEY: secret };
  server = spawn('versitygw', ['--port', `127.0.0.1:${port}`, 'posix', folder], { env, stdio: 'ignore' });
  while (!(await isListening(port)));
});

after(async () => {
  if (server === undefined) return;
  const ended = once(server, 'exit');
  server.kill('SIGKILL');
  await ended;
  await rm(folder, { recursive: true });
});

function isListening(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection(port, '127.0.0.1');
    socket.once('connect', () => resolve(true)).once('error', () => setTimeout(resolve, 20, false));
    socket.once('connect', () => socket.destroy());
  });
}

async function newBucket(): Promise<string> {
  const bucket = `bucket-${randomUUID()}`;
  // A folder is a bucket.
  await mkdir(join(folder, bucket));
  return bucket;
}

test('links are valid as they were signed, for a while', { skip: without }, async () => {
  await assertLinks(await openStore(`s3://${await newBucket()}/below`, environment), true);
});

storeSuite('S3, strict', {
  skip: without,
  async open() {
    const address = `s3://${await newBucket()}/below`;
    const [store, again] = [await openStore(address, environment), await openStore(address, environment)];
    return { store, again, close: async () => {} };
  },
});
