/** What nobody has claimed in time is removed, and nothing else, whatever happens meanwhile. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Recordings, type StoredRecording } from '#cast2gif/recordings/recordings.js';
import { sweepOrphans } from '#cast2gif/recordings/sweep-orphans.js';
import { sweepRecordings } from '#cast2gif/recordings/sweep-recordings.js';
import { MemoryStore } from '#cast2gif/store/memory-store.js';
import type { Store } from '#cast2gif/store/store.js';
import { castKey } from '#cast2gif/store/store-layout.js';
import { newStore } from '../server/backend.js';
import { dyingAfter, Turnstile } from './turnstile.js';

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
const RETENTION = { hideAfterMs: 7 * DAY_MS, removeAfterMs: 30 * DAY_MS };
const INSTALLS = ['7b5b7a51-6c8c-4d0c-8a43-0d64e8f0ab01', '7b5b7a51-6c8c-4d0c-8a43-0d64e8f0ab02'] as const;
const SURVEY = { version: 2, columns: 80, rows: 24, durationUs: 1, pictureDurationUs: 1, markers: [] } as const;

/** One process that works on a store. */
function processOn(store: Store, clock: { nowMs: number }) {
  const unused: string[] = [];
  const now = () => clock.nowMs;
  const survey = async () => SURVEY;
  const onUnusedCast = async (castHash: string) => void unused.push(castHash);
  const recordings = new Recordings({ store, retention: RETENTION, now, survey, onUnusedCast });
  const parts = { store, recordings, retention: RETENTION, now };
  const sweep = async (isDryRun = false) => {
    const swept: string[] = [];
    for await (const { id } of sweepRecordings(parts, { isDryRun })) swept.push(id);
    return swept;
  };
  const upload = (text: string, ageMs = 0, installId: string = INSTALLS[0]) =>
    recordings.upload(Buffer.from(text), { installId, uploadedMs: clock.nowMs - ageMs, visibility: 'public' });
  return { recordings, sweep, upload, unused, sweepOrphans: () => sweepOrphans(parts) };
}

async function keysOf(store: Store, prefix = ''): Promise<string[]> {
  const keys: string[] = [];
  for await (const { key } of store.list(prefix)) keys.push(key);
  return keys;
}

/** The store holds what these recordings need, and nothing of any other. */
async function assertHolds(store: Store, kept: readonly StoredRecording[]): Promise<void> {
  const hashes = [...new Set(kept.map(({ castHash }) => castHash))].sort();
  assert.deepEqual(await keysOf(store, 'casts/'), hashes.map(castKey));
  assert.deepEqual(await keysOf(store, 'recordings/'), kept.map(({ id }) => `recordings/${id}`).sort());
  const names = (keys: readonly string[]) => keys.map((key) => key.replace(/\.\w+$/, '').slice(-20)).sort();
  const ids = kept.map(({ id }) => id).sort();
  for (const prefix of ['by-cast/', 'by-install/', 'listed/'])
    assert.deepEqual(names(await keysOf(store, prefix)), ids);
  for (const key of names(await keysOf(store, 'by-day/'))) assert.ok(ids.includes(key), key);
  for (const prefix of ['cast-removals/', 'recording-removals/']) assert.deepEqual(await keysOf(store, prefix), []);
}

test('exactly what is unclaimed and too old goes, with bytes that nobody shares', async () => {
  const recording = fc.record({
    text: fc.constantFrom('a', 'b', 'c'),
    ageMs: fc.constantFrom(0, 7 * DAY_MS, 30 * DAY_MS - 1, 30 * DAY_MS, 31 * DAY_MS, 400 * DAY_MS),
    install: fc.nat(1),
  });
  const run = async (given: { text: string; ageMs: number; install: number }[]) => {
    const store = await newStore();
    const clock = { nowMs: Date.UTC(2026, 10, 29, 12) };
    const { recordings, sweep, upload, unused } = processOn(store, clock);
    const all: StoredRecording[] = [];
    for (const { text, ageMs, install } of given) all.push(await upload(text, ageMs, INSTALLS[install]));
    await recordings.installations.claim(INSTALLS[1], 'ana', clock.nowMs);
    const isOver = (_: unknown, at: number) => given[at]!.install === 0 && given[at]!.ageMs >= 30 * DAY_MS;
    const [over, kept] = [all.filter(isOver), all.filter((each, at) => !isOver(each, at))];
    const before = await keysOf(store);
    assert.deepEqual((await sweep(true)).sort(), over.map(({ id }) => id).sort());
    assert.deepEqual(await keysOf(store), before);
    assert.deepEqual((await sweep()).sort(), over.map(({ id }) => id).sort());
    await assertHolds(store, kept);
    const gone = new Set(over.map(({ castHash }) => castHash));
    for (const { castHash } of kept) gone.delete(castHash);
    assert.deepEqual(new Set(unused), gone);
    assert.deepEqual(await sweep(), []);
  };
  await fc.assert(fc.asyncProperty(fc.array(recording, { maxLength: 8 }), run), { numRuns: 40 });
});

