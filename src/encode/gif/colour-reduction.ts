import { oklab, squaredDistance } from '../../colour/oklab.js';
import { Palette } from './nearest-colour.js';
import { pickColours } from './quantise.js';

/** Colours of one frame, each once. */
export interface CountedColours {
  /** Their ids on the canvas. */
  readonly ids: Uint32Array;
  /** `0xRRGGBB` of each. */
  readonly rgb: Uint32Array;
  /** Pixels of each. */
  readonly counts: Uint32Array;
}

/** Colours picked to represent others. */
interface Picked {
  readonly ids: Uint32Array;
  readonly rgb: Uint32Array;
  readonly palette: Palette;
}

/** A palette for a frame, and what it does to it. */
interface Fit {
  readonly picked: Picked;
  /** Entry of each of the frame's colours. */
  readonly entries: Uint16Array;
  readonly squaredDistances: Float64Array;
  readonly meanSquare: number;
  readonly worstSquare: number;
}

/** An older palette is kept while its mean and its worst squared error are at most this many times the best's. */
const ACCEPTED_MEAN = 1.25;
const ACCEPTED_WORST = 4;
/** Errors that are invisible: a distance of 0.02 is about the least difference that can be seen side by side. */
const UNSEEN = 0.02 ** 2;
/** Up to this many mean squared errors of the best palette, an older palette's entry still represents a colour. */
const COVERED = 2;
/** Room made for new colours where an older palette grows, at least. */
const MIN_NEW_ENTRIES = 8;
/** Colours remembered beyond those of the frame. */
const MAX_REMEMBERED = 1 << 17;

/**
 * Which colours stand for which, where frames have more than an image can show. Colours keep their stand-ins from
 * frame to frame while that costs little: what stays on the screen, or moves about on it, does not flicker.
 */
export class StandIns {
  readonly #limit: number;
  #picked: Picked | undefined;
  /** Entry of `picked` for each colour id met since that palette (or one it grew from) was begun. */
  #entryOfId = new Map<number, number>();

