/** The compiled kernel against its reference in plain TypeScript, byte for byte. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { globalTable, localTable } from '#cast2gif/encode/gif/difference.js';
import type { Kernel } from '#cast2gif/encode/gif/kernel.js';
import { CompiledKernel } from '#cast2gif/encode/gif/kernel-compiled.js';
import { bandEnds, wholeLines } from '#cast2gif/encode/gif/line-bands.js';
import { PlainKernel } from '#cast2gif/encode/gif/plain-kernel.js';
import type { Geometry } from '#cast2gif/mosaic/painted-frame.js';
import { noise } from './noise.js';

interface Picture {
  readonly cellWidthPx: number;
  readonly cellHeightPx: number;
  readonly columns: number;
  readonly rows: number;
  readonly colours: number;
  /** Length of the runs that pixels come in. */
  readonly run: number;
  /** One in this many cells changes. */
  readonly sparsity: number;
  readonly seed: number;
}

const pictureArbitrary: fc.Arbitrary<Picture> = fc.record({
  cellWidthPx: fc.integer({ min: 1, max: 13 }),
  cellHeightPx: fc.integer({ min: 1, max: 24 }),
  columns: fc.integer({ min: 1, max: 40 }),
  rows: fc.integer({ min: 1, max: 20 }),
  colours: fc.constantFrom(1, 2, 3, 4, 15, 60, 255),
  run: fc.constantFrom(1, 3, 50),
  sparsity: fc.integer({ min: 1, max: 20 }),
  seed: fc.nat(),
});

function geometryOf(picture: Pick<Picture, 'columns' | 'rows' | 'cellWidthPx' | 'cellHeightPx'>): Geometry {
  const { columns, rows, cellWidthPx, cellHeightPx } = picture;
  return {
    ...{ columns, rows, cellWidthPx, cellHeightPx, originXPx: 2, originYPx: 1 },
    widthPx: columns * cellWidthPx + 3,
    heightPx: rows * cellHeightPx + 5,
  };
}

function relayAnswers(kernel: Kernel): unknown[] {
  const bits = kernel.codeRelay(4, Number.POSITIVE_INFINITY);
  if (bits === Number.POSITIVE_INFINITY) return [bits];
  return [bits, kernel.pack(), kernel.codeRelay(4, bits - 1), kernel.codeRelay(4, bits >> 1)];
}

/** All that a kernel says about a picture on which some cells change. */
function answers(kernel: Kernel, picture: Picture): unknown[] {
  const geometry = geometryOf(picture);
  const { seed, colours, run } = picture;
  const area = geometry.widthPx * geometry.heightPx;
  const source = noise(area, colours, seed);
  kernel.layOut(geometry, 2, true);
  const pixels = source.map((_, at) => source[Math.floor(at / run)]!);
  kernel.setCanvas(0, pixels);
  kernel.setCanvas(1, pixels);
  const chance = noise(picture.columns * picture.rows, picture.sparsity, seed + 1);
  const cells = Uint32Array.from(
    [...chance.keys()].filter((index) => chance[index] === 0),
    (index) => Math.floor(index / picture.columns) * 65_536 + (index % picture.columns),
  );
  const cellArea = geometry.cellWidthPx * geometry.cellHeightPx;
  kernel.setTiles(noise(cells.length * cellArea, Math.max(1, colours - 1), seed + 2));
  kernel.putTiles(1, cells, Uint32Array.from(noise(cells.length, cells.length, seed + 3)));
  const result: unknown[] = [];
  const whole = kernel.wholeCanvas(1);
  const wholeTable = globalTable(whole.colours, colours, false)!;
  kernel.makeChains(null, 1, whole, wholeTable);
  result.push(whole, kernel.code({ mode: 'literal', lookAheadPixels: 1 }, Number.POSITIVE_INFINITY), kernel.pack());
  result.push(...relayAnswers(kernel));
  const difference = kernel.compare(0, 1, cells);
  result.push(difference);
  if (difference === null) return result;
  for (const table of [globalTable(difference.colours, colours, true)!, localTable(difference.colours, true)]) {
    kernel.makeChains(0, 1, difference, table);
    result.push(kernel.countRuns());
    for (const mode of ['both', 'transparent', 'literal'] as const)
      for (const lookAheadPixels of [0, 1, 4]) {
        const matching = { mode, lookAheadPixels };
        const bits = kernel.code(matching, Number.POSITIVE_INFINITY);
        result.push(mode, bits);
        if (bits === Number.POSITIVE_INFINITY) continue; // well behind the way before
        result.push(kernel.pack(), kernel.code(matching, bits - 1), kernel.code(matching, bits >> 1));
      }
    result.push(...relayAnswers(kernel));
  }
  kernel.copyCells(1, 0, cells);
  result.push(kernel.compare(0, 1, cells));
  return result;
}

test('random pictures: the kernels agree', () => {
  const [plain, compiled] = [new PlainKernel(), new CompiledKernel()];
  const property = fc.property(pictureArbitrary, (picture) => {
    assert.deepEqual(answers(compiled, picture), answers(plain, picture));
  });
  fc.assert(property, { numRuns: 80 });
});

