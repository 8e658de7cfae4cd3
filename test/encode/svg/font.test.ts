import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import fc from 'fast-check';
import { SourceFont } from '#cast2gif/encode/svg/font/subset.js';
import { boxesOf } from '#cast2gif/encode/svg/rectangles.js';
import { bundledFamilies } from '#cast2gif/font/bundled.js';
import type { Face } from '#cast2gif/font/face.js';

const folder = mkdtempSync(join(tmpdir(), 'cast2gif-test-'));
after(() => rmSync(folder, { recursive: true }));

/** Debian's own Python has fontTools as a package; another one may come first in the path. */
const python = ['python3', '/usr/bin/python3'].find(
  (program) => spawnSync(program, ['-c', 'import fontTools, brotli']).status === 0,
);

/** Prints, for each character, the outline and the advance it has in both fonts where they differ. */
const COMPARE = `
import sys
from fontTools.ttLib import TTFont
from fontTools.pens.recordingPen import DecomposingRecordingPen
def look(path, text):
    font = TTFont(path); glyphs = font.getGlyphSet(); cmap = font.getBestCmap(); seen = []
    for letter in text:
        pen = DecomposingRecordingPen(glyphs)
        glyphs[cmap[ord(letter)]].draw(pen)
        seen.append((letter, pen.value, glyphs[cmap[ord(letter)]].width))
    return seen, set(cmap)
first, _ = look(sys.argv[1], sys.argv[3]); second, cmap = look(sys.argv[2], sys.argv[3])
assert cmap == set(map(ord, sys.argv[3])), cmap
for a, b in zip(first, second): assert a == b, (a, b)
`;

const SAMPLES: Record<string, string> = {
  'JetBrains Mono': ' Aag@é~Ǻ…→½ﬁ',
  'Noto Sans Hebrew': 'שלום',
};

const withoutPython = python ? false : 'python3 with fontTools and brotli is not installed';

function lettersOf(face: Face, familyName: string): string[] {
  return [...SAMPLES[familyName]!].filter((letter) => face.coverage.has(letter.codePointAt(0)!));
}

/** Cuts a font down to the letters and lets fontTools compare the outlines. */
function assertSurvives(file: Uint8Array, letters: readonly string[]): void {
  assert.ok(letters.length > 3);
  const subset = SourceFont.open(file)!.subset(letters.map((letter) => letter.codePointAt(0)!));
  assert.ok(subset.length < 6000, `${subset.length} bytes`);
  writeFileSync(join(folder, 'whole'), file);
  writeFileSync(join(folder, 'part'), subset);
  const run = spawnSync(python!, ['-c', COMPARE, join(folder, 'whole'), join(folder, 'part'), letters.join('')]);
  assert.equal(run.status, 0, run.stderr.toString());
}

for (const family of bundledFamilies().filter(({ name }) => name in SAMPLES)) {
  for (const face of family.faces) {
    test(`outlines of ${face.id} survive being cut down`, { skip: withoutPython }, () => {
      assertSurvives(face.read(), lettersOf(face, family.name));
    });
  }
}

test('outlines packed by WOFF2 survive being cut down', { skip: withoutPython }, () => {
  const [plain, packed] = [join(folder, 'plain'), join(folder, 'packed')];
  const face = bundledFamilies()[0]!.faces[0]!;
  writeFileSync(plain, face.read());
  const script =
    'import sys; from fontTools.ttLib import TTFont; f = TTFont(sys.argv[1]); f.flavor = "woff2"; f.save(sys.argv[2])';
  const run = spawnSync(python!, ['-c', script, plain, packed]);
  assert.equal(run.status, 0, run.stderr.toString());
  assertSurvives(readFileSync(packed), lettersOf(face, 'JetBrains Mono'));
});

test('every bundled face that draws letters can be embedded', () => {
  for (const { name, role, faces } of bundledFamilies()) {
    if (role === 'emoji') continue;
    // Rare Han are cubic outlines (CFF), left to the viewer's fonts.
    if (name === 'Noto Sans CJK SC') continue;
    for (const face of faces) assert.ok(SourceFont.open(face.read()), `${name} ${face.style}`);
  }
});

test('what is no font is refused, not misread', () => {
  assert.equal(SourceFont.open(new Uint8Array(100)), undefined);
  assert.equal(SourceFont.open(new Uint8Array()), undefined);
});

test('boxes cover a bitmap exactly, each pixel once', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 9 }), fc.array(fc.boolean(), { maxLength: 60 }), (width, bits) => {
      const height = Math.ceil(bits.length / width);
      const coverage = Uint8Array.from({ length: width * height }, (_, at) => (bits[at] ? 255 : 0));
      const drawn = new Uint8Array(coverage.length);
      for (const { left, top, right, bottom } of boxesOf(coverage, width)) {
        for (let y = top; y < bottom; y++) for (let x = left; x < right; x++) drawn[y * width + x]! += 255;
      }
      assert.deepEqual(drawn, coverage);
    }),
  );
});
