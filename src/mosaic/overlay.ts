import { alphaOf, lay } from '../colour/blend.js';
import type { ColourTable } from './colour-table.js';
import type { Geometry } from './painted-frame.js';

/** A picture on top of everything, the same in every frame. */
export interface Stamp {
  readonly leftPx: number;
  readonly topPx: number;
  readonly widthPx: number;
  readonly heightPx: number;
  /** Row by row; see `colour/blend.ts` for how a colour says that it is transparent. */
  readonly colours: Uint32Array;
}

/** Puts a stamp over the cells and what is around them. A cell's pixels then depend on its tile and its place. */
export class Overlay {
  readonly #stamp: Stamp;
  readonly #geometry: Geometry;
  readonly #colours: ColourTable | undefined;

  /** @param colours the table ids come from; undefined where pixels are colours themselves */
  constructor(stamp: Stamp, geometry: Geometry, colours: ColourTable | undefined) {
    this.#stamp = stamp;
    this.#geometry = geometry;
    this.#colours = colours;
  }

  /** Whether any pixel of a cell is under the stamp. */
  touches(row: number, column: number): boolean {
    const { cellWidthPx, cellHeightPx, originXPx, originYPx } = this.#geometry;
    const { leftPx, topPx, widthPx, heightPx } = this.#stamp;
    const x = originXPx + column * cellWidthPx;
    const y = originYPx + row * cellHeightPx;
    return x < leftPx + widthPx && x + cellWidthPx > leftPx && y < topPx + heightPx && y + cellHeightPx > topPx;
  }

  /** Every cell that the stamp touches. */
  *cells(): Generator<{ row: number; column: number }> {
    const { rows, columns } = this.#geometry;
    for (let row = 0; row < rows; row += 1) {
      for (let column = 0; column < columns; column += 1) if (this.touches(row, column)) yield { row, column };
    }
  }

  /** The distinct ids of a cell under the stamp. `ids`: its pixels without it, row by row. */
  coloursOn(ids: Uint16Array | Uint32Array, row: number, column: number): Uint32Array {
    const { cellWidthPx, cellHeightPx, originXPx, originYPx } = this.#geometry;
    const seen = new Set<number>();
    let at = 0;
    for (let y = 0; y < cellHeightPx; y += 1) {
      for (let x = 0; x < cellWidthPx; x += 1) {
        seen.add(this.#over(ids[at++]!, originXPx + column * cellWidthPx + x, originYPx + row * cellHeightPx + y));
      }
    }
    return Uint32Array.from(seen);
  }

  /** Puts the stamp over a cell of a canvas whose own pixels have just been painted. */
  paintCell(ids: Uint16Array | Uint32Array, row: number, column: number): void {
    const { widthPx, cellWidthPx, cellHeightPx, originXPx, originYPx } = this.#geometry;
    const left = originXPx + column * cellWidthPx;
    const top = originYPx + row * cellHeightPx;
    for (let y = top; y < top + cellHeightPx; y += 1) {
      for (let x = left; x < left + cellWidthPx; x += 1) ids[y * widthPx + x] = this.#over(ids[y * widthPx + x]!, x, y);
    }
  }

  /** Puts the stamp over colours of neighbouring pixels that start at (x, y). */
  laySpan(colours: Uint32Array, x: number, y: number): void {
    const { leftPx, widthPx } = this.#stamp;
    const end = Math.min(colours.length, leftPx + widthPx - x);
    for (let at = Math.max(0, leftPx - x); at < end; at += 1) colours[at] = this.#layAt(colours[at]!, x + at, y);
  }

  #over(id: number, x: number, y: number): number {
    const table = this.#colours;
    if (table === undefined) return this.#layAt(id, x, y);
    const below = table.colourOf(id);
    const colour = this.#layAt(below, x, y);
    return colour === below ? id : table.idOf(colour);
  }

  #layAt(below: number, x: number, y: number): number {
    const { leftPx, topPx, widthPx, heightPx, colours } = this.#stamp;
    const [column, row] = [x - leftPx, y - topPx];
    if (column < 0 || row < 0 || column >= widthPx || row >= heightPx) return below;
    const colour = colours[row * widthPx + column]!;
    const alpha = alphaOf(colour);
    return alpha === 0 ? below : lay(below, colour & 0xffffff, alpha / 255);
  }
}
