/** Backward references: which runs of pixels are told as copies of earlier ones (LZ77). */

/** Longest copy the format knows. */
export const MAX_COPY = 4096;
const MIN_COPY = 3;
/** A copy of this length is taken without looking for a better way through it. */
const LONG_COPY = 128;
const HASH_BITS = 15;
const MAX_CHAIN = 24;
/** Farthest copy: 2²⁰ distance codes less the 120 that name neighbours. */
const MAX_DISTANCE = (1 << 20) - 120;

/** What to write in turn: `lengths[i]` 1 with `distances[i]` 0 is a pixel as it is, anything else a copy. */
export interface References {
  readonly count: number;
  readonly lengths: Uint16Array;
  readonly distances: Uint32Array;
}

/** Bits that things cost. */
export interface CostModel {
  literal(pixel: number): number;
  copy(length: number, distance: number): number;
}

/** For every pixel up to three copies that could start there. */
export class CopyFinder {
  readonly pixels: Uint32Array;
  readonly #widthPx: number;
  readonly #heads = new Int32Array(1 << HASH_BITS).fill(-1);
  readonly #previous: Int32Array;
  #hashedUpTo = 0;

  constructor(pixels: Uint32Array, widthPx: number) {
    this.pixels = pixels;
    this.#widthPx = widthPx;
    this.#previous = new Int32Array(pixels.length);
  }

  /** How many pixels from `at` equal those `distance` before. */
  #matchLength(at: number, distance: number): number {
    const { pixels } = this;
    const most = Math.min(MAX_COPY, pixels.length - at);
    let length = 0;
    while (length < most && pixels[at + length] === pixels[at + length - distance]) length++;
    return length;
  }

  #hash(at: number): number {
    const { pixels } = this;
    const mixed = Math.imul(pixels[at]!, 0x1e35a7bd) ^ Math.imul(pixels[at + 1]!, 0x2c1b3c6d) ^ pixels[at + 2]!;
    return Math.imul(mixed, 0x9e3779b1) >>> (32 - HASH_BITS);
  }

  #hashUpTo(at: number): void {
    const end = Math.min(at, this.pixels.length - MIN_COPY + 1);
    for (; this.#hashedUpTo < end; this.#hashedUpTo++) {
      const hash = this.#hash(this.#hashedUpTo);
      this.#previous[this.#hashedUpTo] = this.#heads[hash]!;
      this.#heads[hash] = this.#hashedUpTo;
    }
  }

  /**
   * Calls back with copies worth considering: of the pixel before, of the row above, and the longest of the
   * nearest with the same three pixels. `at` never falls between calls, but pixels may be passed over.
   */
  find(at: number, found: (length: number, distance: number) => void): void {
    let longest = MIN_COPY - 1;
    for (const distance of [1, this.#widthPx]) {
      if (distance > at) continue;
      const length = this.#matchLength(at, distance);
      if (length < MIN_COPY) continue;
      found(length, distance);
      longest = Math.max(longest, length);
      if (longest >= LONG_COPY) return;
    }
    if (at + MIN_COPY > this.pixels.length) return;
    this.#hashUpTo(at);
    this.#followChain(at, longest, found);
  }

  #followChain(at: number, atLeast: number, found: (length: number, distance: number) => void): void {
    let longest = atLeast;
    let best = 0;
    let candidate = this.#heads[this.#hash(at)]!;
    for (let steps = 0; steps < MAX_CHAIN && candidate >= 0; steps++) {
      const distance = at - candidate;
      if (distance > MAX_DISTANCE) break;
      // The pixel that would make it longer is the quickest to refuse by.
      if (this.pixels[candidate + longest] === this.pixels[at + longest]) {
        const length = this.#matchLength(at, distance);
        if (length > longest) [longest, best] = [length, distance];
        if (longest >= LONG_COPY) break;
      }
      candidate = this.#previous[candidate]!;
    }
    if (best > 0) found(longest, best);
  }
}

/**
 * The cheapest way through the pixels under a cost model, by dynamic programming. Of a copy's possible lengths only
 * short ones and those at which its code changes are tried; the others cost the same and reach less far.
 */
export function cheapestReferences(finder: CopyFinder, cost: CostModel): References {
  const { pixels } = finder;
  const bits = new Float32Array(pixels.length + 1).fill(Number.POSITIVE_INFINITY);
  const steps = new Uint16Array(pixels.length + 1);
  const stepDistances = new Uint32Array(pixels.length + 1);
  bits[0] = 0;
  const reach = (from: number, length: number, distance: number, price: number) => {
    const total = bits[from]! + price;
    if (total >= bits[from + length]!) return;
    bits[from + length] = total;
    steps[from + length] = length;
    stepDistances[from + length] = distance;
  };
  for (let at = 0; at < pixels.length; ) {
    let skip = 1;
    reach(at, 1, 0, cost.literal(pixels[at]!));
    finder.find(at, (length, distance) => {
      for (const shorter of codeBoundaries(length)) reach(at, shorter, distance, cost.copy(shorter, distance));
      if (length >= LONG_COPY) skip = length;
    });
    at += skip;
  }
  return walkBack(pixels.length, steps, stepDistances);
}

/** The length itself and the lengths below it at which a longer code would begin. */
const BOUNDARIES = Array.from({ length: LONG_COPY + 1 }, (_, length) => {
  const all = [3, 4, 5, 6, 8, 12, 16, 24, 32, 48, 64, 96, 128].filter((boundary) => boundary < length);
  return [...all, length];
});

function codeBoundaries(length: number): readonly number[] {
  return length < LONG_COPY ? BOUNDARIES[length]! : [length];
}

function walkBack(end: number, steps: Uint16Array, stepDistances: Uint32Array): References {
  let count = 0;
  for (let at = end; at > 0; at -= steps[at]!) count++;
  const lengths = new Uint16Array(count);
  const distances = new Uint32Array(count);
  let index = count;
  for (let at = end; at > 0; at -= steps[at]!) {
    index--;
    lengths[index] = steps[at]!;
    distances[index] = stepDistances[at]!;
  }
  return { count, lengths, distances };
}
