import assert from 'node:assert/strict';
import { test } from 'node:test';
import { globalOrder } from '#cast2gif/encode/gif/global-table.js';

const range = (start: number, count: number) => Uint16Array.from({ length: count }, (_, index) => start + index);

test('up to 256 colours: those that most frames use come first', () => {
  const order = globalOrder({
    rgb: new Uint32Array(4),
    colourUse: Uint32Array.of(1, 5, 5, 9),
    colourSets: [{ ids: range(0, 1), frames: 1000 }],
  });
  assert.deepEqual([...order], [3, 1, 2, 0]);
});

test('more colours: whole sets whose frames then need no table of their own', () => {
  // Each of three sets shares a colour with nobody; 200 other colours are in more frames, but never without others.
  const rare = [range(0, 80), range(80, 80), range(160, 80)];
  const often = range(240, 300);
  const colourUse = Uint32Array.from({ length: 540 }, (_, id) => (id < 240 ? 10 : 20));
  const colourSets = [
    ...rare.map((ids) => ({ ids, frames: 10 })),
    ...Array.from({ length: 20 }, (_, index) => ({ ids: often.subarray(index, index + 250), frames: 1 })),
  ];
  const table = new Set(globalOrder({ rgb: new Uint32Array(540), colourUse, colourSets }).subarray(0, 256));
  for (const ids of rare) assert.ok(ids.every((id) => table.has(id)));
});

test('every id has one place', () => {
  const order = globalOrder({
    rgb: new Uint32Array(700),
    colourUse: new Uint32Array(700),
    colourSets: [{ ids: range(600, 50), frames: 1 }],
  });
  assert.deepEqual(
    [...order].sort((a, b) => a - b),
    [...range(0, 700)],
  );
  assert.deepEqual([...order.subarray(0, 50)], [...range(600, 50)]);
});
