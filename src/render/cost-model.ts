/** Predicts what a picture with concessions will cost, from how much it changes and from what was asked for. */
import { countChanges, thinFrames } from '../frames/thin.js';
import type { Geometry } from '../mosaic/painted-frame.js';
import { type Cost, shareOf } from './budget.js';
import { type Sizes, shareOfLevels } from './concessions.js';
import type { Painting } from './paint.js';
import { layOutPicture, planDressing } from './picture-layout.js';
import type { RenderPlan } from './plan.js';

/** The share of their bytes that recordings with inexact frames keep: a first guess, as it is anything from 0.3 to 1. */
const SHARE_OF_LOSSY: ReadonlyMap<number, number> = new Map([
  [2, 0.85],
  [5, 0.65],
]);
/** Bytes grow with about this power of a cell's area: edges, not surfaces, take bytes. Fitted to real recordings. */
const POWER_OF_AREA = 0.7;
/** Bytes grow with about this power of the changed cells: a higher rate shows more of scrolling, which takes many. */
const POWER_OF_CHANGES = 1.1;
/** What a frame takes, in changed cells, however little it changes. */
const CELLS_PER_FRAME = 6;
/** Bytes of a GIF for each changed cell, if cells had a pixel each. */
const BYTES_PER_CELL = 0.41;

/** What predictions are made from. */
export interface CostFacts {
  readonly painting: Painting;
  readonly plan: RenderPlan;
  /** The cost of the picture as it was asked for; infinitely many bytes if its encoding was stopped early. */
  readonly asked: Cost;
  /** The bytes that it has at least in that case. */
  readonly leastBytes: number;
  /** Whether it is known that some frames are inexact, so that `lossy` saves something. */
  readonly hasStandIns: boolean;
  /** Whether outputs show the recording over time. */
  readonly isMoving: boolean;
}

/** Predicts costs without painting anything; real attempts correct the predictions (`fit.ts`). */
export class CostModel {
  readonly #facts: CostFacts;
  /** Frames, and what they change, at each rate. */
  readonly #changes = new Map<number, { readonly frameCount: number; readonly weight: number }>();
  readonly #bytesAsked: number;

  constructor(facts: CostFacts) {
    this.#facts = facts;
    const { bytes } = facts.asked;
    this.#bytesAsked = Number.isFinite(bytes) ? bytes : Math.max(facts.leastBytes, this.#usualBytes());
  }

  costAt(step: Sizes): Cost {
    const { asked, isMoving } = this.#facts;
    const { widthPx, heightPx } = this.#geometryAt(step);
    return {
      bytes: Math.round(this.#bytesAsked * this.#shareOfBytes(step)),
      maximumBytes: asked.maximumBytes,
      totalPixels: widthPx * heightPx * (isMoving ? this.#changesAt(step).frameCount : 1),
    };
  }

  /** The share of its budget that a step uses. */
  shareAt(step: Sizes): number {
    return shareOf(this.costAt(step), this.#facts.plan.budget);
  }

  #shareOfBytes(step: Sizes): number {
    const { plan, hasStandIns } = this.#facts;
    const { options } = plan;
    const changes = this.#changesAt(step).weight / this.#changesAt(options).weight;
    const area = cellPixels(this.#geometryAt(step)) / cellPixels(this.#geometryAt(options));
    const levels = shareOfLevels(step.antialiasingLevels) / shareOfLevels(options.antialiasingLevels);
    const lossy = hasStandIns && step.lossy !== options.lossy ? (SHARE_OF_LOSSY.get(step.lossy) ?? 1) : 1;
    return changes ** POWER_OF_CHANGES * area ** POWER_OF_AREA * levels * lossy;
  }

  #usualBytes(): number {
    const { options } = this.#facts.plan;
    const pixels = cellPixels(this.#geometryAt(options));
    return this.#changesAt(options).weight * BYTES_PER_CELL * pixels ** POWER_OF_AREA;
  }

  #changesAt({ fpsCap }: Sizes) {
    const { painting, plan, isMoving } = this.#facts;
    const known = this.#changes.get(fpsCap);
    if (known !== undefined) return known;
    if (!isMoving) return { frameCount: 1, weight: 1 };
    const { sequence } = painting.replay;
    const { frameCount, cellCount } = countChanges(
      fpsCap < plan.options.fpsCap ? thinFrames(sequence, fpsCap) : sequence,
    );
    const changes = { frameCount, weight: cellCount + CELLS_PER_FRAME * frameCount };
    this.#changes.set(fpsCap, changes);
    return changes;
  }

  #geometryAt(step: Sizes): Geometry {
    const { painting, plan } = this.#facts;
    const tried = { ...plan, options: { ...plan.options, ...step } };
    return layOutPicture(painting.pictured, planDressing(painting.replay.colours, tried), tried).geometry;
  }
}

const cellPixels = ({ cellWidthPx, cellHeightPx }: Geometry): number => cellWidthPx * cellHeightPx;
