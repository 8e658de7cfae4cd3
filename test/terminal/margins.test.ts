import assert from 'node:assert/strict';
import { test } from 'node:test';
import { screenAfter, textOf } from '../frames/replay.js';

const FIVE_ROWS = 'aaaaaaaa\r\nbbbbbbbb\r\ncccccccc\r\ndddddddd\r\neeeeeeee';
/** Columns 3 to 6. */
const SIDES = '\x1b[?69h\x1b[3;6s';

const SCREENS: readonly (readonly [name: string, data: string, rows: readonly string[]])[] = [
  ['text wraps between the margins', `${SIDES}\x1b[1;3H1234567`, ['  1234', '  567', '', '', '']],
  ['text right of the margins is free', `${SIDES}\x1b[1;8H123\r\nx`, ['       123', '  x', '', '', '']],
  ['text left of the margins runs into them', `${SIDES}\x1b[1;1H12345678`, ['123456', '  78', '', '', '']],
  ['carriage return', `${SIDES}\x1b[1;5Hab\rc`, ['  c ab', '', '', '', '']],
  [
    'line feed at the bottom scrolls between the margins',
    `${FIVE_ROWS}${SIDES}\x1b[5;4H\n`,
    ['aabbbbaa', 'bbccccbb', 'ccddddcc', 'ddeeeedd', 'ee    ee'],
  ],
  [
    'line feed beside the margins scrolls nothing',
    `${FIVE_ROWS}${SIDES}\x1b[5;8H\n`,
    ['aaaaaaaa', 'bbbbbbbb', 'cccccccc', 'dddddddd', 'eeeeeeee'],
  ],
  ['reverse index', `${FIVE_ROWS}${SIDES}\x1b[1;4H\x1bM`, ['aa    aa', 'bbaaaabb', 'ccbbbbcc', 'ddccccdd', 'eeddddee']],
  [
    'lines are inserted',
    `${FIVE_ROWS}\x1b[2;4r${SIDES}\x1b[2;4H\x1b[L`,
    ['aaaaaaaa', 'bb    bb', 'ccbbbbcc', 'ddccccdd', 'eeeeeeee'],
  ],
  [
    'lines are deleted',
    `${FIVE_ROWS}\x1b[2;4r${SIDES}\x1b[2;4H\x1b[9M`,
    ['aaaaaaaa', 'bb    bb', 'cc    cc', 'dd    dd', 'eeeeeeee'],
  ],
  [
    'scrolling up and down',
    `${FIVE_ROWS}${SIDES}\x1b[2S\x1b[T`,
    ['aa    aa', 'bbccccbb', 'ccddddcc', 'ddeeeedd', 'ee    ee'],
  ],
  ['characters are inserted', `abcdefgh${SIDES}\x1b[1;4H\x1b[2@`, ['abc  dgh', '', '', '', '']],
  ['characters are deleted', `abcdefgh${SIDES}\x1b[1;4H\x1b[P`, ['abcef gh', '', '', '', '']],
  ['insert mode', `abcdefgh${SIDES}\x1b[1;4H\x1b[4hX`, ['abcXdegh', '', '', '', '']],
  ['a wide character that is cut is blanked', `ab漢cd漢${SIDES}\x1b[1;3H\x1b[P`, ['ab cd 漢', '', '', '', '']],
  ['origin mode', `${SIDES}\x1b[2;4r\x1b[?6h\x1b[1;1Hx\x1b[9;9Hy`, ['', '  x', '', '     y', '']],
  ['switched off', `${SIDES}\x1b[?69l\x1b[1;5H1234`, ['    1234', '', '', '', '']],
  ['soft reset', `${SIDES}\x1b[!p\x1b[1;5H1234`, ['    1234', '', '', '', '']],
  ['without the mode it saves the cursor', `ab\x1b[s\x1b[3;3Hx\x1b[uc`, ['abc', '', '  x', '', '']],
  [
    'a bottom margin below the screen is the last row, as in every terminal whose window is smaller than thought',
    `${FIVE_ROWS}\x1b[1;2r\x1b[1;25r\x1b[5;1H\n`,
    ['bbbbbbbb', 'cccccccc', 'dddddddd', 'eeeeeeee', ''],
  ],
  [
    'whole lines scroll, in regions too',
    `${FIVE_ROWS}\x1b[2;4r\x1b[S\x1b[4;1Hx\x1b[2;1H\x1bMy`,
    ['aaaaaaaa', 'y', 'cccccccc', 'dddddddd', 'eeeeeeee'],
  ],
];

for (const [name, data, rows] of SCREENS) {
  test(`margins: ${name}`, async () => {
    assert.deepEqual(textOf(await screenAfter(data)), rows);
  });
}

test('huge counts take no time', async () => {
  const huge = '2147483647';
  const finals = [
    '@',
    'A',
    'B',
    'C',
    'D',
    'E',
    'F',
    'G',
    'I',
    'L',
    'M',
    'P',
    'S',
    'T',
    'X',
    'Z',
    '`',
    'a',
    'b',
    'd',
    'e',
  ];
  const bombs = finals.map((final) => `x\x1b[${huge}${final}`).join('');
  const screen = await screenAfter(`${bombs.repeat(20)}\x1bcend`);
  assert.equal(textOf(screen)[0], 'end');
});

test('a character is repeated, wrapping as if it had been printed', async () => {
  assert.deepEqual(textOf(await screenAfter('x\x1b[24b!')), ['x'.repeat(20), 'xxxxx!', '', '', '']);
  assert.deepEqual(textOf(await screenAfter('漢\x1b[2b')), ['漢漢漢', '', '', '', '']);
  assert.deepEqual(textOf(await screenAfter('x\x1b[m\x1b[3b')), ['x', '', '', '', '']);
});
