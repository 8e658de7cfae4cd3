import { largerArray } from './larger-array.js';

const INITIAL_TILES = 1024;

/** Slots per tile there is room for. */
const SLOTS_PER_TILE = 2;

/** Tiles by a hash of their content, numbered from 0 in the order they are added: open addressing over typed arrays. */
export class TileIndex {
  #count = 0;
  #hashes = new Int32Array(INITIAL_TILES);
  /** Tile plus 1; 0 is a free slot. The length is a power of two. */
  #slots = new Uint32Array(INITIAL_TILES * SLOTS_PER_TILE);

  /** How many tiles there are; the number of the next one. */
  get count(): number {
    return this.#count;
  }

  /** The tile with this hash that `isSame` accepts; if there is none, a new one. */
  findOrAdd(hash: number, isSame: (tile: number) => boolean): number {
    const mask = this.#slots.length - 1;
    let slot = hash & mask;
    for (;;) {
      const tile = this.#slots[slot]! - 1;
      if (tile < 0) return this.#add(hash, slot);
      if (this.#hashes[tile] === hash && isSame(tile)) return tile;
      slot = (slot + 1) & mask;
    }
  }

  clear(): void {
    this.#count = 0;
    this.#slots.fill(0);
  }

  #add(hash: number, slot: number): number {
    const tile = this.#count++;
    this.#hashes[tile] = hash;
    this.#slots[slot] = tile + 1;
    if (this.#count === this.#hashes.length) this.#grow();
    return tile;
  }

  #grow(): void {
    const hashes = largerArray(this.#hashes, this.#hashes.length * 2);
    const slots = new Uint32Array(hashes.length * SLOTS_PER_TILE);
    const mask = slots.length - 1;
    for (let tile = 0; tile < this.#count; tile += 1) {
      let slot = hashes[tile]! & mask;
      while (slots[slot] !== 0) slot = (slot + 1) & mask;
      slots[slot] = tile + 1;
    }
    this.#hashes = hashes;
    this.#slots = slots;
  }
}
