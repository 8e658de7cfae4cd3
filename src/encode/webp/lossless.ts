/** Pictures in WebP's lossless format, "VP8L" (WebP Lossless Bitstream Specification). */
import { BitWriter } from './bit-writer.js';
import { buildCode, type PrefixCode, writeCode } from './prefix-code.js';
import { Copies, type CostModel, lengthCosts, type References, type Values } from './references.js';

/** Largest side the format can say. */
export const MAX_SIDE_PX = 16_384;

const LENGTH_CODES = 24;
const DISTANCE_CODES = 40;
/** Symbols of the first code: green, then lengths of copies. */
const GREEN_SYMBOLS = 256 + LENGTH_CODES;

const TRANSFORM_SUBTRACT_GREEN = 2;
const TRANSFORM_COLOUR_INDEXING = 3;

/** A picture to encode, row by row. */
export type Picture = (
  | {
      readonly kind: 'indexed';
      readonly indices: Uint8Array;
      /** At most 256 colours, `0xAARRGGBB`, best rising. */
      readonly palette: Uint32Array;
    }
  | {
      readonly kind: 'true colour';
      /** `0xAARRGGBB` */
      readonly argb: Uint32Array;
    }
) & { readonly widthPx: number; readonly heightPx: number };

/** A picture that has been looked at but not written yet. */
export interface LosslessPlan {
  /** What it will take, roughly: good for comparing two ways to show the same. */
  readonly estimatedBits: number;
  /** The payload of a `VP8L` chunk. */
  write(): Uint8Array;
}

/** Finds the copies in a picture. */
export function planLossless(picture: Picture): LosslessPlan {
  const { widthPx, heightPx } = picture;
  const pixels = picture.kind === 'indexed' ? packIndices(picture) : subtractGreen(picture.argb);
  const packedWidth = pixels.length / heightPx;
  const plan = planPixels(pixels, packedWidth);
  return {
    estimatedBits: plan.first.bits + (picture.kind === 'indexed' ? picture.palette.length * 16 : 0),
    write() {
      const bits = new BitWriter();
      bits.write(0x2f, 8);
      bits.write(widthPx - 1, 14);
      bits.write(heightPx - 1, 14);
      bits.write(hasTransparency(picture) ? 1 : 0, 1);
      bits.write(0, 3);
      bits.write(1, 1);
      if (picture.kind === 'indexed') {
        bits.write(TRANSFORM_COLOUR_INDEXING, 2);
        bits.write(picture.palette.length - 1, 8);
        writePixels(bits, planPixels(differences(picture.palette), picture.palette.length), false);
      } else {
        bits.write(TRANSFORM_SUBTRACT_GREEN, 2);
      }
      bits.write(0, 1); // no more transforms
      writePixels(bits, plan, true);
      return bits.finish();
    },
  };
}

function hasTransparency(picture: Picture): boolean {
  const colours = picture.kind === 'indexed' ? picture.palette : picture.argb;
  return colours.some((colour) => colour >>> 24 !== 255);
}

/** Few colours share a byte: two, four or eight of them, the leftmost lowest. */
function packIndices({ indices, palette, widthPx, heightPx }: Picture & { kind: 'indexed' }): Uint8Array {
  const perByte = palette.length <= 2 ? 8 : palette.length <= 4 ? 4 : palette.length <= 16 ? 2 : 1;
  if (perByte === 1) return indices;
  const packedWidth = Math.ceil(widthPx / perByte);
  const packed = new Uint8Array(packedWidth * heightPx);
  const bitsEach = 8 / perByte;
  for (let y = 0; y < heightPx; y++) {
    for (let x = 0; x < widthPx; x++) {
      packed[y * packedWidth + Math.floor(x / perByte)]! |= indices[y * widthPx + x]! << (bitsEach * (x % perByte));
    }
  }
  return packed;
}

/** Each colour less the one before, channel by channel. */
function differences(palette: Uint32Array): Uint32Array {
  return palette.map((colour, index) => {
    const before = index === 0 ? 0 : palette[index - 1]!;
    const channel = (shift: number) => ((((colour >>> shift) & 255) - ((before >>> shift) & 255)) & 255) << shift;
    return (channel(24) | channel(16) | channel(8) | channel(0)) >>> 0;
  });
}

