/** Bytes that recordings share, while some come and others go. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { keepCast, releaseCast, removeUnusedCast } from '#cast2gif/recordings/shared-casts.js';
import { MemoryStore } from '#cast2gif/store/memory-store.js';
import { castKey, castRemovalKey, hashOf } from '#cast2gif/store/store-layout.js';
import { dyingAfter, Turnstile } from './turnstile.js';

const BYTES = Buffer.from('the same bytes');
const castHash = hashOf(BYTES);
const use = (name: string) => ({ castHash, name });

/** A recording is removed, perhaps by a sweep as well, while equal ones are uploaded. */
async function removeWhileUploading(order: readonly number[], uploads: number, sweeps: number): Promise<void> {
  const kept = new MemoryStore();
  const turnstile = new Turnstile();
  const as = (who: string) => ({ store: turnstile.storeOf(who, kept), now: () => 0 });
  await keepCast({ store: kept, now: () => 0 }, use('old'), BYTES);
  await turnstile.run(order, [
    releaseCast(as('remover'), use('old'), async () => {}),
    ...Array.from({ length: sweeps }, (_, at) => removeUnusedCast(as(`sweep ${at}`), castHash, async () => {})),
    ...Array.from({ length: uploads }, async (_, at) => {
      await keepCast(as(`upload ${at}`), use(`new${at}`), BYTES);
      assert.notEqual(await kept.get(castKey(castHash)), undefined, 'acknowledged without its bytes');
    }),
  ]);
  assert.notEqual(await kept.get(castKey(castHash)), undefined, `lost after the order ${order}`);
  assert.equal(await kept.get(castRemovalKey(castHash)), undefined);
}

test('an acknowledged upload has its bytes, in whatever order a removal and it take their steps', async () => {
  for (let orders = 0; orders < 2 ** 9; orders++) {
    const order = Array.from({ length: 9 }, (_, step) => (orders >> step) & 1);
    await removeWhileUploading(order, 1, 0);
  }
});

test('so do several, whatever is removed meanwhile', async () => {
  const order = fc.array(fc.nat(4), { minLength: 12, maxLength: 30 });
  await fc.assert(fc.asyncProperty(order, fc.integer({ min: 1, max: 3 }), fc.nat(2), removeWhileUploading), {
    numRuns: 200,
  });
});

test('a process that is killed at any step of a removal takes no bytes from an upload', async () => {
  for (let lastStep = 0; lastStep < 10; lastStep++) {
    const store = new MemoryStore();
    let nowMs = 0;
    const parts = { store, now: () => nowMs, patienceMs: 0 };
    await keepCast(parts, use('old'), BYTES);
    await releaseCast({ store: dyingAfter(store, lastStep), now: () => 0 }, use('old'), async () => {}).catch(() => {});
    // Until the removal is certain to be over, an equal upload may be refused, but is never lost.
    const uploaded = await keepCast(parts, use('new'), BYTES).catch((error) => error);
    if (uploaded !== undefined) {
      assert.equal(uploaded.code, 'unavailable');
      nowMs = 3_600_000;
      await keepCast(parts, use('new'), BYTES);
    }
    assert.equal(await removeUnusedCast(parts, castHash, async () => {}), false);
    assert.notEqual(await store.get(castKey(castHash)), undefined, `killed after ${lastStep} steps`);
    // Nothing is left behind for good.
    nowMs += 3_600_000;
    await releaseCast(parts, use('old'), async () => {});
    await releaseCast(parts, use('new'), async () => {});
    assert.equal(await store.get(castKey(castHash)), undefined);
    assert.equal(await store.get(castRemovalKey(castHash)), undefined);
  }
});

test('bytes that are used stay, and a removal that was held up for too long deletes nothing', async () => {
  const store = new MemoryStore();
  let nowMs = 0;
  const parts = { store, now: () => nowMs };
  await keepCast(parts, use('one'), BYTES);
  await keepCast(parts, use('two'), BYTES);
  const gone: string[] = [];
  assert.equal(await releaseCast(parts, use('one'), async () => void gone.push('one')), false);
  let looks = 0;
  const heldUp = { store, now: () => (looks++ === 0 ? nowMs : nowMs + 120_000) };
  assert.equal(await releaseCast(heldUp, use('two'), async () => {}), false);
  assert.notEqual(await store.get(castKey(castHash)), undefined);
  nowMs += 3_600_000;
  assert.equal(await removeUnusedCast(parts, castHash, async () => void gone.push('two')), true);
  assert.deepEqual(gone, ['two']);
  assert.equal(await store.get(castKey(castHash)), undefined);
});
