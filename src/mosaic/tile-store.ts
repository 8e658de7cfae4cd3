import type { CellTable } from '../terminal/cell.js';
import type { ColourTable } from './colour-table.js';
import type { TilePainter } from './tile-painter.js';

/** Pixels of painted tiles held before all are dropped; tiles on the canvas stay there, so that nothing is lost. */
const LIMIT_PIXELS = 8 * 1024 * 1024;
/** Where tiles are large at least this many are held, so that those of a screen are not painted repeatedly, … */
const LEAST_TILES = 4096;
/** … but no more pixels than the largest pictures have. */
const MOST_PIXELS = 64 * 1024 * 1024;
const INITIAL_TILES = 256;
const NONE = -1;

/**
 * Every distinct cell painted once, as colour ids (or, for a `direct` canvas, as colours).
 * Tiles that look alike share a number, so that equal numbers mean equal pixels and unequal ones unequal pixels,
 * until the store is emptied: then `generation` rises.
 */
export class TileStore {
  readonly pixelsPerTile: number;
  /** Ids (16 bits) or colours (32 bits) of all tiles, one after another. */
  pixels: Uint16Array | Uint32Array;
  generation = 0;

  readonly #cells: CellTable;
  readonly #painter: TilePainter;
  readonly #colours: ColourTable | undefined;
  readonly #limitTiles: number;
  #tileOfCell = new Int32Array(1024).fill(NONE);
  #cellGeneration = -1;
  #count = 0;
  /** Content hash → tiles with that hash. */
  readonly #byContent = new Map<number, number[]>();
  readonly #distinctColours: Uint32Array[] = [];

  /** @param colours the table ids come from; undefined where pixels are colours themselves. */
  constructor(cells: CellTable, painter: TilePainter, colours: ColourTable | undefined, pixelsPerTile: number) {
    this.#cells = cells;
    this.#painter = painter;
    this.#colours = colours;
    this.pixelsPerTile = pixelsPerTile;
    const leastTiles = Math.min(LEAST_TILES, Math.ceil(MOST_PIXELS / pixelsPerTile));
    this.#limitTiles = Math.max(leastTiles, Math.floor(LIMIT_PIXELS / pixelsPerTile));
    this.pixels = this.#allocate(Math.min(INITIAL_TILES, Math.ceil(LIMIT_PIXELS / pixelsPerTile)));
  }

  /** The number of the tile that shows a cell; painted if it has not been yet. */
  tileOf(cellId: number): number {
    if (this.#cells.generation !== this.#cellGeneration) this.#forgetCells();
    if (cellId >= this.#tileOfCell.length) this.#growCells(cellId);
    const known = this.#tileOfCell[cellId]!;
    if (known !== NONE) return known;
    if (this.#count >= this.#limitTiles) this.#empty();
    const tile = this.#add(cellId);
    this.#tileOfCell[cellId] = tile;
    return tile;
  }

  /** A tile's pixels, row by row; valid until the next tile is painted. */
  pixelsOf(tile: number): Uint16Array | Uint32Array {
    return this.pixels.subarray(tile * this.pixelsPerTile, (tile + 1) * this.pixelsPerTile);
  }

  /** The distinct ids a tile consists of. */
  coloursOf(tile: number): Uint32Array {
    return this.#distinctColours[tile]!;
  }

  #add(cellId: number): number {
    const tile = this.#count;
    const start = tile * this.pixelsPerTile;
    if (start + this.pixelsPerTile > this.pixels.length) this.#growPixels();
    const painted = this.#painter.paint(this.#cells.cell(cellId));
    const hash = this.#copy(painted, start);
    const alike = this.#byContent.get(hash);
    const same = alike?.find((other) => this.#equal(other * this.pixelsPerTile, start));
    if (same !== undefined) return same;
    if (alike === undefined) this.#byContent.set(hash, [tile]);
    else alike.push(tile);
    this.#distinctColours[tile] = distinct(this.pixels.subarray(start, start + this.pixelsPerTile));
    this.#count += 1;
    return tile;
  }

  /** Translates colours to ids; returns a hash of the content. */
  #copy(painted: Uint32Array, start: number): number {
    const { pixels } = this;
    let hash = 0;
    let lastRgb = -1;
    let id = 0;
    for (let index = 0; index < painted.length; index += 1) {
      const rgb = painted[index]!;
      if (rgb !== lastRgb) {
        id = this.#colours === undefined ? rgb : this.#colours.idOf(rgb);
        lastRgb = rgb;
      }
      pixels[start + index] = id;
      hash = (Math.imul(hash, 31) + id) | 0;
    }
    return hash;
  }

  #equal(left: number, right: number): boolean {
    for (let index = 0; index < this.pixelsPerTile; index += 1) {
      if (this.pixels[left + index] !== this.pixels[right + index]) return false;
    }
    return true;
  }

  #allocate(tiles: number): Uint16Array | Uint32Array {
    const length = tiles * this.pixelsPerTile;
    return this.#colours === undefined ? new Uint32Array(length) : new Uint16Array(length);
  }

  #growPixels(): void {
    const grown = this.#allocate(Math.min(this.#limitTiles, (this.pixels.length / this.pixelsPerTile) * 2));
    grown.set(this.pixels);
    this.pixels = grown;
  }

  #growCells(cellId: number): void {
    const grown = new Int32Array(Math.max(cellId + 1, this.#tileOfCell.length * 2)).fill(NONE);
    grown.set(this.#tileOfCell);
    this.#tileOfCell = grown;
  }

  /** The cell table began a new generation: its numbers mean other cells now; the tiles are still valid. */
  #forgetCells(): void {
    this.#cellGeneration = this.#cells.generation;
    this.#tileOfCell.fill(NONE);
  }

  #empty(): void {
    this.generation += 1;
    this.#count = 0;
    this.#byContent.clear();
    this.#distinctColours.length = 0;
    this.#tileOfCell.fill(NONE);
  }
}

function distinct(ids: Uint16Array | Uint32Array): Uint32Array {
  return Uint32Array.from(new Set(ids));
}
