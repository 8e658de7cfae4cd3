import { largerArray } from '../../mosaic/larger-array.js';

/** Which numbers the mosaic's tiles have in the segment under construction. */
export class TileNumbers {
  /** By the mosaic's number: the segment's number plus 1; 0 for none. */
  #numbers = new Uint32Array(256);
  /** By the mosaic's number: the frame that `isNew` was last asked in. */
  #askedIn = new Uint32Array(256);
  #generation = -1;
  #frame = 0;

  /** @param generation of the mosaic's numbers */
  startFrame(generation: number): void {
    if (generation !== this.#generation) this.forget();
    this.#generation = generation;
    this.#frame += 1;
  }

  /** The segment's number; negative if it has none. */
  of(tile: number): number {
    return (this.#numbers[tile] ?? 0) - 1;
  }

  set(tile: number, number: number): void {
    if (tile >= this.#numbers.length) this.#numbers = largerArray(this.#numbers, tile * 2);
    this.#numbers[tile] = number + 1;
  }

  /** Whether this is the first time in this frame that it is asked of this tile. */
  isNew(tile: number): boolean {
    if (tile >= this.#askedIn.length) this.#askedIn = largerArray(this.#askedIn, tile * 2);
    if (this.#askedIn[tile] === this.#frame) return false;
    this.#askedIn[tile] = this.#frame;
    return true;
  }

  /** Another segment begins, or the mosaic's numbers have changed. */
  forget(): void {
    this.#numbers.fill(0);
  }
}
