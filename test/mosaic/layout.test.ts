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

test('an underline lies below the letters, within its cell, and off its foot where there is room', () => {
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

test('at the default size the underline is where the font wants it', () => {
  const { baselinePx, underlineTopPx } = layoutOf(16, 1.4);
  assert.equal(underlineTopPx - baselinePx, Math.round(fonts.metrics(16).underlinePositionPx));
});
