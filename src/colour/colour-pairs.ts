/** Colours of pictures that follow the reader's light or dark: each may be two. */

/** What a reader prefers (the media feature `prefers-color-scheme`). */
export type Scheme = 'dark' | 'light';

/** Numbers from here on stand for two colours; those below are colours, `0xRRGGBB`. */
const FIRST_PAIR = 0x1000000;

/** In a pair: there is none. */
export const NO_COLOUR = -1;

/** A colour as readers see it: those who prefer `ColourPairs.scheme`, and all others. */
interface ColourPair {
  readonly usual: number;
  readonly preferred: number;
}

/**
 * Gives two colours one number, so that whatever carries a colour carries both. Equal pairs have equal numbers, and pairs
 * that look alike in one scheme only have different ones.
 */
export class ColourPairs {
  /** The preference under which the second colour of a pair is shown. */
  readonly scheme: Scheme;
  readonly #pairs: ColourPair[] = [];
  readonly #numbers = new Map<string, number>();

  constructor(scheme: Scheme) {
    this.scheme = scheme;
  }

  /** The number of two colours; that of the colour itself where they are equal. */
  numberOf(usual: number, preferred: number): number {
    if (usual === preferred) return usual;
    const key = `${usual} ${preferred}`;
    const known = this.#numbers.get(key);
    if (known !== undefined) return known;
    const number = FIRST_PAIR + this.#pairs.push({ usual, preferred }) - 1;
    this.#numbers.set(key, number);
    return number;
  }

  /** The two colours of a number; the same twice where it is a plain colour. */
  pairOf(number: number): ColourPair {
    return this.#pairs[number - FIRST_PAIR] ?? { usual: number, preferred: number };
  }
}

/** Computes a colour from others, for each preference where they differ by it. */
export function combine(
  pairs: ColourPairs | undefined,
  compute: (...colours: number[]) => number,
  ...colours: number[]
): number {
  if (pairs === undefined || colours.every((colour) => colour < FIRST_PAIR)) return compute(...colours);
  const both = colours.map((colour) => pairs.pairOf(colour));
  return pairs.numberOf(compute(...both.map(({ usual }) => usual)), compute(...both.map(({ preferred }) => preferred)));
}
