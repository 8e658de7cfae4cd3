/** Links to the player say what they say at an asciinema server. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { readPlayerOptions } from '#cast2gif/web/player-parameters.js';

const read = (query: string) => readPlayerOptions(new URLSearchParams(query));

test('a moment is seconds, minutes or hours, and begins to play there', () => {
  for (const [text, seconds] of [
    ['0', 0],
    ['83', 83],
    ['12.5', 12.5],
    ['1:23', 83],
    ['1:02:03', 3723],
  ] as const) {
    assert.deepEqual(read(`t=${text}`), { startAt: seconds, autoPlay: true }, text);
    assert.deepEqual(read(`startAt=${text}&autoplay=0`), { startAt: seconds, autoPlay: false }, text);
  }
});

test('all parameters become options of the player', () => {
  assert.deepEqual(
    read('autoplay=1&loop=3&speed=1.5&idleTimeLimit=2&theme=nord&poster=npt:1:23&cols=100&rows=30&preload=true'),
    {
      ...{ autoPlay: true, loop: 3, speed: 1.5, idleTimeLimit: 2, theme: 'nord', poster: 'npt:83' },
      ...{ cols: 100, rows: 30, preload: true },
    },
  );
  assert.deepEqual(read('autoplay&loop'), { autoPlay: true, loop: true });
  assert.deepEqual(read('poster=data:text/plain,hello'), { poster: 'data:text/plain,hello', preload: true });
});

test('what is wrong is left to the player', () => {
  const query =
    't=soon&autoplay=perhaps&loop=-1&speed=0&speed=NaN&idleTimeLimit=-2&theme=/etc/x&poster=https://x.example/&cols=0&rows=9999&preload=2&other=1';
  assert.deepEqual(read(query), {});
});

test('whatever a link says, times are finite and nothing is thrown', () => {
  const text = fc.oneof(fc.string(), fc.stringMatching(/^[\d:.]{0,400}$/));
  fc.assert(
    fc.property(text, text, (moment, speed) => {
      const query = new URLSearchParams({ t: moment, speed });
      for (const value of Object.values(readPlayerOptions(query))) {
        assert.ok(typeof value !== 'number' || Number.isFinite(value));
      }
    }),
  );
});
