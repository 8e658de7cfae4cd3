import { ByteReader } from './byte-reader.js';
import { CffOutlines } from './cff.js';
import { type ColourLayer, readColourLayers } from './colour-layers.js';
import type { Contour } from './contour.js';
import { visitFontBytes } from './font-file.js';
import { Ligatures } from './ligatures.js';
import type { GlyphOutlines } from './outlines.js';
import { PackedOutlines } from './packed-outlines.js';
import { PlainOutlines } from './plain-outlines.js';

/** A table as it lies in the file: perhaps in a form of WOFF2's own. */
interface StoredTable {
  readonly bytes: Uint8Array;
  readonly transformed: boolean;
}

type Tables = (tag: string) => StoredTable;

/** A font whose outlines can be taken out. */
export class SourceFont {
  readonly unitsPerEm: number;
  readonly #tables: Tables;
  readonly #outlines: GlyphOutlines;
  readonly #glyphOf: (codePoint: number) => number;
  readonly #advanceOf: (glyphId: number) => number;
  #ligatures: Ligatures | undefined;

  private constructor(tables: Tables, outlines: GlyphOutlines) {
    this.#tables = tables;
    this.#outlines = outlines;
    this.#glyphOf = readCharacterMap(tables('cmap').bytes);
    this.#advanceOf = readAdvances(tables('hhea').bytes, tables('hmtx'));
    this.unitsPerEm = new ByteReader(tables('head').bytes, 18).uint16();
  }

  /**
   * @param file TrueType, OpenType or WOFF2
   * @returns undefined where the file has no outlines that this can read
   */
  static open(file: Uint8Array): SourceFont | undefined {
    try {
      const tables = readTables(Buffer.from(file.buffer, file.byteOffset, file.byteLength));
      const outlines = openOutlines(tables);
      return outlines && new SourceFont(tables, outlines);
    } catch {
      return undefined;
    }
  }

  /** The glyph of a character, or of several that the font draws as one; 0 for none. */
  glyphOf(codePoints: readonly number[]): number {
    const glyphs = codePoints.map((codePoint) => this.#glyphOf(codePoint));
    if (glyphs.length === 1) return glyphs[0]!;
    this.#ligatures ??= new Ligatures(this.#tables('GSUB').bytes);
    return this.#ligatures.glyphOf(glyphs) ?? 0;
  }

  /** How far a glyph moves the pen, in font units. */
  advance(glyphId: number): number {
    return this.#advanceOf(glyphId);
  }

  /** The outline in font units; empty for a blank. @throws RangeError where it is broken */
  contours(glyphId: number): Contour[] {
    return glyphId < this.#outlines.count ? this.#outlines.contoursOf(glyphId) : [];
  }

  /** The flat colours a glyph is painted in, lowest first; undefined where it has none. */
  colourLayers(glyphId: number): ColourLayer[] | undefined {
    return readColourLayers(this.#tables('COLR').bytes, this.#tables('CPAL').bytes, glyphId);
  }
}

function readTables(file: Buffer): Tables {
  let found: Tables | undefined;
  visitFontBytes(file, (font, index) => {
    if (index > 0) return;
    found = (tag) => {
      const { buffer, byteOffset, byteLength } = font.table(tag);
      return { bytes: new Uint8Array(buffer, byteOffset, byteLength), transformed: font.isTransformed(tag) };
    };
  });
  return found!;
}

function openOutlines(tables: Tables): GlyphOutlines | undefined {
  const [glyf, cff] = [tables('glyf'), tables('CFF ')];
  if (cff.bytes.length > 0) return new CffOutlines(cff.bytes);
  if (glyf.bytes.length === 0) return undefined;
  if (glyf.transformed) return new PackedOutlines(glyf.bytes);
  const hasLongOffsets = new ByteReader(tables('head').bytes, 50).uint16() === 1;
  return new PlainOutlines(glyf.bytes, tables('loca').bytes, hasLongOffsets);
}

/** Glyph by code point, 0 for none; from the widest Unicode subtable of format 4 or 12. */
function readCharacterMap(table: Uint8Array): (codePoint: number) => number {
  const reader = new ByteReader(table, 2);
  const offsets = Array.from({ length: reader.uint16() }, () => {
    reader.offset += 4;
    return reader.uint32();
  });
  const formatAt = (offset: number) => new ByteReader(table, offset).uint16();
  const wide = offsets.find((offset) => formatAt(offset) === 12);
  if (wide !== undefined) return readGroups(table, wide);
  const narrow = offsets.find((offset) => formatAt(offset) === 4);
  return narrow === undefined ? () => 0 : readSegments(table, narrow);
}

/** Format 12: runs of code points with runs of glyphs. */
function readGroups(table: Uint8Array, offset: number): (codePoint: number) => number {
  const reader = new ByteReader(table, offset + 12);
  const groups = Array.from({ length: reader.uint32() }, () => ({
    first: reader.uint32(),
    last: reader.uint32(),
    glyphId: reader.uint32(),
  }));
  return (codePoint) => {
    const group = groups.find(({ first, last }) => first <= codePoint && codePoint <= last);
    return group === undefined ? 0 : group.glyphId + codePoint - group.first;
  };
}

/** Format 4: four parallel arrays; a segment counts glyphs on or looks them up. */
function readSegments(table: Uint8Array, offset: number): (codePoint: number) => number {
  const segmentCount = new ByteReader(table, offset + 6).uint16() / 2;
  const entry = (array: number, segment: number) => {
    const reader = new ByteReader(table, offset + 14 + array * 2 * segmentCount + (array > 0 ? 2 : 0) + 2 * segment);
    return { at: reader.offset, value: reader.uint16() };
  };
  return (codePoint) => {
    for (let segment = 0; segment < segmentCount; segment++) {
      if (codePoint > entry(0, segment).value) continue;
      const first = entry(1, segment).value;
      if (codePoint < first) return 0;
      const delta = entry(2, segment).value;
      const range = entry(3, segment);
      if (range.value === 0) return (codePoint + delta) & 0xffff;
      const glyphId = new ByteReader(table, range.at + range.value + 2 * (codePoint - first)).uint16();
      return glyphId === 0 ? 0 : (glyphId + delta) & 0xffff;
    }
    return 0;
  };
}

/** Advance width by glyph; glyphs beyond the list share its last entry. */
function readAdvances(hhea: Uint8Array, hmtx: StoredTable): (glyphId: number) => number {
  const metricCount = new ByteReader(hhea, 34).uint16();
  // Transformed: a byte of flags, then the widths alone; otherwise each is followed by a side bearing.
  const [start, step] = hmtx.transformed ? [1, 2] : [0, 4];
  return (glyphId) => new ByteReader(hmtx.bytes, start + step * Math.min(glyphId, metricCount - 1)).uint16();
}
