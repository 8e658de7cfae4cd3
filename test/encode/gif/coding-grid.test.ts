import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { CodingGrid } from '#cast2gif/encode/gif/coding-grid.js';
import type { Geometry, PaintedFrame } from '#cast2gif/mosaic/painted-frame.js';

const side = fc.integer({ min: 1, max: 40 });
const terminal = fc
  .record({ columns: side, rows: side, cellWidthPx: side, cellHeightPx: side, originXPx: side, originYPx: side })
  .map((cells) => ({
    ...cells,
    widthPx: cells.columns * cells.cellWidthPx + 2 * cells.originXPx + 1,
    heightPx: cells.rows * cells.cellHeightPx + 2 * cells.originYPx + 1,
  }));

function frameOf(damagedCells: number[], isWhole: boolean): PaintedFrame {
  const canvas = { kind: 'direct', ids: new Uint32Array(0) } as const;
  return {
    ...{ index: 1, timeUs: 0, durationUs: 1, canvas, damage: null, isWhole },
    damagedCells: Uint32Array.from(damagedCells),
  };
}

/** Pixels of some cells, as `y * widthPx + x`. */
function pixelsOf(cells: Iterable<number>, geometry: Geometry): Set<number> {
  const pixels = new Set<number>();
  for (const cell of cells) {
    const leftPx = geometry.originXPx + (cell & 0xffff) * geometry.cellWidthPx;
    const topPx = geometry.originYPx + (cell >>> 16) * geometry.cellHeightPx;
    for (let y = topPx; y < topPx + geometry.cellHeightPx; y += 1)
      for (let x = leftPx; x < leftPx + geometry.cellWidthPx; x += 1) pixels.add(y * geometry.widthPx + x);
  }
  return pixels;
}

test('the grid is the terminal’s where nothing around the cells changes, or is transparent', () => {
  fc.assert(
    fc.property(terminal, fc.boolean(), (geometry, repaintsAround) => {
      const grid = new CodingGrid({ geometry, repaintsAround, matte: repaintsAround ? 0 : undefined });
      assert.equal(grid.coversCanvas, false);
      assert.equal(grid.geometry, geometry);
      const frame = frameOf([0], false);
      assert.equal(grid.cellsOf(frame), frame.damagedCells);
    }),
  );
});

test('a covering grid ends where the canvas does, and its cells hold all that a frame paints', () => {
  fc.assert(
    fc.property(terminal, fc.nat(), fc.nat(), fc.boolean(), (geometry, row, column, isWhole) => {
      const grid = new CodingGrid({ geometry, repaintsAround: true });
      const { widthPx, heightPx, columns, rows, cellWidthPx, cellHeightPx } = grid.geometry;
      assert.deepEqual([columns * cellWidthPx, rows * cellHeightPx], [widthPx, heightPx]);
      const cell = (row % geometry.rows) * 65_536 + (column % geometry.columns);
      const held = pixelsOf(grid.cellsOf(frameOf([cell], isWhole)), grid.geometry);
      assert.ok([...pixelsOf([cell], geometry)].every((pixel) => held.has(pixel)));
      if (isWhole) assert.equal(held.size, widthPx * heightPx);
      assert.ok([...held].every((pixel) => pixel < widthPx * heightPx));
    }),
    { numRuns: 40 },
  );
});
