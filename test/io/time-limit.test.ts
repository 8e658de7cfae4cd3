import assert from 'node:assert/strict';
import { test } from 'node:test';
import { endedWithin, within } from '#cast2gif/io/time-limit.js';

const LONG_MS = 600_000;
const never = new Promise<never>(() => {});

test('what is there in time is handed on, well or badly', async () => {
  assert.equal(await within(Promise.resolve(undefined), LONG_MS, () => 'late'), undefined);
  await assert.rejects(
    within(Promise.reject(new Error('broken')), LONG_MS, () => 'late'),
    /broken/,
  );
});

test('when the time is over, what holds then is said, or thrown', async () => {
  assert.equal(await within(never, 1, () => 'late'), 'late');
  const refuse = () => {
    throw new Error('too late');
  };
  await assert.rejects(within(never, 1, refuse), /too late/);
});

test('what fails after its time harms nobody', async () => {
  let fail!: (error: Error) => void;
  const slow = new Promise<never>((_, reject) => {
    fail = reject;
  });
  await within(slow, 1, () => {});
  fail(new Error('nobody hears of it'));
  await new Promise((resolve) => setImmediate(resolve));
});

test('an end is an end, however it comes', async () => {
  await endedWithin(Promise.reject(new Error('broken')), LONG_MS);
  await endedWithin(never, 1);
});
