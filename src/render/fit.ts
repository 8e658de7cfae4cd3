/** Making a picture fit its budget: the smallest concessions that do, found by estimates from a sample of frames. */

import type { Budget } from './budget.js';
import { type Cost, shareOf } from './budget.js';
import { type Sizes, type Smoothed, smoother } from './concessions.js';
import type { Attempt, Encoding } from './encode.js';

/** How steps are tried. */
export interface Trials<T> {
  /** Encodes everything. */
  readonly attempt: (step: Sizes) => Promise<Attempt<T>>;
  /** What an attempt would cost, roughly, in a fraction of its time. */
  readonly estimate: (step: Sizes) => Promise<Cost>;
}

/** What fits, or how far the last step is from it. */
export type Fit<T> =
  | { readonly step: Sizes; readonly encoding: T }
  | { readonly encoding: undefined; readonly cost: Cost };

/** Less of a budget than this is not used well. */
const LEAST_USED = 0.85;
/** Estimates are not exact; less so where one has led astray. */
const AIM = 0.97;
const AIM_LESS = 0.01;
/** An estimate of the last step that is beyond this need not be confirmed. */
const HOPELESS = 1.4;
/** Full encodings after the first. */
const MOST_ATTEMPTS = 3;

/**
 * Finds the first step of a ladder that fits.
 * @param ladder steps of falling cost
 * @param asked what the first step costs, which is too much
 */
export async function fitToBudget<T extends Pick<Encoding, 'discard'>>(
  ladder: readonly Sizes[],
  budget: Budget,
  asked: Cost,
  trials: Trials<T>,
): Promise<Fit<T>> {
  const last = ladder.length - 1;
  const estimates = new Estimates(ladder, budget, trials);
  await estimates.correct(0, shareOf(asked, budget));
  if ((await estimates.shareAt(last)) > HOPELESS) return { encoding: undefined, cost: await estimates.costAt(last) };
  /** The last step that is known to be too large. */
  let tooLarge = 0;
  let best: { step: Sizes; encoding: T; at: number } | undefined;
  for (let attempts = 0; ; attempts += 1) {
    const at = await estimates.firstWithin(Math.min(tooLarge + 1, last), best?.at ?? last);
    const { step, factor } = await estimates.smoothest(at, ladder[0]!);
    if (best !== undefined && (attempts >= MOST_ATTEMPTS || isSame(step, best.step))) return best;
    const { cost, encoding } = await trials.attempt(step);
    const share = shareOf(cost, budget);
    await estimates.correct(at, share / factor);
    if (encoding !== undefined) {
      await best?.encoding.discard();
      best = { step, encoding, at };
      if (share >= LEAST_USED) return best;
    } else {
      if (factor > 1) estimates.forgoSmoothness(step);
      else if (at === last) return best ?? { encoding: undefined, cost };
      else tooLarge = at;
      estimates.aimLower();
    }
  }
}

function isSame(one: Sizes, other: Sizes): boolean {
  return (Object.keys(one) as (keyof Sizes)[]).every((name) => one[name] === other[name]);
}

/** Estimates of steps, each made once, and put right by what attempts really came to. */
class Estimates<T> {
  readonly #ladder: readonly Sizes[];
  readonly #budget: Budget;
  readonly #trials: Trials<T>;
  readonly #costs = new Map<number, Promise<Cost>>();
  /** What estimates are multiplied by, at steps that have been encoded. */
  readonly #corrections = new Map<number, number>();
  #tooSmooth = Infinity;
  #aim = AIM;

  constructor(ladder: readonly Sizes[], budget: Budget, trials: Trials<T>) {
    this.#ladder = ladder;
    this.#budget = budget;
    this.#trials = trials;
  }

  costAt(index: number): Promise<Cost> {
    const cost = this.#costs.get(index) ?? this.#trials.estimate(this.#ladder[index]!);
    this.#costs.set(index, cost);
    return cost;
  }

  async shareAt(index: number): Promise<number> {
    return shareOf(await this.costAt(index), this.#budget) * this.#correctionAt(index);
  }

  /** Between steps that have been encoded it changes evenly; beyond them it is that of the nearest. */
  #correctionAt(index: number): number {
    const known = [...this.#corrections.keys()].sort((one, other) => one - other);
    const below = known.findLast((at) => at <= index) ?? known[0];
    if (below === undefined) return 1;
    const above = known.find((at) => at >= index) ?? below;
    const [atBelow, atAbove] = [this.#corrections.get(below)!, this.#corrections.get(above)!];
    const part = above === below ? 0 : (index - below) / (above - below);
    return atBelow * (atAbove / atBelow) ** part;
  }

  /** The first step between two that is likely to fit; the second one where none is. */
  async firstWithin(from: number, to: number): Promise<number> {
    let [low, high] = [from, to];
    for (let turn = 0; low < high; turn += 1) {
      const guess = turn % 3 < 2 ? await this.#interpolated(low, high) : undefined;
      const middle = guess ?? Math.floor((low + high) / 2);
      if ((await this.shareAt(middle)) <= this.#aim) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  /** Where the aim would be met if steps between those that are known saved equal shares. */
  async #interpolated(low: number, high: number): Promise<number | undefined> {
    const known = [...this.#costs.keys()].sort((one, other) => one - other);
    const above = known.findLast((index) => index < low);
    const below = known.find((index) => index >= high);
    if (above === undefined || below === undefined) return undefined;
    const [most, least] = [await this.shareAt(above), await this.shareAt(below)];
    if (!(most > this.#aim && least < this.#aim)) return undefined;
    const at = above + ((below - above) * Math.log(most / this.#aim)) / Math.log(most / least);
    return Math.max(low, Math.min(high - 1, Math.floor(at)));
  }

  /** A step with as smooth text as is likely to fit: rates are far apart, so that one may leave much unused. */
  async smoothest(index: number, asked: Sizes): Promise<Smoothed> {
    const plain = { step: this.#ladder[index]!, factor: 1 };
    const share = await this.shareAt(index);
    if (share >= LEAST_USED) return plain;
    const mayFit = ({ step, factor }: Smoothed) =>
      step.antialiasingLevels < this.#tooSmooth && share * factor <= this.#aim;
    return smoother(asked, plain.step).find(mayFit) ?? plain;
  }

  aimLower(): void {
    this.#aim -= AIM_LESS;
  }

  /** As smooth a text as this took too much. */
  forgoSmoothness({ antialiasingLevels }: Sizes): void {
    this.#tooSmooth = antialiasingLevels;
  }

  /** @param share what an attempt at a step really came to; infinite where that is not known */
  async correct(index: number, share: number): Promise<void> {
    if (!Number.isFinite(share)) return;
    this.#corrections.set(index, share / shareOf(await this.costAt(index), this.#budget));
  }
}
