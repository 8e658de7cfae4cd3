/** Makes a font of glyphs that fill cells (OpenType specification 1.9, one section for each table). */
import { type Bounds, boundsOf, type Contour, type Point } from '../opentype/contour.js';
import { writeWoff2 } from './woff2-writer.js';

/** Measures of the whole font, in its units. */
export interface CellFontMeasures {
  readonly unitsPerEm: number;
  /** Width of one cell. */
  readonly cellAdvance: number;
  /** Above and below the base line, both positive. */
  readonly ascent: number;
  readonly descent: number;
}

interface CellGlyph {
  readonly contours: readonly Contour[];
  readonly advance: number;
  readonly bounds: Bounds;
}

const SPACE = 0x20;
/** Browsers take the width of characters from it where they adjust sizes. */
const ZERO = 0x30;

/** A font in the making: each character has the width of its cells. */
export class CellFont {
  readonly #measures: CellFontMeasures;
  readonly #glyphs = new Map<number, CellGlyph>();

  constructor(measures: CellFontMeasures) {
    this.#measures = measures;
  }

  /** @param contours in the font's units, from the left edge of the cells and the base line; rounded here */
  add(codePoint: number, contours: readonly Contour[], columns: number): void {
    const rounded = contours.map((contour) =>
      contour.map(({ x, y, onCurve }) => ({ x: Math.round(x), y: Math.round(y), onCurve })),
    );
    const advance = Math.round(columns * this.#measures.cellAdvance);
    this.#glyphs.set(codePoint, { contours: rounded, advance, bounds: boundsOf(rounded) });
  }

  has(codePoint: number): boolean {
    return this.#glyphs.has(codePoint);
  }

  /** The font as WOFF2: no hints, no ligatures, no kerning, because every character stands alone in its cells. */
  write(): Uint8Array {
    for (const codePoint of [SPACE, ZERO]) if (!this.has(codePoint)) this.add(codePoint, [], 1);
    const entries = [...this.#glyphs].sort(([first], [second]) => first - second);
    // Glyph 0 stands for characters that are missing.
    const missing: CellGlyph = { contours: [], advance: Math.round(this.#measures.cellAdvance), bounds: boundsOf([]) };
    const glyphs = [missing, ...entries.map(([, glyph]) => glyph)];
    const encoded = glyphs.map((glyph) => padded(encodeGlyph(glyph)));
    const bounds = boundsOf(glyphs.flatMap(({ contours }) => contours));
    return writeWoff2(
      new Map([
        ['cmap', characterMap(entries.map(([codePoint], index) => [codePoint, index + 1]))],
        ['head', this.#head(bounds)],
        ['hhea', this.#horizontalHeader(glyphs, bounds)],
        ['hmtx', numbers(glyphs.flatMap(({ advance, bounds }) => [advance, bounds.left]))],
        ['maxp', maximumProfile(glyphs)],
        ['name', numbers([0, 0, 6])], // no names
        ['OS/2', this.#windowsMetrics(entries)],
        ['post', postscript()],
        ['glyf', Buffer.concat(encoded)],
        ['loca', glyphOffsets(encoded)],
      ]),
    );
  }

  #head(bounds: Bounds): Uint8Array {
    const table = Buffer.alloc(54);
    table.writeUInt32BE(0x00010000, 0);
    table.writeUInt32BE(0x00010000, 4); // revision
    table.writeUInt32BE(0x5f0f3cf5, 12); // magic
    table.writeUInt16BE(1, 16); // the base line is at 0
    table.writeUInt16BE(this.#measures.unitsPerEm, 18);
    writeNumbers(table, 36, [bounds.left, bounds.bottom, bounds.right, bounds.top, 0, 8, 2, 1, 0]);
    return table;
  }

  #horizontalHeader(glyphs: readonly CellGlyph[], bounds: Bounds): Uint8Array {
    const { ascent, descent } = this.#measures;
    const widest = Math.max(...glyphs.map(({ advance }) => advance));
    const rightBearing = Math.min(...glyphs.map((glyph) => glyph.advance - glyph.bounds.right));
    const table = Buffer.alloc(36);
    table.writeUInt32BE(0x00010000, 0);
    writeNumbers(table, 4, [ascent, -descent, 0, widest, bounds.left, rightBearing, bounds.right, 1]);
    table.writeUInt16BE(glyphs.length, 34);
    return table;
  }

  #windowsMetrics(entries: readonly (readonly [codePoint: number, glyph: CellGlyph])[]): Uint8Array {
    const { ascent, descent, cellAdvance } = this.#measures;
    const table = Buffer.alloc(96);
    writeNumbers(table, 0, [4, Math.round(cellAdvance), 400, 5]);
    const codePoints = entries.map(([codePoint]) => Math.min(codePoint, 0xffff));
    table.writeUInt16BE(0x40, 62); // regular
    writeNumbers(table, 64, [Math.min(...codePoints), Math.max(...codePoints), ascent, -descent, 0, ascent, descent]);
    return table;
  }
}

/** 16-bit numbers, signed or not. */
function numbers(values: readonly number[]): Uint8Array {
  const table = Buffer.alloc(values.length * 2);
  writeNumbers(table, 0, values);
  return table;
}

function writeNumbers(table: Buffer, offset: number, values: readonly number[]): void {
  for (const [index, value] of values.entries()) table.writeUInt16BE(value & 0xffff, offset + index * 2);
}

function maximumProfile(glyphs: readonly CellGlyph[]): Uint8Array {
  const table = Buffer.alloc(32);
  table.writeUInt32BE(0x00010000, 0);
  const points = glyphs.map(({ contours }) => contours.reduce((sum, contour) => sum + contour.length, 0));
  const contours = glyphs.map((glyph) => glyph.contours.length);
  writeNumbers(table, 4, [glyphs.length, Math.max(...points), Math.max(...contours), 0, 0, 2]);
  return table;
}

/** Version 3: no names of glyphs. */
function postscript(): Uint8Array {
  const table = Buffer.alloc(32);
  table.writeUInt32BE(0x00030000, 0);
  table.writeUInt32BE(1, 12); // all characters have the width of cells
  return table;
}

/** A simple glyph: ends of the contours, no instructions, flags, steps across, steps up. */
function encodeGlyph({ contours, bounds }: CellGlyph): Uint8Array {
  if (contours.length === 0) return new Uint8Array();
  const points = contours.flat();
  let end = -1;
  const ends = contours.map((contour) => (end += contour.length));
  const { left, bottom, right, top } = bounds;
  return Buffer.concat([numbers([contours.length, left, bottom, right, top, ...ends, 0]), encodePoints(points)]);
}

function encodePoints(points: readonly Point[]): Uint8Array {
  const flags: number[] = [];
  const across: number[] = [];
  const up: number[] = [];
  let previous = { x: 0, y: 0 };
  for (const point of points) {
    const onCurve = point.onCurve ? 0x01 : 0;
    flags.push(
      onCurve | (encodeStep(point.x - previous.x, across) * 0x02) | (encodeStep(point.y - previous.y, up) * 0x04),
    );
    previous = point;
  }
  return Uint8Array.from([...flags, ...across, ...up]);
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

/** One subtable of format 12, for all of Unicode; runs are joined. */
function characterMap(entries: readonly (readonly [codePoint: number, glyphId: number])[]): Uint8Array {
  const groups: { first: number; last: number; glyphId: number }[] = [];
  for (const [codePoint, glyphId] of entries) {
    const group = groups.at(-1);
    if (group && codePoint === group.last + 1 && glyphId === group.glyphId + codePoint - group.first) group.last++;
    else groups.push({ first: codePoint, last: codePoint, glyphId });
  }
  const table = Buffer.alloc(12 + 16 + 12 * groups.length);
  // Version 0, one subtable: platform 3 (Windows), encoding 10 (all of Unicode), at 12.
  for (const [index, value] of [0, 1, 3, 10, 0, 12, 12].entries()) table.writeUInt16BE(value, index * 2);
  table.writeUInt32BE(table.length - 12, 16);
  table.writeUInt32BE(groups.length, 24);
  for (const [index, { first, last, glyphId }] of groups.entries()) {
    for (const [field, value] of [first, last, glyphId].entries())
      table.writeUInt32BE(value, 28 + 12 * index + 4 * field);
  }
  return table;
}

function padded(glyph: Uint8Array): Uint8Array {
  return glyph.length % 4 === 0 ? glyph : Buffer.concat([glyph, Buffer.alloc(4 - (glyph.length % 4))]);
}

function glyphOffsets(encoded: readonly Uint8Array[]): Uint8Array {
  const table = Buffer.alloc((encoded.length + 1) * 4);
  let offset = 0;
  for (const [index, glyph] of encoded.entries()) {
    offset += glyph.length;
    table.writeUInt32BE(offset, (index + 1) * 4);
  }
  return table;
}
