import { CellSet } from './cell-set.js';
import type { Difference } from './difference.js';
import type { Change } from './image-coder.js';
import type { Kernel } from './kernel.js';
import type { Segment } from './segment.js';
import type { SegmentFrame } from './segment-frames.js';

const BASE = 0;
const SHOWN = 1;
const NEXT = 2;

/** A base must save this share of the changed pixels, and these, before an image is undone for it. */
const NEARER_FACTOR = 1.5;
const NEARER_PIXELS = 30;

const MAX_IMAGE_COLOURS = 255;

/**
 * Three canvases: what is shown, what lay below the image shown last (its base), and the frame that comes next.
 * If the last image is undone ("restore to previous"), the next one is drawn on its base.
 */
export class BaseCanvases {
  private readonly kernel: Kernel;
  /** Cells in which base and shown may differ. */
  private readonly baseCells: CellSet;
  private frame: SegmentFrame | undefined;
  private fromBase: Difference | null = null;

  constructor(kernel: Kernel, segment: Segment) {
    this.kernel = kernel;
    this.baseCells = new CellSet(segment.geometry);
    kernel.layOut(segment.geometry, 3);
    for (const canvas of [BASE, SHOWN, NEXT]) kernel.setCanvas(canvas, segment.canvas);
  }

  /** Takes the frame that comes next. */
  put(frame: SegmentFrame): void {
    this.frame = frame;
    this.kernel.putCells(NEXT, frame.cells, frame.pixels);
  }

  changeFromShown(): Change | null {
    const { cells } = this.frame!;
    const difference = this.kernel.compare(SHOWN, NEXT, cells);
    return difference && { before: SHOWN, after: NEXT, cells, difference };
  }

  /** Whether so many fewer pixels differ from the base than from what is shown that the last image is best undone. */
  isBaseNearer(fromShown: Difference): boolean {
    if (this.baseCells.isEmpty) return false;
    // They belong to the set either way, once the frame is shown.
    this.baseCells.addAll(this.frame!.cells);
    this.fromBase = this.kernel.compare(BASE, NEXT, this.baseCells.cells());
    const { changedPixels, colours } = this.fromBase ?? { changedPixels: 0, colours: [] };
    return (
      colours.length <= MAX_IMAGE_COLOURS && changedPixels * NEARER_FACTOR + NEARER_PIXELS < fromShown.changedPixels
    );
  }

  /** After `isBaseNearer`. */
  changeFromBase(): Change | null {
    const difference = this.fromBase;
    return difference && { before: BASE, after: NEXT, cells: this.baseCells.cells(), difference };
  }

  /** The image shown last stays: it is the next one's base. */
  keepShown(): void {
    this.kernel.copyCells(SHOWN, BASE, this.baseCells.cells());
    this.baseCells.clear();
  }

  /** The next frame is the one shown now. */
  show(): void {
    const { cells } = this.frame!;
    this.kernel.copyCells(NEXT, SHOWN, cells);
    this.baseCells.addAll(cells);
  }
}
