/** Lines that only move are coded once: `src/encode/gif/line-bands.ts` explains it. */

import { canvasAt, canvasWidth, cellHeight, columnsPx } from './canvases';
import {
  chainWidth,
  endChainsAt,
  length,
  literalChain,
  MODE_BOTH,
  MODE_LITERAL,
  MODE_TRANSPARENT,
  symbolBits,
  transparentChain,
  transparentSymbol,
} from './chains';
import { codeWidth, restart } from './dictionary';
import { NONE, take } from './memory';
import { choose } from './packing';
import { advance, coderA } from './race';
import { lookAhead, lookAheadBy } from './steps';

const MIN_BAND_PIXELS: u32 = 64_000;
const LINES_A_BAND: u32 = 2;
const MAX_BAND_PIXELS: u32 = 256_000;
const MIN_SCROLLED_PIXELS: u32 = 1_000_000;
const MIN_SCROLLED_LINES: u32 = 8;

/** Signatures of the lines of two canvases. */
let lineSignatures: usize = 0;

/** Whether at least half of the lines that changed, of these, stood elsewhere before. */
export function haveScrolled(before: u32, after: u32, x: u32, y: u32, width: u32, height: u32): u32 {
  const lines = height / cellHeight;
  if (width * 8 < columnsPx * 7) return 0;
  if (lines < MIN_SCROLLED_LINES || width * height < MIN_SCROLLED_PIXELS || width * cellHeight > MAX_BAND_PIXELS)
    return 0;
  let changedLines: u32 = 0;
  let moved: u32 = 0;
  for (let line: u32 = 0; line < lines; line++) {
    const top = y + line * cellHeight;
    store<u32>(lineSignatures + ((<usize>line) << 2), lineSignature(before, x, top, width));
    store<u32>(lineSignatures + ((<usize>(lines + line)) << 2), lineSignature(after, x, top, width));
  }
  for (let line: u32 = 0; line < lines; line++) {
    const signature = load<u32>(lineSignatures + ((<usize>(lines + line)) << 2));
    if (signature == load<u32>(lineSignatures + ((<usize>line) << 2))) continue;
    changedLines++;
    if (isAmong(signature, lines)) moved++;
  }
  return changedLines > 0 && moved * 2 >= changedLines ? 1 : 0;
}

function isAmong(signature: u32, lines: u32): bool {
  for (let line: u32 = 0; line < lines; line++)
    if (load<u32>(lineSignatures + ((<usize>line) << 2)) == signature) return true;
  return false;
}

function lineSignature(canvas: u32, x: u32, y: u32, width: u32): u32 {
  let all: u32 = 0;
  for (let quarter: u32 = 1; quarter < 4; quarter++) {
    const row = y + ((cellHeight * quarter) >> 2);
    all = all * 31 + signatureOf(canvasAt(canvas) + ((<usize>(row * canvasWidth + x)) << 1), width * 2);
  }
  return all;
}

function signatureOf(from: usize, bytes: u32): u32 {
  const prime = i32x4.splat(0x9e3779b1);
  let low = i32x4.splat(1);
  let high = i32x4.splat(1);
  for (let at: usize = 0; at + 32 <= bytes; at += 32) {
    low = i32x4.mul(v128.xor(low, v128.load(from + at)), prime);
    low = v128.xor(low, i32x4.shr_u(low, 15));
    high = i32x4.mul(v128.xor(high, v128.load(from + at, 16)), prime);
    high = v128.xor(high, i32x4.shr_u(high, 15));
  }
  return folded(high, folded(low, 0));
}

@inline
function folded(lanes: v128, start: u32): u32 {
  let all = start * 31 + i32x4.extract_lane(lanes, 0);
  all = all * 31 + i32x4.extract_lane(lanes, 1);
  all = all * 31 + i32x4.extract_lane(lanes, 2);
  return all * 31 + i32x4.extract_lane(lanes, 3);
}

/** A band coded earlier. */
@unmanaged
class Band {
  /** Of its pixels. */
  signature: u32;
  /** Mode, look-ahead, bits of a symbol, transparent symbol: a byte each. */
  settings: u32;
  /** Where it is in memory: the pixels of the chains that its mode follows, then the codes. */
  at: usize;
  pixels: u32;
  codes: u32;
  bits: u32;
  /** Entries that the decoder knows at its end. */
  size: u32;
}

// Bands are kept in a ring of memory, where the oldest make room for new ones; so are their descriptions. The largest
// band takes a sixth of it: its pixels in two chains, and a code for each.
const MAX_BANDS: u32 = 256;
const BAND_RING_BYTES: usize = 12_000_000;
let bandRing: usize = 0;
let bandList: usize = 0;
let firstBand: u32 = 0;
let bandCount: u32 = 0;
let bandTop: usize = 0;

/** The codes of all bands of the chains. */
let bandedCodes: usize = 0;

export function layOutBands(area: usize, rows: u32, codes: usize): void {
  firstBand = bandCount = 0;
  bandTop = 0;
  if (area < MIN_SCROLLED_PIXELS) return;
  lineSignatures = take(<usize>rows * 8);
  bandedCodes = take(codes * 2);
  bandList = take(<usize>MAX_BANDS * offsetof<Band>());
  bandRing = take(BAND_RING_BYTES);
}

