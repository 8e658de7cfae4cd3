import { ByteReader } from './byte-reader.js';
import { type GlyphOutlines, Outlines } from './outlines.js';
import { PlainOutlines } from './plain-outlines.js';
import { readSfnt } from './sfnt.js';
import { readWoff2, type StoredTable, writeWoff2 } from './woff2.js';

/** A font that can be measured and cut down. */
export class SourceFont {
  readonly #tables: ReadonlyMap<string, StoredTable>;
  readonly #outlines: GlyphOutlines;
  readonly #glyphOf: (codePoint: number) => number;
  readonly #advanceOf: (glyphId: number) => number;
  readonly #unitsPerEm: number;

  private constructor(tables: ReadonlyMap<string, StoredTable>, outlines: GlyphOutlines) {
    this.#tables = tables;
    this.#outlines = outlines;
    this.#glyphOf = readCharacterMap(tables.get('cmap')!.bytes);
    this.#advanceOf = readAdvances(tables.get('hhea')!.bytes, tables.get('hmtx')!);
    this.#unitsPerEm = new ByteReader(tables.get('head')!.bytes, 18).uint16();
  }

  /**
   * @param file a TrueType or WOFF2 file
   * @returns undefined where the font has no outlines this can read (CFF, bitmaps, other containers)
   */
  static open(file: Uint8Array): SourceFont | undefined {
    const tables = readSfnt(file) ?? readWoff2(file);
    const outlines = tables && openOutlines(tables);
    return outlines && new SourceFont(tables, outlines);
  }

  /** How far a character moves the pen, in font sizes. */
  advance(codePoint: number): number {
    return this.#advanceOf(this.#glyphOf(codePoint)) / this.#unitsPerEm;
  }

  /**
   * A WOFF2 file with only the glyphs of the given characters, for embedding: outlines and advance widths, no
   * hints, no ligatures, no kerning, because every character stands alone in its cell.
   */
  subset(codePoints: Iterable<number>): Uint8Array {
    const mapped = [...new Set(codePoints)]
      .sort((first, second) => first - second)
      .map((codePoint) => [codePoint, this.#glyphOf(codePoint)] as const)
      .filter(([, glyphId]) => glyphId > 0 && glyphId < this.#outlines.count);
    const glyphs = withComponents(this.#outlines, [0, ...mapped.map(([, glyphId]) => glyphId)]);
    const newIds = new Map(glyphs.map((glyphId, newId) => [glyphId, newId]));
    const newIdOf = (glyphId: number) => newIds.get(glyphId)!;
    const encoded = glyphs.map((glyphId) => padded(this.#outlines.encode(glyphId, newIdOf)));
    const table = (tag: string) => this.#tables.get(tag)!.bytes;
    return writeWoff2(
      new Map([
        ['cmap', characterMap(mapped.map(([codePoint, glyphId]) => [codePoint, newIdOf(glyphId)]))],
        ['head', patched(table('head'), [[50, 1]])], // loca holds 32-bit offsets
        ['hhea', patched(table('hhea'), [[34, glyphs.length]])],
        ['hmtx', horizontalMetrics(glyphs.map(this.#advanceOf), encoded)],
        ['maxp', patched(table('maxp'), [[4, glyphs.length]])],
        ['name', Uint8Array.of(0, 0, 0, 0, 0, 6)], // no names
        ['OS/2', table('OS/2')],
        [
          'post',
          patched(table('post').subarray(0, 32), [
            [0, 3],
            [2, 0],
          ]),
        ], // version 3: no glyph names
        ['glyf', Buffer.concat(encoded)],
        ['loca', glyphOffsets(encoded)],
      ]),
    );
  }
}

function openOutlines(tables: ReadonlyMap<string, StoredTable>): GlyphOutlines | undefined {
  const [glyf, loca, head] = ['glyf', 'loca', 'head'].map((tag) => tables.get(tag));
  if (!glyf || !loca || !head) return undefined;
  if (glyf.transformed) return new Outlines(glyf.bytes);
  return new PlainOutlines(glyf.bytes, loca.bytes, new ByteReader(head.bytes, 50).uint16() === 1);
}

/** The glyphs and what they are made of, each once, in the order they are met. */
function withComponents(outlines: GlyphOutlines, glyphIds: readonly number[]): number[] {
  const found = new Set(glyphIds);
  for (const glyphId of found) for (const component of outlines.componentsOf(glyphId)) found.add(component);
  return [...found];
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

/** Widths and left side bearings; the latter are the outlines' left edges. */
function horizontalMetrics(advances: readonly number[], encoded: readonly Uint8Array[]): Uint8Array {
  const table = Buffer.alloc(advances.length * 4);
  for (const [index, advance] of advances.entries()) {
    table.writeUInt16BE(advance, index * 4);
    const glyph = encoded[index]!;
    table.writeInt16BE(glyph.length === 0 ? 0 : new ByteReader(glyph, 2).int16(), index * 4 + 2);
  }
  return table;
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

/** A copy with some 16-bit numbers replaced. */
function patched(table: Uint8Array, changes: readonly (readonly [offset: number, value: number])[]): Uint8Array {
  const copy = Buffer.from(table);
  for (const [offset, value] of changes) copy.writeUInt16BE(value, offset);
  return copy;
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
