/** The facts of a font that lie in its tables (OpenType specification 1.9, one section for each table). */

import { Coverage } from './coverage.js';
import type { FontTables } from './font-file.js';
import type { FaceMeasures } from './measures.js';

/** What a font says of itself. */
export interface FontNames {
  /** Names it answers to, the family of all its weights first. */
  readonly families: readonly string[];
  /** 100 to 900; 400 is regular. */
  readonly weight: number;
  /** 1 to 9; 5 is normal. */
  readonly width: number;
  readonly italic: boolean;
  readonly coloured: boolean;
}

const FAMILY = 1;
const TYPOGRAPHIC_FAMILY = 16;
const COLOUR_TABLES = ['COLR', 'CBDT', 'sbix', 'SVG '];

export function readNames(font: FontTables): FontNames {
  const os2 = font.table('OS/2');
  const names = readFamilies(font.table('name'));
  const italicBits = 0x001 | 0x200;
  return {
    families: [names.get(TYPOGRAPHIC_FAMILY), names.get(FAMILY)].filter((name) => name !== undefined),
    weight: os2.byteLength > 0 ? os2.getUint16(4) : 400,
    width: os2.byteLength > 0 ? os2.getUint16(6) : 5,
    italic: os2.byteLength > 0 && (os2.getUint16(62) & italicBits) !== 0,
    coloured: COLOUR_TABLES.some((tag) => font.has(tag)),
  };
}

/** English names by their id, Windows' before Macintosh's. */
function readFamilies(name: DataView): Map<number, string> {
  const found = new Map<number, string>();
  if (name.byteLength === 0) return found;
  const count = name.getUint16(2);
  const strings = name.getUint16(4);
  for (let index = count - 1; index >= 0; index--) {
    const record = 6 + index * 12;
    const platform = name.getUint16(record);
    const id = name.getUint16(record + 6);
    const english = platform === 3 ? name.getUint16(record + 4) === 0x409 : platform === 1 && !found.has(id);
    if (!english || (id !== FAMILY && id !== TYPOGRAPHIC_FAMILY)) continue;
    const start = name.byteOffset + strings + name.getUint16(record + 10);
    const bytes = Buffer.from(new Uint8Array(name.buffer, start, name.getUint16(record + 8)));
    found.set(id, platform === 3 ? bytes.swap16().toString('utf16le') : bytes.toString('latin1'));
  }
  return found;
}

export function readMeasures(font: FontTables, zeroGlyph: number): FaceMeasures {
  const hhea = font.table('hhea');
  const os2 = font.table('OS/2');
  const post = font.table('post');
  const unitsPerEm = font.table('head').getUint16(18);
  const useTypographic = os2.byteLength > 0 && (os2.getUint16(62) & 0x80) !== 0;
  const [line, at] = useTypographic ? [os2, 68] : [hhea, 4];
  const hasHeights = os2.byteLength >= 90;
  return {
    unitsPerEm,
    ascent: line.getInt16(at),
    descent: -line.getInt16(at + 2),
    lineGap: line.getInt16(at + 4),
    advance: readAdvance(font, hhea.getUint16(34), zeroGlyph),
    capHeight: hasHeights ? os2.getInt16(88) : 0,
    xHeight: hasHeights ? os2.getInt16(86) : 0,
    underlinePosition: post.byteLength > 0 ? -post.getInt16(8) : unitsPerEm * 0.1,
    underlineThickness: post.byteLength > 0 ? post.getInt16(10) : unitsPerEm * 0.05,
    strikethroughPosition: os2.byteLength > 0 ? os2.getInt16(28) : unitsPerEm * 0.3,
    strikethroughThickness: os2.byteLength > 0 ? os2.getInt16(26) : unitsPerEm * 0.05,
  };
}

/** WOFF2's form of `hmtx` begins with a byte of flags and leaves the side bearings out from between the widths. */
function readAdvance(font: FontTables, advanceCount: number, glyph: number): number {
  const index = Math.min(glyph, advanceCount - 1);
  return font.table('hmtx').getUint16(font.isTransformed('hmtx') ? 1 + index * 2 : index * 4);
}

/** A character map: its code points, and the glyph of `0`. */
export interface CharacterMap {
  readonly coverage: Coverage;
  readonly zeroGlyph: number;
}

/** Reads the best Unicode subtable: all planes (format 12) before the basic one (format 4). */
export function readCharacterMap(font: FontTables): CharacterMap {
  const cmap = font.table('cmap');
  const glyphs = new Map<number, number>();
  const subtables = unicodeSubtables(cmap);
  const best =
    subtables.find((table) => table.getUint16(0) === 12) ?? subtables.find((table) => table.getUint16(0) === 4);
  if (best !== undefined) (best.getUint16(0) === 12 ? readFormat12 : readFormat4)(best, glyphs);
  return { coverage: Coverage.fromCodePoints(glyphs.keys()), zeroGlyph: glyphs.get(0x30) ?? 1 };
}

function unicodeSubtables(cmap: DataView): DataView[] {
  const count = cmap.byteLength > 0 ? cmap.getUint16(2) : 0;
  const found: DataView[] = [];
  for (let index = 0; index < count; index++) {
    const platform = cmap.getUint16(4 + index * 8);
    const encoding = cmap.getUint16(6 + index * 8);
    const isUnicode = platform === 0 ? encoding !== 5 : platform === 3 && (encoding === 1 || encoding === 10);
    const offset = cmap.getUint32(8 + index * 8);
    if (isUnicode) found.push(new DataView(cmap.buffer, cmap.byteOffset + offset, cmap.byteLength - offset));
  }
  return found;
}

/** Ranges of a sound font do not overlap, so that together they are no longer than Unicode is. */
class MappedRanges {
  #left = 0x110000;

  /** @throws RangeError where that is not so: a few bytes could ask for hours of work */
  count(first: number, last: number): void {
    this.#left -= Math.max(0, last - first + 1);
    if (this.#left < 0) throw new RangeError('its character map lists more characters than there are');
  }
}

function readFormat12(table: DataView, glyphs: Map<number, number>): void {
  const groupCount = table.getUint32(12);
  if (groupCount > (table.byteLength - 16) / 12) throw new RangeError('its character map is cut short');
  const ranges = new MappedRanges();
  for (let index = 0; index < groupCount; index++) {
    const first = table.getUint32(16 + index * 12);
    const last = Math.min(table.getUint32(20 + index * 12), 0x10ffff);
    const glyph = table.getUint32(24 + index * 12);
    ranges.count(first, last);
    for (let codePoint = first; codePoint <= last; codePoint++) {
      if (glyph + codePoint - first > 0) glyphs.set(codePoint, glyph + codePoint - first);
    }
  }
}

function readFormat4(table: DataView, glyphs: Map<number, number>): void {
  const segments = table.getUint16(6) / 2;
  const ranges = new MappedRanges();
  for (let segment = 0; segment < segments; segment++) {
    const last = table.getUint16(14 + segment * 2);
    const first = table.getUint16(16 + (segments + segment) * 2);
    const delta = table.getUint16(16 + (2 * segments + segment) * 2);
    const rangeAt = 16 + (3 * segments + segment) * 2;
    const range = table.getUint16(rangeAt);
    ranges.count(first, last);
    for (let codePoint = first; codePoint <= last && codePoint < 0xffff; codePoint++) {
      const listed = range === 0 ? codePoint : table.getUint16(rangeAt + range + (codePoint - first) * 2);
      const glyph = range === 0 || listed !== 0 ? (listed + delta) & 0xffff : 0;
      if (glyph !== 0) glyphs.set(codePoint, glyph);
    }
  }
}
