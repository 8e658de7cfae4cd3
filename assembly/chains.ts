/** A rectangle as two chains of symbols: `SymbolChains` of `src/encode/gif/lzw-runner.ts`. Made many pixels at a time. */

import { canvasAt, canvasWidth } from './canvases';
import { BIT_OF_LANE } from './differences';
import { NONE, take } from './memory';

export const MODE_BOTH: u32 = 0;
export const MODE_TRANSPARENT: u32 = 1;
export const MODE_LITERAL: u32 = 2;

/** Bytes behind a chain that may be read and written. */
const CHAIN_PADDING: usize = 96;
let symbolTable: usize = 0;
export let transparentChain: usize = 0;
export let literalChain: usize = 0;

export function layOutChains(area: usize): void {
  symbolTable = take(65536);
  transparentChain = take(area + CHAIN_PADDING);
  literalChain = take(area + CHAIN_PADDING);
}

/** Lets the chains end here, for a while. */
export function endChainsAt(end: u32): void {
  length = end;
}

export function symbolTableAt(): usize {
  return symbolTable;
}

export let length: u32 = 0;
export let symbolBits: u32 = 0;
export let transparentSymbol: u32 = 0;

/** Pixels of one of the chains' rows. */
export let chainWidth: u32 = 0;

/** Counts the pairs of chains that were made. */
export let chainsMade: u32 = 0;

/**
 * Makes the two chains of a rectangle. `isLocal`: symbols are found in the table at `symbolTableAt`, else they
 * are the shown colours themselves.
 */
export function makeChains(
  before: u32,
  after: u32,
  x: u32,
  y: u32,
  width: u32,
  height: u32,
  minCodeSize: u32,
  transparent: u32,
  isLocal: u32,
): void {
  length = width * height;
  chainWidth = width;
  chainsMade++;
  symbolBits = minCodeSize;
  transparentSymbol = transparent;
  for (let row: u32 = 0; row < height; row++) {
    const offset = (<usize>((y + row) * canvasWidth + x)) << 1;
    const to = <usize>row * width;
    if (isLocal) mapRow(canvasAt(after) + offset, literalChain + to, width);
    else narrowRow(canvasAt(after) + offset, literalChain + to, width);
    if (before != NONE) markRow(canvasAt(before) + offset, canvasAt(after) + offset, transparentChain + to, width);
  }
  if (before == NONE) memory.copy(transparentChain, literalChain, length);
  else chooseTransparent();
}

/** Eight pixels at a time, which are often all of one colour; may write up to seven bytes behind the row. */
function mapRow(from: usize, to: usize, width: u32): void {
  for (let at: usize = 0; at < width; at += 8) {
    const colours = from + (at << 1);
    const first = load<u16>(colours);
    const symbol = <u64>load<u8>(symbolTable + first);
    if (i16x8.all_true(i16x8.eq(v128.load(colours), i16x8.splat(first)))) {
      store<u64>(to + at, symbol * 0x0101010101010101);
      continue;
    }
    store<u8>(to + at, <u8>symbol);
    for (let lane: usize = 1; lane < 8; lane++)
      store<u8>(to + at + lane, load<u8>(symbolTable + load<u16>(colours + (lane << 1))));
  }
}

/** May write up to 15 bytes behind the row: the next row, or the chain's padding, is there. */
function narrowRow(from: usize, to: usize, width: u32): void {
  const limit = i16x8.splat(<i16>(<u32>1 << symbolBits));
  const other = i16x8.splat(<i16>transparentSymbol);
  for (let at: usize = 0; at < width; at += 16) {
    const low = v128.load(from + (at << 1));
    const high = v128.load(from + (at << 1) + 16);
    const narrowLow = v128.bitselect(low, other, i16x8.lt_u(low, limit));
    const narrowHigh = v128.bitselect(high, other, i16x8.lt_u(high, limit));
    v128.store(to + at, i8x16.narrow_i16x8_u(narrowLow, narrowHigh));
  }
}

/** Writes 255 for each pixel that is unchanged, 0 for the others; may write behind the row like `narrowRow`. */
function markRow(one: usize, two: usize, to: usize, width: u32): void {
  for (let at: usize = 0; at < width; at += 16) {
    const low = i16x8.eq(v128.load(one + (at << 1)), v128.load(two + (at << 1)));
    const high = i16x8.eq(v128.load(one + (at << 1), 16), v128.load(two + (at << 1), 16));
    v128.store(to + at, i8x16.narrow_i16x8_s(low, high));
  }
}

/**
 * From the marks of `markRow` to symbols: the transparent one in runs of at least 24 unchanged pixels, and at
 * both ends of the chain, as if it went on unchanged there; else literals. 32 pixels at a time, a bit each.
 */
function chooseTransparent(): void {
  memory.fill(transparentChain + length, 255, CHAIN_PADDING);
  let here = unchangedBits(0);
  let startsBefore = startsOfRuns(0xffff_ffff | (here << 32));
  for (let at: usize = 0; at < length; at += 32) {
    const next = unchangedBits(at + 32);
    const starts = startsOfRuns(here | (next << 32));
    const chosen = <u32>(spread(startsBefore | (starts << 32)) >> 32);
    writeSymbols(at, chosen);
    writeSymbols(at + 16, chosen >> 16);
    here = next;
    startsBefore = starts;
  }
}

/** A bit for each of 32 marks. */
@inline
function unchangedBits(at: usize): u64 {
  const low = <u32>i8x16.bitmask(v128.load(transparentChain + at));
  return low | (<u32>i8x16.bitmask(v128.load(transparentChain + at, 16)) << 16);
}

/** Which of the first 32 bits are set together with the 23 that follow. */
@inline
function startsOfRuns(bits: u64): u64 {
  const of2 = bits & (bits >> 1);
  const of4 = of2 & (of2 >> 2);
  const of8 = of4 & (of4 >> 4);
  return of8 & (of8 >> 8) & (of8 >> 16) & 0xffff_ffff;
}

/** Each bit, and the 23 after it. */
@inline
function spread(bits: u64): u64 {
  const over2 = bits | (bits << 1);
  const over4 = over2 | (over2 << 2);
  const over8 = over4 | (over4 << 4);
  return over8 | (over8 << 8) | (over8 << 16);
}

/** Writes 16 symbols of the transparent chain: the transparent one where the bit is set, else the literal. */
@inline
function writeSymbols(at: usize, bits: u32): void {
  const bytes = i8x16.swizzle(i16x8.splat(<i16>bits), i8x16(0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1));
  const chosen = i8x16.eq(v128.and(bytes, BIT_OF_LANE), BIT_OF_LANE);
  const literal = v128.load(literalChain + at);
  v128.store(transparentChain + at, v128.bitselect(i8x16.splat(<i8>transparentSymbol), literal, chosen));
}

/** Runs of equal symbols in one of the chains. */
export function countRuns(isLiteral: u32): u32 {
  const chain = isLiteral ? literalChain : transparentChain;
  let runs: u32 = 1;
  let at: usize = 1;
  for (; at + 16 <= length; at += 16) {
    const same = i8x16.eq(v128.load(chain + at), v128.load(chain + at - 1));
    runs += 16 - popcnt<u32>(<u32>i8x16.bitmask(same));
  }
  for (; at < length; at++) if (load<u8>(chain + at) != load<u8>(chain + at - 1)) runs++;
  return runs;
}
