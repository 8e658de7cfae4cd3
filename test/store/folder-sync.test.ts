/** Names that several make durable at once. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { FolderSync } from '#cast2gif/store/folder-sync.js';

const turn = () => new Promise((resolve) => setImmediate(resolve));

test('whoever is answered has their name on the disk, however many share a call', async () => {
  const pauses = fc.array(fc.nat(3), { minLength: 1, maxLength: 30 });
  await fc.assert(
    fc.asyncProperty(pauses, fc.integer({ min: 1, max: 4 }), async (arrivals, turns) => {
      const [inFolder, durable] = [new Set<number>(), new Set<number>()];
      let [calls, atOnce] = [0, 0];
      const sync = new FolderSync(async () => {
        calls += 1;
        atOnce += 1;
        assert.equal(atOnce, 1);
        const covered = [...inFolder];
        for (let left = turns; left > 0; left--) await turn();
        for (const name of covered) durable.add(name);
        atOnce -= 1;
      });
      const answered: Promise<void>[] = [];
      for (const [name, pause] of arrivals.entries()) {
        for (let left = pause; left > 0; left--) await turn();
        inFolder.add(name);
        answered.push(sync.of('a folder').then(() => assert.ok(durable.has(name))));
      }
      await Promise.all(answered);
      assert.ok(calls <= arrivals.length);
    }),
    { numRuns: 200 },
  );
});

test('many at once need two calls, and other folders their own', async () => {
  const calls: string[] = [];
  const sync = new FolderSync(async (path) => {
    calls.push(path);
    await turn();
  });
  const first = sync.of('a');
  await turn();
  await Promise.all([first, ...Array.from({ length: 50 }, () => sync.of('a')), sync.of('b')]);
  assert.deepEqual(calls.sort(), ['a', 'a', 'b']);
});

test('what failed is told to those who asked for it, and to nobody else', async () => {
  let calls = 0;
  const sync = new FolderSync(async () => {
    calls += 1;
    const isFirst = calls === 1;
    await turn();
    if (isFirst) throw new Error('the disk is gone');
  });
  const first = [sync.of('a'), sync.of('a')];
  for (const each of first) each.catch(() => {});
  await Promise.resolve();
  await Promise.resolve();
  const later = sync.of('a');
  for (const each of first) await assert.rejects(each, /the disk is gone/);
  await later;
  await sync.of('a');
  assert.equal(calls, 3);
});
