import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cellSizes, column, draw, mirrored, picture, row, type Size, someSizes } from './cells.js';
import { diagonalNames, octantNames, pointOfName, sextantNames, wedgeNames } from './legacy-names.js';

/** What the characters paint together, pixel by pixel. */
function sum(characters: readonly (string | number)[], size: Size): number[] {
  const total = new Array<number>(size.widthPx * size.heightPx).fill(0);
  for (const character of characters) {
    draw(character, size).forEach((value, i) => {
      total[i]! += value;
    });
  }
  return total;
}

/** Each pixel is covered once; slanted edges may be off by their rounding. */
function assertPartition(characters: readonly (string | number)[], size: Size, rounding = 0): void {
  const total = sum(characters, size);
  const off = total.findIndex((value) => Math.abs(value - 255) > rounding);
  if (off >= 0) assert.fail(`${characters} at ${size.widthPx}×${size.heightPx}: pixel ${off} has ${total[off]}`);
}

test('sextants and octants fill the parts that their names list', () => {
  for (const [first, names, rows] of [
    [0x1fb00, sextantNames, 3],
    [0x1cd00, octantNames, 4],
  ] as const) {
    const size = { widthPx: 10, heightPx: 6 * rows };
    names.forEach((name, i) => {
      const coverage = draw(first + i, size);
      for (let part = 0; part < 2 * rows; part++) {
        const x = (part % 2) * 5 + 2;
        const y = Math.floor(part / 2) * 6 + 3;
        const isFilled = name.includes(String(part + 1));
        assert.equal(coverage[y * 10 + x], isFilled ? 255 : 0, `U+${(first + i).toString(16)}, part ${part + 1}`);
      }
    });
  }
});

test('separated sextants are what sextants are, but for gaps that keep all six apart', () => {
  for (const size of someSizes) {
    const all = draw(0x1ce8f, size);
    for (let bits = 1; bits < 64; bits++) {
      const separated = draw(0x1ce50 + bits, size);
      const name = [...'123456'].filter((_, part) => (bits >> part) & 1).join('');
      const at = sextantNames.indexOf(name);
      if (at >= 0) {
        const joined = draw(0x1fb00 + at, size);
        assert.ok(separated.every((value, i) => value === Math.min(joined[i]!, all[i]!)));
      }
    }
    const gaps = (pixels: number[]) => pixels.filter((value, i) => value === 0 && pixels[i - 1] === 255).length;
    assert.equal(gaps(row(all, size, 0)), 2);
    assert.equal(gaps(column(all, size, 0)), 3);
  }
});

test('sextants and octants partition the cell', () => {
  for (const [first, names] of [
    [0x1fb00, sextantNames],
    [0x1cd00, octantNames],
  ] as const) {
    const all = first === 0x1fb00 ? '123456' : '12345678';
    const complementOf = (name: string) => [...all].filter((part) => !name.includes(part)).join('');
    for (const size of someSizes) {
      names.forEach((name, i) => {
        const complement = names.indexOf(complementOf(name));
        if (complement >= i) assertPartition([first + i, first + complement], size);
      });
    }
  }
});

test('eighths of legacy computing complete those of the block elements', () => {
  for (const size of cellSizes) {
    for (const pair of ['🮂▆', '🮃▅', '🮄▃', '🮅▂', '🮆▁', '🮇▊', '🮈▋', '🮉▍', '🮊▎', '🮋▏']) assertPartition([...pair], size);
    assertPartition([...'🮂🯦🯧▂'], size);
    if (Math.min(size.widthPx, size.heightPx) < 8) continue;
    assertPartition([...'▏🭰🭱🭲🭳🭴🭵▕'], size);
    assertPartition([...'▔🭶🭷🭸🭹🭺🭻▁'], size);
  }
});

test('wedges fill the side that their names say, up to the diagonal', () => {
  const size = { widthPx: 24, heightPx: 48 };
  wedgeNames.forEach((name, i) => {
    const [side, ends] = name.split(': ') as [string, string];
    const [from, to] = ends.split(' TO ').map((end) => pointOfName[end]!) as [[number, number], [number, number]];
    const onSide = pointOfName[side]!;
    const distance = ([x, y]: readonly [number, number]) =>
      (to[0] - from[0]) * (y - from[1]) - (to[1] - from[1]) * (x - from[0]);
    const coverage = draw(0x1fb3c + i, size);
    for (let pixel = 0; pixel < coverage.length; pixel++) {
      const at = [((pixel % 24) + 0.5) / 24, (Math.floor(pixel / 24) + 0.5) / 48] as const;
      if (Math.abs(distance(at)) < 0.06) continue;
      const expected = distance(at) > 0 === distance(onSide) > 0 ? 255 : 0;
      if (coverage[pixel] !== expected) assert.fail(`${name}: pixel ${pixel}\n${picture(coverage, size)}`);
    }
  });
});

