import { CellSet } from '../../mosaic/cell-set.js';
import type { Segment } from './segment.js';
import { type SegmentFrame, segmentFrames } from './segment-frames.js';

/** The tile of a cell that the segment has not painted yet. */
const UNKNOWN = -1;

/** A frame returns if it differs from what was below the last image in so many times fewer cells than from that image. */
const NEARER = 1.25;

/** Most of the screen returns if it differs in so many times fewer cells by their pixels; first, one in so many is looked at. */
const MUCH_NEARER = 5;
const SAMPLE_STEP = 16;

/**
 * Which images to undo, without a search: those whose next frame brings back what was there before them (a cursor that
 * blinks, a message that goes away). Tiles are compared, which takes next to no time; pixels only where most of the screen
 * seems to return, as after a flash: frames that repaint all of it have tiles of their own.
 *
 * @returns 1 for each frame whose image is to be undone
 */
export function undoneByReturns(segment: Segment): Uint8Array {
  const undone = new Uint8Array(segment.cellCounts.length);
  const screens = new TileScreens(segment);
  let last = -1;
  let frameNumber = 0;
  for (const frame of segmentFrames(segment)) {
    const { fromShown, fromBase } = screens.differences(frame);
    if (fromShown > 0) {
      if (last >= 0 && (fromBase * NEARER <= fromShown || screens.returnsWhole(frame))) undone[last] = 1;
      else screens.keepShown();
      screens.show(frame);
      last = frameNumber;
    }
    frameNumber += 1;
  }
  return undone;
}

/** The tiles that are shown, and those below the last image (its base). */
class TileScreens {
  readonly #segment: Segment;
  readonly #columns: number;
  /** Tile of each cell. */
  readonly #shown: Int32Array;
  readonly #base: Int32Array;
  /** Cells in which they may differ. */
  readonly #paintedCells: CellSet;
  /** Number of the frame that painted a cell last. */
  readonly #paintedIn: Uint32Array;
  #frames = 0;

  constructor(segment: Segment) {
    const { geometry } = segment;
    const cellCount = geometry.columns * geometry.rows;
    this.#segment = segment;
    this.#columns = geometry.columns;
    this.#shown = new Int32Array(cellCount).fill(UNKNOWN);
    this.#base = new Int32Array(cellCount).fill(UNKNOWN);
    this.#paintedCells = new CellSet(geometry);
    this.#paintedIn = new Uint32Array(cellCount);
  }

  /** Cells in which the next frame differs from either screen. */
  differences({ cells, tiles }: SegmentFrame): { fromShown: number; fromBase: number } {
    this.#frames += 1;
    let fromShown = 0;
    let fromBase = 0;
    for (let at = 0; at < cells.length; at += 1) {
      const index = this.#indexOf(cells[at]!);
      this.#paintedIn[index] = this.#frames;
      if (this.#shown[index] !== tiles[at]) fromShown += 1;
      if (this.#base[index] !== tiles[at]) fromBase += 1;
    }
    for (const cell of this.#paintedCells.cells()) {
      const index = this.#indexOf(cell);
      if (this.#paintedIn[index] !== this.#frames && this.#shown[index] !== this.#base[index]) fromBase += 1;
    }
    return { fromShown, fromBase };
  }

  /** Whether a frame that repaints most of the screen has pixels much nearer to what was below the last image than to it. */
  returnsWhole({ cells, tiles }: SegmentFrame): boolean {
    const cellCount = this.#shown.length;
    if (cells.length * 2 < cellCount || this.#paintedCells.cells().length * 2 < cellCount) return false;
    for (const step of [SAMPLE_STEP, 1]) {
      let fromShown = 0;
      let fromBase = 0;
      for (let at = 0; at < cells.length; at += step) {
        if (!this.#looksLike(cells[at]!, tiles[at]!, this.#shown)) fromShown += 1;
        if (!this.#looksLike(cells[at]!, tiles[at]!, this.#base)) fromBase += 1;
      }
      if (fromShown === 0 || fromBase * MUCH_NEARER > fromShown) return false;
    }
    return true;
  }

  /** Whether a cell has the pixels of this tile on a screen. */
  #looksLike(cell: number, tile: number, screen: Int32Array): boolean {
    const there = screen[this.#indexOf(cell)]!;
    if (there === tile) return true;
    const { tilePixels, canvas, geometry } = this.#segment;
    const { cellWidthPx, cellHeightPx, widthPx, originXPx, originYPx } = geometry;
    const cellArea = cellWidthPx * cellHeightPx;
    const isKnown = there !== UNKNOWN;
    let at = isKnown
      ? there * cellArea
      : (originYPx + (cell >>> 16) * cellHeightPx) * widthPx + originXPx + (cell & 0xffff) * cellWidthPx;
    const pixels = isKnown ? tilePixels : canvas;
    for (let from = tile * cellArea; from < (tile + 1) * cellArea; from += cellWidthPx) {
      for (let x = 0; x < cellWidthPx; x += 1) if (tilePixels[from + x] !== pixels[at + x]) return false;
      at += isKnown ? cellWidthPx : widthPx;
    }
    return true;
  }

  /** The last image stays: the next one is drawn on it. */
  keepShown(): void {
    for (const cell of this.#paintedCells.cells()) {
      const index = this.#indexOf(cell);
      this.#base[index] = this.#shown[index]!;
    }
    this.#paintedCells.clear();
  }

  /** The next frame is the one shown now. */
  show({ cells, tiles }: SegmentFrame): void {
    for (let at = 0; at < cells.length; at += 1) this.#shown[this.#indexOf(cells[at]!)] = tiles[at]!;
    this.#paintedCells.addAll(cells);
  }

  #indexOf(cell: number): number {
    return (cell >>> 16) * this.#columns + (cell & 0xffff);
  }
}
