/**
 * One pass of LZW over an image, code by code: the dictionary and how the next match is chosen.
 *
 * *Two chains.* At every position one match takes the transparent index at each unchanged pixel (except in short
 * gaps, see `symbolChains`) and one takes the literal; the longer is written, the transparent one on a tie.
 * Mixing both within one code splits the dictionary into too many variants.
 *
 * *Looking ahead.* While the dictionary grows the longest match is best as a rule, since it is also what is learned.
 * Once it is full nothing is learned any more: then a match is cut short by a few pixels where this one and the
 * next together reach further.
 */

/** Longest code of GIF's LZW, in bits. */
export const MAX_CODE_BITS = 12;
/** Entries of a full dictionary. */
export const MAX_ENTRIES = 1 << MAX_CODE_BITS;

/** One image as two chains of symbols of equal length, each below `1 << minCodeSize`. */
export interface SymbolChains {
  readonly length: number;
  /** Transparent index at unchanged pixels (all, or all but short gaps), else the literal. */
  readonly transparent: Uint8Array;
  /** The literal wherever the colour table has it, else (at unchanged pixels) the transparent index. */
  readonly literal: Uint8Array;
  /** Bits of a symbol, 2 to 8. */
  readonly minCodeSize: number;
}

/** Which chains a match may follow. */
export type MatchMode = 'both' | 'transparent' | 'literal';

/** How matches are chosen. */
export interface Matching {
  readonly mode: MatchMode;
  /** With a full dictionary a match is cut short by at most this many pixels; more than 4 gains next to nothing. */
  readonly lookAheadPixels: number;
  /** While the dictionary grows, too: a way to try beside others. */
  readonly looksAheadAlways?: boolean;
}

/** A dictionary, the position it has reached, and the codes written since the image's start or its own. */
export class Runner {
  codes: Uint16Array<ArrayBuffer> = new Uint16Array(1 << 12);
  count = 0;
  position = 0;
  bits = 0;
  /** Entries that the decoder will know when it reads the next code. */
  size = 0;
  /** Children of a node: `links[row * symbols + symbol]`, 0 for none (0 is never a child). */
  #links = new Uint16Array(1 << 14);
  #rowOf = new Uint16Array(MAX_ENTRIES);
  #rows = 0;
  #symbolBits = 0;
  /** The node that each linked entry hangs from. */
  #parents = new Uint16Array(MAX_ENTRIES);
  /** The string written last: its code (-1: none since the clear). */
  #previous = -1;
  /** What the last search for a match found: its code, length and first symbol. */
  #matchCode = 0;
  #matchLength = 0;
  #matchFirst = 0;

  /** Forgets everything and starts at `position` with an empty dictionary and `bits` already spent. */
  restart(minCodeSize: number, position: number, bits: number): void {
    this.count = 0;
    this.position = position;
    this.bits = bits;
    this.#symbolBits = minCodeSize;
    this.#forget();
  }

  /** Takes over what another one has reached and learned, but not its codes. */
  copyFrom(other: Runner): void {
    this.count = 0;
    this.position = other.position;
    this.bits = other.bits;
    this.size = other.size;
    this.#links = other.#links.slice();
    this.#rowOf = other.#rowOf.slice();
    this.#rows = other.#rows;
    this.#symbolBits = other.#symbolBits;
    this.#parents = other.#parents.slice();
    this.#previous = other.#previous;
  }

  /** Whether two runners agree in all that can be compared quickly. */
  isLevelWith(other: Runner): boolean {
    return (
      this.position === other.position &&
      this.bits === other.bits &&
      this.size === other.size &&
      this.#previous === other.#previous
    );
  }

  /** Writes a clear code. */
  clear(): void {
    this.#write(1 << this.#symbolBits);
    this.#forget();
  }

  /** Bits of a clear code, were it written now. */
  get clearBits(): number {
    return codeWidth(this.size);
  }

  get full(): boolean {
    return this.size === MAX_ENTRIES;
  }

