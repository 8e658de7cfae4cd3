import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { screenAfter, textOf } from '../frames/replay.js';

async function linesAfter(data: string, columns = 20, rows = 5): Promise<string[]> {
  return textOf(await screenAfter(data, { columns, rows }));
}

test('text without a scale or width is printed', async () => {
  assert.deepEqual(await linesAfter('\x1b]66;;plain text\x07.'), ['plain text.', '', '', '', '']);
});

test('scaled text is kept together in twice its cells, and its rows stay free', async () => {
  assert.deepEqual(await linesAfter('\x1b]66;s=2;Title\x07|\r\n\r\nbody'), ['Title     |', '', 'body', '', '']);
});

test('a width fixes the cells, and text beyond them is cut off', async () => {
  assert.deepEqual((await linesAfter('\x1b]66;w=3;é\x1b\\|\x1b]66;w=2;four\x1b\\|'))[0], 'é  |fo|');
});

test('scale times width cells', async () => {
  assert.deepEqual((await linesAfter('\x1b]66;s=2:n=1:d=2:w=3;half\x07|'))[0], 'half  |');
});

test('a wide character may be given one cell', async () => {
  const { cells } = await screenAfter('\x1b]66;w=1;😀\x07|');
  assert.deepEqual([cells[0]![0]!.grapheme, cells[0]![0]!.spanColumns, cells[0]![1]!.grapheme], ['😀', 1, '|']);
});

test('at the bottom the screen scrolls, at the right edge the text goes on in the next free row', async () => {
  assert.deepEqual(await linesAfter('1\r\n2\r\n3\r\n\x1b]66;s=3;x\x07y', 8, 4), ['3', 'x  y', '', '']);
  assert.deepEqual(await linesAfter('\x1b]66;s=2;abcdefgh\x07.', 8, 5), ['abcd', '', 'efgh', '.', '']);
});

test('what is wider than the screen is printed in its normal size', async () => {
  assert.deepEqual(await linesAfter('\x1b]66;s=7;漢\x07.', 10, 2), ['漢.', '']);
  assert.deepEqual(await linesAfter('\x1b]66;s=3:w=7;text\x07.', 10, 2), ['text.', '']);
});

test('any command leaves the cursor on the screen and shows only its own characters', async () => {
  const keys = fc.array(
    fc.constantFrom('s=1', 's=2', 's=7', 's=9', 'w=0', 'w=1', 'w=7', 'n=1', 'd=2', 'v=1', 'x', ''),
    {
      maxLength: 5,
    },
  );
  const texts = fc.array(fc.constantFrom('a', '漢', '😀', 'e\u0301', '\u0301', '\u0085', '👩\u200d👧'), {
    maxLength: 12,
  });
  await fc.assert(
    fc.asyncProperty(keys, texts, async (key, text) => {
      const command = `\x1b]66;${key.join(':')};${text.join('')}\x1b\\`;
      const shown = (await linesAfter(`${command}${command}|`, 9, 4)).join('').replaceAll(' ', '');
      assert.ok(shown.endsWith('|'), shown);
      assert.match(shown, /^(?:[a漢😀e]\u0301*|👩\u200d👧\u0301*|\|)*$/u);
    }),
    { numRuns: 100 },
  );
});
