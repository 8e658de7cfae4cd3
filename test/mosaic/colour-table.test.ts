import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ColourTable, MAXIMUM_COLOURS } from '#cast2gif/mosaic/colour-table.js';

test('every colour keeps its id, up to the number that a 16-bit canvas can hold', () => {
  const table = new ColourTable();
  const colours = Array.from({ length: MAXIMUM_COLOURS }, (_, index) => (index * 0x3d4d51) & 0xffffff);
  assert.equal(new Set(colours).size, MAXIMUM_COLOURS);
  const ids = colours.map((rgb) => table.idOf(rgb));
  assert.deepEqual(ids, [...colours.keys()]);
  assert.deepEqual(
    colours.map((rgb) => table.idOf(rgb)),
    ids,
  );
  assert.deepEqual([...table.rgb], colours);
  assert.equal(table.overflowed, false);
});

test('one colour too many is reported', () => {
  const table = new ColourTable();
  for (let rgb = 0; rgb <= MAXIMUM_COLOURS; rgb += 1) table.idOf(rgb);
  assert.equal(table.overflowed, true);
  assert.equal(table.count, MAXIMUM_COLOURS);
});
