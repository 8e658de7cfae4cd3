/** A picture that was too large for its budget, encoded again with concessions. */
import { Cast2gifError } from '../errors.js';
import { countThinned, type FrameSample, sampleFrames, thinFrames } from '../frames/thin.js';
import { coversTime, formatRow } from '../options/formats.js';
import { type Cost, shareOf } from './budget.js';
import { concessionLadder, concessionsOf, type Sizes } from './concessions.js';
import type { RenderContext } from './context.js';
import { type Attempt, costOf, type Encoding, type EncodingTools, encodeWithin, measure } from './encode.js';
import { fitToBudget } from './fit.js';
import type { PlannedOutput } from './outputs.js';
import { paint } from './paint.js';
import type { RenderPlan } from './plan.js';
import type { Replay } from './replay.js';

/** Letters smaller than this are hard to read. */
const LEAST_READABLE_FONT_PX = 9;
/** In narrower cells letters run together. */
const LEAST_READABLE_CELL_PX = 6;
/** Nothing can be made out below this. */
const LEAST_FONT_PX = 6;
/** Fonts are measured at this size, where rounding does not matter. */
const MEASURED_FONT_PX = 1000;
const MEGABYTE = 1e6;

/** What was encoded, and what was given up for it. */
export interface SmallerEncoding {
  readonly encoding: Encoding;
  /** A phrase each. */
  readonly concessions: readonly string[];
}

/**
 * Encodes with as few concessions as the budget allows. What each would save is estimated from a sample of the frames.
 * @param asked what came of it without concessions
 * @throws Cast2gifError `budget` where even the last concession is not enough
 */
export async function encodeSmaller(
  asked: Attempt,
  replay: Replay,
  plan: RenderPlan,
  tools: EncodingTools,
  context: RenderContext,
): Promise<SmallerEncoding> {
  const { options, budget } = plan;
  const leastReadableScale = leastReadableScaleOf(plan);
  const moving = plan.outputs.filter((output) => isMoving(output, replay));
  const timesUs = Array.from(replay.sequence.frames(), ({ timeUs }) => timeUs);
  const ladder = concessionLadder({
    asked: options,
    leastReadableScale,
    leastScale: Math.min(leastReadableScale, LEAST_FONT_PX / options.fontSizePx),
    canLose: asked.hasStandIns !== false && plan.outputs.some(({ format }) => formatRow(format).hasSizeOptions),
    // Stills and texts do not get smaller by fewer frames.
    framesAt: (fps) => {
      if (moving.length === 0) return 1;
      return fps < options.fpsCap ? countThinned(timesUs, fps) : timesUs.length;
    },
  });
  const fit = await fitToBudget(ladder, budget, asked.cost, {
    attempt: (step) => attempt(step, replay, plan, tools, context),
    // Other outputs hardly count beside those that move.
    estimate: (step) =>
      estimate(step, replay, { ...plan, outputs: moving.length > 0 ? moving : plan.outputs }, tools, context),
  });
  if (fit.encoding === undefined) throw tooLarge(fit.cost, plan, replay);
  const { step, encoding } = fit;
  if (step.scale < leastReadableScale) warnOfSmallText(step, plan, context);
  return {
    encoding,
    concessions: concessionsOf(options, encoding.hasStandIns ? step : { ...step, lossy: options.lossy }),
  };
}

async function attempt(
  step: Sizes,
  replay: Replay,
  plan: RenderPlan,
  tools: EncodingTools,
  context: RenderContext,
): Promise<Attempt> {
  const tried = planWith(step, plan);
  return encodeWithin(await paint(replayAt(step.fpsCap, replay, plan), tried, context), tried, tools, context);
}

/** @param plan its outputs all depend on the number of frames, or none does */
async function estimate(
  step: Sizes,
  replay: Replay,
  plan: RenderPlan,
  tools: EncodingTools,
  context: RenderContext,
): Promise<Cost> {
  const tried = planWith(step, plan);
  const thinned = replayAt(step.fpsCap, replay, plan);
  const isSampled = plan.outputs.every((output) => isMoving(output, replay));
  const sample = isSampled ? sampleFrames(thinned.sequence) : undefined;
  if (sample !== undefined) return estimateFrom(sample, thinned, tried, tools, context);
  const painting = await paint(thinned, tried, context);
  const { outline, sizes } = await measure(painting, tried, tools, context);
  return costOf(outline, sizes, plan.budget);
}

