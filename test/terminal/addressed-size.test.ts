import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openRecording } from '#cast2gif/asciicast/open.js';
import type { Warning } from '#cast2gif/asciicast/recording.js';
import { openSource } from '#cast2gif/io/source.js';
import { findAddressedSize } from '#cast2gif/terminal/addressed-size.js';
import { output, replay, streamOf } from '../frames/replay.js';
import { withPaths } from '../support.js';

const LIMIT = { columns: 1000, rows: 1000 };
const START = { columns: 80, rows: 24 };

const sizeOf = (data: string) => findAddressedSize(() => streamOf(output([0, data])), START, LIMIT);

const SIZES: readonly (readonly [name: string, data: string, columns: number, rows: number])[] = [
  ['nothing printed', '\x1b[31m\x1b[5;5H', 80, 24],
  ['a few lines', 'one\r\nthree 5\r\n', 7, 3],
  ['a full line', 'x'.repeat(100), 80, 2],
  ['text beyond the window', 'x\x1b[30;100H\x1b[1mtext\x1b[H', 103, 30],
  ['text beyond the window, in pieces', 'x\x1b[1;100Hte\x1b[1mxt\x1b[m \x1b[5Cmore', 113, 1],
  ['wide text beyond the window', 'x\x1b[3;100H漢字e\u0301😀\x1b[H', 106, 3],
  ['text that begins inside and is moved beyond', 'x\x1b[1;70Hleft\x1b[20Cright\x1b[H', 98, 1],
  ['row and column in two moves', 'x\x1b[30d\x1b[100Gtext\x1b[H', 103, 30],
  ['text that no line can hold', `x\x1b[1;100H${'y'.repeat(450)}\x1b[H`, 100, 6],
  ['to the right edge by more than the width', 'x\x1b[80C|\r', 80, 1],
  ['one axis only', 'x\x1b[120Gy\x1b[H', 120, 1],
  ['a probe', 'x\x1b7\x1b[999;999H\x1b[6n\x1b8yz', 4, 1],
  ['a probe that stays', 'x\x1b[999;999H\x1b[6n\x1b[2;2Hyz\r', 3, 2],
  ['a near probe', 'x\x1b[200;200H\x1b[6n\x1b[1;2Hyz\r', 3, 1],
  ['margins', 'x\x1b[1;40r\x1b[H', 2, 40],
  ['text moved right by inserted blanks', 'abc漢\r\x1b[5@\r', 10, 1],
  ['text moved right by insert mode', 'abc\r\x1b[4h----\x1b[4l\r', 7, 1],
  ['text moved right with its columns', "abc\r\nde\x1b[H\x1b[2'}\r", 5, 2],
  ['text moved out at the right', 'x\x1b[1;79Hab\x1b[1;1H\x1b[9@\r', 80, 1],
  ['rows moved down by inserted lines', 'abc\r\nd\x1b[H\x1b[3L', 3, 5],
  ['rows moved down by scrolling', 'abc\x1b[3T\x1b[H', 3, 4],
  ['rows moved down by a reverse index', 'abc\x1b[H\x1bM\x1bM', 3, 3],
  ['rows moved down to a margin', 'abc\r\nd\x1b[1;4r\x1b[H\x1b[3L', 3, 4],
  ['blank rows moved down', 'abc\r\nd\x1b[H\x1b[2J\x1b[3L', 3, 2],
  ['a line of double width', '\x1b#6abc\r', 6, 1],
  ['a line of double width afterwards', 'abcd\x1b#6\r', 8, 1],
  ['large text', '\x1b]66;s=2;abc\x07\r', 6, 2],
  ['a cursor that waits', 'x\x1b[5;10H', 10, 5],
];

for (const [name, data, columns, rows] of SIZES) {
  test(`the size in use: ${name}`, async () => {
    assert.deepEqual(await sizeOf(data), { columns, rows });
  });
}

test('output beyond the window is warned of, unless the size was chosen', async () => {
  const events = output([0, 'x\x1b[7;30Htext']);
  const warnings: string[] = [];
  const onWarning = ({ message, remedy }: Warning) => warnings.push(`${message} ${JSON.stringify(remedy)}`);
  await replay(events, { onWarning });
  assert.equal(warnings.length, 1);
  assert.match(warnings[0]!, /33x7.*20x5.*\{"columns":"auto","rows":"auto"\}/);
  await replay(events, { onWarning, fixedColumns: true, fixedRows: true });
  await replay(output([0, '\x1b[999;999H\x1b[6n\x1b[Hx']), { onWarning });
  assert.equal(warnings.length, 1);
});

for (const { file, path, columns, rows } of withPaths([
  { file: 'v2-larger.cast', columns: 105, rows: 30 },
  { file: 'v2-chat-tui-long.cast', columns: 105, rows: 25 },
  { file: 'v2-powershell-swapped.cast', columns: 70, rows: 55 },
  { file: 'self-vttest-1-2-8.cast', columns: 132, rows: 24 },
])) {
  test(`the size in use: ${file}`, async () => {
    const recording = await openRecording(await openSource(path));
    assert.deepEqual(await findAddressedSize(() => recording.events(), recording.header, LIMIT), { columns, rows });
    await recording.close();
  });
}

test('a signal is heard while the size is looked for', async () => {
  const data = `\x1b[?69h\x1b[400;1000s\x1b[999;500H${'\v'.repeat(20_000)}`;
  const size = { columns: 1_000, rows: 1_000 };
  const controller = new AbortController();
  const search = findAddressedSize(() => streamOf(output([0, data])), size, size, controller.signal);
  setTimeout(() => controller.abort(), 20);
  await assert.rejects(search, { code: 'aborted' });
});