/** Red and blue are told as differences from green, which makes greys cheap. */
function subtractGreen(argb: Uint32Array): Uint32Array {
  return argb.map((pixel) => {
    const green = (pixel >>> 8) & 255;
    const red = ((pixel >>> 16) - green) & 255;
    return ((pixel & 0xff00ff00) | (red << 16) | ((pixel - green) & 255)) >>> 0;
  });
}

/** The five codes, in the order they are stored. */
interface Codes {
  readonly green: PrefixCode;
  readonly red: PrefixCode;
  readonly blue: PrefixCode;
  readonly alpha: PrefixCode;
  readonly distance: PrefixCode;
}

interface Frequencies {
  readonly green: Uint32Array;
  readonly red: Uint32Array;
  readonly blue: Uint32Array;
  readonly alpha: Uint32Array;
  readonly distance: Uint32Array;
}

/** Pixels with a first choice of copies. Bytes stand for pixels that differ in green alone. */
interface PixelPlan {
  readonly pixels: Values;
  readonly widthPx: number;
  readonly copies: Copies;
  readonly first: References;
}

function planPixels(pixels: Values, widthPx: number): PixelPlan {
  const copies = new Copies(pixels, widthPx);
  return { pixels, widthPx, copies, first: copies.cheapest(GUESS) };
}

/** @param isMain a picture itself, not one that belongs to a transform */
function writePixels(bits: BitWriter, plan: PixelPlan, isMain: boolean): void {
  const { pixels, widthPx, copies } = plan;
  // The real costs of the first choice lead to a better one.
  const references = copies.cheapest(costsUnder(count(plan, plan.first), plan));
  const frequencies = count(plan, references);
  const codes = codesFor(frequencies);
  bits.write(0, 1); // no colour cache
  if (isMain) bits.write(0, 1); // the same codes everywhere
  for (const part of ['green', 'red', 'blue', 'alpha', 'distance'] as const) {
    writeCode(bits, frequencies[part], codes[part]);
  }
  const isBytes = pixels instanceof Uint8Array;
  let at = 0;
  for (let index = 0; index < references.count; index++) {
    const length = references.lengths[index]!;
    const distance = references.distances[index]!;
    if (distance > 0) writeCopy(bits, codes, length, planeCode(distance, widthPx));
    else if (isBytes) writeWord(bits, codes.green, pixels[at]!);
    else writeLiteral(bits, codes, pixels[at]!);
    at += length;
  }
}

function writeLiteral(bits: BitWriter, codes: Codes, pixel: number): void {
  writeWord(bits, codes.green, (pixel >>> 8) & 255);
  writeWord(bits, codes.red, (pixel >>> 16) & 255);
  writeWord(bits, codes.blue, pixel & 255);
  writeWord(bits, codes.alpha, pixel >>> 24);
}

function writeCopy(bits: BitWriter, codes: Codes, length: number, code: number): void {
  writeWord(bits, codes.green, 256 + prefixSymbol(length));
  writeExtraBits(bits, length);
  writeWord(bits, codes.distance, prefixSymbol(code));
  writeExtraBits(bits, code);
}

function writeExtraBits(bits: BitWriter, value: number): void {
  const extraBits = prefixExtraBits(value);
  bits.write((value - 1) & ((1 << extraBits) - 1), extraBits);
}

function writeWord(bits: BitWriter, code: PrefixCode, symbol: number): void {
  bits.write(code.words[symbol]!, code.lengths[symbol]!);
}

/** Before anything is known: literals are cheap, copies must be worth it. */
const GUESS: CostModel = {
  literal: () => 5,
  lengths: lengthCosts((length) => 5 + prefixExtraBits(length)),
  distance: (distance) => 3 + Math.log2(distance) / 2,
};

function count({ pixels, widthPx }: PixelPlan, references: References): Frequencies {
  const frequencies = {
    green: new Uint32Array(GREEN_SYMBOLS),
    red: new Uint32Array(256),
    blue: new Uint32Array(256),
    alpha: new Uint32Array(256),
    distance: new Uint32Array(DISTANCE_CODES),
  };
  const isBytes = pixels instanceof Uint8Array;
  let at = 0;
  for (let index = 0; index < references.count; index++) {
    const length = references.lengths[index]!;
    const distance = references.distances[index]!;
    if (distance > 0) {
      frequencies.green[256 + prefixSymbol(length)]!++;
      frequencies.distance[prefixSymbol(planeCode(distance, widthPx))]!++;
    } else if (isBytes) frequencies.green[pixels[at]!]!++;
    else countLiteral(frequencies, pixels[at]!);
    at += length;
  }
  return frequencies;
}

