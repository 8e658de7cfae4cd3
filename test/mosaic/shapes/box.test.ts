import assert from 'node:assert/strict';
import { test } from 'node:test';
import { boxCharacters, dashes, type Side, type Weight } from './box-names.js';
import { border, cellSizes, draw, flipped, mirrored, picture, type Size, someSizes } from './cells.js';

const sides: readonly Side[] = ['up', 'right', 'down', 'left'];
const opposite = { up: 'down', right: 'left', down: 'up', left: 'right' } as const;
const name = (size: Size) => `${size.widthPx}×${size.heightPx}`;
const straight = {
  light: { horizontal: '─', vertical: '│' },
  heavy: { horizontal: '━', vertical: '┃' },
  double: { horizontal: '═', vertical: '║' },
} as const;

/** The border of the straight line with that weight. */
function lineBorder(weight: Weight, side: Side, size: Size): number[] {
  if (weight === 'none') return new Array(side === 'up' || side === 'down' ? size.widthPx : size.heightPx).fill(0);
  const axis = side === 'up' || side === 'down' ? 'vertical' : 'horizontal';
  return border(draw(straight[weight][axis], size), size, side);
}

test('every two box characters with the same weight on their common side paint the same border pixels', () => {
  for (const size of cellSizes) {
    // Equality with one reference for each weight and both sides is equality of all pairs.
    const expected = new Map<string, string>();
    for (const weight of ['none', 'light', 'heavy', 'double'] as const) {
      for (const side of sides) {
        const pixels = String(lineBorder(weight, side, size));
        assert.equal(pixels, String(lineBorder(weight, opposite[side], size)));
        expected.set(weight + side, pixels);
      }
    }
    for (const { codePoint, arms, name: character } of boxCharacters) {
      const coverage = draw(codePoint, size);
      for (const side of sides) {
        if (String(border(coverage, size, side)) === expected.get(arms[side] + side)) continue;
        assert.fail(`${character}, ${side}, ${name(size)}\n${picture(coverage, size)}`);
      }
    }
  }
});

test('a light line meets the inside of a heavy one, and a double line is wider than a light one', () => {
  for (const size of cellSizes) {
    for (const side of sides) {
      const light = lineBorder('light', side, size);
      const heavy = lineBorder('heavy', side, size);
      const double = lineBorder('double', side, size);
      const count = (pixels: number[]) => pixels.filter((value) => value > 0).length;
      assert.ok(light.every((value, i) => value <= heavy[i]!));
      assert.ok(count(heavy) >= 2 * count(light), `heavy is twice as thick at ${name(size)}`);
      assert.equal(count(double), 2 * count(light));
      assert.ok(double.indexOf(255) < light.indexOf(255) && double.lastIndexOf(255) > light.lastIndexOf(255));
    }
  }
});

/** How many separate pieces the painted pixels form, joined at their edges. */
function pieces(coverage: Uint8Array, { widthPx }: Size): number {
  const open = new Set<number>();
  coverage.forEach((value, i) => {
    if (value > 0) open.add(i);
  });
  let count = 0;
  for (const first of open) {
    count++;
    const queue = [first];
    open.delete(first);
    for (let i = queue.pop(); i !== undefined; i = queue.pop()) {
      const beside = [i - widthPx, i + widthPx];
      if (i % widthPx > 0) beside.push(i - 1);
      if (i % widthPx < widthPx - 1) beside.push(i + 1);
      for (const next of beside) if (open.delete(next)) queue.push(next);
    }
  }
  return count;
}

test('lines of a junction form one piece; double lines form as many as their corners leave open', () => {
  // Counted from the shapes as Unicode's charts show them.
  const doublePieces: Readonly<Record<string, number>> = {
    '═': 2,
    '║': 2,
    '╔': 2,
    '╗': 2,
    '╚': 2,
    '╝': 2,
    '╟': 2,
    '╢': 2,
    '╤': 2,
    '╧': 2,
    '╠': 3,
    '╣': 3,
    '╦': 3,
    '╩': 3,
    '╬': 4,
  };
  for (const size of someSizes) {
    for (const { codePoint, name: character } of boxCharacters) {
      const coverage = draw(codePoint, size);
      const expected = doublePieces[String.fromCodePoint(codePoint)] ?? 1;
      if (pieces(coverage, size) !== expected) assert.fail(`${character} ${name(size)}\n${picture(coverage, size)}`);
    }
  }
});

