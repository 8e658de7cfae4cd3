/** How large a font's letters are: the tables `head`, `hhea`, `hmtx`, `OS/2` and `post` (OpenType specification 1.9). */
import type { FontTables } from './font-file.js';

/** Measures of a face in its own units, all positive: ascent and heights upwards, descent and underline downwards. */
export interface FaceMeasures {
  readonly unitsPerEm: number;
  readonly ascent: number;
  readonly descent: number;
  readonly lineGap: number;
  /** Advance width of `0`, or of any glyph where it has none. */
  readonly advance: number;
  /** 0 where the face does not say. */
  readonly capHeight: number;
  readonly xHeight: number;
  /** From the base line down to the underline's upper edge. */
  readonly underlinePosition: number;
  readonly underlineThickness: number;
  /** From the base line up to the strikethrough's upper edge. */
  readonly strikethroughPosition: number;
  readonly strikethroughThickness: number;
}

/**
 * @param zeroGlyph the glyph whose advance width is that of the face
 * @throws RangeError where a table is broken
 */
export function readMeasures(font: FontTables, zeroGlyph: number): FaceMeasures {
  const hhea = font.table('hhea');
  const os2 = font.table('OS/2');
  const post = font.table('post');
  const unitsPerEm = readUnitsPerEm(font);
  const useTypographic = os2.length > 0 && (os2.readUInt16BE(62) & 0x80) !== 0;
  const [line, at] = useTypographic ? [os2, 68] : [hhea, 4];
  const hasHeights = os2.length >= 90;
  return {
    unitsPerEm,
    ascent: line.readInt16BE(at),
    descent: -line.readInt16BE(at + 2),
    lineGap: line.readInt16BE(at + 4),
    advance: readAdvances(font)(zeroGlyph),
    capHeight: hasHeights ? os2.readInt16BE(88) : 0,
    xHeight: hasHeights ? os2.readInt16BE(86) : 0,
    underlinePosition: post.length > 0 ? -post.readInt16BE(8) : unitsPerEm * 0.1,
    underlineThickness: post.length > 0 ? post.readInt16BE(10) : unitsPerEm * 0.05,
    strikethroughPosition: os2.length > 0 ? os2.readInt16BE(28) : unitsPerEm * 0.3,
    strikethroughThickness: os2.length > 0 ? os2.readInt16BE(26) : unitsPerEm * 0.05,
  };
}

/** Font units to an em. */
export function readUnitsPerEm(font: FontTables): number {
  return font.table('head').readUInt16BE(18);
}

/** Advance width by glyph, in font units; glyphs beyond the list share its last entry. */
export function readAdvances(font: FontTables): (glyphId: number) => number {
  const count = font.table('hhea').readUInt16BE(34);
  const hmtx = font.table('hmtx');
  // WOFF2's own form: a byte of flags, then the widths alone. Otherwise a side bearing follows each width.
  const [start, step] = font.isTransformed('hmtx') ? [1, 2] : [0, 4];
  return (glyphId) => hmtx.readUInt16BE(start + step * Math.min(glyphId, count - 1));
}
