import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { bundledFamilies } from '#cast2gif/font/bundled.js';
import type { Face } from '#cast2gif/font/face.js';
import { boundsOf, embolden, pathData } from '#cast2gif/font/opentype/contour.js';
import { SourceFont } from '#cast2gif/font/opentype/source-font.js';
import { CellFont } from '#cast2gif/font/subset/cell-font.js';

const folder = mkdtempSync(join(tmpdir(), 'cast2gif-test-'));
after(() => rmSync(folder, { recursive: true }));

/** Debian's own Python has fontTools as a package; another one may come first in the path. */
const python = ['python3', '/usr/bin/python3'].find(
  (program) => spawnSync(program, ['-c', 'import fontTools, brotli']).status === 0,
);
const withoutPython = python ? false : 'python3 with fontTools and brotli is not installed';

/** Runs a script that knows two fonts, `first` and `second`, and a text. */
function compareFonts(script: string, first: Uint8Array, second: Uint8Array, text: string): void {
  const [before, now] = [join(folder, 'first'), join(folder, 'second')];
  writeFileSync(before, first);
  writeFileSync(now, second);
  const opening = `
import sys
from fontTools.ttLib import TTFont
first, second = TTFont(sys.argv[1]), TTFont(sys.argv[2])
def draw(font, letter, pen):
    glyphs = font.getGlyphSet(); name = font.getBestCmap()[ord(letter)]
    glyphs[name].draw(pen)
    return glyphs[name].width
`;
  const run = spawnSync(python!, ['-c', opening + script, before, now, text]);
  assert.equal(run.status, 0, run.stderr.toString());
}

/** Every outline equal point by point, every advance that of the cells. */
const EQUAL = `
from fontTools.pens.recordingPen import DecomposingRecordingPen
assert set(second.getBestCmap()) == set(map(ord, sys.argv[3])) | {32, 48}, second.getBestCmap()
for letter in sys.argv[3]:
    pens = [DecomposingRecordingPen(font.getGlyphSet()) for font in (first, second)]
    draw(first, letter, pens[0])
    assert draw(second, letter, pens[1]) == 625
    assert pens[0].value == pens[1].value, (letter, pens[0].value, pens[1].value)
`;

/** Cubic curves became quadratic ones: the same box and area, to a unit and a thousandth. */
const CLOSE = `
from fontTools.pens.boundsPen import BoundsPen
from fontTools.pens.areaPen import AreaPen
for letter in sys.argv[3]:
    boxes, areas = [], []
    for font in (first, second):
        box, area = BoundsPen(font.getGlyphSet()), AreaPen(font.getGlyphSet())
        draw(font, letter, box); draw(font, letter, area)
        boxes.append(box.bounds); areas.append(area.value)
    assert max(abs(a - b) for a, b in zip(*boxes)) <= 2, (letter, boxes)
    assert abs(areas[0] - areas[1]) <= 0.005 * abs(areas[0]), (letter, areas)
`;

/** A font with nothing but these letters, a cell each, not moved. */
function cutDown(file: Uint8Array, letters: readonly string[]): Uint8Array {
  const source = SourceFont.open(file)!;
  const font = new CellFont({ unitsPerEm: source.unitsPerEm, cellAdvance: 625, ascent: 1000, descent: 300 });
  for (const letter of letters) {
    const codePoint = letter.codePointAt(0)!;
    font.add(codePoint, source.contours(source.glyphOf([codePoint])), 1);
  }
  return font.write();
}

const SAMPLES: Record<string, string> = {
  'JetBrains Mono': ' 0Aag@é~Ǻ…→½ﬁ',
  'Noto Sans Hebrew': 'שלום',
  'WenQuanYi Micro Hei': '漢字かな한',
};

function lettersOf(face: Face, text: string): string[] {
  const letters = [...text].filter((letter) => face.coverage.has(letter.codePointAt(0)!));
  assert.ok(letters.length > 3);
  return letters;
}

for (const family of bundledFamilies().filter(({ name }) => name in SAMPLES)) {
  for (const face of family.faces) {
    test(`outlines of ${face.id} survive being cut down`, { skip: withoutPython }, () => {
      const letters = lettersOf(face, SAMPLES[family.name]!);
      const small = cutDown(face.read(), letters);
      assert.ok(small.length < 6000, `${small.length} bytes`);
      compareFonts(EQUAL, face.read(), small, letters.join(''));
    });
  }
}