test('claiming brings back what is hidden, and the sweep then leaves it', async () => {
  const store = await newStore();
  const clock = { nowMs: Date.now() };
  const { recordings, sweep, upload } = processOn(store, clock);
  const { id } = await upload('mine', 8 * DAY_MS);
  assert.equal((await recordings.find(id))!.state, 'hidden');
  await recordings.installations.claim(INSTALLS[0], 'ana', clock.nowMs);
  clock.nowMs += 100 * DAY_MS;
  assert.deepEqual(await sweep(), []);
  assert.equal((await recordings.find(id))!.state, 'shown');
  // The next sweep has nothing to look at.
  assert.deepEqual(await keysOf(store, 'by-day/'), []);
});

test('several servers that sweep at once, while equal recordings are uploaded, lose none of those', async () => {
  const orders = fc.array(fc.nat(6), { minLength: 20, maxLength: 80 });
  const run = async (order: readonly number[], uploads: number) => {
    const store = new MemoryStore();
    const clock = { nowMs: Date.now() };
    await processOn(store, clock).upload('same', 31 * DAY_MS);
    await processOn(store, clock).upload('same', 40 * DAY_MS);
    const turnstile = new Turnstile();
    const as = (who: string) => processOn(turnstile.storeOf(who, store), clock);
    const kept: StoredRecording[] = [];
    await turnstile.run(order, [
      as('sweep 1').sweep(),
      as('sweep 2').sweep(),
      ...Array.from({ length: uploads }, async (_, at) => {
        kept.push(await as(`upload ${at}`).upload('same'));
        assert.equal((await keysOf(store, 'casts/')).length, 1, 'acknowledged without its bytes');
      }),
    ]);
    await assertHolds(store, kept);
  };
  await fc.assert(fc.asyncProperty(orders, fc.integer({ min: 0, max: 2 }), run), { numRuns: 150 });
});

test('a sweep that is killed at any step is finished by the next one', async () => {
  for (let steps = 0; steps < 200; steps++) {
    const store = new MemoryStore();
    const clock = { nowMs: Date.now() };
    const { upload, sweep } = processOn(store, clock);
    const shared = await upload('shared', 31 * DAY_MS);
    const kept = await upload('shared');
    await upload('alone', 31 * DAY_MS);
    const killed = await processOn(dyingAfter(store, steps), clock)
      .sweep()
      .then(
        () => false,
        () => true,
      );
    clock.nowMs += HOUR_MS;
    await sweep();
    await assertHolds(store, [kept]);
    assert.equal(shared.castHash, kept.castHash);
    if (!killed) return;
  }
  assert.fail('it never got to its end');
});

test('an upload that was cut off at any step is there whole, or leaves nothing behind for good', async () => {
  for (let steps = 0; steps < 200; steps++) {
    const clock = { nowMs: Date.now() };
    const store = new MemoryStore(() => clock.nowMs);
    const uploaded = await processOn(dyingAfter(store, steps), clock)
      .upload('cut off')
      .catch(() => undefined);
    const { recordings, sweepOrphans: sweepNow } = processOn(store, clock);
    const before = await keysOf(store);
    // It may still be under way.
    await sweepNow();
    assert.deepEqual(await keysOf(store), before);
    clock.nowMs += 2 * HOUR_MS;
    await sweepNow();
    const [id] = (await keysOf(store, 'recordings/')).map((key) => key.slice('recordings/'.length));
    const whole = id === undefined ? undefined : await recordings.find(id);
    await assertHolds(store, whole === undefined ? [] : [whole]);
    if (uploaded !== undefined) {
      assert.equal(id, uploaded.id);
      return;
    }
  }
  assert.fail('it never got to its end');
});
