/** How often the page may ask for a still. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Allowance } from '#cast2gif/web/allowance.js';

const MINUTE_MS = 60_000;

test('stills never use up what a server allows in a minute, however fast they are wanted', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 4, max: 1000 }),
      fc.array(fc.integer({ min: 0, max: 2000 }), { minLength: 1, maxLength: 300 }),
      (perMinute, pausesMs) => {
        const allowance = new Allowance(perMinute, 0);
        const times: number[] = [];
        let nowMs = 0;
        for (const pauseMs of pausesMs) {
          nowMs += pauseMs;
          nowMs += allowance.take(nowMs);
          times.push(nowMs);
        }
        for (const startMs of times) {
          const inMinute = times.filter((timeMs) => timeMs >= startMs && timeMs < startMs + MINUTE_MS).length;
          assert.ok(inMinute <= Math.ceil(perMinute * 0.75), `${inMinute} of ${perMinute}`);
        }
      },
    ),
  );
});

test('the first stills do not wait', () => {
  const allowance = new Allowance(120, 0);
  assert.deepEqual(
    Array.from({ length: 20 }, () => allowance.take(0)),
    Array.from({ length: 20 }, () => 0),
  );
  assert.equal(allowance.take(0), 1000);
});
