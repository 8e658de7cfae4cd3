import { deflateSync } from 'node:zlib';
import { shortHexColour } from '../../colour/hex.js';
import type { InkBox } from '../../font/canvas.js';
import type { Layer } from '../../font/choose.js';
import type { Face, FaceStyle } from '../../font/face.js';
import { type GlyphBox, placeGlyph, sizeForRole } from '../../font/fit-glyph.js';
import { BOLDER, type FontSet, fullSquare, type Glyph, SLANT } from '../../font/font-set.js';
import { analyseGrapheme } from '../../font/grapheme.js';
import { boundsOf, type Contour, embolden, pathData, transformContours } from '../../font/opentype/contour.js';
import { SourceFont } from '../../font/opentype/source-font.js';
import { CellFont } from '../../font/subset/cell-font.js';
import type { Layout } from '../../mosaic/layout.js';
import { bigEndian, PNG_SIGNATURE, pngChunk } from '../png/chunks.js';
import { traceCoverage } from './trace.js';

/** How a grapheme gets onto the screen. */
export type Drawing =
  /** Text in the embedded font, as wide as its cells. */
  | { readonly kind: 'letter'; readonly text: string }
  /** A definition to refer to, with 0,0 at the left end of the base line; `tinted` ones take the text's colour. */
  | { readonly kind: 'picture'; readonly id: string; readonly tinted: boolean }
  /** No font has it: the viewer's fonts may. */
  | { readonly kind: 'foreign' }
  | { readonly kind: 'blank' };

/** A grapheme and the cells it is to fill. */
export interface GlyphWish {
  readonly grapheme: string;
  readonly bold: boolean;
  readonly italic: boolean;
  /** Cells across, before any stretching. */
  readonly columns: number;
  /** It is drawn over one more cell than it takes. */
  readonly overhangs: boolean;
}

/** How many times their size letters that only the canvas can draw are traced at, and pictures are kept at. */
const TRACED_SCALE = 16;
const BITMAP_SCALE = 4;

/** Selectors of a presentation, which the choice of glyph has already obeyed. */
const SELECTORS = /[\ufe0e\ufe0f]/g;

/**
 * Icons in the private use area, and symbols for legacy computing: viewers without the embedded font have no others in
 * their place.
 */
const NOT_IN_VIEWERS = /^[\p{Co}\u{1cc00}-\u{1ceff}\u{1fb00}-\u{1fbff}]/u;

/** The width of a letter in DejaVu Sans Mono and Menlo; Courier New and Liberation Mono differ by 0.002. */
const USUAL_CELL_EMS = 0.602;

/**
 * The glyphs a document uses. Each single character becomes a glyph of one font whose characters are as wide as
 * their cells, whatever face it comes from, placed just as the other formats paint it; so a row is one text that
 * needs no positions within. Colour glyphs and clusters become drawings.
 */
export class Glyphs {
  readonly #fonts: FontSet;
  readonly #layout: Layout;
  readonly #capHeightPx: number;
  /** Units of the embedded fonts in a pixel. */
  readonly #unitsPerPx: number;
  /** Chosen so that a cell is as many ems wide as in usual monospaced fonts. */
  readonly #unitsPerEm: number;
  readonly #drawings = new Map<string, Drawing>();
  readonly #cellFonts = new Map<FaceStyle, CellFont>();
  /** Columns of the characters in the fonts, by style and character. */
  readonly #columns = new Map<string, number>();
  readonly #sources = new Map<Face, SourceFont | undefined>();
  #definitionCount = 0;
  #pending = '';

  constructor(fonts: FontSet, layout: Layout) {
    this.#fonts = fonts;
    this.#layout = layout;
    this.#capHeightPx = fonts.metrics(layout.fontSizePx).capHeightPx;
    const [face] = fonts.families.find(({ role }) => role === 'text')!.faces;
    this.#unitsPerPx = face!.unitsPerEm / layout.fontSizePx;
    this.#unitsPerEm = Math.round((layout.geometry.cellWidthPx * this.#unitsPerPx) / USUAL_CELL_EMS);
  }

  /**
   * The size to set text in. The embedded fonts show their letters in the layout's size then, and a viewer that does not
   * load them shows its own monospaced font with each letter in its column.
   */
  get fontSizePx(): number {
    return this.#unitsPerEm / this.#unitsPerPx;
  }

