const FIRST_PLACES = 1 << 10;

/**
 * The distinct ids of one frame, each with a slot (dense from 0, in the order they are met) and the number of its
 * pixels. A hash table of typed arrays: every pixel of a frame of many colours passes here.
 */
export class FrameColours {
  /** Slot plus 1 of the id that hashes to each place or one before it; 0 for none. At most half are taken. */
  #places = new Uint32Array(FIRST_PLACES);
  #shift = 32 - Math.log2(FIRST_PLACES);
  #ids = new Uint32Array(FIRST_PLACES / 2);
  #counts = new Uint32Array(FIRST_PLACES / 2);
  #size = 0;
  #lastId = -1;
  #lastSlot = -1;

  get size(): number {
    return this.#size;
  }

  reset(): void {
    this.#places.fill(0);
    this.#size = 0;
    this.#lastId = -1;
  }

  count(id: number): void {
    let slot = this.slotOf(id);
    if (slot < 0) slot = this.#add(id);
    this.#counts[slot]! += 1;
  }

  /** -1 for an id that was not counted. */
  slotOf(id: number): number {
    if (id !== this.#lastId) {
      this.#lastId = id;
      this.#lastSlot = this.#places[this.#placeOf(id)]! - 1;
    }
    return this.#lastSlot;
  }

  /** The ids and the pixels of each, by slot. */
  take(): { ids: Uint32Array; counts: Uint32Array } {
    return { ids: this.#ids.slice(0, this.#size), counts: this.#counts.slice(0, this.#size) };
  }

  #add(id: number): number {
    if (this.#size === this.#ids.length) this.#grow();
    const slot = this.#size++;
    this.#ids[slot] = id;
    this.#counts[slot] = 0;
    this.#places[this.#placeOf(id)] = slot + 1;
    this.#lastSlot = slot;
    return slot;
  }

  /** Where an id is, or would be. */
  #placeOf(id: number): number {
    const places = this.#places;
    // The upper bits of a product with 2³² divided by the golden ratio (Knuth, The Art of Computer Programming 3, 6.4).
    let place = Math.imul(id, 0x9e3779b1) >>> this.#shift;
    for (;;) {
      const slot = places[place]! - 1;
      if (slot < 0 || this.#ids[slot] === id) return place;
      place = (place + 1) & (places.length - 1);
    }
  }

  #grow(): void {
    this.#ids = twiceAsLong(this.#ids);
    this.#counts = twiceAsLong(this.#counts);
    this.#places = new Uint32Array(this.#places.length * 2);
    this.#shift -= 1;
    for (let slot = 0; slot < this.#size; slot += 1) this.#places[this.#placeOf(this.#ids[slot]!)] = slot + 1;
  }
}

function twiceAsLong(array: Uint32Array<ArrayBuffer>): Uint32Array<ArrayBuffer> {
  const longer = new Uint32Array(array.length * 2);
  longer.set(array);
  return longer;
}
