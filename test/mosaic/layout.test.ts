/** Where lines lie within a cell. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openFontSet } from '#cast2gif/font/font-set.js';
import { type Layout, layOut } from '#cast2gif/mosaic/layout.js';

const fonts = openFontSet();

function layoutOf(fontSizePx: number, lineHeight: number): Layout {
  const options = { columns: 1, rows: 1, fontSizePx, lineHeight, paddingPx: undefined, maximumPixels: 1e6 };
  return layOut(fonts.metrics(fontSizePx), options);
}

test('an underline is below the letters, within its cell, and above its bottom edge where there is room', () => {
  for (const lineHeight of [0.8, 1, 1.1, 1.2, 1.4, 2]) {
    for (let fontSizePx = 6; fontSizePx <= 60; fontSizePx += 1) {
      const { geometry, baselinePx, underlineTopPx, lineThicknessPx } = layoutOf(fontSizePx, lineHeight);
      const below = geometry.cellHeightPx - underlineTopPx - lineThicknessPx;
      const where = `${fontSizePx} px, line height ${lineHeight}`;
      assert.ok(below >= 0, where);
      const room = geometry.cellHeightPx - baselinePx - lineThicknessPx;
      if (room >= 0) assert.ok(underlineTopPx >= baselinePx, where);
      if (room >= 2) assert.ok(underlineTopPx > baselinePx && below >= 1, where);
    }
  }
});

test('a cell of a larger scale is the cell of scale 1, scaled, where that is whole pixels', () => {
  for (const [fontSizePx, scale] of [
    [16, 2],
    [16, 3],
    [16, 1.5],
    [13, 2],
    [7, 4],
  ] as const) {
    const sizes = { columns: 80, rows: 24, lineHeight: 1.4, paddingPx: undefined, maximumPixels: 1e8 };
    const at = (size: number) => {
      const scaledPx = fontSizePx * size;
      return layOut(fonts.metrics(scaledPx), { ...sizes, fontSizePx: scaledPx, scale: size }).geometry;
    };
    const [one, scaled] = [at(1), at(scale)];
    if (Number.isInteger(one.cellWidthPx * scale)) assert.equal(scaled.cellWidthPx, one.cellWidthPx * scale);
    if (Number.isInteger(one.cellHeightPx * scale)) assert.equal(scaled.cellHeightPx, one.cellHeightPx * scale);
    if (Number.isInteger(scale)) assert.equal(scaled.widthPx, one.widthPx * scale);
    if (Number.isInteger(scale)) assert.equal(scaled.heightPx, one.heightPx * scale);
  }
});

test('at the default size the underline is where the font puts it', () => {
  const { baselinePx, underlineTopPx } = layoutOf(16, 1.4);
  assert.equal(underlineTopPx - baselinePx, Math.round(fonts.metrics(16).underlinePositionPx));
});
