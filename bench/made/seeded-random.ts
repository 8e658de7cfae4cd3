/** Random numbers that are the same in every run: xorshift with 32 bits (Marsaglia, "Xorshift RNGs", 2003). */
export class SeededRandom {
  #state: number;

  /** `seed` is any integer but 0. */
  constructor(seed: number) {
    this.#state = seed | 0;
    for (let round = 0; round < 8; round += 1) this.next();
  }

  /** A number from 0 to below 1. */
  next(): number {
    this.#state ^= this.#state << 13;
    this.#state ^= this.#state >>> 17;
    this.#state ^= this.#state << 5;
    return (this.#state >>> 0) / 2 ** 32;
  }

  /** An integer from `least` to `most`, both included. */
  between(least: number, most: number): number {
    return least + Math.floor(this.next() * (most - least + 1));
  }

  /** True with this probability. */
  chance(probability: number): boolean {
    return this.next() < probability;
  }

  /** One of the items. */
  pick<T>(items: readonly T[]): T {
    return items[this.between(0, items.length - 1)]!;
  }

  /** Hexadecimal digits. */
  hex(digits: number): string {
    return Array.from({ length: digits }, () => this.between(0, 15).toString(16)).join('');
  }
}
