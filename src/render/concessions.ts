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
  /** How many frames a lower rate would leave. */
  readonly framesAt: (fps: number) => number;
}

/** Two would be hard edges, which small text does not survive. */
const LEVELS = [4, 3];
const LOSSY = [2, 5];
/** What moves can be followed down to the last of these. */
const RATES = [25, 20, 17, 15, 12, 10, 8, 7, 6, 5, 4, 3.5, 3, 2.5, 2];
/** A lower rate that leaves more than this share of the frames is not worth jerky motion. */
const MOST_FRAMES_LEFT = 0.95;
/** From one size to the next: two thirds of a pixel in a cell of normal size. */
const SMALLER = 0.96;

/**
 * Every step from what was asked for to the smallest picture, each with all concessions before it, in the order that
 * hurts least: smoothness of text, shades of pictures, frames, size; at last, size that cannot be read easily.
 */
export function concessionLadder(facts: LadderFacts): readonly Sizes[] {
  const { asked, leastReadableScale, leastScale, canLose, framesAt } = facts;
  const { antialiasingLevels: levels, lossy: loss, fpsCap: rate, scale: size } = asked;
  const ladder: Sizes[] = [{ antialiasingLevels: levels, lossy: loss, fpsCap: rate, scale: size }];
  const take = (change: Partial<Sizes>) => ladder.push({ ...ladder.at(-1)!, ...change });
  for (const antialiasingLevels of LEVELS)
    if (antialiasingLevels < asked.antialiasingLevels) take({ antialiasingLevels });
  for (const lossy of LOSSY) if (canLose && lossy > asked.lossy) take({ lossy });
  let frames = framesAt(asked.fpsCap);
  for (const fpsCap of RATES) {
    const left = fpsCap < asked.fpsCap ? framesAt(fpsCap) : frames;
    if (left > frames * MOST_FRAMES_LEFT) continue;
    frames = left;
    take({ fpsCap });
  }
  for (const scale of scalesBelow(asked.scale, leastReadableScale)) take({ scale });
  for (const scale of scalesBelow(ladder.at(-1)!.scale, leastScale)) take({ scale });
  return ladder;
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

/** What was given up between two steps, a phrase for each kind of thing. */
export function concessionsOf(asked: Sizes, { antialiasingLevels, lossy, fpsCap, scale }: Sizes): string[] {
  const lines: string[] = [];
  if (antialiasingLevels !== asked.antialiasingLevels) {
    lines.push(`smoothness of text (--aa-levels ${antialiasingLevels})`);
  }
  if (lossy !== asked.lossy) lines.push(`shades of pictures (--lossy ${lossy})`);
  if (fpsCap !== asked.fpsCap) lines.push(`frames (--fps-cap ${fpsCap})`);
  if (scale !== asked.scale) lines.push(`size (--scale ${scale})`);
  return lines;
}

/**
 * What recordings keep of their bytes at each number of levels: medians over the corpus, as `bench/shares.ts` measures
 * them.
 */
const LEVELS_SHARES: readonly (readonly [levels: number, share: number])[] = [
  [3, 0.79],
  [4, 0.89],
  [6, 1],
];

/** A step with smoother text, and how many times the bytes it typically takes. */
export interface Smoothed {
  readonly step: Sizes;
  readonly factor: number;
}

/** Smoother text than a step has, smoothest first. */
export function smoother(asked: Sizes, step: Sizes): Smoothed[] {
  const shareOfLevels = (levels: number) => LEVELS_SHARES.find(([at]) => at >= levels)?.[1] ?? 1;
  return [asked.antialiasingLevels, ...LEVELS]
    .filter((levels) => levels > step.antialiasingLevels && levels <= asked.antialiasingLevels)
    .map((antialiasingLevels) => ({
      step: { ...step, antialiasingLevels },
      factor: shareOfLevels(antialiasingLevels) / shareOfLevels(step.antialiasingLevels),
    }));
}
