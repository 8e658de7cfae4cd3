/** What is given up to keep within a size budget, and in which order. */
import type { ResolvedOptions } from '../options/table.js';

/** The options that concessions change. */
export type Sizes = Pick<ResolvedOptions, 'antialiasingLevels' | 'lossy' | 'fpsCap' | 'scale'>;

/** What decides which concessions are worth making. */
export interface LadderFacts {
  readonly asked: Sizes;
  /** Text and cells are as small as can be read at this scale. */
  readonly leastReadableScale: number;
  /** Nothing can be read below this. */
  readonly leastScale: number;
  /** Whether an output has frames that may be inexact. */
  readonly canLose: boolean;
  /** The share of the budget that is used at a lower rate, with nothing else given up. */
  readonly shareAt: (fps: number) => number;
}

/** Two would be hard edges, which small text does not survive. */
const LEVELS = [4, 3];
const LOSSY = [2, 5];
/** What moves can be followed down to the last of these. */
const RATES = [
  28, 26, 24, 22, 20, 18, 17, 16, 15, 14, 13, 12, 11, 10, 9, 8.5, 8, 7.5, 7, 6.5, 6, 5.5, 5, 4.5, 4, 3.75, 3.5, 3.25, 3,
  2.75, 2.5, 2.25, 2,
];
/** A still lower rate must save more than this. */
const LEAST_SAVED = 0.01;
/** From one size to the next: two thirds of a pixel in a cell of normal size. */
const SMALLER = 0.96;

/**
 * Every step from what was asked for to the smallest picture, each with all concessions before it, in the order that
 * hurts least: smoothness of text, shades of pictures, frames, size; at last, size that cannot be read easily.
 */
export function concessionLadder(facts: LadderFacts): readonly Sizes[] {
  const { asked, leastReadableScale, leastScale, canLose, shareAt } = facts;
  const { antialiasingLevels: levels, lossy: loss, fpsCap: rate, scale: size } = asked;
  const ladder: Sizes[] = [{ antialiasingLevels: levels, lossy: loss, fpsCap: rate, scale: size }];
  const take = (change: Partial<Sizes>) => ladder.push({ ...ladder.at(-1)!, ...change });
  for (const antialiasingLevels of LEVELS)
    if (antialiasingLevels < asked.antialiasingLevels) take({ antialiasingLevels });
  for (const lossy of LOSSY) if (canLose && lossy > asked.lossy) take({ lossy });
  for (const fpsCap of usefulRates(asked.fpsCap, shareAt)) take({ fpsCap });
  for (const scale of scalesBelow(asked.scale, leastReadableScale)) take({ scale });
  for (const scale of scalesBelow(ladder.at(-1)!.scale, leastScale)) take({ scale });
  return ladder;
}

/** Rates down to the one below which hardly anything is saved; none where no rate saves much. */
function usefulRates(from: number, shareAt: (fps: number) => number): number[] {
  const rates = [from, ...RATES.filter((rate) => rate < from)];
  const last = rates.length - 1;
  const enough = shareAt(rates[last]!) / (1 - LEAST_SAVED);
  const end = firstWhere(0, last, (index) => shareAt(rates[index]!) <= enough);
  return rates.slice(1, end + 1);
}

/** The first of the numbers from one to another for which something holds; the second one where it holds for none. */
export function firstWhere(from: number, to: number, holds: (number: number) => boolean): number {
  let [low, high] = [from, to];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (holds(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Down to and including `least`; none where that is not below `from`. */
function scalesBelow(from: number, least: number): number[] {
  const scales: number[] = [];
  for (let scale = from * SMALLER; scale > least * SMALLER; scale *= SMALLER) {
    scales.push(Number(Math.max(scale, least).toFixed(3)));
    if (scale <= least) break;
  }
  return least < from ? scales : [];
}

/** What each option of `Sizes` costs, in the order in which it is told. */
const GIVEN_UP: Readonly<Record<keyof Sizes, string>> = {
  antialiasingLevels: 'smoothness of text',
  lossy: 'shades of pictures',
  fpsCap: 'frames',
  scale: 'size',
};

/**
 * What was given up between two steps, a phrase for each kind of thing.
 * @param settings writes options with their values for who will read it
 */
export function concessionsOf(asked: Sizes, step: Sizes, settings: (sizes: Partial<Sizes>) => string): string[] {
  const names = (Object.keys(GIVEN_UP) as (keyof Sizes)[]).filter((name) => step[name] !== asked[name]);
  return names.map((name) => `${GIVEN_UP[name]} (${settings({ [name]: step[name] })})`);
}

/** What recordings keep of their bytes with fewer shades of text: medians over many, as `bench/shares.ts` measures them. */
const SHARE_OF_LEVELS: ReadonlyMap<number, number> = new Map([
  [3, 0.79],
  [4, 0.89],
]);

/** What text of these levels takes beside smooth text. */
export function shareOfLevels(levels: number): number {
  return SHARE_OF_LEVELS.get(levels) ?? 1;
}

/** A step with smoother text, and how many times the bytes it typically takes. */
export interface Smoothed {
  readonly step: Sizes;
  readonly factor: number;
}

/** Smoother text than a step has, smoothest first. */
export function smoother(asked: Sizes, step: Sizes): Smoothed[] {
  return [asked.antialiasingLevels, ...LEVELS]
    .filter((levels) => levels > step.antialiasingLevels && levels <= asked.antialiasingLevels)
    .map((antialiasingLevels) => ({
      step: { ...step, antialiasingLevels },
      factor: shareOfLevels(antialiasingLevels) / shareOfLevels(step.antialiasingLevels),
    }));
}
