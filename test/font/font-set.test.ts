import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Glyph, openFontSet } from '#cast2gif/font/font-set.js';

const fontSet = openFontSet();
const FONT_SIZE_PX = 16;
const CELL = { boxWidthPx: 10, boxHeightPx: 21, baselinePx: 16 };

function rasterise(grapheme: string, style: { bold?: boolean; italic?: boolean; columns?: number } = {}): Glyph {
  const { bold = false, italic = false, columns = 1 } = style;
  return fontSet.rasterise({
    ...CELL,
    grapheme,
    bold,
    italic,
    columns,
    boxWidthPx: CELL.boxWidthPx * columns,
    fontSizePx: FONT_SIZE_PX,
    stretch: 1,
  });
}

function ink(glyph: Glyph): number {
  if (glyph.kind === 'coverage') return glyph.coverage.reduce((sum, value) => sum + value, 0);
  return glyph.rgba.reduce((sum, value, index) => (index % 4 === 3 ? sum + value : sum), 0);
}

test('measures come from the main family', () => {
  const metrics = fontSet.metrics(20);
  assert.ok(Math.abs(metrics.advancePx - 12) < 1e-9);
  assert.ok(Math.abs(metrics.ascentPx - 20.4) < 1e-9);
  assert.ok(Math.abs(metrics.descentPx - 6) < 1e-9);
});

test('the four styles differ, and bold has more ink', () => {
  const [regular, bold, italic] = [rasterise('n'), rasterise('n', { bold: true }), rasterise('n', { italic: true })];
  assert.ok(ink(bold) > 1.2 * ink(regular));
  assert.notDeepEqual(italic, regular);
  assert.notDeepEqual(rasterise('n', { bold: true, italic: true }), bold);
});

test('what leaves no ink is blank', () => {
  for (const grapheme of ['', ' ', '\u00a0', '\u3000', '\u200b', '\u200d', '\ufe0f', '\u00ad', '\u0007', '\u3164']) {
    assert.equal(ink(rasterise(grapheme)), 0, JSON.stringify(grapheme));
  }
});

test('emoji bring their colours, text does not', () => {
  assert.equal(rasterise('😀', { columns: 2 }).kind, 'colour');
  assert.equal(rasterise('☺\ufe0f', { columns: 2 }).kind, 'colour');
  assert.equal(rasterise('☺\ufe0e').kind, 'coverage');
  assert.equal(rasterise('☺').kind, 'coverage');
});
