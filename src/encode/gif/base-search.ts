import type { Geometry } from '../../mosaic/painted-frame.js';
import { CellSet } from './cell-set.js';
import { type Effort, emptyImage, type ImageCoder, imageBytes } from './image-coder.js';
import type { Kernel } from './kernel.js';
import type { Segment } from './segment.js';
import { type SegmentFrame, segmentFrames, segmentTiles } from './segment-frames.js';

/** Screens kept as possible bases of the next image. */
const MAX_STATES = 6;
/** Bytes of memory for their canvases. */
const MAX_CANVAS_BYTES = 48_000_000;

/** The effort that costs are measured with; the images themselves are coded later, with more. */
const EFFORT: Effort = {
  waysUpTo: [
    [1, ['literal']],
    [4, ['both']],
    [Number.POSITIVE_INFINITY, ['transparent']],
  ],
  wholeWays: ['literal'],
  lookAheadPixels: 1,
};

const EMPTY_IMAGE_BYTES = imageBytes(emptyImage());

/** A state this many bytes behind the best, or twice the best's last image, whichever is more, is given up. */
const SLACK_BYTES = 2000;

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

/** A way to show the next frame: drawn on this state. */
interface Arrival {
  readonly state: State;
  readonly costBytes: number;
}

/** Canvases that a search needs. */
export function searchCanvases({ widthPx, heightPx }: Geometry): number {
  return Math.max(3, Math.min(MAX_STATES + 1, Math.floor(MAX_CANVAS_BYTES / (widthPx * heightPx * 2))));
}

/**
 * Finds which images to undo, so that all images together are smallest: after each frame the next image can be drawn
 * on that frame (the image stays) or on what was below it (the image is undone). The cheapest states are kept;
 * costs are those of real encodes, since changed pixels say too little.
 *
 * The kernel must have been laid out for `searchCanvases`.
 *
 * @returns 1 for each frame whose image is to be undone
 */
export function searchBases(kernel: Kernel, images: ImageCoder, segment: Segment): Uint8Array {
  return new BaseSearch(kernel, images, segment).run();
}

class BaseSearch {
  readonly #kernel: Kernel;
  readonly #images: ImageCoder;
  readonly #segment: Segment;
  readonly #maxStates: number;
  /** Canvases that no state uses, each with the cells in which it may differ from what is shown. */
  readonly #spare: { readonly canvas: number; readonly cells: CellSet }[] = [];
  /** The first is what is shown. */
  #states: readonly State[];

  constructor(kernel: Kernel, images: ImageCoder, segment: Segment) {
    this.#kernel = kernel;
    this.#images = images;
    this.#segment = segment;
    this.#maxStates = searchCanvases(segment.geometry) - 1;
    kernel.setTiles(segmentTiles(segment));
    for (let canvas = 0; canvas <= this.#maxStates; canvas += 1) {
      kernel.setCanvas(canvas, segment.canvas);
      if (canvas > 0) this.#spare.push({ canvas, cells: new CellSet(segment.geometry) });
    }
    this.#states = [{ canvas: 0, cells: new CellSet(segment.geometry), costBytes: 0, trace: null }];
  }

  run(): Uint8Array {
    let frameNumber = 0;
    for (const frame of segmentFrames(this.#segment)) this.#takeFrame(frame, frameNumber++);
    const restores = new Uint8Array(frameNumber);
    for (let trace = this.#states[0]!.trace; trace !== null; trace = trace.earlier)
      restores[trace.frame] = trace.restores ? 1 : 0;
    return restores;
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
    if (kernel.compare(shown.canvas, next.canvas, frame.cells) === null) {
      this.#spare.push(next);
      return;
    }
    const arrivals = this.#arrive(next.canvas).sort((a, b) => a.costBytes - b.costBytes);
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

  /** The frame on `canvas` drawn on each state, except those that fall too far behind. */
  #arrive(canvas: number): Arrival[] {
    const arrivals: Arrival[] = [];
    let limit = Number.POSITIVE_INFINITY;
    for (const state of this.#states) {
      const bytes = this.#bytesOf(state, canvas, limit - state.costBytes);
      if (bytes === Number.POSITIVE_INFINITY) continue;
      const costBytes = state.costBytes + bytes;
      arrivals.push({ state, costBytes });
      limit = Math.min(limit, costBytes + Math.max(SLACK_BYTES, 2 * bytes));
    }
    return arrivals;
  }

  #bytesOf(state: State, canvas: number, byteLimit: number): number {
    const cells = state.cells.cells();
    const difference = this.#kernel.compare(state.canvas, canvas, cells);
    if (difference === null) return EMPTY_IMAGE_BYTES;
    return this.#images.changeBytes({ before: state.canvas, after: canvas, cells, difference }, EFFORT, byteLimit);
  }
}
