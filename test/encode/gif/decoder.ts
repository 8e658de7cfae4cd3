/** A small, strict GIF decoder for the tests, written from the specification and apart from the encoder. */
import assert from 'node:assert/strict';

export interface DecodedImage {
  /** The whole screen after this image, `0xRRGGBB`, or -1 where nothing was drawn. */
  readonly pixels: Int32Array;
  readonly leftPx: number;
  readonly topPx: number;
  readonly widthPx: number;
  readonly heightPx: number;
  readonly delayCs: number;
  readonly disposal: number;
  readonly hasLocalTable: boolean;
}

export interface DecodedGif {
  readonly widthPx: number;
  readonly heightPx: number;
  /** Number in the NETSCAPE2.0 extension, or null without one. */
  readonly repetitions: number | null;
  readonly images: readonly DecodedImage[];
}

class Reader {
  at = 0;
  readonly bytes: Uint8Array;
  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }
  byte(): number {
    assert.ok(this.at < this.bytes.length, 'the file ends early');
    return this.bytes[this.at++]!;
  }
  word(): number {
    return this.byte() | (this.byte() << 8);
  }
  take(length: number): Uint8Array {
    assert.ok(this.at + length <= this.bytes.length, 'the file ends early');
    this.at += length;
    return this.bytes.subarray(this.at - length, this.at);
  }
  table(flags: number): Int32Array | null {
    if ((flags & 0x80) === 0) return null;
    return Int32Array.from({ length: 2 << (flags & 7) }, () => (this.byte() << 16) | (this.byte() << 8) | this.byte());
  }
  blocks(): Uint8Array {
    const parts: Uint8Array[] = [];
    for (let length = this.byte(); length > 0; length = this.byte()) parts.push(this.take(length));
    return Buffer.concat(parts);
  }
}

/** Decodes LZW data strictly: every code must be known, the end code must come with the last pixel. */
export function decodeLzw(data: Uint8Array, minCodeSize: number, pixelCount: number): Uint8Array {
  const clear = 1 << minCodeSize;
  const strings: Uint8Array[] = [];
  const out = new Uint8Array(pixelCount);
  let [filled, bit, width, previous] = [0, 0, minCodeSize + 1, null as Uint8Array | null];
  const reset = () => {
    strings.length = 0;
    for (let symbol = 0; symbol < clear + 2; symbol += 1) strings.push(Uint8Array.of(symbol));
    width = minCodeSize + 1;
    previous = null;
  };
  reset();
  for (;;) {
    assert.ok(bit + width <= data.length * 8, 'the data ends without an end code');
    let code = 0;
    for (let index = 0; index < width; index += 1, bit += 1) code |= ((data[bit >> 3]! >> (bit & 7)) & 1) << index;
    if (code === clear + 1) break;
    if (code === clear) {
      reset();
      continue;
    }
    let string = strings[code];
    if (previous !== null && strings.length < 4096) {
      assert.ok(code <= strings.length, 'a code before its entry');
      const last: Uint8Array = previous;
      const first = (string ?? last)[0]!;
      const entry = new Uint8Array(last.length + 1);
      entry.set(last);
      entry[last.length] = first;
      strings.push(entry);
      if (strings.length === 1 << width && width < 12) width += 1;
      string = strings[code];
    }
    assert.ok(string !== undefined, 'an unknown code');
    assert.ok(filled + string.length <= pixelCount, 'too many pixels');
    out.set(string, filled);
    filled += string.length;
    previous = string;
  }
  assert.equal(filled, pixelCount, 'too few pixels');
  assert.ok(data.length * 8 - bit < 8, 'bytes after the end code');
  return out;
}

/** Decodes a whole file; fails on anything that is not plain, valid GIF89a. */
export function decodeGif(bytes: Uint8Array): DecodedGif {
  const reader = new Reader(bytes);
  assert.equal(Buffer.from(reader.take(6)).toString(), 'GIF89a');
  const [widthPx, heightPx, flags] = [reader.word(), reader.word(), reader.byte()];
  reader.take(2);
  const globalTable = reader.table(flags);
  const images: DecodedImage[] = [];
  let repetitions: number | null = null;
  let control = { delayCs: 0, disposal: 0, transparent: -1 };
  let screen = new Int32Array(widthPx * heightPx).fill(-1);
  for (let kind = reader.byte(); kind !== 0x3b; kind = reader.byte()) {
    if (kind === 0x21) {
      const label = reader.byte();
      const data = reader.blocks();
      if (label === 0xff && Buffer.from(data.subarray(0, 11)).toString() === 'NETSCAPE2.0')
        repetitions = data[12]! | (data[13]! << 8);
      if (label === 0xf9)
        control = {
          delayCs: data[1]! | (data[2]! << 8),
          disposal: (data[0]! >> 2) & 7,
          transparent: data[0]! & 1 ? data[3]! : -1,
        };
      continue;
    }
    assert.equal(kind, 0x2c);
    const below = screen;
    const image = readImage(reader, control, screen, { widthPx, heightPx, globalTable });
    images.push(image);
    screen = image.disposal === 3 ? below : image.pixels.slice();
  }
  assert.equal(reader.at, bytes.length, 'bytes after the trailer');
  return { widthPx, heightPx, repetitions, images };
}

function readImage(
  reader: Reader,
  control: { delayCs: number; disposal: number; transparent: number },
  below: Int32Array,
  screen: { widthPx: number; heightPx: number; globalTable: Int32Array | null },
): DecodedImage {
  const [leftPx, topPx, widthPx, heightPx] = [reader.word(), reader.word(), reader.word(), reader.word()];
  assert.ok(leftPx + widthPx <= screen.widthPx && topPx + heightPx <= screen.heightPx, 'an image outside the screen');
  const local = reader.table(reader.byte());
  const table = local ?? screen.globalTable!;
  const minCodeSize = reader.byte();
  const symbols = decodeLzw(reader.blocks(), minCodeSize, widthPx * heightPx);
  const pixels = below.slice();
  symbols.forEach((symbol, at) => {
    assert.ok(symbol < table.length, 'an index outside the table');
    if (symbol === control.transparent) return;
    pixels[(topPx + Math.floor(at / widthPx)) * screen.widthPx + leftPx + (at % widthPx)] = table[symbol]!;
  });
  const { delayCs, disposal } = control;
  return { pixels, leftPx, topPx, widthPx, heightPx, delayCs, disposal, hasLocalTable: local !== null };
}
