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

const UNWEIGHTED = Uint8Array.from({ length: 256 }, (_, share) => share);

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
    if (cell.underline !== 'none') this.#lay(this.#decorations.underline(cell.underline), cell.underlineColour);
    if (cell.grapheme !== '' && cell.grapheme !== ' ') this.#layGlyph(this.#glyphs.picture(cell), cell);
    if (cell.strikethrough) this.#lay(this.#decorations.strikethrough(), cell.foreground);
    if (cell.overline) this.#lay(this.#decorations.overline(), cell.foreground);
    if (cell.cursor === 'bar' && (cell.pieceColumn === 0 || cell.overhangs))
      this.#lay(this.#decorations.barCursor(), cell.cursorColour);
    if (cell.cursor === 'underline') this.#lay(this.#decorations.underlineCursor(), cell.cursorColour);
    return pixels;
  }

  /** Paints a colour over the tile through a mask of one cell. */
  #lay(coverage: Uint8Array, rgb: number): void {
    const pixels = this.#pixels;
    for (let index = 0; index < pixels.length; index += 1) {
      const share = this.#quantised[coverage[index]!]!;
      if (share > 0) pixels[index] = blend(pixels[index]!, rgb, share / 255);
    }
  }

  /** Paints the cell's part of a grapheme over the tile: first what has its own colours, then the ink. */
  #layGlyph(glyph: GlyphPicture, cell: Cell): void {
    const quantised = glyph.kind === 'shape' ? this.#quantisedShape : this.#quantised;
    if (glyph.kind === 'colour') {
      const { rgba } = glyph;
      this.#layPiece(
        cell,
        (source) => quantised[rgba[source * 4 + 3]!]!,
        (source) => colourAt(rgba, source),
      );
    }
    const { coverage } = glyph;
    if (coverage === undefined) return;
    const weights = glyph.kind === 'shape' ? UNWEIGHTED : textWeights(cell.foreground);
    this.#layPiece(
      cell,
      (source) => weights[quantised[coverage[source]!]!]!,
      () => cell.foreground,
    );
  }

  /** @param shareAt and `colourOf` get the number of a pixel in the whole grapheme's picture; the share is 0 to 255 */
  #layPiece(cell: Cell, shareAt: (source: number) => number, colourOf: (source: number) => number): void {
    const { cellWidthPx, cellHeightPx } = this.#layout.geometry;
    const boxWidthPx = cellWidthPx * cell.spanColumns;
    const pixels = this.#pixels;
    let target = 0;
    for (let y = 0; y < cellHeightPx; y += 1) {
      let source = (cell.pieceRow * cellHeightPx + y) * boxWidthPx + cell.pieceColumn * cellWidthPx;
      for (let x = 0; x < cellWidthPx; x += 1, source += 1, target += 1) {
        const share = shareAt(source);
        if (share > 0) pixels[target] = blend(pixels[target]!, colourOf(source), share / 255);
      }
    }
  }
}

function colourAt(rgba: Uint8Array | Uint8ClampedArray, pixel: number): number {
  return (rgba[pixel * 4]! << 16) | (rgba[pixel * 4 + 1]! << 8) | rgba[pixel * 4 + 2]!;
}
