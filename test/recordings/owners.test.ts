import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addOwner, isOwnerToken, listOwners, removeOwner } from '#cast2gif/recordings/owners.js';
import { MemoryStore } from '#cast2gif/store/memory-store.js';

test('a token is valid until its owner is removed, and stands nowhere in the store', async () => {
  const store = new MemoryStore();
  const [first, second, other] = [
    await addOwner(store, 'ci', 1e12),
    await addOwner(store, 'ci', 2e12),
    await addOwner(store, 'Ana María', 3e12),
  ];
  assert.equal(new Set([first, second, other]).size, 3);
  assert.deepEqual(
    (await listOwners(store)).map(({ name }) => name),
    ['Ana María', 'ci', 'ci'],
  );
  for await (const { key } of store.list('')) {
    const { bytes } = (await store.get(key))!;
    for (const token of [first, second, other]) assert.ok(!`${key} ${Buffer.from(bytes)}`.includes(token));
  }
  assert.equal(await removeOwner(store, 'ci'), 2);
  assert.equal(await removeOwner(store, 'ci'), 0);
  const valid = await Promise.all([first, second, other, '', `${other}x`].map((token) => isOwnerToken(store, token)));
  assert.deepEqual(valid, [false, false, true, false, false]);
});

test('a name is one line of letters and digits', async () => {
  for (const name of ['', ' ', '../x', 'a\nb', '\u001b[31m', '-x', 'x'.repeat(101)]) {
    await assert.rejects(addOwner(new MemoryStore(), name, 0), { code: 'usage' }, JSON.stringify(name));
  }
});
