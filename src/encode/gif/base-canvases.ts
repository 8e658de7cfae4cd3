import { CellSet } from '../../mosaic/cell-set.js';
import type { Difference } from './difference.js';
import type { Change } from './image-coder.js';
import type { CanvasNumber, Kernel } from './kernel.js';
import type { Segment } from './segment.js';
import { type SegmentFrame, segmentTiles } from './segment-frames.js';

/** Canvases that are used: the first ones of the kernel. */
export const BASE_CANVASES = 3;

const BASE = 2;

/**
 * What is shown and the next frame, on two canvases that change places; and, where images are undone ("restore to
 * previous"), what was below the last image: its base, on which the next one is drawn then.
 */
export class BaseCanvases {
  readonly #kernel: Kernel;
  readonly #hasBase: boolean;
  #shown: CanvasNumber = 0;
  #next: CanvasNumber = 1;
  /** Cells in which the next canvas is behind what is shown. */
  readonly #staleCells: CellSet;
  /** Cells in which base and shown may differ. */
  readonly #baseCells: CellSet;
  #frame: SegmentFrame | undefined;

  /** @param hasBase whether any image is undone */
  constructor(kernel: Kernel, segment: Segment, hasBase: boolean) {
    this.#kernel = kernel;
    this.#hasBase = hasBase;
    this.#staleCells = new CellSet(segment.geometry);
    this.#baseCells = new CellSet(segment.geometry);
    kernel.setTiles(segmentTiles(segment));
    for (const canvas of hasBase ? [this.#shown, this.#next, BASE] : [this.#shown, this.#next])
      kernel.setCanvas(canvas, segment.canvas);
  }

  /** Takes the next frame. */
  put(frame: SegmentFrame): void {
    this.#frame = frame;
    this.#staleCells.removeAll(frame.cells);
    this.#kernel.copyCells(this.#shown, this.#next, this.#staleCells.cells());
    this.#staleCells.clear();
    this.#kernel.putTiles(this.#next, frame.cells, frame.tiles);
  }

  /** @param known how the two differ, if that was found out before */
  changeFromShown(known?: Difference | null): Change | null {
    return this.#change(this.#shown, this.#frame!.cells, known);
  }

  /** Only if images are undone. */
  changeFromBase(): Change | null {
    // They belong to the set either way, once the frame is shown.
    this.#baseCells.addAll(this.#frame!.cells);
    return this.#change(BASE, this.#baseCells.cells());
  }

  #change(before: CanvasNumber, cells: Uint32Array, known?: Difference | null): Change | null {
    const difference = known === undefined ? this.#kernel.compare(before, this.#next, cells) : known;
    return difference && { before, after: this.#next, cells, difference };
  }

  /** The last image stays: it is the base of the next one. */
  keepShown(): void {
    if (!this.#hasBase) return;
    this.#kernel.copyCells(this.#shown, BASE, this.#baseCells.cells());
    this.#baseCells.clear();
  }

  /** The next frame is the one shown now. */
  show(): void {
    const { cells } = this.#frame!;
    [this.#shown, this.#next] = [this.#next, this.#shown];
    this.#staleCells.addAll(cells);
    if (this.#hasBase) this.#baseCells.addAll(cells);
  }
}
