import { CellSet } from '../../mosaic/cell-set.js';
import type { Geometry } from '../../mosaic/painted-frame.js';
import type { Difference } from './difference.js';
import { EFFORTS } from './efforts.js';
import { type Effort, emptyImage, type ImageCoder, imageBytes } from './image-coder.js';
import type { Kernel } from './kernel.js';
import type { Segment } from './segment.js';
import { type SegmentFrame, segmentFrames, segmentTiles } from './segment-frames.js';

/** How widely to search. */
export interface SearchEffort {
  /** Screens kept as possible bases of the next image. */
  readonly maxStates: number;
  /** A base is tried where the next frame differs from it in at most this share of the pixels that change … */
  readonly nearness: number;
  /** … or in at most this many pixels, which are coded in no time. */
  readonly fewPixels: number;
  /** A state this many bytes behind the best is given up … */
  readonly slackBytes: number;
  /** … unless that is less than so many times the best's last image. */
  readonly slackImages: number;
}

/** After so many pixels coded in vain only bases that are near, or differ by a tenth as many pixels, are tried. */
const MAX_USELESS_PIXELS = 3_000_000;

/** Bytes of memory for the canvases of all states. */
const MAX_CANVAS_BYTES = 48_000_000;

/** The effort that costs are measured with; the images themselves are coded later, with more. */
const EFFORT: Effort = { ...EFFORTS.fast, lookAheadPixels: 1 };

const EMPTY_IMAGE_BYTES = imageBytes(emptyImage());

/** How a state was reached: what was done with the images, last first. */
interface Trace {
  readonly frame: number;
  readonly restores: boolean;
  readonly earlier: Trace | null;
}

/** A screen that the next image can be drawn on, and what it cost to get there. */
interface State {
  readonly canvas: number;
  /** Cells in which it may differ from what is shown. */
  readonly cells: CellSet;
  readonly costBytes: number;
  readonly trace: Trace | null;
}

/** The next frame drawn on a state; null: there it changes nothing. */
interface Candidate {
  readonly state: State;
  readonly difference: Difference | null;
}

/** A way to show the next frame: drawn on this state. */
interface Arrival {
  readonly state: State;
  readonly costBytes: number;
}

/** What a search finds, by frame. */
export interface FoundBases {
  /** 1: the image is to be undone. */
  readonly undone: Uint8Array;
  /** What changes from the frame before; null: nothing. */
  readonly fromShown: readonly (Difference | null)[];
}

/** Canvases that a search needs. */
export function searchCanvases({ widthPx, heightPx }: Geometry, { maxStates }: SearchEffort): number {
  return Math.max(3, Math.min(maxStates + 1, Math.floor(MAX_CANVAS_BYTES / (widthPx * heightPx * 2))));
}

/**
 * Finds which images to undo, so that all images together are smallest: after each frame the next image can be drawn
 * on that frame (the image stays) or on what was below it (the image is undone). The cheapest states are kept.
 * Changed pixels say which bases may be worth it; costs are those of real encodes. Most frames have no such base, and
 * cost only a comparison.
 *
 * The kernel must have been laid out for `searchCanvases`. Yields after every frame.
 */
export function searchBases(
  kernel: Kernel,
  images: ImageCoder,
  segment: Segment,
  effort: SearchEffort,
): Generator<void, FoundBases> {
  return new BaseSearch(kernel, images, segment, effort).run();
}

class BaseSearch {
  readonly #kernel: Kernel;
  readonly #images: ImageCoder;
  readonly #segment: Segment;
  readonly #effort: SearchEffort;
  readonly #maxStates: number;
  /** Canvases that no state uses, each with the cells in which it may differ from what is shown. */
  readonly #spare: { readonly canvas: number; readonly cells: CellSet }[] = [];
  /** Pixels coded on bases in vain since one of them was better than what is shown. */
  #uselessPixels = 0;
  readonly #fromShown: (Difference | null)[] = [];
  /** The first is what is shown. */
  #states: readonly State[];

  constructor(kernel: Kernel, images: ImageCoder, segment: Segment, effort: SearchEffort) {
    this.#kernel = kernel;
    this.#images = images;
    this.#segment = segment;
    this.#effort = effort;
    this.#maxStates = searchCanvases(segment.geometry, effort) - 1;
    kernel.setTiles(segmentTiles(segment));
    for (let canvas = 0; canvas <= this.#maxStates; canvas += 1) {
      kernel.setCanvas(canvas, segment.canvas);
      if (canvas > 0) this.#spare.push({ canvas, cells: new CellSet(segment.geometry) });
    }
    this.#states = [{ canvas: 0, cells: new CellSet(segment.geometry), costBytes: 0, trace: null }];
  }

