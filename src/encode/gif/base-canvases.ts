import { CellSet } from '../../mosaic/cell-set.js';
import type { Change } from './image-coder.js';
import type { Kernel } from './kernel.js';
import type { Segment } from './segment.js';
import { type SegmentFrame, segmentTiles } from './segment-frames.js';

/** Canvases that are used: the first ones of the kernel. */
export const BASE_CANVASES = 3;

const BASE = 0;
const SHOWN = 1;
const NEXT = 2;

/**
 * Three canvases: what is shown, what was below the last image (its base), and the next frame.
 * If the last image is undone ("restore to previous"), the next one is drawn on its base.
 */
export class BaseCanvases {
  readonly #kernel: Kernel;
  /** Cells in which base and shown may differ. */
  readonly #baseCells: CellSet;
  #frame: SegmentFrame | undefined;

  constructor(kernel: Kernel, segment: Segment) {
    this.#kernel = kernel;
    this.#baseCells = new CellSet(segment.geometry);
    kernel.setTiles(segmentTiles(segment));
    for (const canvas of [BASE, SHOWN, NEXT]) kernel.setCanvas(canvas, segment.canvas);
  }

  /** Takes the next frame. */
  put(frame: SegmentFrame): void {
    this.#frame = frame;
    this.#kernel.putTiles(NEXT, frame.cells, frame.tiles);
  }

  changeFromShown(): Change | null {
    const { cells } = this.#frame!;
    const difference = this.#kernel.compare(SHOWN, NEXT, cells);
    return difference && { before: SHOWN, after: NEXT, cells, difference };
  }

  changeFromBase(): Change | null {
    // They belong to the set either way, once the frame is shown.
    this.#baseCells.addAll(this.#frame!.cells);
    const cells = this.#baseCells.cells();
    const difference = this.#kernel.compare(BASE, NEXT, cells);
    return difference && { before: BASE, after: NEXT, cells, difference };
  }

  /** The last image stays: it is the base of the next one. */
  keepShown(): void {
    this.#kernel.copyCells(SHOWN, BASE, this.#baseCells.cells());
    this.#baseCells.clear();
  }

  /** The next frame is the one shown now. */
  show(): void {
    const { cells } = this.#frame!;
    this.#kernel.copyCells(NEXT, SHOWN, cells);
    this.#baseCells.addAll(cells);
  }
}
