/** Pictures in WebP's lossless format, "VP8L" (WebP Lossless Bitstream Specification). */
import { BitWriter } from './bit-writer.js';
import { buildCode, type PrefixCode, writeCode } from './prefix-code.js';
import { Copies, type CostModel, lengthCosts, type References } from './references.js';

/** Largest side the format can say. */
export const MAX_SIDE_PX = 16_384;

const LENGTH_CODES = 24;
const DISTANCE_CODES = 40;
/** Symbols of the first code: green, then lengths of copies. */
const GREEN_SYMBOLS = 256 + LENGTH_CODES;

const TRANSFORM_SUBTRACT_GREEN = 2;
const TRANSFORM_COLOUR_INDEXING = 3;

/**
 * Encodes a picture.
 * @param argb `0xAARRGGBB`, row by row
 * @returns the payload of a `VP8L` chunk
 */
export function encodeLossless(argb: Uint32Array, widthPx: number, heightPx: number): Uint8Array {
  const bits = new BitWriter();
  bits.write(0x2f, 8);
  bits.write(widthPx - 1, 14);
  bits.write(heightPx - 1, 14);
  bits.write(argb.some((pixel) => pixel >>> 24 !== 255) ? 1 : 0, 1);
  bits.write(0, 3);
  const palette = paletteOf(argb);
  if (palette) writeIndexed(bits, argb, palette, widthPx, heightPx);
  else writeTrueColour(bits, argb, widthPx);
  return bits.finish();
}

/** The colours, rising; undefined if there are more than 256. */
function paletteOf(argb: Uint32Array): Uint32Array | undefined {
  const colours = new Set<number>();
  let last = -1;
  for (const pixel of argb) {
    if (pixel === last) continue;
    last = pixel;
    colours.add(pixel);
    if (colours.size > 256) return undefined;
  }
  return Uint32Array.from(colours).sort();
}

