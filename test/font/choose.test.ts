import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { FaceChooser } from '#cast2gif/font/choose.js';
import { orderFamilies } from '#cast2gif/font/families.js';
import { analyseGrapheme } from '#cast2gif/font/grapheme.js';

const chooser = new FaceChooser(orderFamilies({}));

function facesOf(grapheme: string, bold = false, italic = false): string[] {
  return chooser.choose(analyseGrapheme(grapheme), bold, italic).map((layer) => layer.face.id);
}

test('the canvas is never asked for a character that the face lacks', () => {
  const codePoint = fc.oneof(
    fc.integer({ min: 0x20, max: 0x2fff }),
    fc.integer({ min: 0x1f000, max: 0x1faff }),
    fc.integer({ min: 0, max: 0x10ffff }),
    fc.constantFrom(0x200d, 0xfe0e, 0xfe0f, 0x20e3, 0x1f3fd, 0x301),
  );
  const cluster = fc.array(codePoint, { minLength: 1, maxLength: 5 });
  fc.assert(
    fc.property(cluster, fc.boolean(), fc.boolean(), (codePoints, bold, italic) => {
      const grapheme = String.fromCodePoint(...codePoints);
      for (const { face, text } of chooser.choose(analyseGrapheme(grapheme), bold, italic)) {
        if (Object.values(face.aliases ?? {}).includes(text)) continue;
        const drawn = Array.from(text, (character) => character.codePointAt(0)!);
        assert.ok(face.coverage.hasAll(drawn), `${face.id} lacks part of ${JSON.stringify(text)}`);
      }
    }),
    { numRuns: 2000 },
  );
});

test('a face that has the style comes before an imitated one', () => {
  assert.deepEqual(facesOf('a'), ['jetbrains-mono/regular']);
  assert.deepEqual(facesOf('a', true), ['jetbrains-mono/bold']);
  assert.deepEqual(facesOf('a', false, true), ['jetbrains-mono/italic']);
  assert.deepEqual(facesOf('a', true, true), ['jetbrains-mono/boldItalic']);
  const [layer] = chooser.choose(analyseGrapheme('中'), true, true);
  assert.ok(layer?.imitateBold && layer.imitateItalic);
  const [icon] = chooser.choose(analyseGrapheme('\uf001'), true, true);
  assert.ok(icon && !icon.imitateBold && !icon.imitateItalic, 'icons are pictures, not letters');
});

test('one face draws a cluster whole where one can', () => {
  assert.deepEqual(facesOf('क्षि'), ['noto-sans-devanagari/regular']);
  assert.deepEqual(facesOf('ที่'), ['noto-sans-thai/regular']);
  assert.deepEqual(facesOf('q\u0361'), ['noto-sans/regular'], 'base and mark from one face');
  assert.deepEqual(facesOf('中\u20dd'), ['wqy-microhei/regular', 'noto-sans-math/regular'], 'a mark of another face');
});

test('presentation chooses between text and emoji faces', () => {
  assert.deepEqual(facesOf('☺'), ['noto-sans-symbols/regular']);
  assert.deepEqual(facesOf('☺\ufe0f'), ['twemoji/regular']);
  assert.deepEqual(facesOf('1'), ['jetbrains-mono/regular']);
  assert.deepEqual(facesOf('1\ufe0f\u20e3'), ['twemoji/regular']);
});

test('what no face has is not drawn', () => {
  assert.deepEqual(facesOf('\u{10ff00}'), [], 'aliases are not for recordings');
  assert.deepEqual(facesOf('\u{10ffff}'), []);
});
