import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cellSizes, column, draw, row, someSizes } from './cells.js';

/** Where runs of painted pixels begin. */
function starts(pixels: readonly number[]): number[] {
  return pixels.flatMap((value, i) => (value > 0 && !(pixels[i - 1]! > 0) ? [i] : []));
}

test('dots are evenly spaced over neighbouring cells', () => {
  for (const size of cellSizes) {
    const coverage = draw('⣿', size);
    const darkest = (lengthPx: number, line: (at: number) => number[]) =>
      Array.from({ length: lengthPx }, (_, at) => Math.max(...line(at)));
    const across = darkest(size.widthPx, (x) => column(coverage, size, x));
    const down = darkest(size.heightPx, (y) => row(coverage, size, y));
    for (const [pixels, count] of [
      [across, 2],
      [down, 4],
    ] as const) {
      const positions = starts([...pixels, ...pixels, ...pixels]);
      assert.equal(positions.length, 3 * count, `${size.widthPx}×${size.heightPx}`);
      const pitches = positions.slice(1).map((at, i) => at - positions[i]!);
      assert.ok(Math.max(...pitches) - Math.min(...pitches) <= 1, `pitches ${pitches}`);
    }
  }
});

test('each bit is a dot of its own, and a pattern is the sum of its dots', () => {
  for (const size of someSizes) {
    const single = Array.from({ length: 8 }, (_, bit) => draw(0x2800 + (1 << bit), size));
    for (const bits of [0, 1, 0x0f, 0x47, 0xb8, 0xff]) {
      const expected = new Uint8Array(size.widthPx * size.heightPx);
      for (let bit = 0; bit < 8; bit++) {
        if ((bits >> bit) & 1)
          single[bit]!.forEach((value, i) => {
            expected[i]! += value;
          });
      }
      assert.deepEqual(draw(0x2800 + bits, size), expected);
    }
  }
});

test('dots are where Unicode numbers them: 1 2 3 7 on the left, 4 5 6 8 on the right, from the top', () => {
  const size = { widthPx: 8, heightPx: 16 };
  const centre = (bit: number) => {
    const at = draw(0x2800 + (1 << bit), size).indexOf(255);
    return [Math.floor((at % 8) / 4), Math.floor(at / 8 / 4)];
  };
  assert.deepEqual([0, 1, 2, 6, 3, 4, 5, 7].map(centre), [
    [0, 0],
    [0, 1],
    [0, 2],
    [0, 3],
    [1, 0],
    [1, 1],
    [1, 2],
    [1, 3],
  ]);
});
