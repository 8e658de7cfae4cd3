import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { FamilyRole } from '#cast2gif/font/face.js';
import { type GlyphBox, placeGlyph } from '#cast2gif/font/fit-glyph.js';

const box = fc.record({ columns: fc.integer({ min: 1, max: 2 }), cellWidthPx: fc.integer({ min: 5, max: 40 }) }).map(
  ({ columns, cellWidthPx }): GlyphBox => ({
    widthPx: cellWidthPx * columns,
    heightPx: cellWidthPx * 2,
    baselinePx: Math.round(cellWidthPx * 1.5),
    capHeightPx: cellWidthPx * 1.2,
  }),
);
const ink = fc.record({
  advancePx: fc.integer({ min: 1, max: 80 }),
  leftPx: fc.integer({ min: -10, max: 10 }),
  rightPx: fc.integer({ min: 11, max: 90 }),
  ascentPx: fc.integer({ min: 1, max: 80 }),
  descentPx: fc.integer({ min: 0, max: 40 }),
});

for (const role of ['symbols', 'icons'] as FamilyRole[]) {
  test(`${role} stay between the sides of their cells and keep their shape`, () => {
    fc.assert(
      fc.property(ink, box, (inkBox, glyphBox) => {
        const { xPx, scaleX, scaleY } = placeGlyph(role, inkBox, glyphBox);
        assert.equal(scaleX, scaleY);
        assert.ok(scaleX <= 1);
        assert.ok(xPx - inkBox.leftPx * scaleX >= -0.76, 'left');
        assert.ok(xPx + inkBox.rightPx * scaleX <= glyphBox.widthPx + 0.76, 'right');
      }),
    );
  });
}

test('letters that fit keep the base line and their size', () => {
  const glyphBox: GlyphBox = { widthPx: 20, heightPx: 22, baselinePx: 16, capHeightPx: 12 };
  const inkBox = { advancePx: 14, leftPx: -1, rightPx: 13, ascentPx: 12, descentPx: 3 };
  assert.deepEqual(placeGlyph('letters', inkBox, glyphBox), { xPx: 3, yPx: 16, scaleX: 1, scaleY: 1 });
});

test('letters that are too wide are squeezed before they shrink', () => {
  const glyphBox: GlyphBox = { widthPx: 10, heightPx: 22, baselinePx: 16, capHeightPx: 12 };
  const wide = { advancePx: 12, leftPx: 0, rightPx: 12, ascentPx: 12, descentPx: 3 };
  const squeezed = placeGlyph('letters', wide, glyphBox);
  assert.ok(squeezed.scaleX < 1 && squeezed.scaleY === 1);
  const shrunk = placeGlyph('letters', { ...wide, advancePx: 30, rightPx: 30 }, glyphBox);
  assert.ok(shrunk.scaleY < 1 && shrunk.scaleX < shrunk.scaleY);
});
