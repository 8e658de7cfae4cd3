import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import fc from 'fast-check';
import { type Glyph, openFontSet } from '#cast2gif/font/font-set.js';
import { analyseGrapheme } from '#cast2gif/font/grapheme.js';
import { isShape } from '#cast2gif/mosaic/shapes/shapes.js';
import { recordingsIn } from '#test/support.js';
import { cluster } from './clusters.js';

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

test('what no bundled face has gets the replacement glyph, though a font of the host may have it', () => {
  // Old Italic and Lisu: many systems have fonts for them.
  for (const grapheme of ['\u{10300}', '\ua4d0', '\u{10ffff}']) {
    assert.equal(fontSet.covers(grapheme), false);
    assert.deepEqual(rasterise(grapheme), rasterise('\u{10fffd}'));
  }
});

test('a cluster looks the same whatever was drawn before it', () => {
  const clusters = ['g', '中', 'क्षि', '\uf001', 'ที่', '☃'];
  const first = clusters.map((cluster) => rasterise(cluster));
  const again = openFontSet();
  const request = { ...CELL, bold: false, italic: false, columns: 1, fontSizePx: FONT_SIZE_PX, stretch: 1 };
  const backwards = clusters.toReversed().map((grapheme) => again.rasterise({ ...request, grapheme }));
  assert.deepEqual(backwards.toReversed(), first);
});

test('sequences are one picture', () => {
  const one = rasterise('👩', { columns: 2 });
  for (const sequence of ['👨‍👩‍👧‍👦', '❤️‍🔥', '🏳️‍🌈', '🏴󠁧󠁢󠁳󠁣󠁴󠁿', '👍🏽', '🐦‍🔥', '🏃🏽‍♀️‍➡️', '5️⃣', '🇫🇷', '⛓️‍💥', '🙂‍↔️']) {
    const glyph = rasterise(sequence, { columns: 2 });
    assert.equal(glyph.kind, 'colour', sequence);
    // Two pictures side by side would each be half as high.
    assert.ok(inkHeight(glyph) > 0.6 * inkHeight(one), sequence);
  }
});

test('signs in dark ink take the text’s colour, black squares keep theirs', () => {
  assert.equal(rasterise('✔\ufe0f', { columns: 2 }).kind, 'coverage');
  assert.equal(rasterise('➕', { columns: 2 }).kind, 'coverage');
  assert.equal(rasterise('⬛', { columns: 2 }).kind, 'colour');
});

test('any grapheme can be drawn, and leaves ink where it is not blank', () => {
  fc.assert(
    fc.property(cluster, fc.boolean(), fc.integer({ min: 1, max: 2 }), (grapheme, bold, columns) => {
      const glyph = rasterise(grapheme, { bold, columns });
      fontSet.layers(grapheme, bold, false);
      fontSet.drawLine(grapheme, 13, 100);
      const isBase = !/^\p{M}/u.test(grapheme);
      if (isBase && analyseGrapheme(grapheme).presentation === 'emoji') assert.ok(ink(glyph) > 0, grapheme);
    }),
    { numRuns: 1500 },
  );
});

test('a mark that the emoji’s font lacks is drawn over the emoji, in the text’s colour', () => {
  for (const emoji of ['😀', '🚬', '🇫🇷', '1\ufe0f\u20e3', '👩‍🚀', '🏴󠁧󠁢󠁳󠁣󠁴󠁿', '👍🏽']) {
    const alone = rasterise(emoji, { columns: 2 });
    assert.ok(alone.kind === 'colour' && alone.coverage === undefined, emoji);
    for (const mark of ['\u0301', '\u20e0']) {
      const marked = rasterise(emoji + mark, { columns: 2 });
      assert.ok(marked.kind === 'colour', emoji);
      const { coverage } = marked;
      assert.ok(
        coverage!.some((value) => value > 100),
        emoji,
      );
      for (const [at, byte] of marked.rgba.entries()) {
        const isAlpha = at % 4 === 3;
        if (!isAlpha) assert.equal(byte, alone.rgba[at], emoji);
        else assert.ok(byte <= Math.min(alone.rgba[at]!, 255 - coverage![(at - 3) / 4]!), `${emoji}: no gap at ${at}`);
      }
      assert.ok(
        marked.rgba.some((byte, at) => at % 4 === 3 && byte > 0),
        `${emoji} is still there`,
      );
      assert.ok(fontSet.covers(emoji + mark));
    }
  }
  assert.deepEqual(rasterise('😀\u{1e8d0}', { columns: 2 }), rasterise('😀', { columns: 2 }), 'a mark no face has');
});

test('double-height lines show the same glyph larger', () => {
  const request = { ...CELL, grapheme: 'H', bold: false, italic: false, columns: 1, fontSizePx: FONT_SIZE_PX };
  const large = fontSet.rasterise({
    ...request,
    boxWidthPx: 20,
    boxHeightPx: 42,
    baselinePx: 32,
    stretch: 2,
    stretchRows: 2,
  });
  assert.ok(Math.abs(ink(large) / ink(rasterise('H')) - 4) < 0.5);
});

test('every character of the recordings has a face or a shape, and leaves ink', () => {
  for (const codePoint of recordedCodePoints()) {
    const grapheme = String.fromCodePoint(codePoint);
    if (isShape(codePoint) || analyseGrapheme(grapheme).presentation === 'blank') continue;
    assert.ok(fontSet.covers(grapheme), `U+${codePoint.toString(16)}`);
    assert.ok(ink(rasterise(grapheme)) > 0, `U+${codePoint.toString(16)}`);
  }
});

function inkHeight(glyph: Glyph): number {
  assert.ok(glyph.kind === 'colour');
  const rowBytes = CELL.boxWidthPx * 2 * 4;
  const rows = Array.from({ length: CELL.boxHeightPx }, (_, row) =>
    glyph.rgba.subarray(row * rowBytes, (row + 1) * rowBytes),
  );
  return rows.filter((row) => row.some((value, index) => index % 4 === 3 && value > 64)).length;
}

/** Code points of all output in recordings of one event a line, the form nearly all have; no escape decoding beyond JSON. */
function recordedCodePoints(): Set<number> {
  const found = new Set<number>();
  for (const path of recordingsIn('recordings')) {
    for (const line of readFileSync(path, 'utf8').split('\n')) {
      const data = line.startsWith('[') ? outputOf(line) : '';
      // Half of a surrogate pair, whose other half is in the next event, is no character.
      for (const character of data) if (!/\p{Surrogate}/u.test(character)) found.add(character.codePointAt(0)!);
    }
  }
  assert.ok(found.size > 400, 'the recordings are there');
  return found;
}

function outputOf(line: string): string {
  try {
    const event = JSON.parse(line) as unknown[];
    return event[1] === 'o' && typeof event[2] === 'string' ? event[2] : '';
  } catch {
    return '';
  }
}
