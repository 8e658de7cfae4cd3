import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addOwner, listOwners, ownerOfToken, removeOwner, rotateOwner } from '#cast2gif/recordings/owners.js';
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
  await removeOwner(store, 'ci');
  await assert.rejects(removeOwner(store, 'ci'), { code: 'not-found' });
  const names = await Promise.all([first, second, other, '', `${other}x`].map((token) => ownerOfToken(store, token)));
  assert.deepEqual(names, [undefined, undefined, 'Ana María', undefined, undefined]);
});

test('a new token takes the place of all earlier ones of its owner', async () => {
  const store = new MemoryStore();
  const earlier = [await addOwner(store, 'ana', 1e12), await addOwner(store, 'ana', 2e12)];
  const other = await addOwner(store, 'ben', 1e12);
  const token = await rotateOwner(store, 'ana', 3e12);
  const names = await Promise.all([...earlier, token, other].map((each) => ownerOfToken(store, each)));
  assert.deepEqual(names, [undefined, undefined, 'ana', 'ben']);
  await assert.rejects(rotateOwner(store, 'eve', 3e12), { code: 'not-found' });
  assert.equal((await listOwners(store)).length, 2);
});

test('a name is one line of letters and digits', async () => {
  for (const name of ['', ' ', '../x', 'a\nb', '\u001b[31m', '-x', 'x'.repeat(101)]) {
    await assert.rejects(addOwner(new MemoryStore(), name, 0), { code: 'usage' }, JSON.stringify(name));
  }
});
