import { CffOutlines } from './cff.js';
import { CharacterMap } from './character-map.js';
import { type ColourLayer, readColourLayers } from './colour-layers.js';
import type { Contour } from './contour.js';
import { type FontTables, openFontBytes } from './font-file.js';
import { Ligatures } from './ligatures.js';
import { readAdvances, readUnitsPerEm } from './measures.js';
import type { GlyphOutlines } from './outlines.js';
import { PackedOutlines } from './packed-outlines.js';
import { PlainOutlines } from './plain-outlines.js';

/** A font whose outlines can be taken out. */
export class SourceFont {
  readonly unitsPerEm: number;
  readonly #font: FontTables;
  readonly #outlines: GlyphOutlines;
  readonly #characters: CharacterMap;
  readonly #advanceOf: (glyphId: number) => number;
  #ligatures: Ligatures | undefined;

  private constructor(font: FontTables, outlines: GlyphOutlines) {
    this.#font = font;
    this.#outlines = outlines;
    this.#characters = new CharacterMap(font.table('cmap'));
    this.#advanceOf = readAdvances(font);
    this.unitsPerEm = readUnitsPerEm(font);
  }

  /**
   * @param file TrueType, OpenType or WOFF2
   * @returns undefined where the file has no outlines that this can read
   */
  static open(file: Uint8Array): SourceFont | undefined {
    try {
      const font = openFontBytes(file);
      const outlines = openOutlines(font);
      return outlines && new SourceFont(font, outlines);
    } catch {
      return undefined;
    }
  }

  /** The glyph of a character, or of several that the font draws as one; 0 for none. */
  glyphOf(codePoints: readonly number[]): number {
    const glyphs = codePoints.map((codePoint) => this.#characters.glyphOf(codePoint));
    if (glyphs.length === 1) return glyphs[0]!;
    this.#ligatures ??= new Ligatures(this.#font.table('GSUB'));
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
    return readColourLayers(this.#font.table('COLR'), this.#font.table('CPAL'), glyphId);
  }
}

function openOutlines(font: FontTables): GlyphOutlines | undefined {
  if (font.has('CFF ')) return new CffOutlines(font.table('CFF '));
  if (!font.has('glyf')) return undefined;
  if (font.isTransformed('glyf')) return new PackedOutlines(font.table('glyf'));
  const hasLongOffsets = font.table('head').readUInt16BE(50) === 1;
  return new PlainOutlines(font.table('glyf'), font.table('loca'), hasLongOffsets);
}