function planWith(step: Sizes, plan: RenderPlan): RenderPlan {
  return { ...plan, options: { ...plan.options, ...step } };
}

/** Whether an output shows the recording over time, so that its size depends on the frames. */
function isMoving({ format, atUs }: PlannedOutput, { stillUs }: Replay): boolean {
  return formatRow(format).shows === 'animation' && coversTime(format, (atUs ?? stillUs) !== undefined);
}

function replayAt(fps: number, replay: Replay, { options }: RenderPlan): Replay {
  return fps < options.fpsCap ? { ...replay, sequence: thinFrames(replay.sequence, fps) } : replay;
}

function leastReadableScaleOf({ fonts, options }: RenderPlan): number {
  const { advancePx } = fonts.metrics(MEASURED_FONT_PX);
  // Widths of cells are rounded.
  const fontPx = ((LEAST_READABLE_CELL_PX - 0.5) * MEASURED_FONT_PX) / advancePx;
  return Number((Math.max(LEAST_READABLE_FONT_PX, fontPx) / options.fontSizePx + 0.0005).toFixed(3));
}

/** What the whole would take, from what a sample of it does. */
async function estimateFrom(
  { runs, firsts, runCount, factor }: FrameSample,
  replay: Replay,
  plan: RenderPlan,
  tools: EncodingTools,
  context: RenderContext,
): Promise<Cost> {
  const paintingOfRuns = await paint({ ...replay, sequence: runs }, plan, context);
  const ofRuns = await measure(paintingOfRuns, plan, tools, context);
  const paintingOfFirsts = await paint({ ...replay, sequence: firsts }, plan, context);
  const ofFirsts = await measure(paintingOfFirsts, plan, tools, context);
  const sizes = ofRuns.sizes.map(({ format, byteLength }, at) => {
    const firstBytes = ofFirsts.sizes[at]!.byteLength;
    return { format, byteLength: Math.round(firstBytes / runCount + (byteLength - firstBytes) * factor) };
  });
  const { frameCount } = replay.sequence;
  return costOf({ ...ofRuns.outline, frameCount }, sizes, plan.budget);
}

function warnOfSmallText({ scale }: Sizes, { options }: RenderPlan, context: RenderContext): void {
  const sizePx = Math.round(options.fontSizePx * scale * 10) / 10;
  const message = `letters are only ${sizePx} pixels high to keep within the size; SVG and MP4 stay readable in less space`;
  context.warn({ message }, 'budget');
}

function tooLarge(cost: Cost, plan: RenderPlan, { sequence }: Replay): Cast2gifError {
  const { budget } = plan;
  const { bytes, maximumBytes = Infinity, totalPixels } = cost;
  const what =
    bytes > maximumBytes
      ? `about ${inMegabytes(bytes)}, where ${inMegabytes(maximumBytes)} are allowed`
      : `${Math.round(totalPixels / 1e6)} million pixels over all frames, where ${Math.round((budget.maximumTotalPixels ?? 0) / 1e6)} are allowed`;
  return new Cast2gifError(
    'budget',
    `with everything given up the picture still takes ${what}${remedy(sequence.durationUs / 1e6, shareOf(cost, budget))}`,
  );
}

const inMegabytes = (bytes: number): string =>
  bytes < MEGABYTE / 10 ? `${bytes} bytes` : `${(bytes / MEGABYTE).toPrecision(3)} MB`;

function remedy(durationSeconds: number, share: number): string {
  const seconds = Math.floor((durationSeconds / share) * 0.9);
  const shorter = seconds < 1 ? 'a shorter part' : `a part of about ${seconds} s`;
  return `: select ${shorter} (--select ..${Math.max(1, seconds)}), or make an SVG or MP4`;
}
