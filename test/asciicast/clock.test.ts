import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cast, readText, V2, V3 } from './reading.js';

/** Times of the events, in seconds, and the warnings. */
async function times(header: object, seconds: readonly unknown[], absolute = false): Promise<[number[], string[]]> {
  const text = cast(header, ...seconds.map((time) => [time, 'o', 'x']));
  const { events, warnings } = await readText(text, { times: absolute ? 'absolute' : 'auto' });
  return [events.map(({ timeUs }) => timeUs / 1e6), warnings.map(({ line, message }) => `${line}: ${message}`)];
}

test('the offset of the first event counts', async () => {
  assert.deepEqual(await times(V2, [5, 6]), [[5, 6], []]);
  assert.deepEqual(await times(V3, [5, 6]), [[5, 11], []]);
});

test('intervals do not drift', async () => {
  const [seconds] = await times(
    V3,
    Array.from({ length: 3000 }, () => 0.000_000_4),
  );
  assert.equal(seconds.at(-1), 0.0012);
});

test('events of any code take time', async () => {
  const text = cast(V3, [1, 'o', 'a'], [1, 'm', ''], [1, 'zzz', 7], [1, 'i', 'k'], [1, 'o', 'b'], [1, 'x', 0]);
  const { events, warnings } = await readText(text);
  assert.deepEqual(
    events.map(({ kind, timeUs }) => [kind, timeUs / 1e6]),
    [
      ['output', 1],
      ['marker', 2],
      ['other', 3],
      ['input', 4],
      ['output', 5],
      ['exit', 6],
    ],
  );
  assert.deepEqual(warnings, []);
});

test('time that goes back a little is clamped, a lot is a restart', async () => {
  assert.deepEqual(await times(V2, [1, 0.995, 1.1]), [
    [1, 1, 1.1],
    ['3: the time goes back by 0.005 s; the time reached, 1 s, is used'],
  ]);
  assert.deepEqual(await times(V2, [10, 0, 2, 12]), [
    [10, 10, 12, 22],
    ['3: the time goes back by 10 s; it continues from the time reached'],
  ]);
});

test('dates are counted from the first event', async () => {
  assert.deepEqual((await times(V2, [1_700_000_000, 1_700_000_002.5]))[0], [0, 2.5]);
  assert.deepEqual((await times(V2, [1_700_000_000_000, 1_700_000_000_500]))[0], [0, 500]);
});

test('implausible times are clamped to the time reached', async () => {
  assert.deepEqual((await times(V2, [1, 1e300, 1e15, 2]))[0], [1, 1, 1, 2]);
  assert.deepEqual((await times(V3, [1, 1e300, -5, 2]))[0], [1, 1, 1, 3]);
  assert.deepEqual((await times(V2, ['1', '0x10', null, true, ' 2e0 ', 3]))[0], [1, 1, 1, 1, 2, 3]);
});

test('absolute times in version 3 are suspected, and read on request', async () => {
  const rising = Array.from({ length: 150 }, (_, at) => at * 0.1);
  const [, warnings] = await times(V3, rising);
  assert.equal(warnings.length, 1);
  assert.match(warnings[0]!, /look like absolute times$/);
  const [seconds, none] = await times(V3, rising, true);
  assert.deepEqual([seconds[149], none], [14.9, []]);
  // Few events, and reported at the end.
  assert.equal((await times(V3, rising.slice(0, 30)))[1].length, 1);
  assert.equal((await times(V3, rising.slice(0, 10)))[1].length, 0);
  assert.equal((await times(V3, Array(200).fill(0.1)))[1].length, 0);
  assert.equal((await times(V3, [...rising.slice(0, 50), 0, ...rising]))[1].length, 0);
});

test('a second recording goes on where the first ended', async () => {
  const text = cast(V2, [1, 'o', 'a'], V3, [1, 'o', 'b'], [1, 'o', 'c'], { ...V2, width: 40 }, [0.5, 'o', 'd']);
  const { events, warnings } = await readText(text);
  assert.deepEqual(
    events.map(({ kind, timeUs }) => [kind, timeUs / 1e6]),
    [
      ['output', 1],
      ['restart', 1],
      ['output', 2],
      ['output', 3],
      ['restart', 3],
      ['output', 3.5],
    ],
  );
  assert.deepEqual(
    warnings.map(({ line }) => line),
    [3, 6],
  );
});
