/** Making a picture fit its budget: the smallest concessions that do, predicted and then put right by what is encoded. */

import { type Budget, type Cost, shareOf } from './budget.js';
import { firstWhere, type Sizes, type Smoothed, smoother } from './concessions.js';
import { type Attempt, type Encoding, FAR_TOO_LARGE } from './encode.js';

/** How steps are tried. */
export interface Trials<T> {
  /** Encodes everything. */
  readonly attempt: (step: Sizes) => Promise<Attempt<T>>;
  /** About which share of the budget a step uses. Costs next to nothing. */
  readonly predict: (step: Sizes) => number;
}

/** What fits, or what the last step costs. */
export type Fit<T> =
  | { readonly step: Sizes; readonly encoding: T }
  | { readonly encoding: undefined; readonly cost: Cost };

/** Less of a budget than this is not used well. */
const LEAST_USED = 0.85;
/** What is aimed at with the first attempt, which is predicted from afar. */
const FIRST_AIM = 0.94;
/** What is aimed at next to a step that has been encoded. */
const AIM = 0.97;
/** How much less once that was too much. */
const AIM_LESS = 0.02;
/** The last step that can be read easily is tried where it is not predicted to take more than this. */
const MAY_STILL_FIT = 1.2;
/** Full encodings after the first, once something fits. */
const MOST_ATTEMPTS = 3;

/**
 * Finds the first step of a ladder that fits.
 * @param ladder steps of falling cost; the first is too much
 * @param lastReadable index of the last step that can be read easily; those below are left for when it does not fit
 * @param isExact whether what is predicted for the first step is what it really costs
 */
export async function fitToBudget<T extends Pick<Encoding, 'discard'>>(
  ladder: readonly Sizes[],
  budget: Budget,
  lastReadable: number,
  isExact: boolean,
  { attempt, predict }: Trials<T>,
): Promise<Fit<T>> {
  const last = ladder.length - 1;
  const forecast = new Forecast(ladder, isExact, predict);
  /** The last step that is known to be too large. */
  let tooLarge = 0;
  let best: { readonly step: Sizes; readonly encoding: T; readonly at: number } | undefined;
  for (let attempts = 0; ; attempts += 1) {
    const likely = forecast.firstWithin(Math.min(tooLarge + 1, last), best?.at ?? last);
    const mayBeRead =
      likely > lastReadable && tooLarge < lastReadable && forecast.shareAt(lastReadable) <= MAY_STILL_FIT;
    const at = mayBeRead ? lastReadable : likely;
    const { step, factor } = forecast.smoothest(at);
    if (best !== undefined && (attempts >= MOST_ATTEMPTS || isSame(step, best.step))) return best;
    const { cost, encoding } = await attempt(step);
    const share = shareOf(cost, budget);
    // Where it was not encoded to its end.
    forecast.correct(at, Number.isFinite(share) ? share / factor : FAR_TOO_LARGE);
    if (encoding !== undefined) {
      await best?.encoding.discard();
      best = { step, encoding, at };
      if (share >= LEAST_USED) return best;
    } else {
      if (factor > 1) forecast.forgoSmoothness(step);
      else if (at === last) return best ?? { encoding: undefined, cost };
      else tooLarge = at;
      if (attempts > 0) forecast.aimLower();
    }
  }
}

function isSame(one: Sizes, other: Sizes): boolean {
  return (Object.keys(one) as (keyof Sizes)[]).every((name) => one[name] === other[name]);
}

/** Shares of the budget that steps will use, put right by what attempts came to. */
class Forecast {
  readonly #ladder: readonly Sizes[];
  readonly #predict: (step: Sizes) => number;
  readonly #shares = new Map<number, number>();
  /** What is predicted is multiplied by this at steps that have been encoded. */
  readonly #corrections = new Map<number, number>();
  #tooSmooth = Infinity;
  #aim = FIRST_AIM;

  constructor(ladder: readonly Sizes[], isExact: boolean, predict: (step: Sizes) => number) {
    this.#ladder = ladder;
    this.#predict = predict;
    if (isExact) this.#corrections.set(0, 1);
  }

  /** The first step between two that is likely to fit; the second one where none is. */
  firstWithin(from: number, to: number): number {
    return firstWhere(from, to, (index) => this.shareAt(index) <= this.#aim);
  }

  /** A step with as smooth text as is likely to fit: the next step may leave much unused. */
  smoothest(index: number): Smoothed {
    const plain = { step: this.#ladder[index]!, factor: 1 };
    const share = this.shareAt(index);
    const asked = this.#ladder[0]!;
    const mayFit = ({ step, factor }: Smoothed) =>
      step.antialiasingLevels < this.#tooSmooth && share * factor <= this.#aim && !isSame(step, asked);
    return smoother(asked, plain.step).find(mayFit) ?? plain;
  }

  aimLower(): void {
    this.#aim -= AIM_LESS;
  }

  /** As smooth a text as this took too much. */
  forgoSmoothness({ antialiasingLevels }: Sizes): void {
    this.#tooSmooth = antialiasingLevels;
  }

  /** @param share what an attempt at a step came to */
  correct(index: number, share: number): void {
    this.#corrections.set(index, share / this.#predictedAt(index));
    if (this.#aim === FIRST_AIM) this.#aim = AIM;
  }

  /** The share of the budget that a step is likely to use. */
  shareAt(index: number): number {
    return this.#predictedAt(index) * this.#correctionAt(index);
  }

  #predictedAt(index: number): number {
    const share = this.#shares.get(index) ?? this.#predict(this.#ladder[index]!);
    this.#shares.set(index, share);
    return share;
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
}
