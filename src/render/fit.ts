/** Making a picture fit its budget: attempts with ever larger concessions, as few as will do. */
import { Cast2gifError } from '../errors.js';
import type { FrameSequence } from '../frames/frame.js';
import type { ResolvedOptions } from '../options/table.js';
import { type Budget, type Cost, isWithin } from './budget.js';
import { type Concession, changesOf, concessionsOf, nextConcessions } from './concessions.js';
import type { Encoding } from './encode.js';
import type { Painting } from './paint.js';

/** What an attempt came to. */
export interface Attempt<T> {
  readonly cost: Cost;
  /** Absent where nothing was encoded, because there are too many pixels. */
  readonly encoding: T | undefined;
}

/** Where less of a budget is used than this, a smaller concession is tried, once. */
const LEAST_USED = 0.6;

/**
 * Renders with as few concessions as the budget allows. What an attempt cost and the typical shares decide what is
 * given up next, so that two to four attempts do for all steps. Encodings that are not returned are discarded.
 * @param plan what was asked for
 * @param attempt makes an encoding of the plan with other options
 * @throws Cast2gifError `budget` where even the last concession is not enough
 */
export async function fitToBudget<P extends Fittable, T extends Pick<Encoding, 'discard'>>(
  plan: P,
  attempt: (plan: P) => Promise<Attempt<T>>,
): Promise<{ encoding: T; concessions: readonly string[] }> {
  const { options: asked, budget } = plan;
  const findings = { asked, canLose: false, frameTimesUs: undefined as readonly number[] | undefined };
  let taken: readonly Concession[] = [];
  /** The last attempt that was too large. */
  let tooLittle: readonly Concession[] = [];
  let mayTurnBack = true;
  for (;;) {
    const skipped = taken.length - tooLittle.length > 1;
    const leastBytes = mayTurnBack && skipped ? leastBytesOf(budget) : 0;
    const { cost, encoding } = await attempt({ ...plan, options: { ...asked, ...changesOf(asked, taken) } });
    const hasFitted = isWithin(cost, budget);
    if (encoding !== undefined && hasFitted && cost.bytes >= leastBytes) {
      return { encoding, concessions: concessionsOf(asked, taken) };
    }
    await encoding?.discard();
    findings.canLose ||= cost.canLose;
    // Those of the first attempt: later ones may have a lower rate.
    findings.frameTimesUs ??= cost.frameTimesUs();
    if (hasFitted) mayTurnBack = false;
    else tooLittle = taken;
    const known = { ...findings, frameTimesUs: findings.frameTimesUs };
    const next = nextConcessions(known, { taken, cost, after: tooLittle.at(-1) }, budget);
    if (next === undefined) throw tooLarge(cost, budget);
    taken = hasFitted && next.length > taken.length ? taken : next;
  }
}

/** The part of a plan that an attempt depends on. */
interface Fittable {
  readonly options: ResolvedOptions;
  readonly budget: Budget;
}

/** @param encoding undefined for a painting that was not encoded (yet) */
export function costOf({ mosaic, replay }: Painting, encoding: Encoding | undefined): Cost {
  const { geometry, frameCount } = mosaic.survey;
  return {
    bytes: encoding?.byteLength ?? 0,
    totalPixels: geometry.widthPx * geometry.heightPx * frameCount,
    canLose: encoding?.hasStandIns ?? false,
    frameTimesUs: () => timesOf(replay.sequence),
  };
}

function timesOf(sequence: FrameSequence): number[] {
  return Array.from(sequence.frames(), ({ timeUs }) => timeUs);
}

/** Where pixels are bounded as well, few bytes may be due to that. */
function leastBytesOf({ maximumBytes, maximumTotalPixels }: Budget): number {
  return maximumBytes === undefined || maximumTotalPixels !== undefined ? 0 : maximumBytes * LEAST_USED;
}

function tooLarge({ bytes, totalPixels }: Cost, budget: Budget): Cast2gifError {
  const { maximumBytes, maximumTotalPixels } = budget;
  const what =
    maximumTotalPixels !== undefined && totalPixels > maximumTotalPixels
      ? `${Math.round(totalPixels / 1e6)} million pixels over all frames, where ${Math.round(maximumTotalPixels / 1e6)} are allowed`
      : `${bytes} bytes, where ${maximumBytes} are allowed`;
  return new Cast2gifError(
    'budget',
    `with everything given up the picture still takes ${what}: select a shorter part (--select) or a higher speed`,
  );
}