test('the two sides of each wedge partition the cell', () => {
  const opposite = (side: string) =>
    side.replace(
      /UPPER|LOWER|LEFT|RIGHT/g,
      (word) => ({ UPPER: 'LOWER', LOWER: 'UPPER', LEFT: 'RIGHT' })[word] ?? 'LEFT',
    );
  let pairs = 0;
  wedgeNames.forEach((name, i) => {
    const [side, ends] = name.split(': ') as [string, string];
    const other = wedgeNames.indexOf(`${opposite(side)}: ${ends}`);
    if (other < i) return;
    pairs++;
    for (const size of someSizes) assertPartition([0x1fb3c + i, 0x1fb3c + other], size, 1);
  });
  assert.equal(pairs, 22);
});

test('triangles partition the cell', () => {
  for (const size of someSizes) {
    for (const parts of ['🭬🭨', '🭭🭩', '🭮🭪', '🭯🭫', '🮚🮛', '🭬🭭🭮🭯']) assertPartition([...parts], size, 2);
    const half = sum([...'🮜🮞'], size);
    assert.ok(half.every((value) => Math.abs(value - 128) <= 1));
  }
});

test('negatives are the rest of the lines', () => {
  for (const size of someSizes) for (const pair of ['╳🮽', '🮣🮾', '🮮🮿']) assertPartition([...pair], size);
});

test('diagonals pass the points that their names list', () => {
  const size = { widthPx: 21, heightPx: 41 };
  const ink = (coverage: Uint8Array, [x, y]: readonly [number, number]) =>
    coverage[Math.min(40, Math.floor(y * 41)) * 21 + Math.min(20, Math.floor(x * 21))]!;
  for (const [codePoint, name] of diagonalNames) {
    const coverage = draw(codePoint, size);
    for (const line of name.split(' AND ')) {
      const points = line.split(' TO ').map((point) => pointOfName[point]!);
      points.forEach((point, i) => {
        assert.ok(ink(coverage, point) > 90, `${name}\n${picture(coverage, size)}`);
        const next = points[i + 1];
        if (next === undefined) return;
        const between = [(point[0] + next[0]) / 2, (point[1] + next[1]) / 2] as const;
        assert.ok(ink(coverage, between) > 150, `${name}\n${picture(coverage, size)}`);
      });
    }
    const total = coverage.reduce((before, value) => before + value, 0) / 255;
    assert.ok(total < 300, 'a light line is no area');
  }
});

test('diagonals that meet at a border paint images of each other there', () => {
  for (const size of someSizes) {
    if ((size.widthPx - Math.round(size.widthPx / 8)) % 2 !== 0) continue;
    assert.deepEqual(mirrored(draw('🮠', size), size), draw('🮡', size));
    assert.deepEqual(mirrored(draw('🮢', size), size), draw('🮣', size));
  }
});

test('chequers and stripes tile', () => {
  for (const size of cellSizes) {
    assertPartition([...'🮕🮖'], size);
    const chequers = draw('🮕', size);
    assert.deepEqual(
      column(chequers, size, 0).map((value) => 255 - value),
      column(chequers, size, size.widthPx - 1),
    );
    assert.deepEqual(
      row(chequers, size, 0).map((value) => 255 - value),
      row(chequers, size, size.heightPx - 1),
    );
    for (const stripes of ['🮘', '🮙']) {
      const coverage = draw(stripes, size);
      // Whole periods in every row and column: each is covered by half, wherever the stripes are cut.
      for (let y = 0; y < size.heightPx; y++) {
        const ink = row(coverage, size, y).reduce((before, value) => before + value, 0) / 255;
        assert.ok(Math.abs(ink - size.widthPx / 2) < 0.05 + size.widthPx / 400, `row ${y} has ${ink}`);
      }
      for (let x = 0; x < size.widthPx; x++) {
        const ink = column(coverage, size, x).reduce((before, value) => before + value, 0) / 255;
        assert.ok(Math.abs(ink - size.heightPx / 2) < 0.05 + size.heightPx / 400, `column ${x} has ${ink}`);
      }
    }
  }
});
