import assert from 'node:assert/strict';
import { test } from 'node:test';
import { once } from '#cast2gif/server/once.js';

test('what is done once is done again only where it failed', async () => {
  let times = 0;
  const get = once(async () => {
    times += 1;
    if (times === 1) throw new Error('not yet');
    return times;
  });
  await Promise.all([assert.rejects(get(), /not yet/), assert.rejects(get(), /not yet/)]);
  assert.deepEqual(await Promise.all([get(), get(), get()]), [2, 2, 2]);
});