  /** Decides how a grapheme is drawn, and notes that it is needed. */
  draw(wish: GlyphWish): Drawing {
    const key = `${styleOf(wish)} ${wish.columns} ${wish.overhangs} ${wish.grapheme}`;
    const known = this.#drawings.get(key);
    if (known !== undefined) return known;
    const drawing = this.#make(wish);
    this.#drawings.set(key, drawing);
    return drawing;
  }

  /** Makes room in the regular font for a character that is drawn otherwise, so that it can stand in the text. */
  addBlank(character: string): void {
    const font = this.#cellFont('regular');
    const codePoint = character.codePointAt(0)!;
    if (!font.has(codePoint)) font.add(codePoint, [], 1);
  }

  /** Names a definition that rows can refer to. */
  define(write: (id: string) => string): string {
    const id = `s${(this.#definitionCount++).toString(36)}`;
    this.#pending += write(id);
    return id;
  }

  /** Definitions that came up since they were last taken. */
  takeDefinitions(): string {
    const definitions = this.#pending;
    this.#pending = '';
    return definitions === '' ? '' : `<defs>${definitions}</defs>\n`;
  }

  /** `@font-face` rules for the family `c`. */
  fontRules(): string {
    let rules = '';
    for (const [style, font] of this.#cellFonts) {
      const weight = style === 'bold' || style === 'boldItalic' ? 'font-weight:700;' : '';
      const slant = style === 'italic' || style === 'boldItalic' ? 'font-style:italic;' : '';
      const data = Buffer.from(font.write()).toString('base64');
      rules += `@font-face{font-family:c;${weight}${slant}src:url(data:font/woff2;base64,${data})}\n`;
    }
    return rules;
  }