  /** Writes one code. */
  step(chains: SymbolChains, matching: Matching): void {
    this.#findMatch(chains, matching.mode, this.position);
    const [matchCode, matchLength, matchFirst] = [this.#matchCode, this.#matchLength, this.#matchFirst];
    const looksAhead = this.full || matching.looksAheadAlways === true;
    const cut = looksAhead ? this.#bestCut(chains, matching, matchLength) : 0;
    const code = this.#ancestor(matchCode, cut);
    this.#write(code);
    this.position += matchLength - cut;
    if (this.full) return;
    if (this.#previous >= 0) this.#insert(this.#previous, matchFirst);
    this.#previous = code;
  }

  #forget(): void {
    this.size = (1 << this.#symbolBits) + 2;
    this.#rows = 1;
    this.#rowOf.fill(0);
    this.#previous = -1;
  }

  #findMatch(chains: SymbolChains, mode: MatchMode, position: number): void {
    const primary = mode === 'literal' ? chains.literal : chains.transparent;
    this.#match(primary, position);
    if (mode !== 'both') return;
    const [matchCode, matchLength, matchFirst] = [this.#matchCode, this.#matchLength, this.#matchFirst];
    this.#match(chains.literal, position);
    if (this.#matchLength > matchLength) return;
    this.#matchCode = matchCode;
    this.#matchLength = matchLength;
    this.#matchFirst = matchFirst;
  }

  /** The longest entry that `symbols` continue with. */
  #match(symbols: Uint8Array, from: number): void {
    let position = from;
    const first = symbols[position++]!;
    let node = first;
    while (position < symbols.length) {
      const symbol = symbols[position]!;
      const row = this.#rowOf[node]!;
      const child = row === 0 ? 0 : this.#links[(row << this.#symbolBits) + symbol]!;
      if (child === 0) {
        // The entry that this very code will complete: the previous string and its own first symbol.
        if (node === this.#previous && symbol === first && this.size < MAX_ENTRIES) {
          node = this.size;
          position += 1;
        }
        break;
      }
      node = child;
      position += 1;
    }
    this.#matchCode = node;
    this.#matchLength = position - from;
    this.#matchFirst = first;
  }

  /** Pixels by which a match of this length is best cut short, so that it and the next one reach furthest. */
  #bestCut(chains: SymbolChains, matching: Matching, length: number): number {
    const end = this.position + length;
    if (end >= chains.length) return 0;
    let best = 0;
    let furthest = 0;
    for (let cut = Math.min(matching.lookAheadPixels, length - 1); cut >= 0; cut -= 1) {
      this.#findMatch(chains, matching.mode, end - cut);
      const reach = end - cut + this.#matchLength;
      if (reach < furthest) continue;
      furthest = reach;
      best = cut;
    }
    return best;
  }

  #ancestor(node: number, generations: number): number {
    let ancestor = node;
    for (let generation = 0; generation < generations; generation += 1)
      // The entry about to be made goes on from the string written last.
      ancestor = ancestor === this.size ? this.#previous : this.#parents[ancestor]!;
    return ancestor;
  }

  #write(code: number): void {
    if (this.count === this.codes.length) this.codes = grown(this.codes, this.count + 1);
    this.codes[this.count++] = code;
    this.bits += codeWidth(this.size);
  }

  /** Takes the next entry's number; an entry that exists already uses it up and links nothing. */
  #insert(node: number, symbol: number): void {
    const entry = this.size++;
    let row = this.#rowOf[node]!;
    if (row === 0) row = this.#newRow(node);
    const link = (row << this.#symbolBits) + symbol;
    if (this.#links[link] !== 0) return;
    this.#links[link] = entry;
    this.#parents[entry] = node;
  }

  #newRow(node: number): number {
    const row = this.#rows++;
    const end = (row + 1) << this.#symbolBits;
    if (end > this.#links.length) this.#links = grown(this.#links, end);
    this.#links.fill(0, row << this.#symbolBits, end);
    this.#rowOf[node] = row;
    return row;
  }
}

/** Bits of the next code when the decoder knows `size` entries. */
export function codeWidth(size: number): number {
  return Math.min(MAX_CODE_BITS, 32 - Math.clz32(size));
}

/** A copy of an array with room for `needed` elements, and twice as long as before at least. */
export function grown(array: Uint16Array<ArrayBuffer>, needed: number): Uint16Array<ArrayBuffer> {
  const larger = new Uint16Array(Math.max(needed, array.length * 2));
  larger.set(array);
  return larger;
}
