import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { delayFraction, secondsOf } from '#cast2gif/encode/png/delay.js';

test('common delays are exact', () => {
  assert.deepEqual(delayFraction(0), { numerator: 0, denominator: 1 });
  assert.deepEqual(delayFraction(3), { numerator: 3, denominator: 1 });
  assert.deepEqual(delayFraction(0.02), { numerator: 1, denominator: 50 });
  assert.deepEqual(delayFraction(1.234), { numerator: 617, denominator: 500 });
  assert.deepEqual(delayFraction(1e9), { numerator: 65535, denominator: 1 });
});

test('any delay fits 16 bits and is as near as 16 bits allow', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 65535e6 }), (durationUs) => {
      const seconds = durationUs / 1e6;
      const delay = delayFraction(seconds);
      assert.ok(delay.denominator >= 1 && delay.denominator <= 65535 && delay.numerator <= 65535);
      assert.ok(Number.isInteger(delay.numerator) && Number.isInteger(delay.denominator));
      assert.ok(Math.abs(secondsOf(delay) - seconds) <= Math.max(1, seconds) * 2 ** -16);
    }),
  );
});
