/** Braille dots, placed so that they go on evenly into neighbouring cells. */

import { ellipseOutline } from './curves.js';
import type { CellMetrics } from './metrics.js';
import type { Braille } from './primitives.js';
import { fillPolygons, fillRectangle, type PointPx, type Raster } from './raster.js';

/** Bit of dot (column, row): the order of U+2800–28FF, where the fourth row came later. */
const BIT_OF_DOT = [
  [0, 3],
  [1, 4],
  [2, 5],
  [6, 7],
] as const;

/** From this size on a dot is drawn round; smaller ones stay crisp squares. */
const SMALLEST_ROUND_PX = 4;

/** Draws the dots of a braille pattern: round ones where they are large enough, else square ones. */
export function drawBraille(raster: Raster, metrics: CellMetrics, { bits }: Braille): void {
  const { widthPx, heightPx } = metrics;
  const sizePx = Math.max(1, Math.round(Math.min(widthPx / 2, heightPx / 4) * 0.45));
  const dots: PointPx[][] = [];
  BIT_OF_DOT.forEach((rowBits, row) => {
    rowBits.forEach((bit, column) => {
      if (((bits >> bit) & 1) === 0) return;
      const left = dotStart(column, 2, widthPx, sizePx);
      const top = dotStart(row, 4, heightPx, sizePx);
      if (sizePx < SMALLEST_ROUND_PX) fillRectangle(raster, left, top, left + sizePx, top + sizePx);
      else dots.push(ellipseOutline({ x: left + sizePx / 2, y: top + sizePx / 2 }, sizePx / 2, sizePx / 2));
    });
  });
  if (dots.length > 0) fillPolygons(raster, dots);
}

/** Dots lie at the floor of an arithmetic progression that goes on through all cells: gaps differ by a pixel at most. */
function dotStart(index: number, count: number, sizePx: number, dotPx: number): number {
  return Math.floor(((2 * index + 1) * sizePx - count * dotPx) / (2 * count));
}