function writeIndexed(
  bits: BitWriter,
  argb: Uint32Array,
  palette: Uint32Array,
  widthPx: number,
  heightPx: number,
): void {
  bits.write(1, 1);
  bits.write(TRANSFORM_COLOUR_INDEXING, 2);
  bits.write(palette.length - 1, 8);
  writePixels(bits, differences(palette), palette.length, false);
  bits.write(0, 1); // no more transforms
  const indexOf = new Map([...palette].map((colour, index) => [colour, index]));
  // Few colours share a pixel's byte: two, four or eight of them, the leftmost lowest.
  const perPixel = palette.length <= 2 ? 8 : palette.length <= 4 ? 4 : palette.length <= 16 ? 2 : 1;
  const packedWidth = Math.ceil(widthPx / perPixel);
  const packed = new Uint32Array(packedWidth * heightPx).fill(0xff000000);
  const bitsEach = 8 / perPixel;
  let [lastColour, lastIndex] = [palette[0]!, 0];
  for (let y = 0; y < heightPx; y++) {
    for (let x = 0; x < widthPx; x++) {
      const colour = argb[y * widthPx + x]!;
      if (colour !== lastColour) [lastColour, lastIndex] = [colour, indexOf.get(colour)!];
      packed[y * packedWidth + Math.floor(x / perPixel)]! |= lastIndex << (8 + bitsEach * (x % perPixel));
    }
  }
  writePixels(bits, packed, packedWidth, true);
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
function writeTrueColour(bits: BitWriter, argb: Uint32Array, widthPx: number): void {
  bits.write(1, 1);
  bits.write(TRANSFORM_SUBTRACT_GREEN, 2);
  bits.write(0, 1); // no more transforms
  const pixels = argb.map((pixel) => {
    const green = (pixel >>> 8) & 255;
    const red = ((pixel >>> 16) - green) & 255;
    return ((pixel & 0xff00ff00) | (red << 16) | ((pixel - green) & 255)) >>> 0;
  });
  writePixels(bits, pixels, widthPx, true);
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

/** @param isMain a picture itself, not one that belongs to a transform */
function writePixels(bits: BitWriter, pixels: Uint32Array, widthPx: number, isMain: boolean): void {
  const references = chooseReferences(pixels, widthPx);
  const frequencies = count(pixels, references, widthPx);
  const codes = codesFor(frequencies);
  bits.write(0, 1); // no colour cache
  if (isMain) bits.write(0, 1); // the same codes everywhere
  for (const part of ['green', 'red', 'blue', 'alpha', 'distance'] as const) {
    writeCode(bits, frequencies[part], codes[part]);
  }
  let at = 0;
  for (let index = 0; index < references.count; index++) {
    const length = references.lengths[index]!;
    const distance = references.distances[index]!;
    if (distance === 0) writeLiteral(bits, codes, pixels[at]!);
    else writeCopy(bits, codes, length, planeCode(distance, widthPx));
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
  const long = prefixOf(length);
  writeWord(bits, codes.green, 256 + long.symbol);
  bits.write(long.extra, long.extraBits);
  const far = prefixOf(code);
  writeWord(bits, codes.distance, far.symbol);
  bits.write(far.extra, far.extraBits);
}

function writeWord(bits: BitWriter, code: PrefixCode, symbol: number): void {
  bits.write(code.words[symbol]!, code.lengths[symbol]!);
}

/** Before anything is known: literals are cheap, copies must be worth it. */
const GUESS: CostModel = {
  literal: () => 5,
  lengths: lengthCosts((length) => 5 + prefixOf(length).extraBits),
  distance: (distance) => 3 + Math.log2(distance) / 2,
};

/** A first way by guessed costs, then one by the real costs of what that led to. */
function chooseReferences(pixels: Uint32Array, widthPx: number): References {
  const copies = new Copies(pixels, widthPx);
  const first = copies.cheapest(GUESS);
  return copies.cheapest(costsUnder(count(pixels, first, widthPx), widthPx));
}

function count(pixels: Uint32Array, references: References, widthPx: number): Frequencies {
  const frequencies = {
    green: new Uint32Array(GREEN_SYMBOLS),
    red: new Uint32Array(256),
    blue: new Uint32Array(256),
    alpha: new Uint32Array(256),
    distance: new Uint32Array(DISTANCE_CODES),
  };
  let at = 0;
  for (let index = 0; index < references.count; index++) {
    const length = references.lengths[index]!;
    const distance = references.distances[index]!;
    if (distance === 0) {
      const pixel = pixels[at]!;
      frequencies.green[(pixel >>> 8) & 255]!++;
      frequencies.red[(pixel >>> 16) & 255]!++;
      frequencies.blue[pixel & 255]!++;
      frequencies.alpha[pixel >>> 24]!++;
    } else {
      frequencies.green[256 + prefixOf(length).symbol]!++;
      frequencies.distance[prefixOf(planeCode(distance, widthPx)).symbol]!++;
    }
    at += length;
  }
  return frequencies;
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

function costsUnder(frequencies: Frequencies, widthPx: number): CostModel {
  const green = entropyBits(frequencies.green);
  const red = entropyBits(frequencies.red);
  const blue = entropyBits(frequencies.blue);
  const alpha = entropyBits(frequencies.alpha);
  const distances = entropyBits(frequencies.distance);
  return {
    literal: (pixel) =>
      green[(pixel >>> 8) & 255]! + red[(pixel >>> 16) & 255]! + blue[pixel & 255]! + alpha[pixel >>> 24]!,
    lengths: lengthCosts((length) => {
      const { symbol, extraBits } = prefixOf(length);
      return green[256 + symbol]! + extraBits;
    }),
    distance: (distance) => {
      const { symbol, extraBits } = prefixOf(planeCode(distance, widthPx));
      return distances[symbol]! + extraBits;
    },
  };
}

/** Ideal lengths of code words; what did not occur counts as if it had once. */
function entropyBits(frequencies: Uint32Array): Float32Array {
  const total = frequencies.reduce((sum, frequency) => sum + frequency, 1);
  return Float32Array.from(frequencies, (frequency) =>
    frequency === total - 1 ? 0 : Math.log2(total / Math.max(1, frequency)),
  );
}

/** Lengths and distances (from 1) as a symbol for their magnitude and extra bits. */
function prefixOf(value: number): { symbol: number; extra: number; extraBits: number } {
  const rest = value - 1;
  if (rest < 2) return { symbol: rest, extra: 0, extraBits: 0 };
  const highest = 31 - Math.clz32(rest);
  const extraBits = highest - 1;
  return { symbol: 2 * highest + ((rest >> extraBits) & 1), extra: rest & ((1 << extraBits) - 1), extraBits };
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
