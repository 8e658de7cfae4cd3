/** A picture that was too large for its budget, encoded again with concessions. */
import { Cast2gifError } from '../errors.js';
import { thinFrames } from '../frames/thin.js';
import { coversTime, formatRow } from '../options/formats.js';
import { type Budget, type Cost, shareOf } from './budget.js';
import { concessionLadder, concessionsOf, type LadderFacts, type Sizes } from './concessions.js';
import type { RenderContext } from './context.js';
import { CostModel } from './cost-model.js';
import { type Attempt, type Encoding, type EncodingTools, encodeWithin, FAR_TOO_LARGE } from './encode.js';
import { fitToBudget } from './fit.js';
import type { PlannedOutput } from './outputs.js';
import { type Painting, paint } from './paint.js';
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
 * Encodes with as few concessions as the budget allows. What each would save is predicted from how much the recording
 * changes.
 * @param painting of the whole, without concessions
 * @param asked what came of it
 * @throws Cast2gifError `budget` where even the last concession is not enough
 */
export async function encodeSmaller(
  painting: Painting,
  asked: Attempt,
  plan: RenderPlan,
  tools: EncodingTools,
  context: RenderContext,
): Promise<SmallerEncoding> {
  const { replay } = painting;
  const { options, budget } = plan;
  const isMoving = plan.outputs.some((output) => isMovingIn(output, replay));
  const leastBytes = leastBytesOf(asked.cost, budget);
  const isExact = Number.isFinite(asked.cost.bytes);
  const hasStandIns = isExact && asked.hasStandIns === true;
  const model = new CostModel({ painting, plan, isMoving, hasStandIns, asked: asked.cost, leastBytes });
  const ladder = concessionLadder(ladderFactsOf(asked, model, plan));
  const lastReadable = ladder.findLastIndex(({ scale }) => scale >= leastReadableScaleOf(plan));
  const fit = await fitToBudget(ladder, budget, lastReadable, isExact, {
    attempt: (step) => attempt(step, replay, plan, tools, context),
    predict: (step) => model.shareAt(step),
  });
  if (fit.encoding === undefined) {
    const cost = Number.isFinite(fit.cost.bytes) ? fit.cost : model.costAt(ladder.at(-1)!);
    throw tooLarge({ ...cost, bytes: Math.max(cost.bytes, leastBytesOf(fit.cost, budget)) }, plan, replay, context);
  }
  const { step, encoding } = fit;
  if (step.scale < leastReadableScaleOf(plan)) warnOfSmallText(step, plan, context);
  return {
    encoding,
    concessions: concessionsOf(options, encoding.hasStandIns ? step : { ...step, lossy: options.lossy }, (sizes) =>
      context.settings(sizes),
    ),
  };
}

/** Bytes that are known to be needed, also where something was not encoded to its end, for its bytes or for its pixels. */
function leastBytesOf(cost: Cost, budget: Budget): number {
  if (Number.isFinite(cost.bytes)) return cost.bytes;
  const isForPixels = shareOf({ ...cost, bytes: 0 }, budget) > 1;
  return isForPixels ? 0 : FAR_TOO_LARGE * (cost.maximumBytes ?? 0);
}

function ladderFactsOf(asked: Attempt, model: CostModel, plan: RenderPlan): LadderFacts {
  const { options } = plan;
  const leastReadableScale = leastReadableScaleOf(plan);
  return {
    asked: options,
    leastReadableScale,
    leastScale: Math.min(leastReadableScale, LEAST_FONT_PX / options.fontSizePx),
    canLose: asked.hasStandIns !== false && plan.outputs.some(({ format }) => formatRow(format).hasSizeOptions),
    shareAt: (fpsCap) => model.shareAt({ ...options, fpsCap }),
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

function planWith(step: Sizes, plan: RenderPlan): RenderPlan {
  return { ...plan, options: { ...plan.options, ...step } };
}

/** Whether an output shows the recording over time, so that its size depends on the frames. */
function isMovingIn({ format, atUs }: PlannedOutput, { stillUs }: Replay): boolean {
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

function warnOfSmallText({ scale }: Sizes, { options }: RenderPlan, context: RenderContext): void {
  const sizePx = Math.round(options.fontSizePx * scale * 10) / 10;
  const message = `letters are only ${sizePx} pixels high to keep within the size; SVG and MP4 stay readable in less space`;
  context.warn({ message }, 'budget');
}

function tooLarge(cost: Cost, plan: RenderPlan, { sequence }: Replay, context: RenderContext): Cast2gifError {
  const { budget } = plan;
  const { bytes, maximumBytes = Infinity, totalPixels } = cost;
  const what =
    bytes > maximumBytes
      ? `about ${inMegabytes(bytes)}, where ${inMegabytes(maximumBytes)} are allowed`
      : `${Math.round(totalPixels / 1e6)} million pixels over all frames, where ${Math.round((budget.maximumTotalPixels ?? 0) / 1e6)} are allowed`;
  const seconds = Math.floor(((sequence.durationUs / 1e6) * 0.9) / shareOf(cost, budget));
  const shorter = seconds < 1 ? 'a shorter part' : `a part of about ${seconds} s`;
  const select = context.settings({ select: `..${Math.max(1, seconds)}` });
  return new Cast2gifError(
    'budget',
    `with everything given up the picture still takes ${what}: select ${shorter} (${select}), or make an SVG or MP4`,
  );
}

const inMegabytes = (bytes: number): string =>
  bytes < MEGABYTE / 10 ? `${bytes} bytes` : `${(bytes / MEGABYTE).toPrecision(3)} MB`;
