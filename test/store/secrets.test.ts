import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MemoryStore } from '#cast2gif/store/memory-store.js';
import { Secrets } from '#cast2gif/store/secrets.js';

test('all servers of a store have one secret, each store its own', async () => {
  const store = new MemoryStore();
  const all = await Promise.all(Array.from({ length: 10 }, () => Secrets.open(store)));
  const tokens = new Set(all.map((secrets) => secrets.tokenOf('picture-token', 'key')));
  assert.equal(tokens.size, 1);
  const other = await Secrets.open(new MemoryStore());
  assert.notEqual(other.tokenOf('picture-token', 'key'), [...tokens][0]);
});

test('each use has its own key, and tokens are keys of the store', async () => {
  const secrets = await Secrets.open(new MemoryStore());
  const tokens = (['picture-token', 'cookie'] as const).map((use) => secrets.tokenOf(use, 'same'));
  assert.equal(new Set(tokens).size, 2);
  for (const token of tokens) assert.match(token, /^[0-9a-f]{40}$/);
  assert.equal(secrets.keyFor('cookie').length, 32);
});

test('a damaged secret is not used', async () => {
  const store = new MemoryStore();
  await store.create('secret', new Uint8Array(3));
  await assert.rejects(Secrets.open(store), { code: 'io' });
});