test('outlines packed by WOFF2 survive being cut down', { skip: withoutPython }, () => {
  const [plain, packed] = [join(folder, 'plain'), join(folder, 'packed')];
  const face = bundledFamilies()[0]!.faces[0]!;
  writeFileSync(plain, face.read());
  const script =
    'import sys; from fontTools.ttLib import TTFont; f = TTFont(sys.argv[1]); f.flavor = "woff2"; f.save(sys.argv[2])';
  assert.equal(spawnSync(python!, ['-c', script, plain, packed]).status, 0);
  const letters = lettersOf(face, SAMPLES['JetBrains Mono']!);
  compareFonts(EQUAL, face.read(), cutDown(readFileSync(packed), letters), letters.join(''));
});

test('cubic outlines become quadratic ones that look the same', { skip: withoutPython }, () => {
  const [face] = bundledFamilies().find(({ name }) => name === 'Noto Sans CJK SC')!.faces;
  const letters = [...face!.coverage]
    .filter((_, index) => index % 100 === 0)
    .map((codePoint) => String.fromCodePoint(codePoint));
  assert.ok(letters.length > 30);
  compareFonts(CLOSE, face!.read(), cutDown(face!.read(), letters), letters.join(''));
});

test('every bundled face that draws letters can be read, and so can some of its glyphs', () => {
  for (const { name, role, faces } of bundledFamilies()) {
    if (role === 'emoji') continue;
    for (const face of faces) {
      const source = SourceFont.open(face.read());
      assert.ok(source, `${name} ${face.style}`);
      for (const codePoint of [...face.coverage].filter((_, index) => index % 97 === 0)) {
        const glyphId = source.glyphOf([codePoint]);
        assert.ok(glyphId > 0 && source.contours(glyphId).length >= 0, `${name} U+${codePoint.toString(16)}`);
      }
    }
  }
});

test('an emoji sequence is one glyph in flat colours', () => {
  const [face] = bundledFamilies().find(({ name }) => name === 'Twemoji Mozilla')!.faces;
  const source = SourceFont.open(face!.read())!;
  const glyphOf = (text: string) => source.glyphOf(Array.from(text, (letter) => letter.codePointAt(0)!));
  for (const emoji of ['😀', '👩‍💻', '🇩🇪', '👍🏽']) {
    const layers = source.colourLayers(glyphOf(emoji));
    assert.ok(layers !== undefined && layers.length > 1, emoji);
    for (const { glyphId } of layers) assert.ok(source.contours(glyphId).length > 0);
  }
  assert.equal(glyphOf('😀😀'), 0);
  assert.equal(source.colourLayers(0), undefined);
});

test('a file that is not a font is refused, not misread', () => {
  assert.equal(SourceFont.open(new Uint8Array(100)), undefined);
  assert.equal(SourceFont.open(new Uint8Array()), undefined);
  const [face] = bundledFamilies()[0]!.faces;
  const file = face!.read();
  for (const length of [11, 500, 20_000, file.length >> 1]) {
    const source = SourceFont.open(file.subarray(0, length));
    assert.throws(() => {
      if (source === undefined) throw new RangeError('refused');
      for (let glyphId = 0; glyphId < 2000; glyphId++) source.contours(glyphId);
    }, RangeError);
  }
});

test('a bolder square is a larger square, a hole in it a smaller one', () => {
  const square = (size: number, turns: number) => {
    const points = [
      { x: -size, y: -size, onCurve: true },
      { x: -size, y: size, onCurve: true },
      { x: size, y: size, onCurve: true },
      { x: size, y: -size, onCurve: true },
    ];
    return turns > 0 ? points : points.reverse();
  };
  for (const turns of [1, -1]) {
    const [outer, hole] = embolden([square(100, turns), square(50, -turns)], 10);
    assert.deepEqual(boundsOf([outer!]), { left: -110, bottom: -110, right: 110, top: 110 });
    assert.deepEqual(boundsOf([hole!]), { left: -40, bottom: -40, right: 40, top: 40 });
  }
});

test('path data draws lines and curves, also through implied points', () => {
  const contour = [
    { x: 0, y: 0, onCurve: true },
    { x: 0, y: 1, onCurve: true },
    { x: 1, y: 2, onCurve: false },
    { x: 2, y: 1, onCurve: false },
    { x: 2, y: 0.254, onCurve: true },
  ];
  assert.equal(pathData([contour], 2), 'M0 0l0-1q1-1 1.5-.5q.5.5.5 1.25z');
});
