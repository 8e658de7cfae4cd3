import { largerArray } from './larger-array.js';

/** Ids a 16-bit canvas can hold. */
export const MAXIMUM_COLOURS = 65_536;

const EMPTY = -1;

/** Slots per colour; the arrays grow together, so that half of the slots stay free. */
const SLOTS_PER_COLOUR = 2;
const INITIAL_COLOURS = 512;

/**
 * Distinct colours by number, in the order they were first asked for.
 * An open-addressing hash over typed arrays, because it is used once per level of every tile.
 */
export class ColourTable {
  /** Set once a colour did not fit; the ids handed out from then on are meaningless. */
  overflowed = false;
  #count = 0;
  #rgb = new Uint32Array(INITIAL_COLOURS);
  #slots = new Int32Array(INITIAL_COLOURS * SLOTS_PER_COLOUR).fill(EMPTY);

  get count(): number {
    return this.#count;
  }

  /** The colours, `0xRRGGBB`, indexed by id. */
  get rgb(): Uint32Array {
    return this.#rgb.subarray(0, this.#count);
  }

  /** The colour of an id. */
  colourOf(id: number): number {
    return this.#rgb[id]!;
  }

  /** The id of a colour, `0xRRGGBB`; a new one for a new colour. */
  idOf(rgb: number): number {
    let slot = this.#slotOf(rgb);
    const known = this.#slots[slot]!;
    if (known !== EMPTY) return known;
    if (this.#count === MAXIMUM_COLOURS) {
      this.overflowed = true;
      return 0;
    }
    if (this.#count === this.#rgb.length) {
      this.#grow();
      slot = this.#slotOf(rgb);
    }
    const id = this.#count;
    this.#slots[slot] = id;
    this.#rgb[id] = rgb;
    this.#count += 1;
    return id;
  }

  /** The slot that holds the colour, or the free one where it belongs. */
  #slotOf(rgb: number): number {
    const mask = this.#slots.length - 1;
    let slot = (Math.imul(rgb, 0x9e3779b1) >>> 12) & mask;
    while (this.#slots[slot] !== EMPTY && this.#rgb[this.#slots[slot]!] !== rgb) slot = (slot + 1) & mask;
    return slot;
  }

  #grow(): void {
    const rgb = largerArray(this.#rgb, this.#rgb.length * 2);
    this.#rgb = rgb;
    this.#slots = new Int32Array(rgb.length * SLOTS_PER_COLOUR).fill(EMPTY);
    for (let id = 0; id < this.#count; id += 1) this.#slots[this.#slotOf(rgb[id]!)] = id;
  }
}
