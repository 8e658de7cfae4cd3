import type { ColourTable } from './colour-table.js';
import { Overlay, type Stamp } from './overlay.js';
import type { Around, Geometry } from './painted-frame.js';

/** Paints what is around the cells onto a canvas. */
export class Surroundings {
  readonly geometry: Geometry;
  /** Drawn on top of everything, the cells included. */
  readonly overlay: Overlay | undefined;
  readonly #around: Around;
  readonly #colours: ColourTable | undefined;
  readonly #row: Uint32Array;

  /**
   * @param around absent: the terminal's background
   * @param stamp drawn on top of it and of the cells
   * @param colours the table ids come from; undefined where pixels are colours themselves
   */
  constructor(
    geometry: Geometry,
    around: Around | undefined,
    stamp: Stamp | undefined,
    colours: ColourTable | undefined,
  ) {
    this.geometry = geometry;
    this.overlay = stamp && new Overlay(stamp, geometry, colours);
    this.#around = around ?? BACKGROUND_ONLY;
    this.#colours = colours;
    this.#row = new Uint32Array(geometry.widthPx);
  }

  /** The distinct ids needed for painting on this background (`0xRRGGBB`). */
  coloursOn(background: number): Uint32Array {
    if (this.#isPlain) return Uint32Array.of(this.idOf(background));
    const ids = new Set([this.idOf(background)]);
    this.#paintSpans(background, (_, colours) => {
      let last = -1;
      for (const colour of colours) if (colour !== last) ids.add(this.idOf((last = colour)));
    });
    return Uint32Array.from(ids);
  }

  /** Paints all pixels of a canvas that belong to no cell. */
  paint(ids: Uint16Array | Uint32Array, background: number): void {
    if (this.#isPlain) {
      const id = this.idOf(background);
      const { widthPx } = this.geometry;
      this.#eachSpan((y, from, to) => ids.fill(id, y * widthPx + from, y * widthPx + to));
      return;
    }
    this.#paintSpans(background, (start, colours) => {
      let last = -1;
      let id = 0;
      for (let at = 0; at < colours.length; at += 1) {
        if (colours[at] !== last) id = this.idOf((last = colours[at]!));
        ids[start + at] = id;
      }
    });
  }

  /** The colour as the canvas has it. */
  idOf(colour: number): number {
    return this.#colours === undefined ? colour : this.#colours.idOf(colour);
  }

  /** Whether all of it is the terminal's background. */
  get #isPlain(): boolean {
    return this.#around === BACKGROUND_ONLY && this.overlay === undefined;
  }

  /** @param take gets the colours of neighbouring pixels and where on the canvas they start */
  #paintSpans(background: number, take: (start: number, colours: Uint32Array) => void): void {
    this.#eachSpan((y, from, to) => {
      const colours = this.#row.subarray(0, to - from);
      this.#around.paintSpan(y, from, to, background, colours);
      this.overlay?.laySpan(colours, from, y);
      take(y * this.geometry.widthPx + from, colours);
    });
  }

  /** Calls back for every stretch of a row of pixels that belongs to no cell. */
  #eachSpan(visit: (y: number, fromXPx: number, toXPx: number) => void): void {
    const { widthPx, heightPx, columns, rows, cellWidthPx, cellHeightPx, originXPx, originYPx } = this.geometry;
    const rightPx = originXPx + columns * cellWidthPx;
    const bottomPx = originYPx + rows * cellHeightPx;
    for (let y = 0; y < heightPx; y += 1) {
      if (y < originYPx || y >= bottomPx) visit(y, 0, widthPx);
      else {
        if (originXPx > 0) visit(y, 0, originXPx);
        if (rightPx < widthPx) visit(y, rightPx, widthPx);
      }
    }
  }
}

const BACKGROUND_ONLY: Around = {
  matte: undefined,
  paintSpan: (_y, _fromXPx, _toXPx, background, colours) => void colours.fill(background),
};
