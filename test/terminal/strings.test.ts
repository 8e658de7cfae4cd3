import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { output, replay, screenAfter, textOf, wholeFrames } from '../frames/replay.js';

async function textAfter(data: string): Promise<string[]> {
  return textOf(await screenAfter(data)).filter((line) => line !== '');
}

async function textAfterPieces(data: string): Promise<string[]> {
  const events = output(...Array.from(data, (character, index) => [index / 100, character] as const));
  return textOf(wholeFrames(await replay(events)).at(-1)!).filter((line) => line !== '');
}

const STRINGS: Readonly<Record<string, readonly [string, ...string[]]>> = {
  'a title of screen or tmux': ['a\x1bkvim — ü\x1b\\b', 'ab'],
  'an empty title': ['a\x1bk\x1b\\b', 'ab'],
  'a title that the next sequence ends': ['a\x1bkvim\x1b[1mb', 'ab'],
  'a title that BEL ends': ['a\x1bkvim\x07b', 'ab'],
  'a title that CAN cancels': ['a\x1bkvim\x18b', 'ab'],
  'a title that SUB cancels': ['a\x1bkvim\x1ab', 'ab'],
  'a title without an end, up to the end of its line': ['a\x1bkvim\r\nb', 'a', 'b'],
  SOS: ['a\x1bXstart — ü\x1b\\b', 'ab'],
  PM: ['a\x1b^privacy — ü\x1b\\b', 'ab'],
  APC: ['a\x1b_application — ü\x1b\\b', 'ab'],
  'APC, cancelled': ['a\x1b_application\x18b', 'ab'],
  'SOS, cancelled': ['a\x1bXstart\x1ab', 'ab'],
  'a DCS whose head is not ASCII': ['a\x1bP1é$r0m\x1b\\b', 'ab'],
  'an OSC whose text holds C1 codes': ['a\x1b]2;title \u009c\u009b5C\x07b', 'ab'],
};

for (const [name, [data, ...expected]] of Object.entries(STRINGS)) {
  test(`swallowed, whole and in pieces: ${name}`, async () => {
    assert.deepEqual(await textAfter(data), expected);
    assert.deepEqual(await textAfterPieces(data), expected);
  });
}

test('long strings are swallowed to their end', async () => {
  for (const introducer of ['k', 'X', '^', '_', ']2;', 'P+q', '_Ga=T;'])
    assert.deepEqual(await textAfter(`a\x1b${introducer}${'x'.repeat(200_000)}\x1b\\b`), ['ab'], introducer);
});

test('C1 codes in text neither show nor act, whatever is around them', async () => {
  const texts = fc.array(
    fc.constantFrom(
      'a',
      'é',
      '漢',
      '─',
      '\u0080',
      '\u0084',
      '\u0085',
      '\u008d',
      '\u008e',
      '\u0090',
      '\u0098',
      '\u009b',
      '\u009c',
      '\u009d',
      '\u009e',
      '\u009f',
    ),
    { maxLength: 9 },
  );
  await fc.assert(
    fc.asyncProperty(texts, async (parts) => {
      const text = parts.join('');
      const expected = [text.replaceAll(/[\x80-\x9f]/g, ''), 'next'].filter((line) => line !== '');
      assert.deepEqual(await textAfter(`${text}\r\nnext`), expected);
    }),
    { numRuns: 60 },
  );
});

test('a C1 code inside a sequence is passed over', async () => {
  assert.deepEqual(await textAfter('ab\x1b[\u00901\u009c;1Hc'), ['cb']);
});

test('what is swallowed does not separate a mark from its letter', async () => {
  assert.deepEqual(await textAfter('e\u0084\u0301'), ['é'.normalize('NFD')]);
});
