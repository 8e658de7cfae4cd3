import { CellSet } from './cell-set.js';
import type { ColourTable } from './colour-table.js';
import type { Canvas, Geometry } from './painted-frame.js';
import type { Surroundings } from './surroundings.js';
import type { TileStore } from './tile-store.js';

/** What a canvas of tiles is made of. */
export interface TileCanvasParts {
  readonly tiles: TileStore;
  /** The tile that a cell, `row * 65536 + column`, shows now. */
  readonly tileAt: (cell: number) => number;
  readonly around: Surroundings;
  /** The table ids come from, complete; undefined where pixels are colours themselves. */
  readonly colours: ColourTable | undefined;
  /** What is shown before anything is painted, `0xRRGGBB`. */
  readonly background: number;
}

/**
 * A canvas that is painted when somebody reads it. Until then changed cells are only remembered, because an encoder
 * that takes the tiles of a frame never looks at its pixels.
 */
export class TileCanvas {
  /** As encoders see it. */
  readonly canvas: Canvas;
  readonly #parts: TileCanvasParts;
  readonly #geometry: Geometry;
  readonly #ids: Uint16Array | Uint32Array;
  readonly #unpainted: CellSet;

  constructor(parts: TileCanvasParts) {
    const { around, background, colours } = parts;
    const { geometry, overlay } = around;
    const length = geometry.widthPx * geometry.heightPx;
    this.#parts = parts;
    this.#geometry = geometry;
    this.#unpainted = new CellSet(geometry);
    this.#ids = (colours === undefined ? new Uint32Array(length) : new Uint16Array(length)).fill(
      around.idOf(background),
    );
    for (const { row, column } of overlay?.cells() ?? []) overlay!.paintCell(this.#ids, row, column);
    this.canvas = canvasOf(this.#ids, colours?.rgb, () => this.paint());
  }

  /** Paints all pixels that belong to no cell. */
  paintAround(background: number): void {
    this.#parts.around.paint(this.#ids, background);
  }

  /** A cell shows another tile now. */
  change(cell: number): void {
    this.#unpainted.add(cell);
  }

  /** Paints the cells that have changed since it was last painted. To be called before their tiles are dropped. */
  paint(): void {
    if (this.#unpainted.isEmpty) return;
    const { overlay } = this.#parts.around;
    for (const cell of this.#unpainted.cells()) {
      const [row, column] = [cell >>> 16, cell & 0xffff];
      this.#copyTile(this.#parts.tileAt(cell), row, column);
      if (overlay?.touches(row, column)) overlay.paintCell(this.#ids, row, column);
    }
    this.#unpainted.clear();
  }

  /** A hot loop: a frame costs what it changes, and this is what a change costs. */
  #copyTile(tile: number, row: number, column: number): void {
    const { cellWidthPx, cellHeightPx, widthPx, originXPx, originYPx } = this.#geometry;
    const { pixels, pixelsPerTile } = this.#parts.tiles;
    const ids = this.#ids;
    let source = tile * pixelsPerTile;
    let target = (originYPx + row * cellHeightPx) * widthPx + originXPx + column * cellWidthPx;
    for (let y = 0; y < cellHeightPx; y += 1) {
      for (let x = 0; x < cellWidthPx; x += 1) ids[target + x] = pixels[source + x]!;
      source += cellWidthPx;
      target += widthPx;
    }
  }
}

/** @param rgb the colour of each id; undefined where ids are colours themselves */
function canvasOf(ids: Uint16Array | Uint32Array, rgb: Uint32Array | undefined, beforeReading: () => void): Canvas {
  if (ids instanceof Uint16Array)
    return {
      kind: 'indexed',
      rgb: rgb!,
      get ids() {
        beforeReading();
        return ids;
      },
    };
  return {
    kind: 'direct',
    get ids() {
      beforeReading();
      return ids;
    },
  };
}
