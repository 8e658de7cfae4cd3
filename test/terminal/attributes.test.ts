import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Cell } from '#cast2gif/terminal/cell.js';
import { output, replay, screenAfter, TEST_COLOURS, textOf, wholeFrames } from '../frames/replay.js';

const { foreground, background } = TEST_COLOURS;
const palette = (index: number) => 0x100000 + index;

/** The cell an `x` ends up in. */
async function cellOf(data: string, options: Parameters<typeof screenAfter>[1] = {}): Promise<Cell> {
  const screen = await screenAfter(data, options);
  return screen.cells.flat().find(({ grapheme }) => grapheme === 'x')!;
}

const CELLS: readonly (readonly [name: string, data: string, expected: Partial<Cell>])[] = [
  ['default colours', 'x', { foreground, background, bold: false, underline: 'none' }],
  ['bold keeps its colour', '\x1b[1;31mx', { foreground: palette(1), bold: true }],
  ['bright', '\x1b[91;102mx', { foreground: palette(9), background: palette(10) }],
  ['cube', '\x1b[38;5;208;48:5:17mx', { foreground: 0xff8700, background: 0x00005f }],
  ['ramp', '\x1b[38;5;232;48;5;255mx', { foreground: 0x080808, background: 0xeeeeee }],
  ['true colour', '\x1b[38;2;1;2;3;48:2::4:5:6mx', { foreground: 0x010203, background: 0x040506 }],
  [
    'true colour without a colour space',
    '\x1b[38:2:1:2:3;48:2:4:5:6mx',
    { foreground: 0x010203, background: 0x040506 },
  ],
  ['a colour cut short', '\x1b[38;2;1m\x1b[38;5mx', { foreground, bold: false }],
  ['no colour', '\x1b[38;5;256;1mx', { foreground, bold: true }],
  ['an unknown code', '\x1b[73;31mx', { foreground: palette(1) }],
  ['inverse', '\x1b[7;31mx', { foreground: background, background: palette(1) }],
  ['faint', '\x1b[2;38;2;255;255;255;48;2;0;0;0mx', { foreground: 0x7f7f7f, background: 0 }],
  ['italic', '\x1b[3mx', { italic: true }],
  ['strikethrough', '\x1b[9mx', { strikethrough: true }],
  ['overline', '\x1b[53mx', { overline: true }],
  ['underline', '\x1b[4;32mx', { underline: 'single', underlineColour: palette(2) }],
  ['double underline', '\x1b[21mx', { underline: 'double' }],
  ['curly, coloured', '\x1b[4:3;58:2::9:8:7mx', { underline: 'curly', underlineColour: 0x090807 }],
  ['dotted', '\x1b[4:4mx', { underline: 'dotted' }],
  ['dashed, indexed', '\x1b[4:5;58;5;4mx', { underline: 'dashed', underlineColour: palette(4) }],
  ['underline off', '\x1b[4:3m\x1b[4:0mx', { underline: 'none' }],
  ['underline colour off', '\x1b[4;58;5;4m\x1b[59mx', { underline: 'single', underlineColour: foreground }],
  ['white underline', '\x1b[4;58;2;255;255;255mx', { underlineColour: 0xffffff }],
  ['link', '\x1b]8;id=1;http://a/\x1b\\x\x1b]8;;\x1b\\y', { link: 'http://a/', underline: 'none' }],
  ['link and curly underline', '\x1b[4:3m\x1b]8;;http://a/\x07x', { link: 'http://a/', underline: 'curly' }],
  ['reset', '\x1b[1;3;4:3;9;53;31;44m\x1b[0mx', { foreground, background, bold: false, underline: 'none' }],
  ['reverse screen', '\x1b[?5hx', { foreground: background, background: foreground }],
  ['inverse on a reverse screen', '\x1b[?5h\x1b[7mx', { foreground, background }],
  ['colour on a reverse screen', '\x1b[?5h\x1b[31mx', { foreground: palette(1), background: foreground }],
  ['palette', '\x1b]4;1;rgb:12/34/56;2;#abc\x07\x1b[31;42mx', { foreground: 0x123456, background: 0xa0b0c0 }],
  ['palette, afterwards', '\x1b[31mx\x1b]4;1;red\x1b\\', { foreground: 0xff0000 }],
  ['palette restored', '\x1b]4;1;red\x07\x1b]104;1\x07\x1b[31mx', { foreground: palette(1) }],
  [
    'all restored',
    '\x1b]4;1;red;200;blue\x07\x1b]104\x07\x1b[31;48;5;200mx',
    { foreground: palette(1), background: 0xff00d7 },
  ],
  ['defaults', '\x1b]10;#010203;rgb:ffff/8000/0\x07x', { foreground: 0x010203, background: 0xff8000 }],
  ['defaults restored', '\x1b]11;white\x07\x1b]111\x07x', { background }],
  ['a query changes nothing', '\x1b]11;?\x07\x1b]4;1;?\x07\x1b[31mx', { foreground: palette(1), background }],
  ['not a colour', '\x1b]11;nocolour\x07\x1b]11;constructor\x07x', { background }],
  ['DEC graphics', '\x1b(0qx', { grapheme: 'x' }],
];

