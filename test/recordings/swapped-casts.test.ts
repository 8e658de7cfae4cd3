/** Recordings whose bytes are replaced, removed and brought back at once: whoever was told so has their bytes. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { surveyRecording } from '#cast2gif/recordings/recording-survey.js';
import { Recordings } from '#cast2gif/recordings/recordings.js';
import { sweepOrphans } from '#cast2gif/recordings/sweep-orphans.js';
import { MemoryStore } from '#cast2gif/store/memory-store.js';
import { CAST_INDEX, CASTS, castKey } from '#cast2gif/store/store-layout.js';
import { dyingAfter, Turnstile } from './turnstile.js';

const INSTALL_ID = '7b5b7a51-6c8c-4d0c-8a43-0d64e8f0ab01';
const ID = 'demo';
const DAY_MS = 86_400_000;
const [FIRST, SECOND] = ['first', 'second'].map((text) =>
  Buffer.from(`{"version":2,"width":20,"height":4}\n[0,"o","${text}"]\n`),
);
const survey = await surveyRecording(FIRST!);

const newRecordings = (store: MemoryStore | ReturnType<Turnstile['storeOf']>, nowMs = Date.now()) =>
  new Recordings({ store, retention: {}, now: () => nowMs, survey: async () => survey });

/** What is done to the recording, each by a process of its own. */
const ACTIONS = {
  toFirst: (recordings: Recordings) => recordings.replaceCast(ID, FIRST!),
  toSecond: (recordings: Recordings) => recordings.replaceCast(ID, SECOND!),
  remove: (recordings: Recordings) => recordings.remove(ID),
  bringBack: (recordings: Recordings) => recordings.upload(FIRST!, { id: ID, installId: INSTALL_ID }),
} as const;
type Action = keyof typeof ACTIONS;

/** There may be no recording; one that is there has its bytes. */
async function assertWhole(store: MemoryStore, when: string): Promise<void> {
  const recording = await newRecordings(store).find(ID);
  if (recording === undefined) return;
  assert.notEqual(await store.get(castKey(recording.castHash)), undefined, `without its bytes ${when}`);
}

/** A sweep that comes much later leaves the bytes of the recording, and no others. */
async function assertTidy(store: MemoryStore): Promise<void> {
  const nowMs = Date.now() + DAY_MS;
  const recordings = newRecordings(store, nowMs);
  await recordings.resumeRemovals();
  await sweepOrphans({ store, recordings, now: () => nowMs });
  await assertWhole(store, 'after a sweep');
  const recording = await recordings.find(ID);
  for (const prefix of [CASTS, CAST_INDEX]) {
    const keys: string[] = [];
    for await (const { key } of store.list(prefix)) keys.push(key);
    assert.equal(keys.length, recording === undefined ? 0 : 1, `${keys}`);
  }
}

async function doAtOnce(order: readonly number[], actions: readonly Action[]): Promise<void> {
  const store = new MemoryStore();
  await newRecordings(store).upload(FIRST!, { id: ID, installId: INSTALL_ID });
  const turnstile = new Turnstile();
  await turnstile.run(
    order,
    actions.map(async (action, at) => {
      const recordings = newRecordings(turnstile.storeOf(`${at}`, store));
      // What is refused was not acknowledged.
      await ACTIONS[action](recordings).catch((error: { code?: string }) => {
        assert.match(String(error.code), /^(?:not-found|conflict|unavailable)$/);
      });
      await assertWhole(store, `after ${action}, in the order ${order}`);
    }),
  );
  await assertTidy(store);
}

test('two that swap the same two files lose none of them, in whatever order they take their steps', async () => {
  // Each stands still once at every step, while the other goes on.
  for (let first = 0; first <= 16; first++) {
    for (let second = 0; second <= 16; second++) {
      const order = [...Array(first).fill(0), ...Array(second).fill(1), ...Array(30).fill(0), ...Array(30).fill(1)];
      await doAtOnce(order, ['toSecond', 'toFirst']);
    }
  }
});

test('several that replace, remove and bring back lose nothing that was acknowledged', async () => {
  const actions = fc.array(fc.constantFrom(...(Object.keys(ACTIONS) as Action[])), { minLength: 2, maxLength: 4 });
  const order = fc.array(fc.nat(3), { minLength: 12, maxLength: 40 });
  await fc.assert(fc.asyncProperty(order, actions, doAtOnce), { numRuns: 300 });
});

test('a process that is killed at any step of a replacement leaves a whole recording, and nothing for good', async () => {
  for (let steps = 0; steps < 20; steps++) {
    const store = new MemoryStore();
    await newRecordings(store).upload(FIRST!, { id: ID, installId: INSTALL_ID });
    await newRecordings(dyingAfter(store, steps) as MemoryStore)
      .replaceCast(ID, SECOND!)
      .catch(() => {});
    await assertWhole(store, `killed after ${steps} steps`);
    // Once the removal that was cut off is certain to be over.
    await newRecordings(store, Date.now() + DAY_MS).replaceCast(ID, FIRST!);
    await assertTidy(store);
  }
});
