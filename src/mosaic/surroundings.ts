import type { ColourTable } from './colour-table.js';
import type { Canvas, Geometry } from './types.js';

/** Paints what lies around the cells: the padding, in the terminal's background. */
export class Surroundings {
  readonly geometry: Geometry;
  readonly #colours: ColourTable | undefined;

  /** @param colours the table ids come from; undefined where pixels are colours themselves. */
  constructor(geometry: Geometry, colours: ColourTable | undefined) {
    this.geometry = geometry;
    this.#colours = colours;
  }

  /** The ids that painting on this background (`0xRRGGBB`) takes. */
  coloursOn(background: number): Uint32Array {
    return Uint32Array.of(this.#colours === undefined ? background : this.#colours.idOf(background));
  }

  /** Paints all pixels that belong to no cell. */
  paint(canvas: Canvas, background: number): void {
    const { geometry } = this;
    const [id] = this.coloursOn(background);
    const leftPx = geometry.originXPx;
    const rightPx = leftPx + geometry.columns * geometry.cellWidthPx;
    const topPx = geometry.originYPx;
    const bottomPx = topPx + geometry.rows * geometry.cellHeightPx;
    for (let y = 0; y < geometry.heightPx; y += 1) {
      const start = y * geometry.widthPx;
      const end = start + geometry.widthPx;
      if (y < topPx || y >= bottomPx) canvas.ids.fill(id!, start, end);
      else canvas.ids.fill(id!, start, start + leftPx).fill(id!, start + rightPx, end);
    }
  }
}
