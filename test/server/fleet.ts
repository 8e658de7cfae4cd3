/** A server of a queue in Redis and a bucket, whose renders workers do, and what must hold whatever happens to them. */
import assert from 'node:assert/strict';
import { createHash, randomInt } from 'node:crypto';
import type { TestContext } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import type { ServeSettings } from '#cast2gif/options/service-settings.js';
import type { JobDocument } from '#cast2gif/server/service/job-document.js';
import { openStore } from '#cast2gif/store/open-store.js';
import { decodeJson, type PictureFacts, pictureKey } from '#cast2gif/store/store-layout.js';
import { afterTest } from '../clean-up.js';
import { type RedisServer, startRedis } from '../jobs/redis.js';
import type { S3Server } from '../store/moto.js';
import { keysBelow } from './backend.js';
import { castOf } from './cast-of.js';
import { bytesOf, problemOf, render, serve, type TestServer } from './harness.js';

export interface Fleet {
  readonly redis: RedisServer;
  readonly server: TestServer;
  readonly shared: { readonly queue: string; readonly store: string };
  /** How a worker of this server is started. */
  readonly words: readonly string[];
}

/** A Redis and a bucket of its own, and a server that leaves the renders to workers. */
export async function fleet(
  context: TestContext,
  moto: S3Server,
  settings: Partial<ServeSettings> = {},
  redisHost?: string,
): Promise<Fleet> {
  const redis = await startRedis('data', redisHost);
  afterTest(context, () => redis.remove());
  const bucket = `fleet-${randomInt(2 ** 40)}`;
  await moto.makeBucket(bucket);
  const shared = { queue: redis.address, store: `s3://${bucket}` };
  const server = await serve(context, { ...shared, noRender: true, ratePerMinute: 100_000, ...settings });
  return { redis, server, shared, words: ['--queue', shared.queue, '--store', shared.store] };
}

/**
 * Asks for a picture for later, again where the server says to try again: its queue may just have been away. Resolves to
 * the path of the job that was promised.
 */
export async function promisedJob(
  server: Pick<TestServer, 'fetch'>,
  cast: string,
  query = 'format=gif',
): Promise<string> {
  const headers = { prefer: 'respond-async' };
  for (;;) {
    const response = await server.fetch(`/render?${query}`, { method: 'POST', body: cast, headers });
    if (response.status === 202) return response.headers.get('location')!;
    assert.equal(response.status, 503);
    await wait(50);
  }
}

/** Resolves when the job has ended well, whatever the server says meanwhile. */
export async function pictureOf(server: Pick<TestServer, 'fetch'>, job: string): Promise<Uint8Array> {
  for (;;) {
    const response = await server.fetch(job);
    const { state, picture, error } = (await response.json()) as JobDocument;
    assert.notEqual(state, 'failed', JSON.stringify(error));
    assert.ok([200, 503].includes(response.status), `status ${response.status}`);
    if (state === 'done') return bytesOf(await server.fetch(picture!));
    await wait(50);
  }
}

/** Every new render is refused; a machine that is busy with something else may take longer than a second at first. */
export async function untilRefusedSoon(server: TestServer): Promise<void> {
  for (;;) {
    const startedMs = performance.now();
    const refused = await render(server, castOf(`new ${startedMs}`), '?format=gif');
    const tookMs = performance.now() - startedMs;
    assert.deepEqual([refused.status, (await problemOf(refused)).code], [503, 'unavailable']);
    if (tookMs < 1000) return;
  }
}

/** Every job has a whole picture, and there are no others; nothing failed, and nothing is promised any more. */
export async function assertEachEndedOnce(
  server: Pick<TestServer, 'fetch'>,
  storeAddress: string,
  jobs: readonly string[],
): Promise<void> {
  for (const picture of await Promise.all(jobs.map((job) => pictureOf(server, job)))) {
    assert.equal(Buffer.from(picture.subarray(0, 6)).toString(), 'GIF89a');
    assert.equal(picture.at(-1), 0x3b);
  }
  while ((await keysBelow(storeAddress, 'jobs/')).length > 0) await wait(50);
  assert.equal(await assertWhole(storeAddress), new Set(jobs).size);
  assert.equal((await keysBelow(storeAddress, 'pictures/')).length, 2 * new Set(jobs).size);
  assert.deepEqual(await keysBelow(storeAddress, 'failures/'), []);
}

/** Whatever picture can be read is what its facts say. Resolves to how many there are. */
export async function assertWhole(storeAddress: string): Promise<number> {
  const store = await openStore(storeAddress);
  let count = 0;
  for (const at of await keysBelow(storeAddress, 'pictures/')) {
    if (!at.endsWith('.json')) continue;
    const facts = decodeJson<PictureFacts>((await store.get(at))!.bytes);
    const picture = await store.get(pictureKey(at.slice('pictures/'.length, -'.json'.length), facts.extension));
    assert.equal(createHash('sha256').update(picture!.bytes).digest('hex'), facts.contentHash);
    count += 1;
  }
  return count;
}
