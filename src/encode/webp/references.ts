/** Backward references: which runs of pixels are stored as copies of earlier ones (LZ77). */
import { distanceCode, prefixSymbol } from './symbols.js';

/** Longest copy the format knows. */
export const MAX_COPY = 4096;
const MIN_COPY = 3;
/** A copy of this length is taken without looking for a better way through it. */
const LONG_COPY = 64;
const HASH_BITS = 15;
const MAX_CHAIN = 12;
/** Farthest copy: 2²⁰ distance codes less the 120 that name neighbours. */
const MAX_DISTANCE = (1 << 20) - 120;

/** What to write in turn: `lengths[i]` 1 with `codes[i]` 0 is a pixel as it is, anything else a copy. */
export interface References {
  readonly count: number;
  readonly lengths: Uint16Array;
  /** Distance codes. */
  readonly codes: Uint32Array;
}

/** Pixels: indices of a byte each, or 32 bits in four channels. */
export type Values = Uint8Array | Uint32Array;

/** What symbols cost, in bits. */
export interface CostModel {
  /** By green, and by the other channels where pixels have them. */
  readonly green: Float32Array;
  readonly red: Float32Array;
  readonly blue: Float32Array;
  readonly alpha: Float32Array;
  /** By length, up to the longest copy. */
  readonly lengths: Float32Array;
  /** By the symbol of a distance code. */
  readonly distances: Float32Array;
}

/** Arrays as large as a picture, used again and again: fresh ones for every frame would keep the collector busy. */
class Scratch {
  #previous = new Int32Array();
  #bits = new Float32Array();
  #steps = new Uint16Array();
  #stepCodes = new Uint32Array();

  /** Only entries that were written since are meaningful. Serves one finding of copies at a time. */
  previous(length: number): Int32Array {
    if (this.#previous.length < length) this.#previous = new Int32Array(length);
    return this.#previous;
  }

  /** Serves one search at a time. */
  ways(length: number): { bits: Float32Array; steps: Uint16Array; stepCodes: Uint32Array } {
    if (this.#bits.length < length) {
      this.#bits = new Float32Array(length);
      this.#steps = new Uint16Array(length);
      this.#stepCodes = new Uint32Array(length);
    }
    return { bits: this.#bits, steps: this.#steps, stepCodes: this.#stepCodes };
  }
}

const scratch = new Scratch();

/**
 * All copies worth considering, found once and then weighed. Positions within a long copy are passed over. Holds
 * shared memory: one at a time.
 */
export class Copies {
  readonly pixels: Values;
  readonly #widthPx: number;
  readonly #heads = new Int32Array(1 << HASH_BITS).fill(-1);
  readonly #previous: Int32Array;
  #hashedUpTo = 0;
  /** How far the copies from the pixel before, from the row above and from the last place found reach. */
  #leftEnd = 0;
  #aboveEnd = 0;
  #foundEnd = 0;
  #foundDistance = 0;
  /** By candidate: where it starts, how long it is, from how far (as a code). Starts never fall. */
  #starts = new Uint32Array(4096);
  #lengths = new Uint16Array(4096);
  #codes = new Uint32Array(4096);
  #count = 0;

  constructor(pixels: Values, widthPx: number) {
    this.pixels = pixels;
    this.#widthPx = widthPx;
    this.#previous = scratch.previous(pixels.length);
    for (let at = 1; at < pixels.length; ) {
      const longest = this.#findAt(at);
      at += longest >= LONG_COPY ? longest : 1;
    }
  }

  /** Keeps up to three copies: of the pixel before, of the row above, and the longest of the nearest look-alikes. */
  #findAt(at: number): number {
    if (at >= this.#leftEnd) this.#leftEnd = this.#matchEnd(at, 1);
    let longest = Math.max(MIN_COPY - 1, this.#leftEnd - at);
    if (longest >= MIN_COPY) this.#keep(at, longest, 1);
    if (longest >= LONG_COPY) return longest;
    if (at >= this.#widthPx) {
      if (at >= this.#aboveEnd) this.#aboveEnd = this.#matchEnd(at, this.#widthPx);
      const length = this.#aboveEnd - at;
      if (length > longest) {
        longest = length;
        this.#keep(at, longest, this.#widthPx);
        if (longest >= LONG_COPY) return longest;
      }
    }
    if (at + MIN_COPY > this.pixels.length) return longest;
    this.#hashUpTo(at);
    return this.#followChain(at, longest);
  }

  #keep(start: number, length: number, distance: number): void {
    if (this.#count === this.#starts.length) {
      this.#starts = doubled(this.#starts, new Uint32Array(this.#count * 2));
      this.#lengths = doubled(this.#lengths, new Uint16Array(this.#count * 2));
      this.#codes = doubled(this.#codes, new Uint32Array(this.#count * 2));
    }
    this.#starts[this.#count] = start;
    this.#lengths[this.#count] = length;
    this.#codes[this.#count++] = distanceCode(distance, this.#widthPx);
  }

  /** Where pixels from `at` on cease to equal those `distance` before. */
  #matchEnd(at: number, distance: number): number {
    const { pixels } = this;
    const end = Math.min(at + MAX_COPY, pixels.length);
    let to = at;
    while (to < end && pixels[to] === pixels[to - distance]) to++;
    return to;
  }

  #hash(at: number): number {
    const { pixels } = this;
    const mixed = Math.imul(pixels[at]!, 0x1e35a7bd) ^ Math.imul(pixels[at + 1]!, 0x2c1b3c6d) ^ pixels[at + 2]!;
    return Math.imul(mixed, 0x9e3779b1) >>> (32 - HASH_BITS);
  }

  /** Runs of one colour are left out but for their ends: the pixel before finds them. */
  #hashUpTo(at: number): void {
    const { pixels } = this;
    const end = Math.min(at, pixels.length - MIN_COPY + 1);
    for (; this.#hashedUpTo < end; this.#hashedUpTo++) {
      const from = this.#hashedUpTo;
      const colour = pixels[from];
      if (colour === pixels[from + 1] && colour === pixels[from + 2] && from > 0 && colour === pixels[from - 1])
        continue;
      const hash = this.#hash(from);
      this.#previous[from] = this.#heads[hash]!;
      this.#heads[hash] = from;
    }
  }

