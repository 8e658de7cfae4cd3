import type { FontSet, Glyph } from '../font/font-set.js';
import type { Cell } from '../terminal/cell.js';
import type { Layout } from './layout.js';
import { isShape, shapeCoverage } from './shapes/shapes.js';

/** A grapheme's picture over all the cells it spans: from a face, or a shape from the table. */
export type GlyphPicture = Glyph | { readonly kind: 'shape'; readonly coverage: Uint8Array };

/** Bytes of glyph pictures kept before all are dropped and drawn again on demand. */
const CACHE_LIMIT_BYTES = 16 * 1024 * 1024;

/** Pictures of graphemes by (grapheme, bold, italic, span): regardless of colour. Bounded. */
export class GlyphCache {
  readonly #fonts: Pick<FontSet, 'rasterise'>;
  readonly #layout: Layout;
  /** By grapheme, then by `styleOf`. */
  readonly #pictures = new Map<string, GlyphPicture[]>();
  #bytes = 0;

  constructor(fonts: Pick<FontSet, 'rasterise'>, layout: Layout) {
    this.#fonts = fonts;
    this.#layout = layout;
  }

  /** The picture of the cell's whole grapheme, `spanColumns` by `spanRows` cells large. */
  picture(cell: Cell): GlyphPicture {
    const style = styleOf(cell);
    const known = this.#pictures.get(cell.grapheme)?.[style];
    if (known !== undefined) return known;
    const picture = this.#draw(cell);
    this.#bytes += (picture.coverage?.length ?? 0) + (picture.kind === 'colour' ? picture.rgba.length : 0);
    if (this.#bytes > CACHE_LIMIT_BYTES) {
      this.#pictures.clear();
      this.#bytes = 0;
    }
    let styles = this.#pictures.get(cell.grapheme);
    if (styles === undefined) this.#pictures.set(cell.grapheme, (styles = []));
    styles[style] = picture;
    return picture;
  }

  #draw(cell: Cell): GlyphPicture {
    const { geometry, baselinePx, fontSizePx } = this.#layout;
    const boxWidthPx = geometry.cellWidthPx * cell.spanColumns;
    const boxHeightPx = geometry.cellHeightPx * cell.spanRows;
    const shape = this.#shape(cell, boxWidthPx, boxHeightPx);
    if (shape !== undefined) return { kind: 'shape', coverage: shape };
    return this.#fonts.rasterise({
      grapheme: cell.grapheme,
      bold: cell.bold,
      italic: cell.italic,
      boxWidthPx,
      boxHeightPx,
      baselinePx: baselinePx * cell.spanRows,
      fontSizePx,
      columns: cell.spanColumns,
      stretch: cell.stretch,
      stretchRows: cell.spanRows,
    });
  }

  #shape(cell: Cell, boxWidthPx: number, boxHeightPx: number): Uint8Array | undefined {
    const codePoint = cell.grapheme.codePointAt(0) ?? 0;
    const single = cell.grapheme.length === (codePoint > 0xffff ? 2 : 1);
    if (!single || !isShape(codePoint)) return undefined;
    if (cell.stretch === cell.spanRows) return shapeCoverage(codePoint, boxWidthPx, boxHeightPx);
    // Only the width is stretched: drawn at its own width, so that lines across keep their thickness.
    const narrow = shapeCoverage(codePoint, boxWidthPx / cell.stretch, boxHeightPx);
    return narrow && stretchColumns(narrow, cell.stretch);
  }
}

/** Repeats each pixel of a picture to its right. */
function stretchColumns(coverage: Uint8Array, times: number): Uint8Array {
  return Uint8Array.from({ length: coverage.length * times }, (_, at) => coverage[Math.floor(at / times)]!);
}

/** A number for all that the picture of a grapheme depends on: small, so that it can be an index. */
function styleOf({ bold, italic, stretch, spanRows, spanColumns }: Cell): number {
  return (bold ? 1 : 0) | (italic ? 2 : 0) | ((stretch - 1) << 2) | ((spanRows - 1) << 3) | (spanColumns << 4);
}
