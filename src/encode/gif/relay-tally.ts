/** Relays of so many pixels show whether more of them pay … */
const TRIED_PIXELS = 1_000_000;
/** … which they do if they save this share of the bytes. */
const WORTHWHILE = 0.003;
/** Where they do not, one image in so many is tried all the same: what follows may be of another kind. */
const RETRY_EVERY = 3;
/** Smaller images take so little time that they are always tried. */
const MIN_PIXELS = 50_000;
/** Larger ones take too long whatever is saved … */
const MAX_PIXELS = 1_000_000;
/** … and so do those of many codes, of noise above all, which no way makes much smaller. */
const MAX_BITS = 600_000;
const MAX_BITS_PER_PIXEL = 0.75;

/** Whether a relay, which takes longer than all other ways together, pays for the images of one segment. */
export class RelayTally {
  #triedPixels = 0;
  #bits = 0;
  #savedBits = 0;
  #passedOver = 0;

  /** Whether to try one for the next image. `bits`: those it takes without, or at most. */
  isWorthwhile(pixels: number, bits: number): boolean {
    if (pixels > MAX_PIXELS || bits > MAX_BITS) return false;
    if (pixels < MIN_PIXELS) return true;
    if (bits > pixels * MAX_BITS_PER_PIXEL) return false;
    if (this.#triedPixels < TRIED_PIXELS || this.#savedBits >= this.#bits * WORTHWHILE) return true;
    this.#passedOver += 1;
    return this.#passedOver % RETRY_EVERY === 0;
  }

  /** Takes the result of one: the image's bits without it, and those it saved. */
  add(pixels: number, bits: number, savedBits: number): void {
    if (pixels < MIN_PIXELS) return;
    this.#triedPixels += pixels;
    this.#bits += bits;
    this.#savedBits += savedBits;
  }
}
