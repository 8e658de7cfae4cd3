import { MAXIMUM_COLOURS } from './colour-table.js';
import type { ColourUse } from './colour-use.js';
import { largerArray } from './larger-array.js';

const INITIAL_TILES = 256;
const INITIAL_IDS_PER_TILE = 8;

/** The distinct ids each tile consists of: a list for each tile, one after another in one array. */
export class TileColours {
  #ids = new Uint16Array(INITIAL_TILES * INITIAL_IDS_PER_TILE);
  /** By tile: where its list starts. The next tile's start is its end. */
  #starts = new Uint32Array(INITIAL_TILES);
  /** By tile: the number of the last frame it was counted in, plus 1. */
  #countedIn = new Uint32Array(INITIAL_TILES);
  #tile = 0;
  #end = 0;
  /** By id: the number of the last list that it was added to. */
  readonly #lastList = new Uint32Array(MAXIMUM_COLOURS);
  #listNumber = 0;

  /** Begins the list of a tile; those of this and later tiles are dropped. */
  begin(tile: number, mostIds: number): void {
    this.#tile = tile;
    this.#end = this.#starts[tile]!;
    this.#listNumber += 1;
    if (this.#end + mostIds > this.#ids.length) this.#ids = largerArray(this.#ids, this.#ids.length * 2 + mostIds);
    if (tile + 1 === this.#starts.length) {
      this.#starts = largerArray(this.#starts, this.#starts.length * 2);
      this.#countedIn = largerArray(this.#countedIn, this.#starts.length);
    }
    this.#countedIn[tile] = 0;
  }

  /** Adds an id to the list begun last, unless it is there. */
  add(id: number): void {
    if (this.#lastList[id] === this.#listNumber) return;
    this.#lastList[id] = this.#listNumber;
    this.#ids[this.#end++] = id;
    this.#starts[this.#tile + 1] = this.#end;
  }

  /** Counts the ids of a tile among those that a frame brings. */
  count(tile: number, use: ColourUse, frameNumber: number): void {
    if (this.#countedIn[tile] === frameNumber + 1) return;
    this.#countedIn[tile] = frameNumber + 1;
    use.count(this.#ids, frameNumber, this.#starts[tile], this.#starts[tile + 1]);
  }
}
