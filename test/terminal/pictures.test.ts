import assert from 'node:assert/strict';
import { test } from 'node:test';
import { deflateSync } from 'node:zlib';
import fc from 'fast-check';
import { imageSize } from '#cast2gif/terminal/image-size.js';
import { output, replay, screenAfter, textOf, wholeFrames } from '../frames/replay.js';

/** The first bytes of a PNG; nothing more of it is looked at. */
function pngStart(width: number, height: number): string {
  const bytes = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex');
  const size = Buffer.alloc(8);
  size.writeUInt32BE(width, 0);
  size.writeUInt32BE(height, 4);
  return Buffer.concat([bytes, size, deflateSync(Buffer.alloc(10))]).toString('base64');
}

/** The screen after a picture and a mark where it left the cursor. */
async function markAfter(picture: string, before = 'a\r\n'): Promise<{ row: number; column: number; lines: string[] }> {
  const lines = textOf(await screenAfter(`${before}${picture}X`, { columns: 20, rows: 8 }));
  const row = lines.findIndex((line) => line.includes('X'));
  return { row, column: lines[row]!.indexOf('X'), lines };
}

const iterm = (keys: string, data = pngStart(60, 80)) => `\x1b]1337;File=inline=1;${keys}:${data}\x07`;
const kitty = (keys: string, data = pngStart(60, 80)) => `\x1b_G${keys};${data}\x1b\\`;
/** In parts that are too short to tell a size. */
const itermParts = (data: string) => data.replace(/.{8}/g, (part) => `\x1b]1337;FilePart=${part}\x07`);
const band = '#1!60~-';

/** Where the cursor is left: row and column from 0, the picture's upper left corner being 1 and 0. */
const CURSORS: Readonly<Record<string, readonly [picture: string, row: number, column: number]>> = {
  'iTerm2, size in cells': [iterm('width=6;height=3'), 3, 6],
  'iTerm2, size in pixels': [iterm('width=55px;height=60px'), 3, 6],
  'iTerm2, size in percent': [iterm('width=50%;height=50%'), 4, 10],
  'iTerm2, only a width': [iterm('width=3'), 2, 3],
  'iTerm2, only a height': [iterm('height=2'), 2, 3],
  'iTerm2, the size of the file': [iterm('size=1'), 4, 6],
  'iTerm2, wider than the screen': [iterm('name=YQ==', pngStart(400, 100)), 3, 19],
  'iTerm2, the cursor stays': [iterm('width=6;height=3;doNotMoveCursor=1'), 1, 0],
  'iTerm2, in several parts': [
    `\x1b]1337;MultipartFile=inline=1;width=6;height=3\x07\x1b]1337;FilePart=AAAA\x07\x1b]1337;FileEnd\x07`,
    3,
    6,
  ],
  'iTerm2, in several parts, the size of the file': [
    `\x1b]1337;MultipartFile=inline=1;size=60\x07${itermParts(pngStart(60, 80))}\x1b]1337;FileEnd\x07`,
    4,
    6,
  ],
  'iTerm2, a part of nothing': ['\x1b]1337;FilePart=AAAA\x07\x1b]1337;FileEnd\x07', 1, 0],
  'iTerm2, a download': ['\x1b]1337;File=width=6;height=3:AAAA\x07', 1, 0],
  'kitty, size in cells': [kitty('a=T,f=100,c=6,r=3'), 3, 6],
  'kitty, the size of the file': [kitty('a=T,f=100'), 4, 6],
  'kitty, only columns': [kitty('a=T,f=100,c=3'), 2, 3],
  'kitty, only rows': [kitty('a=T,f=100,r=2'), 2, 3],
  'kitty, raw pixels': [kitty('a=T,f=24,s=31,v=41', 'AAAA'), 3, 4],
  'kitty, a part of the picture': [kitty('a=T,f=100,w=20,h=20'), 1, 2],
  'kitty, the cursor stays': [kitty('a=T,f=100,c=6,r=3,C=1'), 1, 0],
  'kitty, in several pieces': [`${kitty('a=T,f=100,c=6,r=3,m=1')}${kitty('m=1', 'AAAA')}${kitty('m=0', 'AAAA')}`, 3, 6],
  'kitty, in pieces too short to tell the size': [
    `${kitty('a=T,f=100,m=1', pngStart(60, 80).slice(0, 8))}${kitty('m=0', pngStart(60, 80).slice(8))}`,
    4,
    6,
  ],
  'kitty, inside its first cell': [kitty('a=T,f=100,X=5,Y=5'), 5, 7],
  'kitty, transmitted, then shown twice': [
    `${kitty('i=7,f=100')}${kitty('a=p,i=7', '')}\r${kitty('a=p,i=7', '')}`,
    7,
    6,
  ],
  'kitty, transmitted only': [kitty('i=7,f=100'), 1, 0],
  'kitty, deleted': [kitty('a=d', ''), 1, 0],
  'kitty, asked for': [kitty('a=q,i=1,s=1,v=1', 'AAAA'), 1, 0],
  'kitty, a file of unknown size': [kitty('a=T,t=f,f=100', 'L3RtcC94LnBuZw=='), 1, 0],
  'kitty, by placeholders': [kitty('a=T,U=1,f=100,c=6,r=3'), 1, 0],
  'kitty, up to the right edge': [kitty('a=T,f=100,c=20,r=3'), 4, 0],
  sixel: [`\x1bPq"1;1;60;60${band.repeat(10)}\x1b\\`, 3, 0],
  'sixel, without raster attributes, square': [`\x1bP9q${band.repeat(10)}\x1b\\`, 3, 0],
  'sixel, twice as high as wide by default': [`\x1bPq${band.repeat(10)}\x1b\\`, 6, 0],
  'sixel, nothing drawn in the last band': [`\x1bP9q${band.repeat(3)}!60?\x1b\\`, 1, 0],
  'sixel, the cursor to the right': [`\x1b[?8452h\x1bPq"1;1;60;60${band.repeat(10)}\x1b\\`, 3, 6],
  'sixel, only raster attributes': [`\x1bPq"1;1;60;60\x1b\\`, 3, 0],
  'sixel, cancelled': [`\x1bPq"1;1;60;60${band.repeat(10)}\x18`, 1, 0],
};