for (const [name, data, expected] of CELLS) {
  if (name === 'DEC graphics') continue;
  test(`attributes: ${name}`, async () => {
    const cell = await cellOf(data);
    for (const [field, value] of Object.entries(expected)) assert.equal(cell[field as keyof Cell], value, field);
  });
}

test('bold is bright on request, for the first eight colours', async () => {
  assert.equal((await cellOf('\x1b[1;31mx', { boldIsBright: true })).foreground, palette(9));
  assert.equal((await cellOf('\x1b[1;38;5;20mx', { boldIsBright: true })).foreground, 0x0000d7);
});

test('concealed text shows its background only', async () => {
  const [cell] = (await screenAfter('\x1b[8;4;41mx')).cells[0]!;
  assert.deepEqual([cell!.grapheme, cell!.underline, cell!.background], ['', 'none', palette(1)]);
});

test('line drawing characters of DEC', async () => {
  assert.deepEqual(textOf(await screenAfter('\x1b(0lqk\x1b(Blqk'))[0], '┌─┐lqk');
});

test('the cursor in its shapes', async () => {
  const at = async (data: string, options = {}) =>
    (await screenAfter(data, { cursor: 'recorded', ...options })).cells[0]![1]!;
  assert.deepEqual(((cell) => [cell.foreground, cell.background])(await at('ax\b')), [background, foreground]);
  assert.deepEqual(((cell) => [cell.foreground, cell.background])(await at('\x1b]12;red\x07ax\b')), [
    background,
    0xff0000,
  ]);
  assert.equal((await at('a\x1b[5 q')).cursor, 'bar');
  assert.equal((await at('a\x1b[5 q')).cursorColour, foreground);
  assert.equal((await at('a\x1b[4 q')).cursor, 'underline');
  assert.equal((await at('a\x1b[4 q\x1b[ q')).background, foreground);
  assert.equal((await at('a\x1b[?25l')).background, background);
  assert.equal((await at('a\x1b[?25l\x1b[?25h')).background, foreground);
  assert.equal((await at('a', { cursor: 'bar' })).cursor, 'bar');
  assert.equal((await at('a', { cursor: 'none' })).background, background);
});

test('the cursor covers the whole of a wide character', async () => {
  const screen = await screenAfter('漢\x1b[1;1H', { cursor: 'block' });
  assert.deepEqual(
    screen.cells[0]!.slice(0, 3).map((cell) => cell.background),
    [foreground, foreground, background],
  );
});

test('the cursor stays on the last column until a line wraps', async () => {
  const screen = await screenAfter('x'.repeat(20), { cursor: 'block' });
  assert.equal(screen.cells[0]![19]!.background, foreground);
});

test('a changed palette recolours what is on the screen', async () => {
  const frames = wholeFrames(await replay(output([0, '\x1b[31mx'], [1, '\x1b]4;1;#00ff00\x07'])));
  assert.deepEqual(
    frames.map((frame) => frame.cells[0]![0]!.foreground),
    [palette(1), 0x00ff00],
  );
});

