import assert from 'node:assert/strict';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { Sources } from '#cast2gif/recordings/sources.js';
import type { Store } from '#cast2gif/store/store.js';
import { uploadKey } from '#cast2gif/store/store-layout.js';
import { newStore } from '../server/backend.js';

async function withSource(
  action: (parts: {
    sources: Sources;
    address: string;
    store: Store;
    clock: { ms: number };
    requests: () => number;
    answerWith: (listener: RequestListener) => void;
  }) => Promise<void>,
): Promise<void> {
  let listener: RequestListener = (_request, response) => response.end('first');
  let count = 0;
  const server = createServer((request, response) => {
    count += 1;
    listener(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const store = await newStore();
  const clock = { ms: 1_800_000_000_000 };
  const rules = { allowPrivate: true, maximumBytes: 1000, timeoutMs: 10_000 };
  const sources = new Sources({ store, rules, ttlMs: 300_000, now: () => clock.ms, onUse: async () => {} });
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/x.cast`;
  try {
    await action({
      sources,
      address,
      store,
      clock,
      requests: () => count,
      answerWith: (next) => {
        listener = next;
      },
    });
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

test('a recording is fetched once for all who ask, and again when it is old', () =>
  withSource(async ({ sources, address, store, clock, requests, answerWith }) => {
    const all = await Promise.all(Array.from({ length: 20 }, () => sources.castAt(address)));
    assert.equal(requests(), 1);
    assert.equal(new Set(all.map(({ castHash }) => castHash)).size, 1);
    assert.equal(Buffer.from((await store.get(uploadKey(all[0]!.castHash)))!.bytes).toString(), 'first');
    clock.ms += 200_000;
    await sources.castAt(address);
    assert.equal(requests(), 1);
    clock.ms += 200_000;
    answerWith((_request, response) => response.end('second'));
    const next = await sources.castAt(address);
    assert.equal(requests(), 2);
    assert.notEqual(next.castHash, all[0]!.castHash);
    assert.equal(next.fetchedMs, clock.ms);
  }));

test('a validator saves the body, and what was lost is fetched whole', () =>
  withSource(async ({ sources, address, store, clock, answerWith }) => {
    let whole = 0;
    answerWith((request, response) => {
      response.setHeader('etag', '"a"');
      if (request.headers['if-none-match'] === '"a"') response.writeHead(304).end();
      else {
        whole += 1;
        response.end('body');
      }
    });
    const { castHash } = await sources.castAt(address);
    clock.ms += 400_000;
    assert.deepEqual(await sources.castAt(address), { castHash, fetchedMs: clock.ms });
    assert.equal(whole, 1);
    await store.delete(uploadKey(castHash));
    await sources.castAt(address);
    assert.equal(whole, 2);
    assert.ok(await store.get(uploadKey(castHash)));
  }));

test('while a host fails, what it gave stays, and it is left alone; what it refuses is gone', () =>
  withSource(async ({ sources, address, clock, answerWith, requests }) => {
    answerWith((_request, response) => response.end('first'));
    const { castHash, fetchedMs } = await sources.castAt(address);
    const stale = { castHash, fetchedMs, isStale: true };
    answerWith((_request, response) => response.writeHead(503).end());
    clock.ms += 400_000;
    for (let times = 0; times < 3; times++) assert.deepEqual(await sources.castAt(address), stale);
    assert.equal(requests(), 2);
    clock.ms += 31_000;
    assert.deepEqual(await sources.castAt(address), stale);
    assert.equal(requests(), 3);
    answerWith((_request, response) => response.writeHead(410).end());
    clock.ms += 31_000;
    await assert.rejects(sources.castAt(address), { code: 'fetch' });
    answerWith((_request, response) => response.end('second'));
    const next = await sources.castAt(address);
    assert.equal(next.isStale, undefined);
    assert.notEqual(next.castHash, castHash);
  }));

test('failures are not kept', () =>
  withSource(async ({ sources, address, answerWith }) => {
    answerWith((_request, response) => response.writeHead(500).end());
    await assert.rejects(sources.castAt(address), { code: 'fetch' });
    answerWith((_request, response) => response.end('fine'));
    await sources.castAt(address);
  }));
