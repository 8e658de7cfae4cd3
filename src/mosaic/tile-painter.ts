import { blend } from '../colour/blend.js';
import type { FontSet } from '../font/font-set.js';
import { textWeights } from '../font/weight.js';
import type { Cell } from '../terminal/cell.js';
import { Decorations } from './decorations.js';
import { GlyphCache, type GlyphPicture } from './glyph-cache.js';
import type { Layout } from './layout.js';

/** Levels that have the shades' 25, 50 and 75 % among them. */
const SHAPE_LEVELS = 5;
const FINE_SHAPE_LEVELS = 9;

/** A table from coverage to the nearest of the levels, both 0 to 255. */
function quantiser(levels: number): Uint8Array {
  return Uint8Array.from({ length: 256 }, (_, coverage) =>
    Math.round((Math.round((coverage * (levels - 1)) / 255) * 255) / (levels - 1)),
  );
}

/** Paints one cell into exact colours. Painting is pure: the same cell always gives the same pixels. */
export class TilePainter {
  readonly #layout: Layout;
  readonly #glyphs: GlyphCache;
  readonly #decorations: Decorations;
  /** Each of the 256 coverages brought to the nearest of the levels. */
  readonly #quantised: Uint8Array;
  /** The same for shapes. */
  readonly #quantisedShape: Uint8Array;
  readonly #pixels: Uint32Array;
  /** What quantising and weighting make of each coverage, by the table of weights. */
  readonly #textShares = new Map<Uint8Array, Uint8Array>();

  /** @param levels how many different coverages a glyph's edge may have, 2 to 256. */
  constructor(layout: Layout, fonts: Pick<FontSet, 'rasterise'>, levels: number) {
    this.#layout = layout;
    this.#glyphs = new GlyphCache(fonts, layout);
    this.#decorations = new Decorations(layout);
    this.#quantised = quantiser(levels);
    this.#quantisedShape = quantiser(levels < FINE_SHAPE_LEVELS ? SHAPE_LEVELS : FINE_SHAPE_LEVELS);
    this.#pixels = new Uint32Array(layout.geometry.cellWidthPx * layout.geometry.cellHeightPx);
  }

  /** The cell's pixels, `0xRRGGBB`, row by row; valid until the next call. */
  paint(cell: Cell): Uint32Array {
    const pixels = this.#pixels.fill(cell.background);
    if (cell.underline !== 'none') this.#layLine(this.#decorations.underline(cell.underline), cell.underlineColour);
    if (cell.grapheme !== '' && cell.grapheme !== ' ') this.#layGlyph(this.#glyphs.picture(cell), cell);
    if (cell.strikethrough) this.#layLine(this.#decorations.strikethrough(), cell.foreground);
    if (cell.overline) this.#layLine(this.#decorations.overline(), cell.foreground);
    if (cell.cursor === 'bar' && (cell.pieceColumn === 0 || cell.overhangs))
      this.#layLine(this.#decorations.barCursor(), cell.cursorColour);
    if (cell.cursor === 'underline') this.#layLine(this.#decorations.underlineCursor(), cell.cursorColour);
    return pixels;
  }

  #layLine(coverage: Uint8Array, rgb: number): void {
    this.#layInk(coverage, this.#quantised, rgb, { start: 0, widthPx: this.#layout.geometry.cellWidthPx });
  }

  /** Paints the cell's part of a grapheme over the tile: first what has its own colours, then the ink. */
  #layGlyph(glyph: GlyphPicture, cell: Cell): void {
    const { cellWidthPx, cellHeightPx } = this.#layout.geometry;
    const widthPx = cellWidthPx * cell.spanColumns;
    const piece = { start: cell.pieceRow * cellHeightPx * widthPx + cell.pieceColumn * cellWidthPx, widthPx };
    if (glyph.kind === 'colour') this.#layColours(glyph.rgba, piece);
    if (glyph.coverage === undefined) return;
    const shares = glyph.kind === 'shape' ? this.#quantisedShape : this.#sharesOfText(cell.foreground);
    this.#layInk(glyph.coverage, shares, cell.foreground, piece);
  }

  #sharesOfText(foreground: number): Uint8Array {
    const weights = textWeights(foreground);
    let shares = this.#textShares.get(weights);
    if (shares === undefined) {
      shares = this.#quantised.map((coverage) => weights[coverage]!);
      this.#textShares.set(weights, shares);
    }
    return shares;
  }

  /**
   * Paints a colour over the tile. A hot loop: neighbours are often alike, and then nothing is blended.
   * @param shares for each coverage how strongly the colour shows, 0 to 255
   */
  #layInk(coverage: Uint8Array, shares: Uint8Array, rgb: number, { start, widthPx }: Piece): void {
    const { cellWidthPx, cellHeightPx } = this.#layout.geometry;
    const pixels = this.#pixels;
    let [lastShare, lastBelow, blended] = [0, 0, 0];
    let target = 0;
    for (let y = 0; y < cellHeightPx; y += 1) {
      for (let source = start + y * widthPx, end = source + cellWidthPx; source < end; source += 1, target += 1) {
        const share = shares[coverage[source]!]!;
        if (share === 0) continue;
        const below = pixels[target]!;
        if (share !== lastShare || below !== lastBelow) {
          [lastShare, lastBelow] = [share, below];
          blended = blend(below, rgb, share / 255);
        }
        pixels[target] = blended;
      }
    }
  }

  /** Paints a picture that has its own colours over the tile. */
  #layColours(rgba: Uint8Array, { start, widthPx }: Piece): void {
    const { cellWidthPx, cellHeightPx } = this.#layout.geometry;
    const pixels = this.#pixels;
    let target = 0;
    for (let y = 0; y < cellHeightPx; y += 1) {
      for (let source = start + y * widthPx, end = source + cellWidthPx; source < end; source += 1, target += 1) {
        const share = this.#quantised[rgba[source * 4 + 3]!]!;
        if (share > 0) pixels[target] = blend(pixels[target]!, colourAt(rgba, source), share / 255);
      }
    }
  }
}

/** The part of a grapheme's picture that is in a cell: the number of its first pixel, and the width of the picture. */
interface Piece {
  readonly start: number;
  readonly widthPx: number;
}

function colourAt(rgba: Uint8Array, pixel: number): number {
  return (rgba[pixel * 4]! << 16) | (rgba[pixel * 4 + 1]! << 8) | rgba[pixel * 4 + 2]!;
}
