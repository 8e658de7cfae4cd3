import type { Geometry, PaintedFrame, Survey } from '../../mosaic/painted-frame.js';

/** Finer cells cost more in keeping lists of them than in comparing pixels. */
const MIN_SIDE_PX = 8;

/**
 * The cells in which frames are compared and coded: those of the terminal, unless frames after the first also
 * change what is around them. Then they are small rectangles that cover the canvas to its edges, so that such a
 * frame is one among others: it may be undone, or drawn on what was there before a flash.
 */
export class CodingGrid {
  readonly geometry: Geometry;
  /** Whether the cells cover the canvas; else frames that change what is around them need an image of their own. */
  readonly coversCanvas: boolean;
  readonly #terminal: Geometry;

  constructor(survey: Pick<Survey, 'geometry' | 'repaintsAround' | 'matte'>) {
    this.#terminal = survey.geometry;
    // Transparent pixels stand for "unchanged" within a change, and so must stay outside of it.
    this.coversCanvas = survey.repaintsAround === true && survey.matte === undefined;
    this.geometry = this.coversCanvas ? coveringGrid(survey.geometry) : survey.geometry;
  }

  /** Cells, some maybe more than once, that hold all pixels a frame paints. */
  cellsOf(frame: PaintedFrame): Uint32Array {
    if (!this.coversCanvas) return frame.damagedCells;
    const { widthPx, heightPx } = this.geometry;
    const cells: number[] = [];
    if (frame.isWhole) this.#cover(cells, 0, 0, widthPx, heightPx);
    const { originXPx, originYPx, cellWidthPx, cellHeightPx } = this.#terminal;
    for (const cell of frame.damagedCells) {
      const leftPx = originXPx + (cell & 0xffff) * cellWidthPx;
      const topPx = originYPx + (cell >>> 16) * cellHeightPx;
      this.#cover(cells, leftPx, topPx, leftPx + cellWidthPx, topPx + cellHeightPx);
    }
    return Uint32Array.from(cells);
  }

  #cover(cells: number[], leftPx: number, topPx: number, rightPx: number, bottomPx: number): void {
    const { cellWidthPx, cellHeightPx } = this.geometry;
    for (let row = Math.floor(topPx / cellHeightPx); row * cellHeightPx < bottomPx; row += 1)
      for (let column = Math.floor(leftPx / cellWidthPx); column * cellWidthPx < rightPx; column += 1)
        cells.push(row * 65_536 + column);
  }
}

function coveringGrid({ widthPx, heightPx }: Geometry): Geometry {
  const cellWidthPx = sideOf(widthPx);
  const cellHeightPx = sideOf(heightPx);
  return {
    ...{ widthPx, heightPx, cellWidthPx, cellHeightPx, originXPx: 0, originYPx: 0 },
    columns: widthPx / cellWidthPx,
    rows: heightPx / cellHeightPx,
  };
}

/** The least divisor that is large enough: cells must end where the canvas does. */
function sideOf(lengthPx: number): number {
  let side = Math.min(MIN_SIDE_PX, lengthPx);
  while (lengthPx % side !== 0) side += 1;
  return side;
}