  #make(wish: GlyphWish): Drawing {
    const { grapheme, bold, italic } = wish;
    const parts = analyseGrapheme(grapheme);
    if (parts.presentation === 'blank') return { kind: 'blank' };
    const layers = this.#fonts.layers(grapheme, bold, italic);
    const [base, ...marks] = layers;
    if (base === undefined) return { kind: 'foreign' };
    if (base.role === 'emoji') return this.#emoji(wish, [base, ...marks]);
    const contours = this.#contoursOf(wish, layers);
    if (NOT_IN_VIEWERS.test(grapheme)) return this.#tinted(contours);
    return this.#letter(wish, contours) ?? this.#tinted(contours);
  }

  /** Undefined where one glyph of the font cannot stand for it. */
  #letter(wish: GlyphWish, contours: readonly Contour[]): Drawing | undefined {
    const text = wish.grapheme.replace(SELECTORS, '').normalize('NFC');
    const codePoint = text.codePointAt(0)!;
    if (String.fromCodePoint(codePoint) !== text) return undefined;
    const style = styleOf(wish);
    const key = `${style} ${text}`;
    const drawnColumns = drawnColumnsOf(wish);
    if ((this.#columns.get(key) ?? drawnColumns) !== drawnColumns) return undefined;
    this.#columns.set(key, drawnColumns);
    const unit = this.#unitsPerPx;
    this.#cellFont(style).add(codePoint, scaled(contours, unit), wish.columns);
    return { kind: 'letter', text };
  }

  #tinted(contours: readonly Contour[]): Drawing {
    return {
      kind: 'picture',
      tinted: true,
      id: this.define((id) => `<path id="${id}" class="a" d="${pathData(contours, 2)}"/>`),
    };
  }

  /** Outlines in pixels, from the left end of the base line, y upwards. */
  #contoursOf(wish: GlyphWish, layers: readonly Layer[]): Contour[] {
    const found = layers.map((layer) => this.#layerContours(wish, layer));
    const whole = found.flatMap((contours) => contours ?? []);
    return found.every((contours) => contours !== undefined) ? whole : this.#traced(wish);
  }

  /** Undefined where only the canvas can draw it: several characters, a font in a form that this cannot read. */
  #layerContours(wish: GlyphWish, layer: Layer): Contour[] | undefined {
    const [codePoint, ...more] = Array.from(layer.text.replace(SELECTORS, '').normalize('NFC'), codePointOf);
    const source = this.#source(layer.face);
    if (source === undefined || more.length > 0 || codePoint === undefined) return undefined;
    const glyphId = source.glyphOf([codePoint]);
    const contours = readSafely(() => source.contours(glyphId));
    if (glyphId === 0 || contours === undefined) return undefined;
    const sizePx = sizeForRole(layer.role, this.#layout.fontSizePx);
    const pxPerUnit = sizePx / source.unitsPerEm;
    const ink = inkOf(scaled(contours, pxPerUnit), source.advance(glyphId) * pxPerUnit);
    const bold = layer.imitateBold ? embolden(contours, (BOLDER / 2) * source.unitsPerEm) : contours;
    return this.#placed(wish, layer, ink, scaled(bold, pxPerUnit));
  }

  #placed(wish: GlyphWish, layer: Layer, ink: InkBox, contours: readonly Contour[]): Contour[] {
    const { xPx, yPx, scaleX, scaleY } = placeGlyph(layer.role, ink, this.#boxOf(wish), layer.face);
    const slant = layer.imitateItalic ? SLANT * scaleY : 0;
    return transformContours(contours, {
      xx: scaleX,
      xy: slant,
      yx: 0,
      yy: scaleY,
      // Slanted letters lean around half their height.
      dx: xPx - slant * (this.#capHeightPx / 2),
      dy: this.#layout.baselinePx - yPx,
    });
  }

  #boxOf(wish: GlyphWish): GlyphBox {
    const { geometry, baselinePx } = this.#layout;
    const { cellWidthPx, cellHeightPx } = geometry;
    return {
      widthPx: drawnColumnsOf(wish) * cellWidthPx,
      heightPx: cellHeightPx,
      baselinePx,
      capHeightPx: this.#capHeightPx,
    };
  }

  #traced(wish: GlyphWish): Contour[] {
    const glyph = this.#rasterise(wish, TRACED_SCALE);
    if (glyph.kind !== 'coverage') return [];
    const widthPx = drawnColumnsOf(wish) * this.#layout.geometry.cellWidthPx * TRACED_SCALE;
    const scale = 1 / TRACED_SCALE;
    const downwards = traceCoverage(glyph.coverage, widthPx);
    return transformContours(downwards, { xx: scale, xy: 0, yx: 0, yy: -scale, dx: 0, dy: this.#layout.baselinePx });
  }

  #rasterise(wish: GlyphWish, scale: number): Glyph {
    const { grapheme, bold, italic } = wish;
    const columns = drawnColumnsOf(wish);
    const { geometry, baselinePx, fontSizePx } = this.#layout;
    return this.#fonts.rasterise({
      grapheme,
      bold,
      italic,
      boxWidthPx: columns * geometry.cellWidthPx * scale,
      boxHeightPx: geometry.cellHeightPx * scale,
      baselinePx: baselinePx * scale,
      fontSizePx: fontSizePx * scale,
      columns,
      stretch: 1,
    });
  }

  /** As flat outlines where the font has such, else as a small bitmap; signs and marks take the text's colour. */
  #emoji(wish: GlyphWish, [emoji, ...marks]: readonly [Layer, ...Layer[]]): Drawing {
    const layers = this.#colourLayers(wish, emoji);
    const isSign = this.#rasterise(wish, 1).kind === 'coverage';
    const above = marks.flatMap((mark) => this.#layerContours(wish, mark) ?? []);
    if (isSign) {
      return this.#tinted([...(layers?.flatMap(({ contours }) => contours) ?? this.#traced(wish)), ...above]);
    }
    const paths = layers?.map(({ contours, attributes }) => `<path${attributes} d="${pathData(contours, 2)}"/>`);
    const picture = paths?.join('') ?? this.#bitmap(wish);
    const ink = above.length > 0 ? `<path d="${pathData(above, 2)}"/>` : '';
    const id = this.define((name) => `<g id="${name}" class="a">${picture}${ink}</g>`);
    return { kind: 'picture', tinted: ink !== '', id };
  }

  #colourLayers(wish: GlyphWish, layer: Layer): { contours: Contour[]; attributes: string }[] | undefined {
    const source = this.#source(layer.face);
    if (source === undefined) return undefined;
    const glyphIdOf = (text: string) => source.glyphOf(Array.from(text.replace(SELECTORS, ''), codePointOf));
    const layers = readSafely(() => source.colourLayers(glyphIdOf(layer.text)));
    const square = readSafely(() => source.colourLayers(glyphIdOf(fullSquare(layer))));
    if (layers === undefined || square === undefined) return undefined;
    const pxPerUnit = this.#layout.fontSizePx / source.unitsPerEm;
    const outline = (glyphId: number) => scaled(source.contours(glyphId), pxPerUnit);
    const ink = inkOf(
      square.flatMap(({ glyphId }) => outline(glyphId)),
      source.advance(glyphIdOf(fullSquare(layer))) * pxPerUnit,
    );
    return layers.map(({ glyphId, colour, opacity }) => ({
      contours: this.#placed(wish, layer, ink, outline(glyphId)),
      attributes:
        (colour === 'text' ? '' : ` fill="${shortHexColour(colour)}"`) +
        (opacity === 1 ? '' : ` fill-opacity="${Math.round(opacity * 100) / 100}"`),
    }));
  }

  #bitmap(wish: GlyphWish): string {
    const { geometry, baselinePx } = this.#layout;
    const [widthPx, heightPx] = [drawnColumnsOf(wish) * geometry.cellWidthPx, geometry.cellHeightPx];
    const glyph = this.#rasterise(wish, BITMAP_SCALE);
    const rgba = glyph.kind === 'colour' ? glyph.rgba : new Uint8Array();
    const data = Buffer.from(rgbaPng(rgba, widthPx * BITMAP_SCALE, heightPx * BITMAP_SCALE)).toString('base64');
    const size = `y="${-baselinePx}" width="${widthPx}" height="${heightPx}"`;
    return `<image ${size} href="data:image/png;base64,${data}"/>`;
  }

  #source(face: Face): SourceFont | undefined {
    if (!this.#sources.has(face)) this.#sources.set(face, SourceFont.open(face.read()));
    return this.#sources.get(face);
  }

  #cellFont(style: FaceStyle): CellFont {
    const known = this.#cellFonts.get(style);
    if (known !== undefined) return known;
    const { geometry, baselinePx } = this.#layout;
    const unit = this.#unitsPerPx;
    const font = new CellFont({
      unitsPerEm: this.#unitsPerEm,
      cellAdvance: geometry.cellWidthPx * unit,
      ascent: Math.round(baselinePx * unit),
      descent: Math.round((geometry.cellHeightPx - baselinePx) * unit),
    });
    this.#cellFonts.set(style, font);
    return font;
  }
}

