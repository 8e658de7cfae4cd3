/** Pictures of legacy computing, held to what their names say. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import names from '@unicode/unicode-18.0.0/Names/index.mjs';
import { openFontSet } from '#cast2gif/font/font-set.js';
import { isShape } from '#cast2gif/mosaic/shapes/shapes.js';
import { draw, mirrored } from './cells.js';

const SUPPLEMENT = Array.from({ length: 0x1cec0 - 0x1cc00 }, (_, i) => 0x1cc00 + i).filter((code) => names.has(code));
const codePointOf = new Map(SUPPLEMENT.map((codePoint) => [names.get(codePoint)!, codePoint]));
/** Of even sizes, so that both halves have equally many pixels. */
const SIZES = [
  { widthPx: 10, heightPx: 22 },
  { widthPx: 20, heightPx: 44 },
];

test('every character of Symbols for Legacy Computing Supplement is drawn', () => {
  const fonts = openFontSet();
  const missing = SUPPLEMENT.filter((code) => !isShape(code) && !fonts.covers(String.fromCodePoint(code)));
  assert.deepEqual(
    missing.map((code) => names.get(code)),
    [],
  );
});

test('what faces left is the mirror image of what faces right; so are the halves of chessmen', () => {
  let count = 0;
  for (const [name, codePoint] of codePointOf) {
    const isChessman = /CHESS (?!KNIGHT)/.test(name);
    if (!isChessman && !/^LEFT-|HALF LEFT-FACING RUNNER|LEFT HALF FLYING/.test(name)) continue;
    const other = codePointOf.get(name.replace('LEFT', 'RIGHT'));
    // Faces have their own drawings.
    if (other === undefined || other === codePoint || !isShape(codePoint)) continue;
    count += 1;
    for (const size of SIZES) assert.deepEqual(mirrored(draw(codePoint, size), size), draw(other, size), name);
  }
  assert.equal(count, 21);
});

test('frames of one movement differ', () => {
  for (const [name, codePoint] of codePointOf) {
    const next = codePointOf.get(name.replace(/(FRAME|STEP)-1$/, '$1-2'));
    if (next === undefined || next === codePoint || !isShape(codePoint)) continue;
    assert.notDeepEqual(draw(codePoint, SIZES[0]!), draw(next, SIZES[0]!), name);
  }
});
