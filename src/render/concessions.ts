/** What is given up to keep within a size budget, in which order, and how much is likely to be enough. */
import type { ResolvedOptions } from '../options/table.js';
import { type Budget, type Cost, isWithin } from './budget.js';

/** The options that concessions change. */
type Sizes = Pick<ResolvedOptions, 'optimize' | 'antialiasingLevels' | 'lossy' | 'fpsCap' | 'scale'>;

/** One step down. They add up: each is taken together with all before it. */
export interface Concession {
  readonly apply: (asked: Sizes) => Partial<Sizes>;
  /** What is given up, and the option that would ask for it. */
  readonly describe: (asked: Sizes) => string;
}

/** In the order that hurts least. */
const CONCESSIONS: readonly Concession[] = [
  { apply: () => ({ optimize: 'best' }), describe: () => 'more time (--optimize best)' },
  levels(4),
  levels(3),
  lossy(2),
  lossy(5),
  rate(20),
  rate(12),
  scaled(0.85),
  scaled(0.75),
  scaled(0.65),
  scaled(0.5),
  rate(8),
  levels(2),
  scaled(0.4),
];

/**
 * What recordings keep of their bytes at each value by itself: medians over the corpus and made-up recordings in
 * 24-bit colour (those alone have frames that can be lossy), as `bench/shares.ts` measures them. Sorted.
 */
const SHARES = {
  antialiasingLevels: [
    [2, 0.66],
    [3, 0.79],
    [4, 0.89],
    [6, 1],
  ],
  lossy: [
    [0, 1],
    [2, 0.55],
    [5, 0.33],
  ],
  scale: [
    [0.4, 0.32],
    [0.5, 0.41],
    [0.65, 0.55],
    [0.75, 0.65],
    [0.85, 0.78],
    [1, 1],
  ],
} as const satisfies Partial<Record<keyof Sizes, readonly (readonly [value: number, share: number])[]>>;
const BEST_SHARE = 0.985;
/** Share of a frame's bytes that go when it is merged with its neighbour, which then changes more. */
const MERGED_SHARE = 0.4;
/** A lower rate that leaves more of the frames than this is not worth jerky motion. */
const MOST_FRAMES_LEFT = 0.9;

function levels(count: number): Concession {
  return {
    apply: (asked) => ({ antialiasingLevels: Math.min(count, asked.antialiasingLevels) }),
    describe: () => `smoothness of text (--aa-levels ${count})`,
  };
}

function lossy(bound: number): Concession {
  return {
    apply: (asked) => ({ lossy: Math.max(bound, asked.lossy) }),
    describe: () => `shades of pictures (--lossy ${bound})`,
  };
}

function rate(fps: number): Concession {
  return { apply: (asked) => ({ fpsCap: Math.min(fps, asked.fpsCap) }), describe: () => `frames (--fps-cap ${fps})` };
}

function scaled(factor: number): Concession {
  const scale = (asked: Sizes) => Number((asked.scale * factor).toFixed(3));
  return { apply: (asked) => ({ scale: scale(asked) }), describe: (asked) => `size (--scale ${scale(asked)})` };
}

/** The options after these concessions, as far as they differ from what was asked for. */
export function changesOf(asked: Sizes, taken: readonly Concession[]): Partial<Sizes> {
  return Object.assign({}, ...taken.map(({ apply }) => apply(asked)));
}

/** One line for each kind of thing given up: of several of a kind only the last counts. */
export function concessionsOf(asked: Sizes, taken: readonly Concession[]): string[] {
  const lines = new Map<string, string>();
  for (const { describe } of taken) {
    const line = describe(asked);
    lines.set(line.slice(0, line.indexOf('(')), line);
  }
  return [...lines.values()];
}

/** What is known of a recording after an attempt. */
interface Findings {
  readonly asked: Sizes;
  readonly canLose: boolean;
  /** At the rate that was asked for. */
  readonly frameTimesUs: readonly number[];
}

/** What was tried last, what it cost, and after which concession to look for the next. */
interface Attempted {
  readonly taken: readonly Concession[];
  readonly cost: Cost;
  readonly after: Concession | undefined;
}

/**
 * All concessions up to the first that is likely to bring this cost within the budget, or up to the last; undefined
 * where none is left.
 */
export function nextConcessions(
  findings: Findings,
  { taken, cost, after }: Attempted,
  budget: Budget,
): readonly Concession[] | undefined {
  const now = expected(findings, taken);
  const useful = CONCESSIONS.filter((step, index) => isUseful(step, CONCESSIONS.slice(0, index), findings));
  const from = after === undefined ? 0 : CONCESSIONS.indexOf(after) + 1;
  const later = useful.filter((step) => CONCESSIONS.indexOf(step) >= from);
  const upTo = (step: Concession) => useful.slice(0, useful.indexOf(step) + 1);
  const fits = (step: Concession) => {
    const then = expected(findings, upTo(step));
    const bytes = (cost.bytes * then.bytes) / now.bytes;
    return isWithin({ ...cost, bytes, totalPixels: (cost.totalPixels * then.pixels) / now.pixels }, budget);
  };
  const chosen = later.find(fits) ?? later.at(-1);
  return chosen && upTo(chosen);
}

/** Whether a concession changes anything after those before it. */
function isUseful({ apply }: Concession, before: readonly Concession[], findings: Findings): boolean {
  const { asked } = findings;
  const after = apply(asked);
  if (after.lossy !== undefined && !findings.canLose) return false;
  if (after.fpsCap !== undefined && framesLeft(findings, after.fpsCap) > MOST_FRAMES_LEFT) return false;
  const reached = { ...asked, ...changesOf(asked, before) };
  return Object.entries(after).some(([name, value]) => reached[name as keyof Sizes] !== value);
}

/** Share of the bytes, and of the pixels, that recordings typically keep: of a recording in normal size and smoothness. */
function expected(findings: Findings, taken: readonly Concession[]): { bytes: number; pixels: number } {
  const { asked } = findings;
  const { optimize, antialiasingLevels, lossy, fpsCap, scale } = { ...asked, ...changesOf(asked, taken) };
  const frames = framesLeft(findings, fpsCap);
  const bytes =
    (optimize === 'best' ? BEST_SHARE : 1) *
    between(SHARES.antialiasingLevels, antialiasingLevels) *
    between(SHARES.lossy, lossy) *
    between(SHARES.scale, scale / asked.scale) *
    (1 - MERGED_SHARE * (1 - frames));
  return { bytes, pixels: frames * (scale / asked.scale) ** 2 };
}

/** The share of the frames that a lower rate leaves: one in each of its intervals that has any. */
function framesLeft({ asked, frameTimesUs }: Findings, fps: number): number {
  if (fps >= asked.fpsCap || frameTimesUs.length === 0) return 1;
  return new Set(frameTimesUs.map((timeUs) => Math.floor((timeUs * fps) / 1e6))).size / frameTimesUs.length;
}

/** Straight lines between the points, level beyond them. */
function between(points: readonly (readonly [value: number, share: number])[], value: number): number {
  const above = points.findIndex(([at]) => at >= value);
  if (above < 0) return points.at(-1)![1];
  const [highValue, highShare] = points[above]!;
  if (above === 0 || highValue === value) return highShare;
  const [lowValue, lowShare] = points[above - 1]!;
  return lowShare + ((highShare - lowShare) * (value - lowValue)) / (highValue - lowValue);
}
