import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { countThinned, sampleFrames, thinFrames } from '#cast2gif/frames/thin.js';
import { output, replay, textOf, wholeFrames } from './replay.js';

const moments = fc
  .array(fc.integer({ min: 1, max: 900 }), { minLength: 1, maxLength: 60 })
  .map((gaps) => gaps.map((_, at) => gaps.slice(0, at + 1).reduce((sum, gap) => sum + gap, 0) / 1000));

test('a lower rate shows the last screen of every window, keeps the end, and lasts as long', async () => {
  await fc.assert(
    fc.asyncProperty(moments, fc.constantFrom(2, 2.5, 5, 12), async (seconds, fps) => {
      const sequence = await replay(output(...seconds.map((at, number) => [at, `\r${number}`] as const)));
      const all = wholeFrames(sequence);
      const thin = thinFrames(sequence, fps);
      const left = wholeFrames(thin);
      assert.deepEqual([thin.durationUs, thin.frameCount], [sequence.durationUs, left.length]);
      assert.equal(
        countThinned(
          all.map(({ timeUs }) => timeUs),
          fps,
        ),
        left.length,
      );
      assert.deepEqual(textOf(left.at(-1)!), textOf(all.at(-1)!));
      for (const [at, { timeUs }] of left.entries()) {
        const next = left[at + 1];
        assert.ok(next === undefined || next.timeUs - timeUs >= 1e6 / fps - 1);
        const last = all.findLast((frame) => frame.timeUs < timeUs + 1e6 / fps)!;
        assert.deepEqual(textOf(left[at]!), textOf(last));
      }
    }),
    { numRuns: 40 },
  );
});

test('a sample has a fraction of the frames, and none is worth taking of a few', async () => {
  const every = (count: number) =>
    replay(output(...Array.from({ length: count }, (_, at) => [at / 10, `\r${at}`] as const)));
  assert.equal(sampleFrames(await every(60)), undefined);
  const sequence = await every(1000);
  const sample = sampleFrames(sequence)!;
  assert.ok(sample.runs.frameCount < 120 && sample.firsts.frameCount === sample.runCount);
  const sampled = sample.runs.frameCount - sample.runCount;
  // All frames change about as much.
  assert.ok(Math.abs(sample.factor * sampled - 1000) < 50, `${sample.factor}`);
  assert.ok(wholeFrames(sample.runs).every((frame) => textOf(frame).join('') !== ''));
});
