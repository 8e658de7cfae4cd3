import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Clock, splitDelay } from '#cast2gif/encode/gif/timing.js';

/** Starts of the states that are shown (null: merged), for these durations. */
function starts(durationsUs: readonly number[]): (number | null)[] {
  const clock = new Clock();
  let timeUs = 0;
  return durationsUs.map((durationUs, index) => {
    const showing = clock.next(timeUs, durationUs, index === durationsUs.length - 1);
    timeUs += durationUs;
    return showing === 'merged' ? null : showing.startCs;
  });
}

test('a state too short to be shown leaves its neighbours at their times', () => {
  assert.deepEqual(starts([100_000, 10_000, 100_000, 100_000]), [0, null, 11, 21]);
});

test('the first state that is shown starts at 0', () => {
  assert.deepEqual(starts([10_000, 50_000, 50_000]), [null, 0, 6]);
});

test('a train of short states shows every second one', () => {
  assert.deepEqual(starts([10_000, 10_000, 10_000, 10_000, 10_000, 10_000]), [null, 0, null, 2, null, 5]);
});

test('no drift, no delay under the minimum', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 90_000 }), { minLength: 1 }), (durationsUs) => {
      const shown = starts(durationsUs);
      let timeUs = 0;
      let last = -2;
      shown.forEach((startCs, index) => {
        if (startCs !== null) {
          assert.ok(startCs - last >= 2 || index === shown.length - 1);
          if (last >= 0) assert.ok(Math.abs(startCs - timeUs / 10_000) <= 2);
          last = startCs;
        }
        timeUs += durationsUs[index]!;
      });
      assert.notEqual(shown.at(-1), null);
    }),
  );
});

test('split delays add up and can be said', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 400_000 }), (total) => {
      const delays = splitDelay(total);
      assert.equal(
        delays.reduce((sum, delay) => sum + delay),
        Math.max(2, total),
      );
      assert.ok(delays.every((delay) => delay >= 2 && delay <= 65_535));
    }),
  );
});
