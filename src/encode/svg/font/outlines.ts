/** Outlines of a `glyf` table in WOFF2's transformed form (W3C WOFF2, section 5.1), turned back one by one. */
import { ByteReader } from './byte-reader.js';

/** Flags of a composite glyph's component (OpenType, `glyf`). */
const WORDS = 0x0001;
const SCALE = 0x0008;
export const MORE = 0x0020;
const TWO_SCALES = 0x0040;
const TWO_BY_TWO = 0x0080;
export const INSTRUCTIONS = 0x0100;

/** Where a glyph's parts begin in the streams. */
interface Place {
  readonly contourCount: number;
  readonly pointCounts: number;
  readonly flags: number;
  readonly triplets: number;
  readonly composite: number;
  readonly box: number | undefined;
}

/** One part of a composite glyph, as its record of OpenType's `glyf`. */
export interface Component {
  readonly glyphId: number;
  readonly flags: number;
  /** Offsets and scales. */
  readonly placement: Uint8Array;
}

interface Point {
  readonly x: number;
  readonly y: number;
  readonly onCurve: boolean;
}

/** Glyphs by number, without their hints, whatever form they are stored in. */
export interface GlyphOutlines {
  readonly count: number;
  /** Glyphs that this one is made of; empty for most. */
  componentsOf(glyphId: number): readonly number[];
  /** The glyph as OpenType's `glyf` table holds it; `newIdOf` renumbers components. Empty for a blank. */
  encode(glyphId: number, newIdOf: (glyphId: number) => number): Uint8Array;
}

/** Read access to the outlines, without their hints. */
export class Outlines implements GlyphOutlines {
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

  componentsOf(glyphId: number): readonly number[] {
    return this.#components(this.#places[glyphId]!).map((component) => component.glyphId);
  }

  encode(glyphId: number, newIdOf: (glyphId: number) => number): Uint8Array {
    const place = this.#places[glyphId]!;
    if (place.contourCount === 0) return new Uint8Array();
    if (place.contourCount < 0) return this.#encodeComposite(place, newIdOf);
    return this.#encodeSimple(place);
  }