  *run(): Generator<void, FoundBases> {
    let frameNumber = 0;
    for (const frame of segmentFrames(this.#segment)) {
      this.#takeFrame(frame, frameNumber++);
      yield;
    }
    const undone = new Uint8Array(frameNumber);
    for (let trace = this.#states[0]!.trace; trace !== null; trace = trace.earlier)
      undone[trace.frame] = trace.restores ? 1 : 0;
    return { undone, fromShown: this.#fromShown };
  }

  #takeFrame(frame: SegmentFrame, frameNumber: number): void {
    const kernel = this.#kernel;
    const next = this.#spare.pop()!;
    const shown = this.#states[0]!;
    kernel.copyCells(shown.canvas, next.canvas, next.cells.cells());
    next.cells.clear();
    kernel.putTiles(next.canvas, frame.cells, frame.tiles);
    for (const state of this.#states) state.cells.addAll(frame.cells);
    for (const spare of this.#spare) spare.cells.addAll(frame.cells);
    const fromShown = kernel.compare(shown.canvas, next.canvas, frame.cells);
    this.#fromShown.push(fromShown);
    if (fromShown === null) {
      this.#spare.push(next);
      return;
    }
    const arrivals = this.#arrive(next.canvas, fromShown).sort((a, b) => a.costBytes - b.costBytes);
    const cheapest = arrivals[0]!;
    const kept: State = {
      ...{ canvas: next.canvas, cells: next.cells, costBytes: cheapest.costBytes },
      trace: { frame: frameNumber, restores: false, earlier: cheapest.state.trace },
    };
    const undone = arrivals.slice(0, this.#maxStates - 1).map(({ state, costBytes }) => ({
      ...{ canvas: state.canvas, cells: state.cells, costBytes },
      trace: { frame: frameNumber, restores: true, earlier: state.trace },
    }));
    for (const { canvas, cells } of this.#states)
      if (!undone.some((state) => state.canvas === canvas)) this.#spare.push({ canvas, cells });
    this.#states = [kept, ...undone];
  }

  /** The frame on `canvas` drawn on each state, except those that are too different or fall too far behind. */
  #arrive(canvas: number, fromShown: Difference): Arrival[] {
    const candidates = this.#candidates(canvas, fromShown);
    // The only way costs the same whatever comes after it.
    if (candidates.length === 1) return [{ state: candidates[0]!.state, costBytes: 0 }];
    const { slackBytes, slackImages } = this.#effort;
    const arrivals: Arrival[] = [];
    let limit = Number.POSITIVE_INFINITY;
    for (const candidate of candidates) {
      const { state } = candidate;
      const bytes = this.#bytesOf(candidate, canvas, limit - state.costBytes);
      if (bytes === Number.POSITIVE_INFINITY) continue;
      const costBytes = state.costBytes + bytes;
      arrivals.push({ state, costBytes });
      limit = Math.min(limit, costBytes + Math.max(slackBytes, slackImages * bytes));
    }
    this.#noteUse(candidates, arrivals);
    return arrivals;
  }

  /** What is shown, and the bases that may be worth drawing on. */
  #candidates(canvas: number, fromShown: Difference): Candidate[] {
    const [shown, ...bases] = this.#states;
    const { nearness, fewPixels } = this.#effort;
    const mostPixels = Math.max(
      fromShown.changedPixels * nearness,
      this.#uselessPixels < MAX_USELESS_PIXELS ? fewPixels : fewPixels / 10,
    );
    const candidates: Candidate[] = [{ state: shown!, difference: fromShown }];
    // Lines that move on do not come back.
    if (this.#kernel.haveScrolled(shown!.canvas, canvas, fromShown)) return candidates;
    for (const state of bases) {
      const difference = this.#kernel.compare(state.canvas, canvas, state.cells.cells());
      if (difference === null || difference.changedPixels <= mostPixels) candidates.push({ state, difference });
    }
    return candidates;
  }

  /** Counts the pixels coded on bases since one of them was better than what is shown. */
  #noteUse(candidates: readonly Candidate[], [shown, ...others]: readonly Arrival[]): void {
    if (others.some(({ costBytes }) => costBytes < shown!.costBytes)) this.#uselessPixels = 0;
    else for (const { difference } of candidates.slice(1)) this.#uselessPixels += difference?.changedPixels ?? 0;
  }

  #bytesOf({ state, difference }: Candidate, canvas: number, byteLimit: number): number {
    if (difference === null) return EMPTY_IMAGE_BYTES;
    const change = { before: state.canvas, after: canvas, cells: state.cells.cells(), difference };
    return this.#images.changeBytes(change, EFFORT, byteLimit);
  }
}
