import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { screenAfter, textOf } from '../frames/replay.js';

const FIVE_ROWS = 'abcdefgh\r\nijklmnop\r\nqrstuvwx\r\n01234567\r\n89ABCDEF';

const SCREENS: readonly (readonly [name: string, data: string, rows: readonly string[]])[] = [
  ['fill', '\x1b[42;2;3;4;5$x', ['abcdefgh', 'ij***nop', 'qr***vwx', '01***567', '89ABCDEF']],
  [
    'fill with what cannot be printed',
    '\x1b[7;2;3;4;5$x',
    ['abcdefgh', 'ijklmnop', 'qrstuvwx', '01234567', '89ABCDEF'],
  ],
  [
    'fill beyond the screen',
    '\x1b[42;4;7;99;99$x',
    ['abcdefgh', 'ijklmnop', 'qrstuvwx', `012345${'*'.repeat(14)}`, `89ABCD${'*'.repeat(14)}`],
  ],
  ['erase', '\x1b[2;1;3;4$z', ['abcdefgh', '    mnop', '    uvwx', '01234567', '89ABCDEF']],
  ['erase everything', '\x1b[$z', ['', '', '', '', '']],
  [
    'upside down or inside out',
    '\x1b[3;1;2;4$z\x1b[1;4;3;2$z',
    ['abcdefgh', 'ijklmnop', 'qrstuvwx', '01234567', '89ABCDEF'],
  ],
  [
    'erase spares what is protected',
    '\x1b[2;1H\x1b[1"qIJ\x1b["qKL\x1b[2;1;2;8${',
    ['abcdefgh', 'IJ', 'qrstuvwx', '01234567', '89ABCDEF'],
  ],
  [
    'erase takes what is protected',
    '\x1b[2;1H\x1b[1"qIJ\x1b["qKL\x1b[2;1;2;8$z',
    ['abcdefgh', '', 'qrstuvwx', '01234567', '89ABCDEF'],
  ],
  ['copy down over itself', '\x1b[1;1;3;4;1;2;2;1$v', ['abcdefgh', 'iabcdnop', 'qijklvwx', '0qrst567', '89ABCDEF']],
  [
    'copy up and left over itself',
    '\x1b[2;2;4;5;1;1;1$v',
    ['jklmefgh', 'rstumnop', '1234uvwx', '01234567', '89ABCDEF'],
  ],
  [
    'copy beyond the screen',
    '\x1b[1;1;2;8;1;5;15$v',
    ['abcdefgh', 'ijklmnop', 'qrstuvwx', '01234567', '89ABCDEF      abcdef'],
  ],
  [
    'wide characters are not halved',
    '\x1b[1;1H漢字漢字\x1b[1;2;1;3$z',
    ['    漢字', 'ijklmnop', 'qrstuvwx', '01234567', '89ABCDEF'],
  ],
  [
    'origin mode',
    '\x1b[2;4r\x1b[?69h\x1b[3;6s\x1b[?6h\x1b[42;1;1;9;2$x',
    ['abcdefgh', 'ij**mnop', 'qr**uvwx', '01**4567', '89ABCDEF'],
  ],
];

for (const [name, data, rows] of SCREENS) {
  test(`rectangles: ${name}`, async () => {
    assert.deepEqual(textOf(await screenAfter(FIVE_ROWS + data)), rows);
  });
}

/** Marks the cells of the first three rows, 20 columns each, for which `has` is true. */
async function marked(data: string, has: 'bold' | 'inverse'): Promise<string[]> {
  const { cells } = await screenAfter(`${'x'.repeat(60)}${data}`);
  return cells
    .slice(0, 3)
    .map((row) =>
      row.map((cell) => ((has === 'bold' ? cell.bold : cell.background === 0xc0c0c0) ? '#' : '.')).join(''),
    );
}

test('attributes change in the text between two corners, or in the rectangle after DECSACE', async () => {
  const nothing = '.'.repeat(20);
  assert.deepEqual(await marked('\x1b[1;18;3;3;1$r', 'bold'), [
    `${'.'.repeat(17)}###`,
    '#'.repeat(20),
    `###${'.'.repeat(17)}`,
  ]);
  assert.deepEqual(await marked('\x1b[2*x\x1b[1;3;2;5;1$r', 'bold'), [
    `..###${'.'.repeat(15)}`,
    `..###${'.'.repeat(15)}`,
    nothing,
  ]);
  assert.deepEqual(await marked('\x1b[2*x\x1b[1;18;3;3;1$r', 'bold'), [nothing, nothing, nothing]);
  assert.deepEqual(await marked('\x1b[2*x\x1b[2;1;2;20;1;7$r\x1b[2;2;2;20;0$r', 'bold'), [
    nothing,
    `#${'.'.repeat(19)}`,
    nothing,
  ]);
});

test('attributes are reversed, and twice is as before', async () => {
  const once = '\x1b[2*x\x1b[1;1;1;4;7$t';
  assert.deepEqual((await marked(once, 'inverse'))[0], `####${'.'.repeat(16)}`);
  assert.deepEqual((await marked(once + once, 'inverse'))[0], '.'.repeat(20));
});

test('a filled rectangle is the cells within its bounds, whatever the numbers', async () => {
  const number = fc.integer({ min: 0, max: 30 });
  await fc.assert(
    fc.asyncProperty(number, number, number, number, async (top, left, bottom, right) => {
      const rows = textOf(await screenAfter(`.\x1b[42;${top};${left};${bottom};${right}$x`));
      const expected = rows.map((_, row) =>
        Array.from({ length: 20 }, (_, column) => {
          const isInside =
            row + 1 >= (top || 1) &&
            row + 1 <= (bottom || 5) &&
            column + 1 >= (left || 1) &&
            column + 1 <= (right || 20);
          if (isInside) return '*';
          return row === 0 && column === 0 ? '.' : ' ';
        })
          .join('')
          .trimEnd(),
      );
      assert.deepEqual(rows, expected);
    }),
    { numRuns: 100 },
  );
});
