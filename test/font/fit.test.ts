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
const face = { ascent: 900, descent: 300, advance: 600 };
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
        const { xPx, scaleX, scaleY } = placeGlyph(role, inkBox, glyphBox, face);
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
  assert.deepEqual(placeGlyph('letters', inkBox, glyphBox, face), { xPx: 3, yPx: 16, scaleX: 1, scaleY: 1 });
});

test('letters that are too wide are squeezed before they shrink', () => {
  const glyphBox: GlyphBox = { widthPx: 10, heightPx: 22, baselinePx: 16, capHeightPx: 12 };
  const wide = { advancePx: 12, leftPx: 0, rightPx: 12, ascentPx: 12, descentPx: 3 };
  const squeezed = placeGlyph('letters', wide, glyphBox, face);
  assert.ok(squeezed.scaleX < 1 && squeezed.scaleY === 1);
  const shrunk = placeGlyph('letters', { ...wide, advancePx: 40, rightPx: 40 }, glyphBox, face);
  assert.ok(shrunk.scaleY < 1 && shrunk.scaleX < shrunk.scaleY);
});

test('glyphs made to fill cells fill cells of any size', () => {
  fc.assert(
    fc.property(box, fc.integer({ min: 6, max: 60 }), (glyphBox, advancePx) => {
      const inkBox = { advancePx, leftPx: 0, rightPx: advancePx, ascentPx: advancePx * 1.5, descentPx: advancePx / 2 };
      const { xPx, yPx, scaleX, scaleY } = placeGlyph('cells', inkBox, glyphBox, face);
      const near = (one: number, other: number) => assert.ok(Math.abs(one - other) < 1e-6, `${one} ${other}`);
      near(xPx, 0);
      near(advancePx * scaleX, glyphBox.widthPx);
      near(yPx - inkBox.ascentPx * scaleY, 0);
      near(yPx + inkBox.descentPx * scaleY, glyphBox.heightPx);
    }),
  );
});

test('emoji leave a gap between neighbours', () => {
  const glyphBox: GlyphBox = { widthPx: 20, heightPx: 22, baselinePx: 16, capHeightPx: 12 };
  const square = { advancePx: 16, leftPx: 0, rightPx: 16, ascentPx: 13, descentPx: 3 };
  const { scaleX } = placeGlyph('emoji', square, glyphBox, face);
  assert.equal(Math.round(16 * scaleX), 18);
});