function countLiteral(frequencies: Frequencies, pixel: number): void {
  frequencies.green[(pixel >>> 8) & 255]!++;
  frequencies.red[(pixel >>> 16) & 255]!++;
  frequencies.blue[pixel & 255]!++;
  frequencies.alpha[pixel >>> 24]!++;
}

function codesFor(frequencies: Frequencies): Codes {
  return {
    green: buildCode(frequencies.green),
    red: buildCode(frequencies.red),
    blue: buildCode(frequencies.blue),
    alpha: buildCode(frequencies.alpha),
    distance: buildCode(frequencies.distance),
  };
}

function costsUnder(frequencies: Frequencies, { pixels, widthPx }: PixelPlan): CostModel {
  const green = entropyBits(frequencies.green);
  const distances = entropyBits(frequencies.distance);
  return {
    literal: pixels instanceof Uint8Array ? (index) => green[index]! : literalCost(frequencies, green),
    lengths: lengthCosts((length) => green[256 + prefixSymbol(length)]! + prefixExtraBits(length)),
    distance: (distance) => {
      const code = planeCode(distance, widthPx);
      return distances[prefixSymbol(code)]! + prefixExtraBits(code);
    },
  };
}

function literalCost(frequencies: Frequencies, green: Float32Array): (pixel: number) => number {
  const red = entropyBits(frequencies.red);
  const blue = entropyBits(frequencies.blue);
  const alpha = entropyBits(frequencies.alpha);
  return (pixel) =>
    green[(pixel >>> 8) & 255]! + red[(pixel >>> 16) & 255]! + blue[pixel & 255]! + alpha[pixel >>> 24]!;
}

/** Ideal lengths of code words; what did not occur counts as if it had once. */
function entropyBits(frequencies: Uint32Array): Float32Array {
  const total = frequencies.reduce((sum, frequency) => sum + frequency, 1);
  return Float32Array.from(frequencies, (frequency) =>
    frequency === total - 1 ? 0 : Math.log2(total / Math.max(1, frequency)),
  );
}

/** Lengths and distances (from 1) are told as a symbol for their magnitude, then extra bits. */
function prefixSymbol(value: number): number {
  const rest = value - 1;
  if (rest < 2) return rest;
  const highest = 31 - Math.clz32(rest);
  return 2 * highest + ((rest >> (highest - 1)) & 1);
}

function prefixExtraBits(value: number): number {
  return value <= 2 ? 0 : 30 - Math.clz32(value - 1);
}

/**
 * Neighbours above and to the left have the codes 1 to 120, the nearest first (of equally near ones the more upright
 * first, then the one to the left); other distances follow.
 */
const NEIGHBOUR_CODES = neighbourCodes();

/** By `rows * 16 + columnsToTheLeft + 7`. */
function neighbourCodes(): Uint8Array {
  const neighbours: { x: number; y: number }[] = [];
  for (let y = 0; y < 8; y++) for (let x = -7; x <= 8; x++) if (y > 0 || x > 0) neighbours.push({ x, y });
  neighbours.sort((a, b) => a.x ** 2 + a.y ** 2 - b.x ** 2 - b.y ** 2 || Math.abs(a.x) - Math.abs(b.x) || b.x - a.x);
  const codes = new Uint8Array(128);
  for (const [index, { x, y }] of neighbours.entries()) codes[y * 16 + x + 7] = index + 1;
  return codes;
}

function planeCode(distance: number, widthPx: number): number {
  const rows = Math.floor(distance / widthPx);
  const left = distance - rows * widthPx;
  if (left <= 8 && rows < 8) return NEIGHBOUR_CODES[rows * 16 + left + 7]!;
  // So far to the left that it is, one row higher, to the right.
  if (left > widthPx - 8 && rows < 7) return NEIGHBOUR_CODES[(rows + 1) * 16 + left - widthPx + 7]!;
  return distance + 120;
}
