import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type DressingOptions, DressingPlan, type WindowStyle } from '#cast2gif/dressing/dressing.js';
import { parseFill } from '#cast2gif/dressing/fill.js';
import { DressingPainter } from '#cast2gif/dressing/painter.js';
import { openFontSet } from '#cast2gif/font/font-set.js';
import { layOut } from '#cast2gif/mosaic/layout.js';

const fonts = openFontSet();
const STYLES: readonly WindowStyle[] = ['macos', 'windows', 'plain', 'frame', 'none'];

function dress(options: Partial<DressingOptions> = {}, title = 'title') {
  const unitPx = options.unitPx ?? 1;
  const plan = new DressingPlan({
    ...{ style: 'macos', unitPx, marginPx: undefined, marginFill: undefined, hasShadow: true },
    ...{ foreground: 0xd0d0d0, background: 0x101418, hues: [0x3366cc, 0x9933cc] },
    ...options,
  });
  const fontSizePx = 16 * unitPx;
  const sizes = { columns: 40, rows: 6, fontSizePx, lineHeight: 1.4, paddingPx: 0, maximumPixels: 1e8 };
  const { geometry } = layOut(fonts.metrics(fontSizePx), { ...sizes, insets: plan.insets });
  return { geometry, dressing: plan.place(geometry, title, (...line) => fonts.drawLine(...line)) };
}

/** Every pixel, also those that cells will cover. */
function paint({ geometry, dressing }: ReturnType<typeof dress>, background = 0x101418): Uint32Array[] {
  const painter = new DressingPainter(dressing, geometry.widthPx, geometry.heightPx);
  return Array.from({ length: geometry.heightPx }, (_, y) => {
    const row = new Uint32Array(geometry.widthPx);
    painter.paintSpan(y, 0, geometry.widthPx, background, row);
    return row;
  });
}

test('cells stay clear of rounded corners and of the title bar, whatever the padding', () => {
  for (const style of STYLES) {
    for (const unitPx of [0.5, 1, 2, 3.3]) {
      const dressed = dress({ style, unitPx });
      const { columns, rows, cellWidthPx, cellHeightPx, originXPx, originYPx } = dressed.geometry;
      const pixels = paint(dressed, 0x123456);
      const [right, bottom] = [originXPx + columns * cellWidthPx - 1, originYPx + rows * cellHeightPx - 1];
      for (const y of [originYPx, bottom]) {
        for (const x of [originXPx, right]) assert.equal(pixels[y]![x], 0x123456, `${style} ${unitPx}`);
      }
    }
  }
});

test('a window takes few colours', () => {
  for (const style of STYLES) {
    const colours = new Set(paint(dress({ style })).flatMap((row) => [...row]));
    assert.ok(colours.size <= 120, `${style}: ${colours.size}`);
  }
});

test('spans are parts of whole rows, and another background changes nothing but itself', () => {
  const dressed = dress({ marginFill: { kind: 'transparent' } });
  const { geometry, dressing } = dressed;
  const painter = new DressingPainter(dressing, geometry.widthPx, geometry.heightPx);
  const [dark, other] = [paint(dressed), paint(dressed, 0xffffff)];
  for (const [y, row] of dark.entries()) {
    const part = new Uint32Array(30);
    painter.paintSpan(y, 25, 55, 0x101418, part);
    assert.deepEqual(part, row.subarray(25, 55));
    const isWithin = (x: number) => x >= dressing.window.leftPx && x < dressing.window.rightPx;
    for (const [x, colour] of row.entries()) if (colour !== other[y]![x]) assert.ok(isWithin(x), `${x},${y}`);
  }
  assert.equal(dark[0]![0], 0xff000000);
  assert.equal(painter.matte, dressing.matte);
});

test('the title stays between the buttons and the edge', () => {
  for (const style of ['macos', 'windows', 'plain'] as const) {
    const { dressing } = dress({ style }, 'wide 漢字 😀 '.repeat(30));
    const { leftPx, picture } = dressing.title!;
    assert.ok(picture.text.endsWith('…'));
    const marks = dressing.marks.map((mark) => (mark.kind === 'disc' ? mark.xPx : mark.pointsPx[0]!));
    const [from, to] =
      style === 'windows' ? [dressing.window.leftPx, Math.min(...marks)] : [Math.max(0, ...marks), 1e9];
    assert.ok(leftPx > from && leftPx + picture.widthPx < Math.min(to, dressing.window.rightPx));
  }
  assert.equal(dress({}, '').dressing.title, undefined);
  assert.equal(dress({}, ' \u202e\u0007 ').dressing.title, undefined);
});

test('fills are read as they are written', () => {
  assert.deepEqual(parseFill('#369', 'x'), { kind: 'colour', colour: 0x336699 });
  assert.deepEqual(parseFill(' A0b1C2 ', 'x'), { kind: 'colour', colour: 0xa0b1c2 });
  assert.deepEqual(parseFill('Transparent', 'x'), { kind: 'transparent' });
  assert.deepEqual(parseFill('#000..#00000a', 'x'), { kind: 'gradient', from: 0, to: 10, steps: 10 });
  for (const wrong of ['', 'red', '#12', '#12345', '#fff..', '#fff..#000..#fff', 'transparent..#fff']) {
    assert.throws(() => parseFill(wrong, 'marginFill'), /marginFill: expected a colour/, wrong);
  }
  assert.throws(() => parseFill('x'.repeat(1e5), 'marginFill'), /, not "x{80}…"$/);
});