  /** One walk over all streams; a glyph's data can only be found by reading what comes before it. */
  #locate(): void {
    const header = new ByteReader(this.#table, 4);
    const glyphCount = header.uint16();
    header.offset = 8;
    const sizes = Array.from({ length: 7 }, () => header.uint32());
    const readers: ByteReader[] = [];
    let offset = 36;
    for (const size of sizes) {
      readers.push(new ByteReader(this.#table, offset));
      offset += size;
    }
    const [contours, pointCounts, flags, triplets, composites, boxes] = readers as [
      ByteReader,
      ByteReader,
      ByteReader,
      ByteReader,
      ByteReader,
      ByteReader,
    ];
    const boxBits = boxes.bytes(4 * Math.ceil(glyphCount / 32));
    for (let glyphId = 0; glyphId < glyphCount; glyphId++) {
      const hasBox = ((boxBits[glyphId >> 3]! >> (7 - (glyphId & 7))) & 1) === 1;
      const place = {
        contourCount: contours.int16(),
        pointCounts: pointCounts.offset,
        flags: flags.offset,
        triplets: triplets.offset,
        composite: composites.offset,
        box: hasBox ? boxes.offset : undefined,
      };
      this.#places.push(place);
      if (hasBox) boxes.offset += 8;
      if (place.contourCount > 0) skipSimple(place.contourCount, pointCounts, flags, triplets);
      if (place.contourCount < 0 && skipComposite(composites)) triplets.uint16Of255();
    }
  }

  #components(place: Place): Component[] {
    if (place.contourCount >= 0) return [];
    const reader = new ByteReader(this.#table, place.composite);
    const components: Component[] = [];
    do components.push(readComponent(reader));
    while (components.at(-1)!.flags & MORE);
    return components;
  }

  #encodeComposite(place: Place, newIdOf: (glyphId: number) => number): Uint8Array {
    const head = Buffer.alloc(2);
    head.writeInt16BE(-1);
    const parts = this.#components(place).map(({ flags, glyphId, placement }) => {
      const record = Buffer.alloc(4);
      record.writeUInt16BE(flags & ~INSTRUCTIONS, 0);
      record.writeUInt16BE(newIdOf(glyphId), 2);
      return Buffer.concat([record, placement]);
    });
    const box = this.#table.subarray(place.box!, place.box! + 8);
    return Buffer.concat([head, box, ...parts]);
  }

  #encodeSimple(place: Place): Uint8Array {
    const counts = new ByteReader(this.#table, place.pointCounts);
    const lengths = Array.from({ length: place.contourCount }, () => counts.uint16Of255());
    const pointCount = lengths.reduce((sum, length) => sum + length, 0);
    const points = readPoints(
      this.#table.subarray(place.flags),
      new ByteReader(this.#table, place.triplets),
      pointCount,
    );
    const head = Buffer.alloc(10 + 2 * lengths.length + 2);
    head.writeInt16BE(lengths.length, 0);
    const box = place.box === undefined ? boxOf(points) : undefined;
    if (box) for (const [index, value] of box.entries()) head.writeInt16BE(value, 2 + 2 * index);
    else head.set(this.#table.subarray(place.box!, place.box! + 8), 2);
    let end = -1;
    for (const [index, length] of lengths.entries()) head.writeUInt16BE((end += length), 10 + 2 * index);
    return Buffer.concat([head, encodePoints(points)]);
  }
}

function skipSimple(contourCount: number, pointCounts: ByteReader, flags: ByteReader, triplets: ByteReader): void {
  let pointCount = 0;
  for (let contour = 0; contour < contourCount; contour++) pointCount += pointCounts.uint16Of255();
  for (let point = 0; point < pointCount; point++) triplets.offset += tripletBytes(flags.uint8() & 0x7f);
  // Length of the instructions, which are left where they are.
  triplets.uint16Of255();
}

/** Returns whether instructions follow. */
function skipComposite(composites: ByteReader): boolean {
  for (let instructed = false; ; ) {
    const { flags } = readComponent(composites);
    instructed ||= (flags & INSTRUCTIONS) !== 0;
    if (!(flags & MORE)) return instructed;
  }
}

export function readComponent(reader: ByteReader): Component {
  const flags = reader.uint16();
  const glyphId = reader.uint16();
  const scaleBytes = flags & SCALE ? 2 : flags & TWO_SCALES ? 4 : flags & TWO_BY_TWO ? 8 : 0;
  return { flags, glyphId, placement: reader.bytes((flags & WORDS ? 4 : 2) + scaleBytes) };
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

function boxOf(points: readonly Point[]): number[] {
  let [left, bottom, right, top] = [0x7fff, 0x7fff, -0x8000, -0x8000];
  for (const { x, y } of points) {
    left = Math.min(left, x);
    bottom = Math.min(bottom, y);
    right = Math.max(right, x);
    top = Math.max(top, y);
  }
  return [left, bottom, right, top];
}

/** No instructions, then flags, horizontal steps and vertical steps (OpenType, simple glyph). */
function encodePoints(points: readonly Point[]): Uint8Array {
  const flags: number[] = [];
  const horizontal: number[] = [];
  const vertical: number[] = [];
  let previous = { x: 0, y: 0 };
  for (const point of points) {
    const onCurve = point.onCurve ? 0x01 : 0;
    const across = encodeStep(point.x - previous.x, horizontal) * 0x02;
    const down = encodeStep(point.y - previous.y, vertical) * 0x04;
    flags.push(onCurve | across | down);
    previous = point;
  }
  return Uint8Array.from([...flags, ...horizontal, ...vertical]);
}

/** Appends a step; its flag for x, to be doubled for y: 1 for one byte, 8 for "positive" or (without 1) "none". */
function encodeStep(step: number, bytes: number[]): number {
  if (step === 0) return 8;
  if (Math.abs(step) < 256) {
    bytes.push(Math.abs(step));
    return step > 0 ? 9 : 1;
  }
  bytes.push((step >> 8) & 255, step & 255);
  return 0;
}
