/** Which code points a face can draw. */

/** A set of code points, kept as rising ranges. */
export class Coverage {
  /** First code points of the ranges, rising. */
  readonly #starts: Uint32Array;
  /** Code points just past the ranges' ends. */
  readonly #ends: Uint32Array;

  private constructor(starts: Uint32Array, ends: Uint32Array) {
    this.#starts = starts;
    this.#ends = ends;
  }

  /**
   * Reads the form `fonts/fonts.json` holds: numbers in turn, how many code points to skip and how many
   * to take, from 0.
   */
  static fromRunLengths(text: string): Coverage {
    const numbers = text.split(' ');
    const starts = new Uint32Array(numbers.length >> 1);
    const ends = new Uint32Array(numbers.length >> 1);
    let position = 0;
    for (let index = 0; index < starts.length; index++) {
      position += Number(numbers[index * 2]);
      starts[index] = position;
      position += Number(numbers[index * 2 + 1]);
      ends[index] = position;
    }
    return new Coverage(starts, ends);
  }

  /** Takes code points in any order, repeated or not. */
  static fromCodePoints(codePoints: Iterable<number>): Coverage {
    const sorted = Uint32Array.from(new Set(codePoints)).sort();
    const starts: number[] = [];
    const ends: number[] = [];
    for (const codePoint of sorted) {
      if (ends.at(-1) !== codePoint) {
        starts.push(codePoint);
        ends.push(codePoint);
      }
      ends[ends.length - 1] = codePoint + 1;
    }
    return new Coverage(Uint32Array.from(starts), Uint32Array.from(ends));
  }

  has(codePoint: number): boolean {
    let low = 0;
    let high = this.#starts.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#ends[middle]! <= codePoint) low = middle + 1;
      else high = middle;
    }
    return low < this.#starts.length && this.#starts[low]! <= codePoint;
  }

  /** Whether it has every one of them. */
  hasAll(codePoints: readonly number[]): boolean {
    return codePoints.every((codePoint) => this.has(codePoint));
  }

  /** All code points, rising. */
  *[Symbol.iterator](): Generator<number> {
    for (let index = 0; index < this.#starts.length; index++) {
      for (let codePoint = this.#starts[index]!; codePoint < this.#ends[index]!; codePoint++) yield codePoint;
    }
  }
}
