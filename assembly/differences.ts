/** How two canvases differ: the rectangle, the number of pixels, the colours. Pixels are compared many at a time. */

import { canvasAt, canvasWidth, cellHeight, cellOffset, cellWidth, neighbours } from './canvases';
import { NONE, take } from './memory';

let usedFlags: usize = 0;
let usedBits: usize = 0;
let colourList: usize = 0;

export function layOutColours(): void {
  usedFlags = take(65536);
  usedBits = take(256 / 8);
  colourList = take(65536 * 2);
}

/** Once there is memory. */
export function clearColours(): void {
  memory.fill(usedFlags, 0, 65536);
  memory.fill(usedBits, 0, 256 / 8);
}

export function colourListAt(): usize {
  return colourList;
}

let leftPx: u32 = 0;
let topPx: u32 = 0;
let rightPx: u32 = 0;
let bottomPx: u32 = 0;
let changed: u32 = 0;

/** Bit n modulo 8 in byte n. */
export const BIT_OF_LANE: v128 = i8x16(1, 2, 4, 8, 16, 32, 64, -128, 1, 2, 4, 8, 16, 32, 64, -128);

export function left(): u32 {
  return leftPx;
}

export function topEdge(): u32 {
  return topPx;
}

export function right(): u32 {
  return rightPx;
}

export function bottom(): u32 {
  return bottomPx;
}

export function changedPixels(): u32 {
  return changed;
}

/** Compares two canvases in the first `count` cells of the list; returns the number of colours, 0 if they agree. */
export function compare(before: u32, after: u32, count: u32): u32 {
  leftPx = topPx = NONE;
  rightPx = bottomPx = changed = 0;
  const stride = <usize>canvasWidth << 1;
  let cells: u32 = 0;
  for (let index: u32 = 0; index < count; index += cells) {
    cells = neighbours(index, count);
    const offset = cellOffset(index);
    let one = canvasAt(before) + offset;
    let two = canvasAt(after) + offset;
    const y = <u32>(offset >> 1) / canvasWidth;
    const x = <u32>(offset >> 1) % canvasWidth;
    for (let row: u32 = 0; row < cellHeight; row++) {
      compareRow(one, two, x, y + row, cells * cellWidth);
      one += stride;
      two += stride;
    }
  }
  return listColours();
}

/** 16 pixels at a time; reads up to 15 behind the row. */
function compareRow(one: usize, two: usize, x: u32, y: u32, width: u32): void {
  let rowChanged: u32 = 0;
  let first = leftPx;
  let end = rightPx;
  for (let column: u32 = 0; column < width; column += 16) {
    const at = <usize>column << 1;
    const low = v128.load(two + at);
    const high = v128.load(two + at, 16);
    const same = i8x16.narrow_i16x8_s(
      i16x8.eq(v128.load(one + at), low),
      i16x8.eq(v128.load(one + at, 16), high),
    );
    let differing = ~i8x16.bitmask(same) & 0xffff;
    if (differing == 0) continue;
    if (column + 16 > width) {
      differing &= (1 << (width - column)) - 1;
      if (differing == 0) break;
    }
    rowChanged += popcnt(<u32>differing);
    const left = x + column + ctz(<u32>differing);
    const right = x + column + 32 - clz(<u32>differing);
    if (left < first) first = left;
    if (right > end) end = right;
    noteColours(low, high, two + at, <u32>differing);
  }
  if (rowChanged == 0) return;
  changed += rowChanged;
  leftPx = first;
  rightPx = end;
  if (y < topPx) topPx = y;
  if (y >= bottomPx) bottomPx = y + 1;
}

/** Notes those of 16 colours whose bits are set. Most are known: they are looked up in `usedBits` all at once. */
@inline
function noteColours(low: v128, high: v128, at: usize, wanted: u32): void {
  // Colours from 256 on are in neither half of the bits.
  const byteOf = i8x16.narrow_i16x8_u(i16x8.shr_u(low, 3), i16x8.shr_u(high, 3));
  const seven = i16x8.splat(7);
  const bitOf = i8x16.swizzle(BIT_OF_LANE, i8x16.narrow_i16x8_u(v128.and(low, seven), v128.and(high, seven)));
  const lower = i8x16.swizzle(v128.load(usedBits), byteOf);
  const upper = i8x16.swizzle(v128.load(usedBits, 16), i8x16.sub(byteOf, i8x16.splat(16)));
  const unknown = i8x16.eq(v128.and(v128.or(lower, upper), bitOf), i8x16.splat(0));
  let lanes = <u32>i8x16.bitmask(unknown) & wanted;
  for (; lanes != 0; lanes &= lanes - 1) noteColour(load<u16>(at + ((<usize>ctz(lanes)) << 1)));
}

function noteColour(colour: u32): void {
  store<u8>(usedFlags + colour, 1);
  if (colour < 256) {
    const at = usedBits + (colour >> 3);
    store<u8>(at, load<u8>(at) | (<u8>1 << <u8>(colour & 7)));
  }
}

/** Lists the colours of a whole canvas. */
export function coloursOfCanvas(canvas: u32, height: u32): u32 {
  leftPx = topPx = 0;
  rightPx = canvasWidth;
  bottomPx = height;
  changed = canvasWidth * height;
  const from = canvasAt(canvas);
  for (let at: usize = 0; at < changed; at++) store<u8>(usedFlags + load<u16>(from + (at << 1)), 1);
  return listColours();
}

function listColours(): u32 {
  let count: u32 = 0;
  for (let at: usize = 0; at < 65536; at += 8) {
    if (load<u64>(usedFlags + at) == 0) continue;
    for (let colour = at; colour < at + 8; colour++) {
      if (load<u8>(usedFlags + colour) == 0) continue;
      store<u16>(colourList + ((<usize>count) << 1), <u16>colour);
      count++;
    }
    store<u64>(usedFlags + at, 0);
  }
  memory.fill(usedBits, 0, 256 / 8);
  return count;
}
