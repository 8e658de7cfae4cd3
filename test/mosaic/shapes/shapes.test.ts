import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isShape, shapeCodePoints, shapeCoverage } from '#cast2gif/mosaic/shapes/shapes.js';
import { border, cellSizes, column, draw, mirrored, someSizes } from './cells.js';

const range = (first: number, last: number) => Array.from({ length: last - first + 1 }, (_, i) => first + i);

test('whole blocks of Unicode are shapes', () => {
  const all = [
    ...range(0x2500, 0x259f),
    ...range(0x2800, 0x28ff),
    ...range(0x1fb00, 0x1fbaf).filter((codePoint) => codePoint !== 0x1fb93), // not assigned
    ...range(0x1cd00, 0x1cde5),
    ...range(0x1fbce, 0x1fbef),
    ...range(0xe0b0, 0xe0bf),
  ];
  for (const codePoint of all) assert.ok(isShape(codePoint), `U+${codePoint.toString(16)}`);
});

test('letters, icons and pictures are not', () => {
  for (const character of ['A', ' ', '\ue0a0', '\ue0c0', '●', '\u{1fbb2}', '\u{1f600}']) {
    assert.equal(isShape(character.codePointAt(0)!), false);
    assert.equal(shapeCoverage(character.codePointAt(0)!, 10, 20), undefined);
  }
});

test('every shape has ink at every size, and is the same each time', () => {
  const sizes = [...someSizes, { widthPx: 3, heightPx: 5 }, { widthPx: 200, heightPx: 400 }];
  for (const size of sizes.filter((_, i) => i % 4 === 0 || i >= sizes.length - 2)) {
    for (const codePoint of shapeCodePoints()) {
      const coverage = draw(codePoint, size);
      const hasInk = coverage.some((value) => value > 0);
      assert.equal(hasInk, codePoint !== 0x2800, `U+${codePoint.toString(16)} ${size.widthPx}×${size.heightPx}`);
      if (codePoint % 7 === 0) assert.deepEqual(draw(codePoint, size), coverage);
    }
  }
});

test('the stroke can be chosen, and is bounded by the cell', () => {
  const ink = (strokePx: number) => shapeCoverage(0x2500, 12, 24, strokePx)!.filter((value) => value > 0).length / 12;
  assert.deepEqual([1, 2, 3, 4, 100].map(ink), [1, 2, 3, 4, 4]);
});

test('pieces of brackets, integrals and vertical lines join from row to row', () => {
  const stacks = ['⎛⎜⎝', '⎞⎟⎠', '⎡⎢⎣', '⎤⎥⎦', '⎧⎪⎨⎪⎩', '⎫⎪⎬⎪⎭', '⌠⎮⌡', '⎸⎸', '⎹⎹', '│⎪│'];
  for (const size of cellSizes) {
    for (const stack of stacks) {
      [...stack].reduce((upper, lower) => {
        const pixels = border(draw(upper, size), size, 'down');
        assert.deepEqual(pixels, border(draw(lower, size), size, 'up'), `${upper} over ${lower}`);
        assert.ok(pixels.some((value) => value === 255));
        return lower;
      });
    }
    assert.deepEqual(draw('⎯', size), draw('─', size));
  }
});

test('scan lines run from the upper to the lower side in order', () => {
  for (const size of cellSizes) {
    const tops = [...'⎺⎻─⎼⎽'].map((line) => column(draw(line, size), size, 0).indexOf(255));
    assert.equal(tops[0], 0);
    tops.reduce((before, top) => {
      assert.ok(top > before);
      return top;
    });
    assert.equal(column(draw('⎽', size), size, 0).at(-1), 255);
  }
});

test('powerline separators meet their neighbours with a full side', () => {
  for (const size of cellSizes) {
    for (const [character, side] of [
      ['\ue0b0', 'left'],
      ['\ue0b2', 'right'],
      ['\ue0b4', 'left'],
      ['\ue0b6', 'right'],
      ['\ue0b8', 'left'],
      ['\ue0ba', 'right'],
      ['\ue0bc', 'left'],
      ['\ue0be', 'right'],
    ] as const) {
      const inner = border(draw(character, size), size, side).filter((value) => value < 250).length;
      // The tips cut off as many pixels of the side as a slant is steep: one from corner to corner, or two half as steep.
      const { widthPx, heightPx } = size;
      const steepness = Math.max(Math.ceil(heightPx / widthPx), 2 * Math.ceil(heightPx / 2 / widthPx));
      assert.ok(inner <= steepness, `${character.codePointAt(0)!.toString(16)}: ${inner} pixels`);
    }
  }
});

test('powerline separators that point left are images of those that point right, and negatives complete them', () => {
  for (const size of someSizes) {
    for (const pair of [
      '\ue0b0\ue0b2',
      '\ue0b1\ue0b3',
      '\ue0b4\ue0b6',
      '\ue0b5\ue0b7',
      '\ue0b8\ue0ba',
      '\ue0bc\ue0be',
    ]) {
      const [right, left] = [...pair] as [string, string];
      assert.deepEqual(mirrored(draw(right, size), size), draw(left, size));
    }
    for (const pair of ['\ue0b0\ue0d7', '\ue0b2\ue0d6', '\ue0b8\ue0be', '\ue0ba\ue0bc']) {
      const [one, other] = [...pair].map((character) => draw(character, size)) as [Uint8Array, Uint8Array];
      assert.ok(one.every((value, i) => Math.abs(value + other[i]! - 255) <= 1));
    }
  }
});

test('corner triangles partition the cell, and squares in a row stay apart', () => {
  for (const size of someSizes) {
    for (const pair of ['◢◤', '◣◥']) {
      const [one, other] = [...pair].map((character) => draw(character, size)) as [Uint8Array, Uint8Array];
      assert.ok(one.every((value, i) => Math.abs(value + other[i]! - 255) <= 1));
    }
    for (const square of '■□▬▭') {
      const coverage = draw(square, size);
      const [left, right] = [border(coverage, size, 'left'), border(coverage, size, 'right')];
      assert.ok(left.every((value, i) => value === 0 || right[i] === 0));
    }
  }
});
