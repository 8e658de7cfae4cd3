import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { POINT_DURATION_US, type SelectedPart, selectFrames } from '#cast2gif/frames/select.js';
import { output, replay, textOf, wholeFrames } from './replay.js';

const SECOND = 1_000_000;

/** The first frame appears at 1 s; one more character each second, up to `abcde` at 5 s. */
const sequenceOf = () =>
  replay([
    ...output([1, 'a'], [2, 'b'], [3, '\rX\rab']),
    { kind: 'marker', timeUs: 3 * SECOND, label: 'here' },
    ...output([3.2, 'c'], [4, 'd'], [5, 'e']),
  ]);

const HOLD = 3 * SECOND;
const select = async (...parts: SelectedPart[]) => selectFrames(await sequenceOf(), parts, HOLD);

const shown = (sequence: Awaited<ReturnType<typeof sequenceOf>>) =>
  wholeFrames(sequence).map((frame) => [textOf(frame)[0], frame.timeUs / SECOND, frame.durationUs / SECOND]);

test('a range starts with the picture shown at that moment and ends on time', async () => {
  const selected = await select({ kind: 'range', startUs: 2.5 * SECOND, endUs: 4.5 * SECOND });
  assert.deepEqual(shown(selected), [
    ['ab', 0, 0.7],
    ['abc', 0.7, 0.8],
    ['abcd', 1.5, 3.5],
  ]);
  assert.equal(selected.frameCount, 3);
  assert.equal(selected.durationUs, 5 * SECOND);
  assert.deepEqual(selected.markers, [{ timeUs: 0.5 * SECOND, label: 'here' }]);
});

test('ranges are joined, and a picture that goes on is one frame', async () => {
  const selected = await select(
    { kind: 'range', startUs: 0, endUs: 1.5 * SECOND },
    { kind: 'range', startUs: 1.6 * SECOND, endUs: 1.8 * SECOND },
    { kind: 'range', startUs: 4.5 * SECOND, endUs: 99 * SECOND },
  );
  assert.deepEqual(shown(selected), [
    ['a', 0, 0.7],
    ['abcd', 0.7, 0.5],
    ['abcde', 1.2, 3],
  ]);
});

test('points are pictures of their own', async () => {
  const points = [0, 1.2, 3.5, 99].map((seconds) => ({ kind: 'point', timeUs: seconds * SECOND }) as const);
  const hold = POINT_DURATION_US / SECOND;
  assert.deepEqual(shown(await select(...points)), [
    ['a', 0, hold],
    ['a', hold, hold],
    ['abc', 2 * hold, hold],
    ['abcde', 3 * hold, hold],
  ]);
});

test('every selection shows at least one frame, as long as it says, and ends with the screen of its end', async () => {
  const part = fc.tuple(fc.integer({ min: 0, max: 7 * SECOND }), fc.integer({ min: 0, max: 7 * SECOND }));
  const holds = fc.constantFrom(0, 1, HOLD);
  await fc.assert(
    fc.asyncProperty(part, holds, fc.boolean(), async ([one, other], holdUs, isPoint) => {
      const sequence = await replay(output([1, 'a'], [2, 'b'], [5, 'c']), { lastFrameDurationUs: holdUs });
      const [startUs, endUs] = [Math.min(one, other), Math.max(one, other)];
      const range: SelectedPart = { kind: 'range', startUs, endUs };
      const selected = await selectFrames(sequence, [isPoint ? { kind: 'point', timeUs: startUs } : range], holdUs);
      const frames = wholeFrames(selected);
      assert.ok(frames.length > 0);
      assert.equal(selected.frameCount, frames.length);
      for (const { durationUs } of frames) assert.ok(durationUs > 0);
      const lastUs = isPoint || endUs === startUs ? startUs : endUs - (endUs < 5 * SECOND ? 1 : 0);
      const text = lastUs < 2 * SECOND ? 'a' : lastUs < 5 * SECOND ? 'ab' : 'abc';
      assert.equal(textOf(frames.at(-1)!)[0], text);
    }),
  );
});
