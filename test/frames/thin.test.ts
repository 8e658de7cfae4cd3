import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { countChanges, planThinned, thinFrames } from '#cast2gif/frames/thin.js';
import { output, replay, textOf, wholeFrames } from './replay.js';

const SECOND_US = 1_000_000;

/** Times at which frames appear, from 0 on, and when the last one ends. */
const frameTimes = fc
  .record({
    gapsUs: fc.array(fc.oneof(fc.integer({ min: 1, max: 50_000 }), fc.integer({ min: 1, max: 2_000_000 })), {
      maxLength: 80,
    }),
    holdUs: fc.integer({ min: 1, max: 3_000_000 }),
  })
  .map(({ gapsUs, holdUs }) => {
    const timesUs = [0];
    for (const gapUs of gapsUs) timesUs.push(timesUs.at(-1)! + gapUs);
    return { timesUs, durationUs: timesUs.at(-1)! + holdUs };
  });
const rates = fc.double({ min: 0.5, max: 60, noNaN: true });

test('frames of a lower rate keep their distance, are shown in order and in time, and the last one is kept', () => {
  fc.assert(
    fc.property(frameTimes, rates, ({ timesUs, durationUs }, fps) => {
      const { frameNumbers, durationsUs } = planThinned(timesUs, durationUs, fps);
      const periodUs = Math.floor(SECOND_US / fps);
      let startUs = 0;
      for (const [at, number] of frameNumbers.entries()) {
        const isLast = at === frameNumbers.length - 1;
        if (!isLast) assert.ok(number < frameNumbers[at + 1]! && durationsUs[at]! >= periodUs);
        // Never later than the first of the frames it stands for, and little more than a period before the last.
        assert.ok(startUs <= timesUs[(frameNumbers[at - 1] ?? -1) + 1]!);
        assert.ok(timesUs[number]! - startUs <= periodUs * 1.25);
        startUs += durationsUs[at]!;
      }
      assert.equal(frameNumbers.at(-1), timesUs.length - 1);
      assert.ok(durationsUs.every((each) => each > 0));
      assert.equal(startUs, durationUs);
    }),
  );
});

test('a steady cadence becomes an even one, with as many frames as the rate allows', () => {
  fc.assert(
    fc.property(fc.integer({ min: 2, max: 60 }), fc.integer({ min: 1, max: 30 }), (cadence, fps) => {
      const seconds = 20;
      const timesUs = Array.from({ length: cadence * seconds }, (_, at) => Math.round((at * SECOND_US) / cadence));
      const { durationsUs } = planThinned(timesUs, seconds * SECOND_US, fps);
      const expected = Math.min(cadence, fps) * seconds;
      assert.ok(Math.abs(durationsUs.length - expected) <= 0.02 * expected + 2, `${durationsUs.length}, ${expected}`);
      // The first few find the cadence, and the last one is held.
      const usual = SECOND_US / Math.min(cadence, fps);
      for (const durationUs of durationsUs.slice(3, -1))
        assert.ok(durationUs < 2.01 * usual, `${durationUs}, ${usual}`);
    }),
  );
});

test('a much lower rate never leaves more frames', () => {
  fc.assert(
    fc.property(
      frameTimes,
      rates,
      fc.double({ min: 0.1, max: 0.8, noNaN: true }),
      ({ timesUs, durationUs }, fps, part) => {
        const framesAt = (rate: number) => planThinned(timesUs, durationUs, rate).frameNumbers.length;
        assert.ok(framesAt(fps * part) <= framesAt(fps));
        assert.ok(framesAt(fps) <= timesUs.length);
      },
    ),
  );
});

test('a sequence at a lower rate shows the screens that the plan says, for as long', async () => {
  const moments = fc
    .array(fc.integer({ min: 1, max: 900 }), { minLength: 1, maxLength: 60 })
    .map((gaps) => gaps.map((_, at) => gaps.slice(0, at + 1).reduce((sum, gap) => sum + gap, 0) / 1000));
  await fc.assert(
    fc.asyncProperty(moments, fc.constantFrom(2, 2.5, 5, 12), async (seconds, fps) => {
      const sequence = await replay(output(...seconds.map((at, number) => [at, `\r${number}`] as const)));
      const all = wholeFrames(sequence);
      const thin = thinFrames(sequence, fps);
      const plan = planThinned(
        all.map(({ timeUs }) => timeUs),
        sequence.durationUs,
        fps,
      );
      const left = wholeFrames(thin);
      assert.deepEqual([thin.durationUs, thin.frameCount], [sequence.durationUs, left.length]);
      assert.deepEqual(
        left.map(textOf),
        plan.frameNumbers.map((number) => textOf(all[number]!)),
      );
      assert.deepEqual(
        left.map(({ durationUs }) => durationUs),
        plan.durationsUs,
      );
    }),
    { numRuns: 40 },
  );
});

test('what changes back between two frames is no change', async () => {
  const sequence = await replay(output([0, 'a'], [1, '\rb'], [1.1, '\ra'], [2, '\rc']));
  assert.deepEqual(countChanges(sequence), { frameCount: 4, cellCount: 4 });
  assert.deepEqual(countChanges(thinFrames(sequence, 2)), { frameCount: 3, cellCount: 2 });
});