for (const [name, [picture, row, column]] of Object.entries(CURSORS)) {
  test(`where the cursor goes: ${name}`, async () => {
    const mark = await markAfter(picture);
    assert.deepEqual([mark.row, mark.column], [row, column]);
    assert.deepEqual(mark.lines.join(''), `a${' '.repeat(column)}X`);
  });
}

test('at the bottom the screen scrolls by what is missing', async () => {
  const { lines, row } = await markAfter(iterm('width=6;height=3'), '1\r\n2\r\n3\r\n4\r\n5\r\n6\r\n');
  assert.deepEqual(lines.slice(0, 5), ['2', '3', '4', '5', '6']);
  assert.equal(row, 7);
});

test('a picture covers what was there', async () => {
  const before = 'abcdefgh\r\nabcdefgh\x1b[1;3H';
  assert.deepEqual((await markAfter(iterm('width=3;height=2;doNotMoveCursor=1'), before)).lines.slice(0, 2), [
    'abX  fgh',
    'ab   fgh',
  ]);
  assert.deepEqual((await markAfter(kitty('a=T,c=3,r=2,C=1,z=-1'), before)).lines.slice(0, 2), [
    'abXdefgh',
    'abcdefgh',
  ]);
  assert.deepEqual((await markAfter(`\x1b[?80h\x1bPq"1;1;30;40#1~\x1b\\`, before)).lines.slice(0, 2), [
    '  Xdefgh',
    '   defgh',
  ]);
});

test('placeholders are blank and keep their cells', async () => {
  const cell = '\u{10eeee}\u0305\u030d';
  assert.deepEqual(textOf(await screenAfter(`${cell.repeat(3)}|\u{10eeee}|`))[0], '   | |');
});

test('one warning says how many pictures are left blank', async () => {
  const warnings: string[] = [];
  const picture = iterm('width=2;height=1');
  await replay(output([0, `${picture}${picture}`], [1, kitty('a=T,c=1,r=1')]), {
    onWarning: ({ message }) => warnings.push(message),
  });
  assert.deepEqual(warnings, ['3 pictures in the terminal (iTerm2, kitty) are left blank; only text is drawn']);
});

test('no parameters make a picture costly or leave the cursor off the screen', async () => {
  const number = fc.oneof(fc.constantFrom('0', '-1', '999999999', '1e9', '', 'x'), fc.nat(50).map(String));
  const keys = fc.array(fc.tuple(fc.constantFrom('c', 'r', 'w', 'h', 's', 'v', 'C', 'z', 'U', 'P'), number), {
    maxLength: 6,
  });
  await fc.assert(
    fc.asyncProperty(keys, number, number, async (pairs, width, height) => {
      const command = `a=T,${pairs.map((pair) => pair.join('=')).join(',')}`;
      const sixel = `\x1bP${width}q"${width};${height};${width};${height}#1!${width}~-!${height}~\x1b\\`;
      const data = `${kitty(command)}${iterm(`width=${width};height=${height}px`)}${sixel}|`;
      assert.ok(
        textOf(await screenAfter(data))
          .join('')
          .includes('|'),
      );
    }),
    { numRuns: 100 },
  );
});

test('sizes of images', () => {
  assert.deepEqual(imageSize(Buffer.from(pngStart(640, 480), 'base64')), { width: 640, height: 480 });
  const gif = Buffer.from('GIF89a\x40\x01\xf0\x00'.padEnd(32, '\0'), 'latin1');
  assert.deepEqual(imageSize(gif), { width: 320, height: 240 });
  const jpeg = Buffer.from(`ffd8ffe00004aaaaffc0000b0800f00140${'00'.repeat(16)}`, 'hex');
  assert.deepEqual(imageSize(jpeg), { width: 320, height: 240 });
  for (const bytes of [
    Buffer.alloc(0),
    Buffer.alloc(64),
    jpeg.subarray(0, 10),
    Buffer.from('ffd8ff'.padEnd(90, '0'), 'hex'),
  ])
    assert.equal(imageSize(bytes), undefined);
});

test('the frames hold the picture’s rows from the moment it comes', async () => {
  const frames = wholeFrames(await replay(output([0, 'a\r\n'], [1, iterm('width=4;height=2')], [2, '\r\nb'])));
  assert.deepEqual(textOf(frames.at(-1)!), ['a', '', '', 'b', '']);
});
