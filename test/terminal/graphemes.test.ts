import assert from 'node:assert/strict';
import { test } from 'node:test';
import { screenAfter } from '../frames/replay.js';

/** What the first row shows: each grapheme with the cells it spans. */
async function graphemesOf(data: string): Promise<(readonly [string, number])[]> {
  const [row] = (await screenAfter(data)).cells;
  return row!
    .filter(({ grapheme, pieceColumn }) => grapheme !== '' && pieceColumn === 0)
    .map(({ grapheme, spanColumns }) => [grapheme, spanColumns] as const);
}

const CLUSTERS: Readonly<Record<string, readonly (readonly [string, number])[]>> = {
  'e\u0301o\u0308\u0323': [
    ['e\u0301', 1],
    ['o\u0308\u0323', 1],
  ],
  漢字: [
    ['漢', 2],
    ['字', 2],
  ],
  '👩‍👩‍👧x': [
    ['👩‍👩‍👧', 2],
    ['x', 1],
  ],
  '👍🏽👍': [
    ['👍🏽', 2],
    ['👍', 2],
  ],
  '🇫🇷🇩🇪🇨': [
    ['🇫🇷', 2],
    ['🇩🇪', 2],
    ['🇨', 1],
  ],
  '1️⃣#️⃣2': [
    ['1️⃣', 2],
    ['#️⃣', 2],
    ['2', 1],
  ],
  '❤️❤': [
    ['❤️', 2],
    ['❤', 1],
  ],
  // A variation selector means nothing after a letter.
  'a\ufe0fb': [
    ['a\ufe0f', 1],
    ['b', 1],
  ],
  '⌚\ufe0ex': [
    ['⌚\ufe0e', 1],
    ['x', 1],
  ],
  // A joiner joins pictographs only.
  'a\u200d😀': [
    ['a\u200d', 1],
    ['😀', 2],
  ],
  '☝🏽☝': [
    ['☝🏽', 2],
    ['☝', 1],
  ],
  'a🏽': [
    ['a', 1],
    ['🏽', 2],
  ],
  '🏴\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}.': [
    ['🏴\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}', 2],
    ['.', 1],
  ],
  // Hangul from jamo: one syllable, then two.
  '\u1112\u1161\u11ab한\u1112\u1161': [
    ['\u1112\u1161\u11ab', 2],
    ['한', 2],
    ['\u1112\u1161', 2],
  ],
  // Devanagari: ki is one cell, the conjunct ksha is drawn as one over the two it is counted for.
  कि: [['कि', 1]],
  क्षत: [
    ['क्ष', 2],
    ['त', 1],
  ],
  // Thai: marks above and below, and the vowel am, which takes a cell of its own.
  ที่น้ำ: [
    ['ที่', 1],
    ['น้ำ', 2],
  ],
  // Halfwidth katakana: the sound marks take cells of their own.
  ｶﾞﾊﾟ: [
    ['ｶ', 1],
    ['ﾞ', 1],
    ['ﾊ', 1],
    ['ﾟ', 1],
  ],
  'a\u200bb\ufeffc\u2060': [
    ['a', 1],
    ['b', 1],
    ['c', 1],
  ],
};

for (const [text, expected] of Object.entries(CLUSTERS)) {
  test(`cells of ${JSON.stringify(text)}, written whole, in pieces and with attributes in between`, async () => {
    assert.deepEqual(await graphemesOf(text), expected);
    const characters = Array.from(text);
    assert.deepEqual(await graphemesOf(characters.join('\x1b[m')), expected);
  });
}

test('a cluster that grows too wide for its line goes to the next one', async () => {
  const screen = await screenAfter(`${'-'.repeat(19)}❤\ufe0f!`);
  assert.equal(screen.cells[0]![19]!.grapheme, '');
  assert.equal(screen.cells[1]![0]!.grapheme, '❤\ufe0f');
  assert.equal(screen.cells[1]![2]!.grapheme, '!');
});

test('overwriting one half of a wide character clears the other', async () => {
  const left = await screenAfter('漢字\x1b[1;1Hx');
  assert.deepEqual(
    left.cells[0]!.slice(0, 4).map(({ grapheme }) => grapheme),
    ['x', '', '字', '字'],
  );
  const right = await screenAfter('漢字\x1b[1;2Hx');
  assert.deepEqual(
    right.cells[0]!.slice(0, 4).map(({ grapheme }) => grapheme),
    ['', 'x', '字', '字'],
  );
});

test('a mark joins the cell before the cursor even after the cursor moved', async () => {
  const screen = await screenAfter('abc\x1b[1;3H\u0301');
  assert.equal(screen.cells[0]![1]!.grapheme, 'b\u0301');
});

test('a flood of marks is cut', async () => {
  const screen = await screenAfter(`a${'\u0301'.repeat(200_000)}b`);
  assert.equal(screen.cells[0]![0]!.grapheme, `a${'\u0301'.repeat(8)}`);
  assert.equal(screen.cells[0]![1]!.grapheme, 'b');
});

test('halves of a surrogate pair may come in two events', async () => {
  assert.deepEqual(await graphemesOf('😀'), [['😀', 2]]);
});