/** The band that many places after the oldest. */
@inline
function bandAt(index: u32): Band {
  return changetype<Band>(bandList + <usize>((firstBand + index) % MAX_BANDS) * offsetof<Band>());
}

@inline
function codesOf(band: Band): usize {
  return band.at + <usize>band.pixels * chainCount(band.settings & 255);
}

@inline
function chainCount(mode: u32): u32 {
  return mode == MODE_BOTH ? 2 : 1;
}

/** As `code`, each band with a dictionary of its own; the chains must be of whole lines that `haveScrolled`. */
export function codeInBands(mode: u32, lookAheadPixels: u32, bitLimit: u32): u32 {
  lookAheadBy(lookAheadPixels);
  let bits: u32 = 0;
  let count: u32 = 0;
  let size: u32 = 0;
  for (let from: u32 = 0; from < length && bits <= bitLimit; ) {
    if (from > 0) {
      store<u16>(bandedCodes + ((<usize>count) << 1), <u16>(<u32>1 << symbolBits));
      count++;
      bits += codeWidth(size);
    }
    const to = bandEnd(from);
    const band = findBand(mode, from, to);
    memory.copy(bandedCodes + ((<usize>count) << 1), codesOf(band), (<usize>band.codes) << 1);
    count += band.codes;
    bits += band.bits;
    size = band.size;
    from = to;
  }
  if (bits > bitLimit) return NONE;
  choose(bandedCodes, count);
  return bits;
}

function bandEnd(from: u32): u32 {
  const line = chainWidth * cellHeight;
  let to = from + line;
  while (to < length && to - from < MAX_BAND_PIXELS) {
    if (to - from >= MIN_BAND_PIXELS && signatureOf(literalChain + to - line, line) % LINES_A_BAND == 0) break;
    to += line;
  }
  return to;
}

/** The band of these pixels, coded now if it is not known. */
function findBand(mode: u32, from: u32, to: u32): Band {
  const settings = mode | (lookAhead << 8) | (symbolBits << 16) | (transparentSymbol << 24);
  const pixels = to - from;
  let signature: u32 = 0;
  if (mode != MODE_TRANSPARENT) signature = signatureOf(literalChain + from, pixels);
  if (mode != MODE_LITERAL) signature = signature * 31 + signatureOf(transparentChain + from, pixels);
  for (let index: u32 = 0; index < bandCount; index++) {
    const band = bandAt(index);
    if (band.signature != signature || band.settings != settings || band.pixels != pixels) continue;
    if (hasPixels(band, mode, from)) return band;
  }
  codeBand(mode, from, to);
  const band = keepBand(mode, from, pixels);
  band.signature = signature;
  band.settings = settings;
  return band;
}

function hasPixels(band: Band, mode: u32, from: u32): bool {
  let at = band.at;
  if (mode != MODE_TRANSPARENT) {
    if (!areEqual(at, literalChain + from, band.pixels)) return false;
    at += band.pixels;
  }
  return mode == MODE_LITERAL || areEqual(at, transparentChain + from, band.pixels);
}

function areEqual(one: usize, two: usize, bytes: u32): bool {
  let at: usize = 0;
  for (; at + 16 <= bytes; at += 16)
    if (v128.any_true(v128.xor(v128.load(one + at), v128.load(two + at)))) return false;
  for (; at < bytes; at++) if (load<u8>(one + at) != load<u8>(two + at)) return false;
  return true;
}

/** Leaves the codes in the first coder. */
function codeBand(mode: u32, from: u32, to: u32): void {
  const end = length;
  endChainsAt(to);
  restart(coderA, from, 0);
  while (coderA.position < to) advance(mode, NONE, to);
  endChainsAt(end);
}

/** Keeps the pixels and what the first coder has made of them. */
function keepBand(mode: u32, from: u32, pixels: u32): Band {
  const codeBytes = (<usize>coderA.count) << 1;
  const band = makeRoom(<usize>pixels * chainCount(mode) + codeBytes);
  band.pixels = pixels;
  band.codes = coderA.count;
  band.bits = coderA.bits;
  band.size = coderA.size;
  let at = band.at;
  if (mode != MODE_TRANSPARENT) {
    memory.copy(at, literalChain + from, pixels);
    at += pixels;
  }
  if (mode != MODE_LITERAL) {
    memory.copy(at, transparentChain + from, pixels);
    at += pixels;
  }
  memory.copy(at, coderA.codes, codeBytes);
  return band;
}

/** A new band with so much of the ring, which the oldest bands give up. */
function makeRoom(bytes: usize): Band {
  if (bandTop + bytes > BAND_RING_BYTES) {
    while (bandCount > 0 && bandAt(0).at >= bandRing + bandTop) forgetOldest();
    bandTop = 0;
  }
  const at = bandRing + bandTop;
  bandTop = (bandTop + bytes + 15) & ~(<usize>15);
  while (bandCount == MAX_BANDS || (bandCount > 0 && bandAt(0).at >= at && bandAt(0).at < at + bytes)) forgetOldest();
  bandCount++;
  const band = bandAt(bandCount - 1);
  band.at = at;
  return band;
}

function forgetOldest(): void {
  firstBand = (firstBand + 1) % MAX_BANDS;
  bandCount--;
}
