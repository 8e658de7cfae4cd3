import { TRANSPARENT } from '../../colour/blend.js';
import { oklab, squaredDistance } from '../../colour/oklab.js';
import type { RectanglePx } from '../../mosaic/painted-frame.js';

/** Codes of GIF's LZW. */
const MAX_NODES = 4096;
/** Strings followed side by side; those with the least error are kept. */
const MAX_FOLLOWED = 24;
const NONE = -1;

/** A frame of more colours than an image can show, and how freely it may be shown. */
export interface LossyFrame {
  /** Shown colours before the frame; afterwards what is to be shown. */
  readonly pixels: Uint16Array;
  readonly canvasWidthPx: number;
  /** Holds all pixels that were repainted. */
  readonly rectangle: RectanglePx;
  /** Nothing is below: every pixel is new and none can be left as it is. */
  readonly isWhole: boolean;
  /** Number of the painted colour of a pixel, or -1 where it was not repainted. */
  readonly slotAt: (at: number) => number;
  /** The painted colours, `0xRRGGBB` or `TRANSPARENT`. */
  readonly painted: Uint32Array;
  /** The shown colour that represents each painted one. */
  readonly standIns: Uint16Array;
  /** `0xRRGGBB` or `TRANSPARENT` of each shown colour. */
  readonly shownRgb: Uint32Array;
}

/**
 * Chooses among the shown colours that are near enough to what was painted those that LZW has met in this order
 * before: the longest string of its dictionary that stays within the bound at every pixel. The error is measured
 * against the painted colour, never against what was shown, so that it cannot add up. Pixels that were not repainted
 * stay as they are, and a colour whose stand-in is beyond the bound gets exactly that. Areas painted in one colour on
 * one colour stay even: all their pixels get what the first one got.
 *
 * The dictionary is a model of the coder's: what comes out are pixels, which are then coded without loss.
 *
 * @param maximumDistance in OKLab
 */
export function chooseWithin(maximumDistance: number, frame: LossyFrame): void {
  new LossyMatcher(maximumDistance, frame).run();
}

class LossyMatcher {
  readonly #frame: LossyFrame;
  readonly #bound: number;
  /** The shown colour of each symbol; the symbol after the last leaves a pixel as it is. */
  readonly #entries: Uint16Array;
  readonly #keep: number;
  readonly #paintedLab: Float64Array;
  readonly #entryLab: Float64Array;
  readonly #shownLab = new Map<number, Float64Array>();

  // The dictionary: one node per string. Roots are the symbols themselves.
  readonly #symbol = new Uint16Array(MAX_NODES);
  readonly #parent = new Int16Array(MAX_NODES);
  readonly #firstChild = new Int16Array(MAX_NODES);
  readonly #nextSibling = new Int16Array(MAX_NODES);
  #nodes = 0;

  // The pixels of the rectangle in their order, before anything is chosen.
  readonly #places: Uint32Array;
  readonly #slots: Int32Array;
  readonly #below: Uint16Array;
  readonly #widthPx: number;
  /** Symbols chosen so far. */
  readonly #chosen: Uint16Array;

  // Strings being followed, and those that go one pixel further.
  #followed: number[] = [];
  #errors: number[] = [];