function drawnColumnsOf({ columns, overhangs }: GlyphWish): number {
  return overhangs ? columns + 1 : columns;
}

function styleOf({ bold, italic }: GlyphWish): FaceStyle {
  if (bold) return italic ? 'boldItalic' : 'bold';
  return italic ? 'italic' : 'regular';
}

function codePointOf(character: string): number {
  return character.codePointAt(0)!;
}

function scaled(contours: readonly Contour[], factor: number): Contour[] {
  return transformContours(contours, { xx: factor, xy: 0, yx: 0, yy: factor, dx: 0, dy: 0 });
}

/** In whole pixels, as the canvas measures, so that glyphs are placed in the same way. */
function inkOf(contours: readonly Contour[], advancePx: number): InkBox {
  const { left, bottom, right, top } = boundsOf(contours);
  return {
    advancePx,
    leftPx: Math.ceil(-left),
    rightPx: Math.ceil(right),
    ascentPx: Math.ceil(top),
    descentPx: Math.ceil(-bottom),
  };
}

/** Undefined where a font's tables are broken at this place: the canvas draws the glyph, if it can. */
function readSafely<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}

/** Eight bits for each of red, green, blue and alpha. */
function rgbaPng(rgba: Uint8Array, widthPx: number, heightPx: number): Uint8Array {
  const rows = Buffer.alloc((widthPx * 4 + 1) * heightPx);
  for (let y = 0; y < heightPx; y++) {
    rows.set(rgba.subarray(y * widthPx * 4, (y + 1) * widthPx * 4), y * (widthPx * 4 + 1) + 1);
  }
  const header = bigEndian([4, widthPx], [4, heightPx], [1, 8], [1, 6], [1, 0], [1, 0], [1, 0]);
  const data = pngChunk('IDAT', deflateSync(rows, { level: 9 }));
  return Buffer.concat([PNG_SIGNATURE, pngChunk('IHDR', header), data, pngChunk('IEND')]);
}
