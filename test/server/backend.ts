/**
 * Where the servers of tests keep pictures and queue: in a folder and in memory, unless two settings name a bucket
 * (CAST2GIF_TEST_STORE) and a Redis (CAST2GIF_TEST_QUEUE).
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MemoryStore } from '#cast2gif/store/memory-store.js';
import { openStore } from '#cast2gif/store/open-store.js';
import type { Store } from '#cast2gif/store/store.js';

export interface Backend {
  readonly store: string;
  readonly queue: string;
  /** Removes what is on this machine. */
  remove(): Promise<void>;
}

let count = 0;

/** One that nobody else uses: of a bucket a part, of a Redis a database. */
export async function newBackend(): Promise<Backend> {
  count += 1;
  const { CAST2GIF_TEST_STORE: bucket, CAST2GIF_TEST_QUEUE: redis } = process.env;
  const queue = redis === undefined ? 'memory' : `${redis}/${count}`;
  if (bucket !== undefined) return { store: `${bucket}/${count}`, queue, remove: async () => {} };
  const folder = await mkdtemp(join(tmpdir(), 'cast2gif-server-'));
  // A request whose client has gone may still be at work.
  const remove = () => rm(folder, { recursive: true, force: true, maxRetries: 20 });
  return { store: `file:${folder}`, queue, remove };
}

/** A store for tests of what stands between a server and its store. */
export async function newStore(): Promise<Store> {
  const { CAST2GIF_TEST_STORE: bucket } = process.env;
  count += 1;
  return bucket === undefined ? new MemoryStore() : openStore(`${bucket}/${count}`);
}

/** The keys of what is in a store. */
export async function keysBelow(storeAddress: string, prefix = ''): Promise<string[]> {
  const keys: string[] = [];
  for await (const { key } of (await openStore(storeAddress)).list(prefix)) keys.push(key);
  return keys;
}