  constructor(maximumDistance: number, frame: LossyFrame) {
    this.#frame = frame;
    this.#bound = maximumDistance ** 2;
    this.#entries = Uint16Array.from(new Set(frame.standIns));
    this.#keep = this.#entries.length;
    this.#paintedLab = oklab(frame.painted);
    this.#entryLab = oklab(Uint32Array.from(this.#entries, (shown) => frame.shownRgb[shown]!));
    const { leftPx, topPx, rightPx, bottomPx } = frame.rectangle;
    const widthPx = rightPx - leftPx;
    this.#widthPx = widthPx;
    this.#places = Uint32Array.from(
      { length: widthPx * (bottomPx - topPx) },
      (_, index) => (topPx + Math.floor(index / widthPx)) * frame.canvasWidthPx + leftPx + (index % widthPx),
    );
    this.#slots = Int32Array.from(this.#places, frame.slotAt);
    this.#below = Uint16Array.from(this.#places, (at) => frame.pixels[at]!);
    this.#chosen = new Uint16Array(this.#places.length);
  }

  run(): void {
    this.#clear();
    let previous = NONE;
    for (let position = 0; position < this.#places.length; ) {
      const { node, length } = this.#longest(position);
      this.#show(position, node, length);
      if (previous !== NONE) this.#add(previous, this.#firstSymbol(node));
      previous = node;
      if (this.#nodes === MAX_NODES) {
        this.#clear();
        previous = NONE;
      }
      position += length;
    }
  }

  /** The longest string of allowed symbols; of several of that length the one with the least error. */
  #longest(start: number): { node: number; length: number } {
    this.#followed = [];
    this.#errors = [];
    const forced = this.#forcedAt(start, start, start > 0 ? this.#chosen[start - 1]! : NONE);
    for (let root = 0; root <= this.#keep; root += 1)
      if (forced === NONE || forced === root) this.#follow(root, start, 0, this.#followed, this.#errors);
    let position = start + 1;
    for (; position < this.#places.length; position += 1) {
      const longer: number[] = [];
      const errors: number[] = [];
      for (let at = 0; at < this.#followed.length; at += 1) {
        const node = this.#followed[at]!;
        const forced = this.#forcedAt(position, start, this.#symbol[node]!);
        for (let child = this.#firstChild[node]!; child !== NONE; child = this.#nextSibling[child]!)
          if (forced === NONE || forced === this.#symbol[child])
            this.#follow(child, position, this.#errors[at]!, longer, errors);
      }
      if (longer.length === 0) break;
      this.#followed = longer;
      this.#errors = errors;
    }
    let best = 0;
    for (let at = 1; at < this.#errors.length; at += 1) if (this.#errors[at]! < this.#errors[best]!) best = at;
    return { node: this.#followed[best]!, length: position - start };
  }

  /** The symbol that a pixel must get because its neighbour in the same area has it, or -1. */
  #forcedAt(position: number, start: number, left: number): number {
    if (this.#slots[position]! < 0) return NONE;
    if (position % this.#widthPx > 0 && this.#areOneArea(position, position - 1)) return left;
    const above = position - this.#widthPx;
    // Pixels within the string being followed are not chosen yet.
    return above >= 0 && above < start && this.#areOneArea(position, above) ? this.#chosen[above]! : NONE;
  }

  #areOneArea(one: number, other: number): boolean {
    return this.#slots[one] === this.#slots[other] && this.#below[one] === this.#below[other];
  }

  /** Adds a node to those followed, if its symbol is allowed here; replaces the worst one if there are too many. */
  #follow(node: number, position: number, errorBefore: number, followed: number[], errors: number[]): void {
    const error = errorBefore + this.#errorOf(this.#symbol[node]!, position);
    if (error === Number.POSITIVE_INFINITY) return;
    if (followed.length < MAX_FOLLOWED) {
      followed.push(node);
      errors.push(error);
      return;
    }
    let worst = 0;
    for (let at = 1; at < errors.length; at += 1) if (errors[at]! > errors[worst]!) worst = at;
    if (error >= errors[worst]!) return;
    followed[worst] = node;
    errors[worst] = error;
  }

  /** Squared error of showing a symbol at a pixel; infinite where it is not allowed. */
  #errorOf(symbol: number, position: number): number {
    const slot = this.#slots[position]!;
    const below = this.#below[position]!;
    if (slot < 0) return symbol === this.#keep || this.#entries[symbol] === below ? 0 : Number.POSITIVE_INFINITY;
    const isStandIn = this.#frame.standIns[slot] === (symbol === this.#keep ? below : this.#entries[symbol]);
    const distance = this.#distanceTo(symbol, slot, below);
    return distance <= this.#bound || (isStandIn && distance < Number.POSITIVE_INFINITY)
      ? distance
      : Number.POSITIVE_INFINITY;
  }

  #distanceTo(symbol: number, slot: number, below: number): number {
    const { isWhole, painted, shownRgb } = this.#frame;
    const shown = symbol === this.#keep ? below : this.#entries[symbol]!;
    // No opaque colour is near a transparent one.
    if ((painted[slot] === TRANSPARENT) !== (shownRgb[shown] === TRANSPARENT)) return Number.POSITIVE_INFINITY;
    if (symbol !== this.#keep) return squaredDistance(this.#paintedLab, slot, this.#entryLab, symbol);
    if (isWhole) return Number.POSITIVE_INFINITY;
    let lab = this.#shownLab.get(below);
    if (lab === undefined) {
      lab = oklab(Uint32Array.of(this.#frame.shownRgb[below]!));
      this.#shownLab.set(below, lab);
    }
    return squaredDistance(this.#paintedLab, slot, lab, 0);
  }

  /** Puts the string that ends in `node` onto the canvas. */
  #show(start: number, node: number, length: number): void {
    for (let position = start + length - 1, at = node; position >= start; position -= 1, at = this.#parent[at]!) {
      const symbol = this.#symbol[at]!;
      this.#chosen[position] = symbol;
      if (symbol !== this.#keep) this.#frame.pixels[this.#places[position]!] = this.#entries[symbol]!;
    }
  }

  #firstSymbol(node: number): number {
    let at = node;
    while (this.#parent[at] !== NONE) at = this.#parent[at]!;
    return at;
  }

  #clear(): void {
    this.#nodes = 0;
    for (let symbol = 0; symbol <= this.#keep; symbol += 1) this.#newNode(symbol, NONE);
    // The codes for clear and end.
    this.#nodes = Math.max(this.#nodes, 256) + 2;
  }

  #add(node: number, symbol: number): void {
    for (let child = this.#firstChild[node]!; child !== NONE; child = this.#nextSibling[child]!)
      if (this.#symbol[child] === symbol) return;
    const child = this.#newNode(symbol, node);
    this.#nextSibling[child] = this.#firstChild[node]!;
    this.#firstChild[node] = child;
  }

  #newNode(symbol: number, parent: number): number {
    const node = this.#nodes++;
    this.#symbol[node] = symbol;
    this.#parent[node] = parent;
    this.#firstChild[node] = NONE;
    this.#nextSibling[node] = NONE;
    return node;
  }
}
