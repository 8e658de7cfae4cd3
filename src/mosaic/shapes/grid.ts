/** Draws what consists of rectangles on whole pixels: parts of grids, figures around the middle. */
import { type CellMetrics, centredSpan, edge } from './metrics.js';
import type { Bitmap, Checkers, Figure, Mosaic, Rectangle } from './primitives.js';
import { fillRectangle, type Raster } from './raster.js';

/** Fills a rectangle between the pixel edges of its grid. */
export function drawRectangle(raster: Raster, _metrics: CellMetrics, shape: Rectangle): void {
  const { widthPx, heightPx } = raster;
  fillRectangle(
    raster,
    edge(shape.left, shape.columns, widthPx),
    edge(shape.top, shape.rows, heightPx),
    edge(shape.right, shape.columns, widthPx),
    edge(shape.bottom, shape.rows, heightPx),
    shape.coverage,
  );
}

/** Each part keeps a pixel, even where eighths of a narrow cell have none. Gaps are as wide as a light line. */
export function drawMosaic(raster: Raster, { lightPx }: CellMetrics, { columns, rows, bits, separated }: Mosaic): void {
  const { widthPx, heightPx } = raster;
  const gapPx = separated ? lightPx : 0;
  for (let row = 0; row < rows; row++) {
    const top = edge(row, rows, heightPx);
    const bottom = Math.max(top + 1, edge(row + 1, rows, heightPx) - gapPx);
    for (let column = 0; column < columns; column++) {
      if (((bits >> (row * columns + column)) & 1) === 0) continue;
      const left = edge(column, columns, widthPx);
      fillRectangle(raster, left, top, Math.max(left + 1, edge(column + 1, columns, widthPx) - gapPx), bottom);
    }
  }
}

const BITMAP_COLUMNS = 8;

/** Draws a picture of fields that fill the cell. */
export function drawBitmap(raster: Raster, _metrics: CellMetrics, { rows }: Bitmap): void {
  const { widthPx, heightPx } = raster;
  for (const [row, bits] of rows.entries()) {
    const top = edge(row, rows.length, heightPx);
    const bottom = edge(row + 1, rows.length, heightPx);
    for (let column = 0; column < BITMAP_COLUMNS; column++) {
      if (((bits << column) & 0x80) === 0) continue;
      const left = edge(column, BITMAP_COLUMNS, widthPx);
      fillRectangle(raster, left, top, edge(column + 1, BITMAP_COLUMNS, widthPx), bottom);
    }
  }
}

/** Fields end at the floor of their fraction, so that they stay even over many cells. */
export function drawCheckers(raster: Raster, _metrics: CellMetrics, { odd }: Checkers): void {
  const { widthPx, heightPx } = raster;
  const at = (part: number, sizePx: number) => Math.floor((part * sizePx) / 4);
  for (let row = 0; row < 4; row++) {
    for (let column = (row + (odd ? 1 : 0)) % 2; column < 4; column += 2) {
      fillRectangle(raster, at(column, widthPx), at(row, heightPx), at(column + 1, widthPx), at(row + 1, heightPx));
    }
  }
}

/** A column of the cell stays free, to keep figures in a row apart. */
export function drawFigure(raster: Raster, { lightPx }: CellMetrics, figure: Figure): void {
  const { widthPx, heightPx } = raster;
  const across = centredSpan(widthPx, Math.max(1, Math.min(widthPx - 1, Math.round(figure.width * widthPx))));
  const down = centredSpan(heightPx, Math.max(1, Math.min(heightPx, Math.round(figure.height * widthPx))));
  if (!figure.outline) {
    fillRectangle(raster, across.from, down.from, across.to, down.to);
    return;
  }
  fillRectangle(raster, across.from, down.from, across.to, down.from + lightPx);
  fillRectangle(raster, across.from, down.to - lightPx, across.to, down.to);
  fillRectangle(raster, across.from, down.from, across.from + lightPx, down.to);
  fillRectangle(raster, across.to - lightPx, down.from, across.to, down.to);
}
