/** Making a picture fit: what is given up, in which order, and how the right amount is found in few attempts. */
import { Cast2gifError } from '../errors.js';
import type { ResolvedOptions } from '../options/table.js';

/** What a picture may cost. */
export interface Budget {
  /** Of each output. */
  readonly maximumBytes: number | undefined;
  /** Width times height times frames: sites refuse animations by it. */
  readonly maximumTotalPixels: number | undefined;
}

/** What an attempt cost. */
export interface Cost {
  /** Of the largest output; zero if pixels alone ruled it out. */
  readonly bytes: number;
  readonly totalPixels: number;
  /** Some frames had more colours than a GIF image can show, so that `lossy` would save bytes. */
  readonly canLose: boolean;
  /** When the frames appeared; empty where the attempt fitted. */
  readonly frameTimesUs: readonly number[];
}

type Sizes = Pick<ResolvedOptions, 'optimize' | 'antialiasingLevels' | 'lossy' | 'fpsCap' | 'scale'>;

/** One step down. Steps add up: each is taken together with all before it. */
interface Step {
  readonly apply: (asked: Sizes) => Partial<Sizes>;
  readonly tell: (asked: Sizes) => string;
}

/** In the order that hurts least. */
const STEPS: readonly Step[] = [
  { apply: () => ({ optimize: 'best' }), tell: () => 'more time (--optimize best)' },
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
/** A lower rate that leaves more of the frames than this is not worth its jerks. */
const MOST_FRAMES_LEFT = 0.9;

function levels(count: number): Step {
  return {
    apply: (asked) => ({ antialiasingLevels: Math.min(count, asked.antialiasingLevels) }),
    tell: () => `smoothness of text (--aa-levels ${count})`,
  };
}

function lossy(bound: number): Step {
  return {
    apply: (asked) => ({ lossy: Math.max(bound, asked.lossy) }),
    tell: () => `shades of pictures (--lossy ${bound})`,
  };
}

function rate(fps: number): Step {
  return { apply: (asked) => ({ fpsCap: Math.min(fps, asked.fpsCap) }), tell: () => `frames (--fps-cap ${fps})` };
}

function scaled(factor: number): Step {
  const scale = (asked: Sizes) => Number((asked.scale * factor).toFixed(3));
  return { apply: (asked) => ({ scale: scale(asked) }), tell: (asked) => `size (--scale ${scale(asked)})` };
}

/** Where less of a budget is used than this, a smaller concession is tried, once. */
const LEAST_USED = 0.6;

/**
 * Renders with as few concessions as the budget allows. Each attempt tells what it cost; from that and the
 * typical shares the next step is chosen, so that two to four attempts do for all steps.
 * @param attempt renders with the options; its result is undefined where the budget was exceeded, or where the
 * largest output has fewer bytes than `leastBytes`
 * @throws Cast2gifError `usage` where even the last step is too large
 */
export async function renderWithinBudget<T>(
  asked: ResolvedOptions,
  budget: Budget,
  attempt: (
    options: ResolvedOptions,
    concessions: readonly string[],
    leastBytes: number,
  ) => Promise<{ cost: Cost; result: T | undefined }>,
): Promise<T> {
  const findings: { asked: Sizes; canLose: boolean; frameTimesUs: readonly number[] | undefined } = {
    ...{ asked, canLose: false, frameTimesUs: undefined },
  };
  let taken: readonly Step[] = [];
  /** The last attempt that was too large. */
  let tooLittle: readonly Step[] = [];
  let mayTurnBack = true;
  for (;;) {
    const options = { ...asked, ...changesOf(asked, taken) };
    const skipped = taken.length - tooLittle.length > 1;
    const leastBytes = mayTurnBack && skipped ? leastBytesOf(budget) : 0;
    const { cost, result } = await attempt(options, concessionsOf(asked, taken), leastBytes);
    if (result !== undefined) return result;
    findings.canLose ||= cost.canLose;
    // Those of the first attempt: later ones may have a lower rate.
    findings.frameTimesUs ??= cost.frameTimesUs;
    const known = { ...findings, frameTimesUs: findings.frameTimesUs };
    const fitted = isWithin(cost, budget);
    if (!fitted) tooLittle = taken;
    else mayTurnBack = false;
    const next = nextSteps(known, { taken, cost, after: tooLittle.at(-1) }, budget);
    if (next === undefined) throw tooLarge(cost, budget);
    taken = fitted && next.length > taken.length ? taken : next;
  }
}

/** Where pixels are bounded as well, few bytes may be due to that. */
function leastBytesOf({ maximumBytes, maximumTotalPixels }: Budget): number {
  return maximumBytes === undefined || maximumTotalPixels !== undefined ? 0 : maximumBytes * LEAST_USED;
}

function isWithin(cost: Cost, { maximumBytes, maximumTotalPixels }: Budget): boolean {
  return cost.bytes <= (maximumBytes ?? Infinity) && cost.totalPixels <= (maximumTotalPixels ?? Infinity);
}

function changesOf(asked: Sizes, taken: readonly Step[]): Partial<Sizes> {
  return Object.assign({}, ...taken.map(({ apply }) => apply(asked)));
}

/** One line for each kind of thing given up: of several steps of a kind only the last counts. */
function concessionsOf(asked: Sizes, taken: readonly Step[]): string[] {
  const lines = new Map<string, string>();
  for (const { tell } of taken) {
    const line = tell(asked);
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

/** What was tried last, what it cost, and the step behind which to look on. */
interface Attempted {
  readonly taken: readonly Step[];
  readonly cost: Cost;
  readonly after: Step | undefined;
}

/** Up to the first step that typically brings this cost within the budget, else to the last; undefined without any. */
function nextSteps(findings: Findings, { taken, cost, after }: Attempted, budget: Budget): readonly Step[] | undefined {
  const now = expected(findings, taken);
  const useful = STEPS.filter((step, index) => isUseful(step, STEPS.slice(0, index), findings));
  const from = after === undefined ? 0 : STEPS.indexOf(after) + 1;
  const later = useful.filter((step) => STEPS.indexOf(step) >= from);
  const upTo = (step: Step) => useful.slice(0, useful.indexOf(step) + 1);
  const fits = (step: Step) => {
    const then = expected(findings, upTo(step));
    const bytes = (cost.bytes * then.bytes) / now.bytes;
    return isWithin({ ...cost, bytes, totalPixels: (cost.totalPixels * then.pixels) / now.pixels }, budget);
  };
  const chosen = later.find(fits) ?? later.at(-1);
  return chosen && upTo(chosen);
}

/** Whether a step changes anything after the steps before it. */
function isUseful({ apply }: Step, before: readonly Step[], findings: Findings): boolean {
  const { asked } = findings;
  const after = apply(asked);
  if (after.lossy !== undefined && !findings.canLose) return false;
  if (after.fpsCap !== undefined && framesLeft(findings, after.fpsCap) > MOST_FRAMES_LEFT) return false;
  const reached = { ...asked, ...changesOf(asked, before) };
  return Object.entries(after).some(([name, value]) => reached[name as keyof Sizes] !== value);
}

/** Share of the bytes, and of the pixels, that recordings typically keep: of a recording in normal size and smoothness. */
function expected(findings: Findings, taken: readonly Step[]): { bytes: number; pixels: number } {
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

function tooLarge({ bytes, totalPixels }: Cost, budget: Budget): Cast2gifError {
  const { maximumBytes, maximumTotalPixels } = budget;
  const what =
    maximumTotalPixels !== undefined && totalPixels > maximumTotalPixels
      ? `${Math.round(totalPixels / 1e6)} million pixels over all frames, where ${Math.round(maximumTotalPixels / 1e6)} are allowed`
      : `${bytes} bytes, where ${maximumBytes} are allowed`;
  return new Cast2gifError(
    'usage',
    `with everything given up the picture still takes ${what}: select a shorter part (--select) or a higher speed`,
  );
}