  /** @param limit most colours that one frame may show */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** For each of a frame's colours, of which there are more than the limit, the id of the colour shown instead. */
  choose(colours: CountedColours): Uint32Array {
    const lab = oklab(colours.rgb);
    const best = fit(colours, lab, this.#pick(colours, lab, this.#limit));
    const fitted = this.#fitOlder(colours, lab, best) ?? this.#startAnew(best);
    this.#picked = fitted.picked;
    if (this.#entryOfId.size > MAX_REMEMBERED) this.#entryOfId.clear();
    colours.ids.forEach((id, slot) => {
      this.#entryOfId.set(id, fitted.entries[slot]!);
    });
    return Uint32Array.from(fitted.entries, (entry) => fitted.picked.ids[entry]!);
  }

  #startAnew(best: Fit): Fit {
    this.#entryOfId.clear();
    return best;
  }

  /** The older palette as it is, or with the entries that this frame does not use replaced; null if neither is good. */
  #fitOlder(colours: CountedColours, lab: Float64Array, best: Fit): Fit | null {
    if (this.#picked === undefined) return null;
    const older = fit(colours, lab, this.#picked, this.#entryOfId);
    if (isNearlyAsGood(older, best)) return older;
    const grown = this.#replaceUnused(colours, lab, older, best.meanSquare * COVERED);
    return isNearlyAsGood(grown, best) ? grown : null;
  }

  #replaceUnused(colours: CountedColours, lab: Float64Array, older: Fit, coveredUpTo: number): Fit {
    const uses = new Float64Array(older.picked.ids.length);
    const uncovered: number[] = [];
    older.entries.forEach((entry, slot) => {
      if (older.squaredDistances[slot]! <= coveredUpTo) uses[entry]! += colours.counts[slot]!;
      else uncovered.push(slot);
    });
    const wanted = Math.max(MIN_NEW_ENTRIES, Math.ceil((2 * this.#limit * uncovered.length) / colours.ids.length));
    const kept = mostNeeded(older.picked, uses, this.#limit - Math.min(wanted, this.#limit));
    const rest = pickFrom(colours, Uint32Array.from(uncovered));
    const added = this.#pick(rest, oklab(rest.rgb), this.#limit - kept.length);
    const picked = paletteOf(
      Uint32Array.from([...kept.map((entry) => older.picked.ids[entry]!), ...added.ids]),
      Uint32Array.from([...kept.map((entry) => older.picked.rgb[entry]!), ...added.rgb]),
    );
    this.#renumberRemembered(kept);
    for (const slot of uncovered) this.#entryOfId.delete(colours.ids[slot]!);
    return fit(colours, lab, picked, this.#entryOfId);
  }

  /** Forgets the colours whose entry is not kept. */
  #renumberRemembered(kept: readonly number[]): void {
    const newEntry = new Map(kept.map((entry, index) => [entry, index]));
    for (const [id, entry] of this.#entryOfId) {
      const now = newEntry.get(entry);
      if (now === undefined) this.#entryOfId.delete(id);
      else this.#entryOfId.set(id, now);
    }
  }

  #pick(colours: CountedColours, lab: Float64Array, limit: number): Picked {
    const { ids, rgb } = pickFrom(colours, pickColours(lab, colours.counts, limit));
    return paletteOf(ids, rgb);
  }
}

function isNearlyAsGood(fitted: Fit, best: Fit): boolean {
  return (
    fitted.meanSquare <= best.meanSquare * ACCEPTED_MEAN &&
    fitted.worstSquare <= Math.max(best.worstSquare * ACCEPTED_WORST, UNSEEN)
  );
}

/** The entries in use, at most `limit`: without those that another one could stand in for at the least error. */
function mostNeeded({ rgb }: Picked, uses: Float64Array, limit: number): number[] {
  const used = [...uses.keys()].filter((entry) => uses[entry]! > 0);
  if (used.length <= limit) return used;
  const lab = oklab(rgb);
  const need = new Map<number, number>();
  for (const entry of used) {
    let nearest = Number.POSITIVE_INFINITY;
    for (const other of used) if (other !== entry) nearest = Math.min(nearest, squaredDistance(lab, entry, lab, other));
    need.set(entry, nearest * uses[entry]!);
  }
  used.sort((one, other) => need.get(other)! - need.get(one)! || one - other);
  return used.slice(0, limit);
}

function paletteOf(ids: Uint32Array, rgb: Uint32Array): Picked {
  return { ids, rgb, palette: new Palette(oklab(rgb)) };
}

function pickFrom({ ids, rgb, counts }: CountedColours, slots: Uint32Array): CountedColours {
  const picked = (from: Uint32Array) => slots.map((slot) => from[slot]!);
  return { ids: picked(ids), rgb: picked(rgb), counts: picked(counts) };
}

/** Each colour's remembered entry, else the nearest. */
function fit(colours: CountedColours, lab: Float64Array, picked: Picked, remembered?: Map<number, number>): Fit {
  const { ids, counts } = colours;
  const { palette } = picked;
  const pickedLab = oklab(picked.rgb);
  const entries = new Uint16Array(ids.length);
  const squaredDistances = new Float64Array(ids.length);
  let sum = 0;
  let total = 0;
  let worstSquare = 0;
  for (let slot = 0; slot < ids.length; slot += 1) {
    const known = remembered?.get(ids[slot]!);
    const entry = known ?? palette.nearest(lab, slot);
    const squared = known === undefined ? palette.squaredDistance : squaredDistance(lab, slot, pickedLab, known);
    entries[slot] = entry;
    squaredDistances[slot] = squared;
    worstSquare = Math.max(worstSquare, squared);
    sum += squared * counts[slot]!;
    total += counts[slot]!;
  }
  return { picked, entries, squaredDistances, meanSquare: sum / total, worstSquare };
}