  /** What was found for the pixel before reaches one less far from here: only something longer is looked for. */
  #followChain(at: number, atLeast: number): number {
    const { pixels } = this;
    let longest = atLeast;
    let best = 0;
    if (this.#foundEnd - at > longest) [longest, best] = [this.#foundEnd - at, this.#foundDistance];
    let candidate = this.#heads[this.#hash(at)]!;
    for (let steps = 0; steps < MAX_CHAIN && candidate >= 0; steps++) {
      const distance = at - candidate;
      if (distance > MAX_DISTANCE) break;
      // The pixel that would make it longer is the quickest to refuse by.
      if (pixels[candidate + longest] === pixels[at + longest]) {
        const length = this.#matchEnd(at, distance) - at;
        if (length > longest) [longest, best] = [length, distance];
        if (longest >= LONG_COPY) break;
      }
      candidate = this.#previous[candidate]!;
    }
    if (best > 0) {
      this.#foundEnd = at + longest;
      this.#foundDistance = best;
      this.#keep(at, longest, best);
    }
    return longest;
  }

  /**
   * The cheapest way through the pixels, by dynamic programming. Of a copy's possible lengths only those are tried
   * at which its code changes; the others cost the same and reach less far. A hot loop.
   */
  cheapest(cost: CostModel): References {
    const { pixels } = this;
    const { green, red, blue, alpha, lengths } = cost;
    const isBytes = pixels instanceof Uint8Array;
    const { bits, steps, stepCodes } = scratch.ways(pixels.length + 1);
    bits.fill(Number.POSITIVE_INFINITY, 0, pixels.length + 1);
    bits[0] = 0;
    let candidate = 0;
    for (let at = 0; at < pixels.length; ) {
      const soFar = bits[at]!;
      const pixel = pixels[at]!;
      const literal = isBytes
        ? soFar + green[pixel]!
        : soFar + green[(pixel >>> 8) & 255]! + red[(pixel >>> 16) & 255]! + blue[pixel & 255]! + alpha[pixel >>> 24]!;
      if (literal < bits[at + 1]!) {
        bits[at + 1] = literal;
        steps[at + 1] = 1;
        stepCodes[at + 1] = 0;
      }
      while (candidate < this.#count && this.#starts[candidate]! < at) candidate++;
      let cheapestDistance = Number.POSITIVE_INFINITY;
      let reached = MIN_COPY - 1;
      for (; candidate < this.#count && this.#starts[candidate] === at; candidate++) {
        const length = this.#lengths[candidate]!;
        const code = this.#codes[candidate]!;
        const fromDistance = cost.distances[prefixSymbol(code)]!;
        const base = soFar + fromDistance;
        // What an earlier candidate reaches at less cost need not be tried again.
        const least = fromDistance >= cheapestDistance ? reached : MIN_COPY - 1;
        for (let shorter = length; shorter > least; shorter = shorterLength(shorter)) {
          const total = base + lengths[shorter]!;
          if (total >= bits[at + shorter]!) continue;
          bits[at + shorter] = total;
          steps[at + shorter] = shorter;
          stepCodes[at + shorter] = code;
        }
        if (fromDistance < cheapestDistance) cheapestDistance = fromDistance;
        reached = length;
      }
      // Pixels within a long copy are covered by it.
      at += reached >= LONG_COPY ? reached : 1;
    }
    return walkBack(pixels.length, steps, stepCodes);
  }
}

/** The next shorter length that is worth trying: the last one with a shorter code; none below a long copy. */
function shorterLength(length: number): number {
  if (length >= LONG_COPY) return 0;
  if (length <= 4) return length - 1;
  const step = 1 << (30 - Math.clz32(length - 1));
  return Math.floor((length - 1) / step) * step;
}

function doubled<T extends Uint16Array | Uint32Array>(values: T, larger: T): T {
  larger.set(values);
  return larger;
}

function walkBack(end: number, steps: Uint16Array, stepCodes: Uint32Array): References {
  let count = 0;
  for (let at = end; at > 0; at -= steps[at]!) count++;
  const lengths = new Uint16Array(count);
  const codes = new Uint32Array(count);
  let index = count;
  for (let at = end; at > 0; at -= steps[at]!) {
    index--;
    lengths[index] = steps[at]!;
    codes[index] = stepCodes[at]!;
  }
  return { count, lengths, codes };
}
