import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { CappedPacing, type MomentPacing } from '#cast2gif/frames/pacing.js';
import { output, replay, textOf, wholeFrames } from './replay.js';

const SECOND_US = 1_000_000;

/** When frames appear, and how many changes each shows. */
function framesOf(changesUs: readonly number[], pacing: CappedPacing | MomentPacing) {
  const frames: { timeUs: number; firstUs: number; lastUs: number }[] = [];
  let shown: number[] = [];
  const close = () => frames.push({ timeUs: pacing.close()!, firstUs: shown[0]!, lastUs: shown.at(-1)! });
  for (const timeUs of changesUs) {
    if (pacing.endUs <= timeUs) {
      close();
      shown = [];
    }
    pacing.change(timeUs);
    shown.push(timeUs);
  }
  if (shown.length > 0) close();
  return frames;
}

test('a steady cadence has as many frames as there are changes, or as the cap allows', () => {
  const cadences = fc.record({
    changes: fc.double({ min: 1, max: 500, noNaN: true }),
    cap: fc.integer({ min: 1, max: 240 }),
  });
  fc.assert(
    fc.property(cadences, ({ changes, cap }) => {
      const seconds = 20;
      const count = Math.floor(changes * seconds);
      const changesUs = Array.from({ length: count }, (_, at) => Math.round((at * SECOND_US) / changes));
      const frames = framesOf(changesUs, new CappedPacing(cap)).length;
      const expected = Math.min(count, cap * seconds);
      assert.ok(Math.abs(frames - expected) <= 0.02 * expected + 2, `${frames} frames, expected ${expected}`);
    }),
  );
});

test('frames keep their distance, show every change, and none more than a period and a quarter early or a moment late', () => {
  const gaps = fc.array(fc.oneof(fc.integer({ min: 0, max: 20_000 }), fc.integer({ min: 0, max: 200_000 })), {
    minLength: 1,
  });
  fc.assert(
    fc.property(gaps, fc.integer({ min: 1, max: 120 }), (gapsUs, cap) => {
      let nowUs = 0;
      const changesUs = gapsUs.map((gapUs) => (nowUs += gapUs));
      const periodUs = Math.floor(SECOND_US / cap);
      const frames = framesOf(changesUs, new CappedPacing(cap));
      for (const [at, { timeUs, firstUs, lastUs }] of frames.entries()) {
        if (at > 0) assert.ok(timeUs - frames[at - 1]!.timeUs >= periodUs);
        assert.ok(timeUs <= firstUs);
        assert.ok(lastUs - timeUs <= periodUs * 1.25);
      }
      assert.equal(frames.at(-1)!.lastUs, changesUs.at(-1));
    }),
  );
});

test('sixty changes a second become thirty frames at a cap of thirty', async () => {
  const changes = Array.from({ length: 121 }, (_, at) => [at / 60, `\r${at}`] as const);
  const { frameCount } = await replay(output(...changes), { fpsCap: 30 });
  assert.ok(frameCount >= 60 && frameCount <= 62, `${frameCount}`);
});

test('stills show exactly the screen of their moment', async () => {
  const changes = Array.from({ length: 50 }, (_, at) => [at / 100, String.fromCodePoint(0x41 + (at % 26))] as const);
  const momentsUs = [0, 100_000, 105_000, 490_000];
  const sequence = await replay(output(...changes), { columns: 60, momentsUs, start: 'recorded' });
  const frames = wholeFrames(sequence);
  const typed = momentsUs.map((momentUs) => textOf(frames.findLast(({ timeUs }) => timeUs <= momentUs)!)[0]!.length);
  assert.deepEqual(typed, [1, 11, 11, 50]);
});
