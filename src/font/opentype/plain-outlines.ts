/** Outlines of a `glyf` table as OpenType has it. */
import { ByteReader } from './byte-reader.js';
import type { Contour, Point } from './contour.js';
import { type GlyphOutlines, joinComponents, readComponents } from './outlines.js';

/** Contour count and bounding box. */
const HEAD_BYTES = 10;

/** Flags of a simple glyph's points. */
const ON_CURVE = 0x01;
const X_SHORT = 0x02;
const Y_SHORT = 0x04;
const REPEAT = 0x08;
const X_SAME = 0x10;
const Y_SAME = 0x20;

/** Read access to the outlines. */
export class PlainOutlines implements GlyphOutlines {
  readonly count: number;
  readonly #glyf: Uint8Array;
  readonly #offsetOf: (glyphId: number) => number;

  /** @param hasLongOffsets what the `head` table says of `loca` */
  constructor(glyf: Uint8Array, loca: Uint8Array, hasLongOffsets: boolean) {
    this.#glyf = glyf;
    this.count = loca.length / (hasLongOffsets ? 4 : 2) - 1;
    this.#offsetOf = hasLongOffsets
      ? (glyphId) => new ByteReader(loca, glyphId * 4).uint32()
      : (glyphId) => new ByteReader(loca, glyphId * 2).uint16() * 2;
  }

  contoursOf(glyphId: number): Contour[] {
    return this.#contoursOf(glyphId, 0);
  }

  #contoursOf(glyphId: number, depth: number): Contour[] {
    const glyph = this.#glyf.subarray(this.#offsetOf(glyphId), this.#offsetOf(glyphId + 1));
    if (glyph.length === 0) return [];
    const contourCount = new ByteReader(glyph).int16();
    const reader = new ByteReader(glyph, HEAD_BYTES);
    if (contourCount >= 0) return readSimple(reader, contourCount);
    return joinComponents(readComponents(reader).components, (part, deep) => this.#contoursOf(part, deep), depth);
  }
}

/** Ends of the contours, instructions, then flags, each for one point or several, and the steps they announce. */
function readSimple(reader: ByteReader, contourCount: number): Contour[] {
  const ends = Array.from({ length: contourCount }, () => reader.uint16());
  reader.bytes(reader.uint16());
  const pointCount = (ends.at(-1) ?? -1) + 1;
  const flags: number[] = [];
  while (flags.length < pointCount) {
    const flag = reader.uint8();
    for (let repeats = flag & REPEAT ? reader.uint8() : 0; repeats >= 0; repeats--) flags.push(flag);
  }
  const across = readSteps(reader, flags, X_SHORT, X_SAME);
  const up = readSteps(reader, flags, Y_SHORT, Y_SAME);
  const points: Point[] = across.map((x, index) => ({ x, y: up[index]!, onCurve: (flags[index]! & ON_CURVE) !== 0 }));
  return ends.map((end, index) => points.slice(index === 0 ? 0 : ends[index - 1]! + 1, end + 1));
}

/** One coordinate of all points. */
function readSteps(reader: ByteReader, flags: readonly number[], short: number, same: number): number[] {
  let value = 0;
  return flags.map((flag) => {
    if (flag & short) value += flag & same ? reader.uint8() : -reader.uint8();
    else if (!(flag & same)) value += reader.int16();
    return value;
  });
}
