/** Outlines of a `glyf` table as OpenType has it. */
import { ByteReader } from './byte-reader.js';
import { type Component, type GlyphOutlines, INSTRUCTIONS, MORE, readComponent } from './outlines.js';

/** Contour count and bounding box. */
const HEAD_BYTES = 10;

/** Flags of a simple glyph's points. */
const X_SHORT = 0x02;
const Y_SHORT = 0x04;
const REPEAT = 0x08;
const X_SAME = 0x10;
const Y_SAME = 0x20;

/** Read access to the outlines, without their hints. */
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

  componentsOf(glyphId: number): readonly number[] {
    return this.#components(this.#glyph(glyphId)).map((component) => component.glyphId);
  }

  encode(glyphId: number, newIdOf: (glyphId: number) => number): Uint8Array {
    const glyph = this.#glyph(glyphId);
    if (glyph.length === 0) return glyph;
    const head = glyph.subarray(0, HEAD_BYTES);
    const contourCount = new ByteReader(glyph).int16();
    if (contourCount >= 0) return withoutInstructions(glyph, contourCount);
    const parts = this.#components(glyph).map((component) => encodeComponent(component, newIdOf));
    return Buffer.concat([head, ...parts]);
  }

  #glyph(glyphId: number): Uint8Array {
    return this.#glyf.subarray(this.#offsetOf(glyphId), this.#offsetOf(glyphId + 1));
  }

  #components(glyph: Uint8Array): Component[] {
    if (glyph.length === 0 || new ByteReader(glyph).int16() >= 0) return [];
    const reader = new ByteReader(glyph, HEAD_BYTES);
    const components: Component[] = [];
    do components.push(readComponent(reader));
    while (components.at(-1)!.flags & MORE);
    return components;
  }
}

function encodeComponent({ flags, glyphId, placement }: Component, newIdOf: (glyphId: number) => number): Uint8Array {
  const record = Buffer.alloc(4);
  record.writeUInt16BE(flags & ~INSTRUCTIONS, 0);
  record.writeUInt16BE(newIdOf(glyphId), 2);
  return Buffer.concat([record, placement]);
}

/** Drops the instructions, and the padding after the last point. */
function withoutInstructions(glyph: Uint8Array, contourCount: number): Uint8Array {
  const contoursEnd = HEAD_BYTES + contourCount * 2;
  if (contourCount === 0) return glyph.subarray(0, contoursEnd);
  const pointCount = new ByteReader(glyph, contoursEnd - 2).uint16() + 1;
  const pointsStart = contoursEnd + 2 + new ByteReader(glyph, contoursEnd).uint16();
  const points = glyph.subarray(pointsStart, pointsEnd(glyph, pointsStart, pointCount));
  return Buffer.concat([glyph.subarray(0, contoursEnd), Uint8Array.of(0, 0), points]);
}

/** Flags, each for one point or several, then as many bytes of coordinates as they say. */
function pointsEnd(glyph: Uint8Array, start: number, pointCount: number): number {
  const reader = new ByteReader(glyph, start);
  let coordinateBytes = 0;
  for (let point = 0; point < pointCount; ) {
    const flag = reader.uint8();
    const repeats = flag & REPEAT ? 1 + reader.uint8() : 1;
    const xBytes = flag & X_SHORT ? 1 : flag & X_SAME ? 0 : 2;
    const yBytes = flag & Y_SHORT ? 1 : flag & Y_SAME ? 0 : 2;
    coordinateBytes += repeats * (xBytes + yBytes);
    point += repeats;
  }
  return reader.offset + coordinateBytes;
}
