/** Outlines of a `glyf` table in WOFF2's transformed form (W3C WOFF2, section 5.1), turned back one by one. */
import { ByteReader } from './byte-reader.js';
import type { Contour, Point } from './contour.js';
import { type GlyphOutlines, joinComponents, readComponents } from './outlines.js';

/** Where a glyph's parts begin in the streams. */
interface Place {
  readonly contourCount: number;
  readonly pointCounts: number;
  readonly flags: number;
  readonly triplets: number;
  readonly composite: number;
}

/** Read access to the outlines. */
export class PackedOutlines implements GlyphOutlines {
  readonly #table: Uint8Array;
  readonly #places: Place[] = [];

  /** @param table the transformed `glyf` table */
  constructor(table: Uint8Array) {
    this.#table = table;
    this.#locate();
  }

  get count(): number {
    return this.#places.length;
  }

  contoursOf(glyphId: number): Contour[] {
    return this.#contoursOf(glyphId, 0);
  }

  #contoursOf(glyphId: number, depth: number): Contour[] {
    const place = this.#places[glyphId]!;
    if (place.contourCount === 0) return [];
    if (place.contourCount > 0) return this.#simpleContours(place);
    const { components } = readComponents(new ByteReader(this.#table, place.composite));
    return joinComponents(components, (part, deep) => this.#contoursOf(part, deep), depth);
  }

  /** One walk over all streams; a glyph's data can only be found by reading what comes before it. */
  #locate(): void {
    const header = new ByteReader(this.#table, 4);
    const glyphCount = header.uint16();
    header.offset = 8;
    const sizes = Array.from({ length: 5 }, () => header.uint32());
    const readers: ByteReader[] = [];
    let offset = 36;
    for (const size of sizes) {
      readers.push(new ByteReader(this.#table, offset));
      offset += size;
    }
    // The boxes, a sixth stream, are of no use here.
    const [contours, pointCounts, flags, triplets, composites] = readers as [
      ByteReader,
      ByteReader,
      ByteReader,
      ByteReader,
      ByteReader,
    ];
    for (let glyphId = 0; glyphId < glyphCount; glyphId++) {
      const place = {
        contourCount: contours.int16(),
        pointCounts: pointCounts.offset,
        flags: flags.offset,
        triplets: triplets.offset,
        composite: composites.offset,
      };
      this.#places.push(place);
      if (place.contourCount > 0) skipSimple(place.contourCount, pointCounts, flags, triplets);
      if (place.contourCount < 0 && readComponents(composites).isInstructed) triplets.uint16Of255();
    }
  }

  #simpleContours(place: Place): Contour[] {
    const counts = new ByteReader(this.#table, place.pointCounts);
    const lengths = Array.from({ length: place.contourCount }, () => counts.uint16Of255());
    const pointCount = lengths.reduce((sum, length) => sum + length, 0);
    const flags = this.#table.subarray(place.flags);
    const points = readPoints(flags, new ByteReader(this.#table, place.triplets), pointCount);
    let start = 0;
    return lengths.map((length) => points.slice(start, (start += length)));
  }
}

function skipSimple(contourCount: number, pointCounts: ByteReader, flags: ByteReader, triplets: ByteReader): void {
  let pointCount = 0;
  for (let contour = 0; contour < contourCount; contour++) pointCount += pointCounts.uint16Of255();
  for (let point = 0; point < pointCount; point++) triplets.offset += tripletBytes(flags.uint8() & 0x7f);
  // Length of the instructions, which are left where they are.
  triplets.uint16Of255();
}

function tripletBytes(code: number): number {
  return code < 84 ? 1 : code < 120 ? 2 : code < 124 ? 3 : 4;
}

function readPoints(flags: Uint8Array, triplets: ByteReader, pointCount: number): Point[] {
  const points: Point[] = [];
  let [x, y] = [0, 0];
  for (let index = 0; index < pointCount; index++) {
    const flag = flags[index]!;
    const [dx, dy] = readTriplet(flag & 0x7f, triplets);
    x += dx;
    y += dy;
    points.push({ x, y, onCurve: flag < 0x80 });
  }
  return points;
}

/** Table 2 of the specification as arithmetic; the low bits of the code are the signs. */
function readTriplet(code: number, triplets: ByteReader): readonly [dx: number, dy: number] {
  const signed = (bit: number, value: number) => ((code >> bit) & 1 ? value : -value);
  if (code < 10) return [0, signed(0, ((code & 14) << 7) + triplets.uint8())];
  if (code < 20) return [signed(0, (((code - 10) & 14) << 7) + triplets.uint8()), 0];
  if (code < 84) {
    const base = code - 20;
    const byte = triplets.uint8();
    return [signed(0, 1 + (base & 0x30) + (byte >> 4)), signed(1, 1 + ((base & 0x0c) << 2) + (byte & 0x0f))];
  }
  if (code < 120) {
    const base = code - 84;
    const dx = 1 + (Math.floor(base / 12) << 8) + triplets.uint8();
    return [signed(0, dx), signed(1, 1 + (((base % 12) >> 2) << 8) + triplets.uint8())];
  }
  if (code < 124) {
    const [high, middle, low] = triplets.bytes(3) as unknown as [number, number, number];
    return [signed(0, (high << 4) + (middle >> 4)), signed(1, ((middle & 0x0f) << 8) + low)];
  }
  const dx = triplets.uint16();
  return [signed(0, dx), signed(1, triplets.uint16())];
}
