/** Pictures in WebP's lossless format, "VP8L" (WebP Lossless Bitstream Specification). */
import { BitWriter } from './bit-writer.js';
import { buildCode, type PrefixCode, writeCode } from './prefix-code.js';
import { Copies, type CostModel, MAX_COPY, type References, type Values } from './references.js';
import { prefixExtraBits, prefixSymbol } from './symbols.js';

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

/** The payload of a `VP8L` chunk. */
export function encodeLossless(picture: Picture): Uint8Array<ArrayBuffer> {
  const { widthPx, heightPx } = picture;
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
    writePixels(bits, differences(picture.palette), picture.palette.length, false);
  } else {
    bits.write(TRANSFORM_SUBTRACT_GREEN, 2);
  }
  bits.write(0, 1); // no more transforms
  const pixels = picture.kind === 'indexed' ? packIndices(picture) : subtractGreen(picture.argb);
  writePixels(bits, pixels, pixels.length / heightPx, true);
  return bits.finish();
}

function hasTransparency(picture: Picture): boolean {
  const colours = picture.kind === 'indexed' ? picture.palette : picture.argb;
  return colours.some((colour) => colour >>> 24 !== 255);
}

/** Few colours share a byte: two, four or eight of them, the leftmost lowest. */
function packIndices({ indices, palette, widthPx, heightPx }: Picture & { kind: 'indexed' }): Uint8Array {
  const shift = palette.length <= 2 ? 3 : palette.length <= 4 ? 2 : palette.length <= 16 ? 1 : 0;
  if (shift === 0) return indices;
  const perByte = 1 << shift;
  const packedWidth = Math.ceil(widthPx / perByte);
  const packed = new Uint8Array(packedWidth * heightPx);
  const bitsEach = 8 / perByte;
  let from = 0;
  for (let y = 0; y < heightPx; y++) {
    for (let x = 0; x < widthPx; x++) {
      const place = y * packedWidth + (x >> shift);
      packed[place]! |= indices[from++]! << (bitsEach * (x & (perByte - 1)));
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

/** Red and blue are stored as differences from green, which makes greys cheap. */
function subtractGreen(argb: Uint32Array): Uint32Array {
  const differences = new Uint32Array(argb.length);
  for (let at = 0; at < argb.length; at++) {
    const pixel = argb[at]!;
    const green = (pixel >>> 8) & 255;
    const red = ((pixel >>> 16) - green) & 255;
    differences[at] = (pixel & 0xff00ff00) | (red << 16) | ((pixel - green) & 255);
  }
  return differences;
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

/**
 * Pixels (bytes stand for pixels that differ in green alone) as references under codes of their own.
 * @param isMain a picture itself, not one that belongs to a transform
 */
function writePixels(bits: BitWriter, pixels: Values, widthPx: number, isMain: boolean): void {
  const copies = new Copies(pixels, widthPx);
  // What a first choice costs leads to a better one.
  const references = copies.cheapest(costsUnder(count(pixels, copies.cheapest(GUESS))));
  const frequencies = count(pixels, references);
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
    const code = references.codes[index]!;
    if (code > 0) writeCopy(bits, codes, length, code);
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
  green: new Float32Array(GREEN_SYMBOLS).fill(5),
  red: new Float32Array(256),
  blue: new Float32Array(256),
  alpha: new Float32Array(256),
  lengths: Float32Array.from({ length: MAX_COPY + 1 }, (_, length) => 5 + (length > 0 ? prefixExtraBits(length) : 0)),
  distances: Float32Array.from({ length: DISTANCE_CODES }, (_, symbol) => 3 + symbol / 4),
};

function count(pixels: Values, references: References): Frequencies {
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
    const code = references.codes[index]!;
    if (code > 0) {
      frequencies.green[256 + prefixSymbol(length)]!++;
      frequencies.distance[prefixSymbol(code)]!++;
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

function costsUnder(frequencies: Frequencies): CostModel {
  const green = entropyBits(frequencies.green);
  const distances = entropyBits(frequencies.distance);
  const lengths = new Float32Array(MAX_COPY + 1);
  for (let length = 1; length <= MAX_COPY; length++) {
    lengths[length] = green[256 + prefixSymbol(length)]! + prefixExtraBits(length);
  }
  return {
    green,
    red: entropyBits(frequencies.red),
    blue: entropyBits(frequencies.blue),
    alpha: entropyBits(frequencies.alpha),
    lengths,
    distances: distances.map((bits, symbol) => bits + Math.max(0, (symbol >> 1) - 1)),
  };
}

/** Ideal lengths of code words; what did not occur counts as if it had once. */
function entropyBits(frequencies: Uint32Array): Float32Array {
  const total = frequencies.reduce((sum, frequency) => sum + frequency, 1);
  return Float32Array.from(frequencies, (frequency) =>
    frequency === total - 1 ? 0 : Math.log2(total / Math.max(1, frequency)),
  );
}
