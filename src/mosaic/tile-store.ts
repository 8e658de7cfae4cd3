import type { CellTable } from '../terminal/cell.js';
import type { ColourTable } from './colour-table.js';
import type { ColourUse } from './colour-use.js';
import { TileColours } from './tile-colours.js';
import { TileIndex } from './tile-index.js';
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
  /** Called before all tiles are dropped. */
  onEmpty: (() => void) | undefined;

  readonly #cells: CellTable;
  readonly #painter: TilePainter;
  readonly #colours: ColourTable | undefined;
  readonly #limitTiles: number;
  #tileOfCell = new Int32Array(1024).fill(NONE);
  #cellGeneration = -1;
  readonly #index = new TileIndex();
  readonly #distinctColours = new TileColours();

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
    if (this.#index.count >= this.#limitTiles) this.#empty();
    const tile = this.#paint(cellId);
    this.#tileOfCell[cellId] = tile;
    return tile;
  }

  /** A tile's pixels, row by row; valid until the next tile is painted. */
  pixelsOf(tile: number): Uint16Array | Uint32Array {
    return this.pixels.subarray(tile * this.pixelsPerTile, (tile + 1) * this.pixelsPerTile);
  }

  /** Counts the ids a tile consists of among those that a frame brings. */
  countColours(tile: number, use: ColourUse, frameNumber: number): void {
    this.#distinctColours.count(tile, use, frameNumber);
  }

  /** Paints a cell behind all tiles, where it stays unless one of them looks like it. */
  #paint(cellId: number): number {
    const next = this.#index.count;
    if ((next + 1) * this.pixelsPerTile > this.pixels.length) this.#growPixels();
    const painted = this.#painter.paint(this.#cells.cell(cellId));
    const hash = this.#colours === undefined ? this.#takeColours(painted, next) : this.#takeIds(painted, next);
    return this.#index.findOrAdd(hash, (tile) => this.#areEqual(tile, next));
  }

  /** Translates the colours of a tile to ids; returns a hash of them. A hot loop: noise is nothing but new tiles. */
  #takeIds(painted: Uint32Array, tile: number): number {
    const { pixels } = this;
    const colours = this.#colours!;
    const distinct = this.#distinctColours;
    const start = tile * this.pixelsPerTile;
    distinct.begin(tile, painted.length);
    let hash = 0;
    let last = -1;
    let id = 0;
    for (let index = 0; index < painted.length; index += 1) {
      const rgb = painted[index]!;
      if (rgb !== last) {
        last = rgb;
        id = colours.idOf(rgb);
        distinct.add(id);
        hash = mixed(hash, id, index);
      }
      pixels[start + index] = id;
    }
    return hash;
  }

  /** Takes the colours of a tile as they are; returns a hash of them. */
  #takeColours(painted: Uint32Array, tile: number): number {
    this.pixels.set(painted, tile * this.pixelsPerTile);
    let hash = 0;
    for (let index = 0; index < painted.length; index += 1)
      if (painted[index] !== painted[index - 1]) hash = mixed(hash, painted[index]!, index);
    return hash;
  }

  #areEqual(tile: number, other: number): boolean {
    const { pixels, pixelsPerTile } = this;
    const [left, right] = [tile * pixelsPerTile, other * pixelsPerTile];
    for (let index = 0; index < pixelsPerTile; index += 1) {
      if (pixels[left + index] !== pixels[right + index]) return false;
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
    this.onEmpty?.();
    this.generation += 1;
    this.#index.clear();
    this.#tileOfCell.fill(NONE);
  }
}

/** A hash that goes on where a run of equal pixels starts. */
function mixed(hash: number, pixel: number, index: number): number {
  const value = Math.imul(hash ^ pixel, 0x9e3779b1) + index;
  return value ^ (value >>> 15);
}
