/** Which characters of a stream of text are hidden, and how the stream reads without them. */

/** Stand in for a hidden character of one column and of two. */
const STAND_INS = ['*', '\uff0a'] as const;

/** A hidden character. */
export interface Mask {
  /** In UTF-16 units. */
  readonly length: number;
  readonly columns: 1 | 2;
}

/** Hidden characters by where they begin, counted in UTF-16 units from the beginning of the stream. */
export type Masks = ReadonlyMap<number, Mask>;

/** Replaces hidden characters in a stream that comes in pieces. */
export class StreamMasker {
  readonly #masks: Masks;
  readonly #starts: readonly number[];
  #next = 0;
  #length = 0;
  /** Units of a hidden character that are in the pieces to come. */
  #missing = 0;

  constructor(masks: Masks) {
    this.#masks = masks;
    this.#starts = [...masks.keys()].sort((left, right) => left - right);
  }

  take(data: string): string {
    const start = this.#length;
    this.#length += data.length;
    let at = Math.min(this.#missing, data.length);
    this.#missing -= at;
    let masked = '';
    for (let mask = this.#starts[this.#next]; mask !== undefined && mask < this.#length; ) {
      if (mask - start >= at) {
        const { length, columns } = this.#masks.get(mask)!;
        masked += data.slice(at, mask - start) + STAND_INS[columns - 1];
        at = this.#endOf(data, mask - start, length);
      }
      this.#next += 1;
      mask = this.#starts[this.#next];
    }
    return masked + data.slice(at);
  }

  /** A character never reaches over a control character. */
  #endOf(data: string, from: number, length: number): number {
    const control = data.slice(from + 1, from + length).search(/[\u0000-\u001f\u007f-\u009f]/);
    const end = from + (control < 0 ? length : control + 1);
    this.#missing = Math.max(0, end - data.length);
    return Math.min(end, data.length);
  }
}