test('double-width and double-height lines', async () => {
  const screen = await screenAfter('\x1b#3ab\r\n\x1b#4ab\r\n\x1b#6漢c\r\nplain');
  const pieces = screen.cells
    .slice(0, 4)
    .map((row) =>
      row
        .slice(0, 6)
        .map((cell) => [cell.grapheme, cell.spanColumns, cell.spanRows, cell.pieceColumn, cell.pieceRow, cell.stretch]),
    );
  assert.deepEqual(pieces[0]!.slice(0, 4), [
    ['a', 2, 2, 0, 0, 2],
    ['a', 2, 2, 1, 0, 2],
    ['b', 2, 2, 0, 0, 2],
    ['b', 2, 2, 1, 0, 2],
  ]);
  assert.deepEqual(pieces[1]![3], ['b', 2, 2, 1, 1, 2]);
  assert.deepEqual(pieces[2]!.slice(0, 5), [
    ['漢', 4, 1, 0, 0, 2],
    ['漢', 4, 1, 1, 0, 2],
    ['漢', 4, 1, 2, 0, 2],
    ['漢', 4, 1, 3, 0, 2],
    ['c', 2, 1, 0, 0, 2],
  ]);
  assert.deepEqual(pieces[3]![0], ['p', 1, 1, 0, 0, 1]);
});

test('a double-width line wraps at its middle, moves when scrolled and is single again when erased', async () => {
  const wrapped = await screenAfter(`\x1b#6${'w'.repeat(11)}`);
  assert.deepEqual([wrapped.cells[0]![19]!.spanColumns, wrapped.cells[1]![0]!.spanColumns], [2, 1]);
  const scrolled = await screenAfter('\r\n\x1b#6ab\x1b[5;1H\n');
  assert.equal(scrolled.cells[0]![0]!.stretch, 2);
  const recycled = await screenAfter(`\x1b#6ab${'\r\n.'.repeat(12)}`);
  assert.ok(recycled.cells.flat().every(({ stretch }) => stretch === 1));
  const erased = await screenAfter('\x1b#6ab\x1b[2J\x1b[Hab');
  assert.equal(erased.cells[0]![0]!.stretch, 1);
});

test('titles, queries, window commands and pictures that are not shown leave nothing behind', async () => {
  const swallowed = [
    '\x1bPq#0;2;0;0;0#0!400?-!400?\x1b\\',
    '\x1b_Gf=24,s=10,v=20;AAAA\x1b\\',
    '\x1b]1337;File=name=YQ==:AAAA\x07',
    '\x1b]0;title\x07\x1b]2;title\x1b\\',
    '\x1b[c\x1b[>c\x1b[6n\x1b[18t\x1b[?2026$p\x1bP+q544e\x1b\\\x1b[?u',
    '\x1b[8;50;100t\x1b[14t\x1b[22;0t',
    '\x1b^privacy\x1b\\\x1bXstring\x1b\\',
  ].join('');
  const screen = await screenAfter(`a${swallowed}b`);
  assert.deepEqual([screen.columns, screen.rows], [20, 5]);
  assert.deepEqual(textOf(screen), ['ab', '', '', '', '']);
});

test('the alternate screen, a reset and the alignment pattern', async () => {
  assert.equal(textOf(await screenAfter('main\x1b[?1049h\x1b[Halt'))[0], 'alt');
  assert.equal(textOf(await screenAfter('main\x1b[?1049h\x1b[Halt\x1b[?1049l'))[0], 'main');
  const reset = await screenAfter('\x1b[31;44m\x1b]11;red\x07\x1b[?25l\x1b[2;3rold\x1bcx', { cursor: 'recorded' });
  assert.deepEqual([textOf(reset)[0], reset.cells[0]![0]!.foreground], ['x', foreground]);
  assert.deepEqual([reset.cells[0]![0]!.background, reset.cells[0]![1]!.background], [background, foreground]);
  const pattern = await screenAfter('\x1b#8');
  assert.ok(pattern.cells.flat().every(({ grapheme }) => grapheme === 'E'));
});

test('erasing up to the last cell of the screen erases it all', async () => {
  for (const erase of ['\x1b[1J', '\x1b[?1J']) {
    const frame = await screenAfter(`ab\x1b[5;20Hz${erase}\x1b[Hc`);
    assert.deepEqual(textOf(frame), ['c', '', '', '', '']);
  }
});