test('changes of any number of colours, in cells in any order: the kernels agree', () => {
  const kernels = [new PlainKernel(), new CompiledKernel()];
  const picture = { cellWidthPx: 7, cellHeightPx: 9, columns: 31, rows: 12, colours: 0, run: 1, sparsity: 1, seed: 0 };
  const geometry = geometryOf(picture);
  const area = geometry.widthPx * geometry.heightPx;
  const cellArbitrary = fc.tuple(fc.nat(picture.rows - 1), fc.nat(picture.columns - 1));
  const property = fc.property(fc.uniqueArray(cellArbitrary, { selector: String }), fc.nat(65_535), (places, most) => {
    const cells = Uint32Array.from(places, ([row, column]) => row * 65_536 + column);
    const tilePixels = noise(cells.length * picture.cellWidthPx * picture.cellHeightPx, most + 1, 3);
    const tiles = Uint32Array.from(cells.keys()).reverse();
    const [plain, compiled] = kernels.map((kernel) => {
      kernel.layOut(geometry, 3, false);
      for (const canvas of [0, 1, 2]) kernel.setCanvas(canvas, noise(area, Math.min(2, most + 1), 1));
      kernel.setTiles(tilePixels);
      kernel.putTiles(1, cells, tiles);
      const difference = kernel.compare(0, 1, cells);
      kernel.copyCells(1, 2, cells);
      return [difference, kernel.compare(1, 2, cells), kernel.compare(0, 2, cells), kernel.wholeCanvas(2)];
    });
    assert.deepEqual(compiled, plain);
  });
  fc.assert(property, { numRuns: 60 });
});

test('pictures of more codes than a dictionary has entries: the kernels agree', () => {
  const [plain, compiled] = [new PlainKernel(), new CompiledKernel()];
  for (const [colours, run, sparsity] of [
    [3, 2, 2],
    [20, 3, 3],
    [120, 9, 1],
    [255, 2, 5],
  ] as const) {
    const picture = { cellWidthPx: 10, cellHeightPx: 22, columns: 30, rows: 12, colours, run, sparsity, seed: run };
    const expected = answers(plain, picture);
    const [, bits] = expected;
    assert.ok(Number(bits) > 4096 * 12, `${colours} colours: only ${bits} bits`);
    assert.deepEqual(answers(compiled, picture), expected);
  }
});

/** Lines of random pixels, of which `first` and those after it are on the canvas. */
function scrolledTo(geometry: Geometry, colours: number, first: number): Uint16Array {
  const { widthPx, heightPx, rows, columns, cellWidthPx, cellHeightPx, originXPx, originYPx } = geometry;
  const canvas = new Uint16Array(widthPx * heightPx);
  for (let row = 0; row < rows; row += 1) {
    const line = noise(columns * cellWidthPx * cellHeightPx, colours, first + row);
    for (let y = 0; y < cellHeightPx; y += 1)
      for (let x = 0; x < columns * cellWidthPx; x += 1)
        canvas[(originYPx + row * cellHeightPx + y) * widthPx + originXPx + x] =
          line[y * columns * cellWidthPx + Math.floor(x / 5)]!;
  }
  return canvas;
}

test('lines that scroll, until more bands are known than are kept: the kernels agree', () => {
  const [plain, compiled] = [new PlainKernel(), new CompiledKernel()];
  const [colours, columns, rows] = [60, 110, 44];
  const geometry = geometryOf({ columns, rows, cellWidthPx: 10, cellHeightPx: 22 });
  const cells = Uint32Array.from({ length: columns * rows }, (_, index) => {
    return Math.floor(index / columns) * 65_536 + (index % columns);
  });
  const answers = [plain, compiled].map((kernel) => {
    kernel.layOut(geometry, 2, false);
    kernel.setCanvas(0, scrolledTo(geometry, colours, 0));
    const result: unknown[] = [];
    for (const [index, first] of [1, 3, 4, 4, 9, 2, 3, 3000, 3002, 3003, 6000, 6001].entries()) {
      const [before, after] = index % 2 === 0 ? [0, 1] : [1, 0];
      kernel.setCanvas(after, scrolledTo(geometry, colours, first));
      const difference = kernel.compare(before, after, cells);
      if (difference === null) continue;
      const rectangle = { ...difference, ...wholeLines(difference, geometry) };
      kernel.makeChains(before, after, rectangle, globalTable(difference.colours, colours, true)!);
      result.push(first, kernel.haveScrolled(before, after, difference));
      for (const mode of ['both', 'literal', 'transparent'] as const) {
        const bits = kernel.codeInBands({ mode, lookAheadPixels: index % 3 }, Number.POSITIVE_INFINITY);
        result.push(bits, kernel.pack(), kernel.codeInBands({ mode, lookAheadPixels: index % 3 }, bits - 1));
      }
    }
    return result;
  });
  assert.deepEqual(answers[1], answers[0]);
  assert.deepEqual(
    answers[0]!.filter((answer) => typeof answer === 'boolean'),
    [true, true, true, true, true, true, false, true, true, false, true],
  );
});

test('bands: lines that have moved end the same bands', () => {
  const linePx = 20_000;
  const lines = Array.from({ length: 60 }, (_, line) => Uint8Array.from(noise(linePx, 9, line)));
  const bandsFrom = (first: number) => {
    const ends = bandEnds(Buffer.concat(lines.slice(first)), linePx);
    return ends.map((end) => first + end / linePx);
  };
  const all = bandsFrom(0);
  for (let first = 1; first < 30; first += 1) {
    const ends = bandsFrom(first);
    const common = ends.findIndex((end) => all.includes(end));
    assert.ok(common >= 0 && common < 8, `from line ${first} on`);
    assert.deepEqual(ends.slice(common), all.slice(all.indexOf(ends[common]!)));
  }
});
