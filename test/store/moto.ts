/** A server of S3 for tests: moto (PyPI), which keeps everything in memory. */
import assert from 'node:assert/strict';
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { projectFolder } from '../support.js';

export const withoutMoto: string | false =
  spawnSync('python3', ['-c', 'import flask, moto'], { stdio: 'ignore' }).status === 0
    ? false
    : 'python3 cannot import moto (pip install "moto[s3,server]")';

export interface S3Server {
  /** What a client's environment holds to reach it. */
  readonly environment: Readonly<Record<string, string>>;
  readonly endpoint: string;
  readonly process: ChildProcess;
  /** Makes a bucket. */
  makeBucket(name: string): Promise<void>;
  stop(): Promise<void>;
}

/** Starts moto on a free port of an address of this machine. */
export async function startMoto(host = '127.0.0.1'): Promise<S3Server> {
  const moto = spawn('python3', [join(projectFolder, 'test/store/moto-server.py'), host], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, PYTHONUNBUFFERED: '1' },
  });
  const endpoint = await addressIn(moto);
  const makeBucket = async (name: string) => {
    const headers = { authorization: 'AWS4-HMAC-SHA256 Credential=tester/20260101/us-east-1/s3/aws4_request' };
    assert.equal((await fetch(`${endpoint}/${name}`, { method: 'PUT', headers })).status, 200);
  };
  const stop = async () => {
    const ended = once(moto, 'exit');
    moto.kill('SIGKILL');
    await ended;
  };
  return { endpoint, environment: environmentOf(endpoint), process: moto, makeBucket, stop };
}

/** What a client of a test server needs to know. */
export function environmentOf(endpoint: string): Record<string, string> {
  return { AWS_ACCESS_KEY_ID: 'tester', AWS_SECRET_ACCESS_KEY: 'tester-secret', AWS_ENDPOINT_URL: endpoint };
}

async function addressIn(server: ChildProcess): Promise<string> {
  for await (const line of createInterface(server.stderr!)) {
    const address = /Running on (http:\S+)/.exec(line)?.[1];
    if (address === undefined) continue;
    // What it logs from now on is not wanted, but must go somewhere.
    server.stderr!.resume();
    return address;
  }
  throw new Error('the S3 server ended at once');
}