test('only arcs and diagonals have other pixels than full ones', () => {
  for (const size of cellSizes) {
    for (const { codePoint, name: character } of [...boxCharacters, ...dashes]) {
      if (character.includes('ARC')) continue;
      assert.ok(draw(codePoint, size).every((value) => value === 0 || value === 255));
    }
  }
});

const mirrorName = (text: string) => text.replace(/LEFT|RIGHT/g, (word) => (word === 'LEFT' ? 'RIGHT' : 'LEFT'));
const flipName = (text: string) => text.replace(/UP|DOWN/g, (word) => (word === 'UP' ? 'DOWN' : 'UP'));
const normalised = (text: string) =>
  text
    .split(' AND ')
    .map((part) => part.split(' ').sort().join(' '))
    .sort()
    .join(' AND ');

test('characters that are mirror images by name are so by pixel, where lines are in the very middle', () => {
  const byName = new Map(boxCharacters.map((character) => [normalised(character.name), character.codePoint]));
  let checked = 0;
  for (const size of someSizes) {
    const isCentred = (side: Side) => {
      const pixels = lineBorder('light', side, size);
      return String(pixels) === String([...pixels].reverse()) && pixels.length % 2 === 0;
    };
    for (const { codePoint, name: character } of boxCharacters) {
      const coverage = draw(codePoint, size);
      const mirror = byName.get(normalised(mirrorName(character)));
      if (mirror !== undefined && isCentred('up')) {
        assert.deepEqual(mirrored(coverage, size), draw(mirror, size), `${character} mirrored, ${name(size)}`);
        checked++;
      }
      const flip = byName.get(normalised(flipName(character)));
      if (flip !== undefined && isCentred('left')) {
        assert.deepEqual(flipped(coverage, size), draw(flip, size), `${character} flipped, ${name(size)}`);
        checked++;
      }
    }
  }
  assert.ok(checked > 1000);
});

test('dashes have the thickness of their line, as many dashes as their name says, and gaps between cells', () => {
  const counts = { DOUBLE: 2, TRIPLE: 3, QUADRUPLE: 4 } as const;
  for (const size of cellSizes) {
    for (const { codePoint, name: character } of dashes) {
      const [weight, word, , axis] = character.split(' ') as ['LIGHT' | 'HEAVY', keyof typeof counts, string, string];
      const coverage = draw(codePoint, size);
      const line = draw(
        straight[weight === 'LIGHT' ? 'light' : 'heavy'][axis === 'VERTICAL' ? 'vertical' : 'horizontal'],
        size,
      );
      assert.ok(
        coverage.every((value, i) => value <= line[i]!),
        'on the line',
      );
      const lengthPx = axis === 'VERTICAL' ? size.heightPx : size.widthPx;
      // Two cells in a row, read along the line: as many changes from gap to dash as both have dashes.
      const along = Array.from({ length: 2 * lengthPx }, (_, i) => {
        const at = i % lengthPx;
        const part = axis === 'VERTICAL' ? at * size.widthPx + line.indexOf(255) : line.indexOf(255) + at;
        return coverage[part]! > 0;
      });
      const starts = along.filter((isDash, i) => isDash && !along[(i + along.length - 1) % along.length]).length;
      assert.equal(starts, 2 * Math.min(counts[word], Math.floor(lengthPx / 2)), `${character} ${name(size)}`);
    }
  }
});

test('a diagonal goes on through the corners', () => {
  for (const size of cellSizes) {
    const slash = draw('╱', size);
    const backslash = draw('╲', size);
    assert.deepEqual(mirrored(slash, size), backslash);
    assert.deepEqual(flipped(slash, size), backslash);
    assert.ok(slash[size.widthPx - 1]! > 100 && slash[slash.length - size.widthPx]! > 100);
    const cross = draw('╳', size);
    assert.ok(cross.every((value, i) => value >= Math.max(slash[i]!, backslash[i]!)));
  }
});
