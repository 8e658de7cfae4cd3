/**
 * Fills rectangles and polygons into one cell's coverage. Rectangles are whole pixels; polygons get the exact area
 * of each pixel they cover. Only + − × ÷ and rounding are used, so every machine computes the same bytes.
 */

/** A corner of a polygon, in pixels from the cell's upper left corner. */
export interface PointPx {
  readonly x: number;
  readonly y: number;
}

/** Coverage of one cell while it is being drawn. */
export interface Raster {
  readonly widthPx: number;
  readonly heightPx: number;
  /** 0 to 255 for each pixel, row by row. */
  readonly coverage: Uint8Array;
}

/** An empty cell. */
export function createRaster(widthPx: number, heightPx: number): Raster {
  return { widthPx, heightPx, coverage: new Uint8Array(widthPx * heightPx) };
}

/** Sets pixels of a rectangle to at least `coverage`; the edges are whole pixels, `right` and `bottom` exclusive. */
export function fillRectangle(
  raster: Raster,
  left: number,
  top: number,
  right: number,
  bottom: number,
  coverage = 255,
): void {
  const { widthPx, heightPx } = raster;
  const from = Math.max(0, left);
  const to = Math.min(widthPx, right);
  for (let y = Math.max(0, top); y < Math.min(heightPx, bottom); y++) {
    for (let i = y * widthPx + from; i < y * widthPx + to; i++) {
      if (raster.coverage[i]! < coverage) raster.coverage[i] = coverage;
    }
  }
}

/**
 * Fills polygons that form one outline: where they overlap the pixel is covered once, and a polygon wound the other
 * way cuts a hole. What is outside the cell is cut off.
 */
export function fillPolygons(raster: Raster, polygons: readonly (readonly PointPx[])[], coverage = 255): void {
  const { widthPx, heightPx } = raster;
  const stride = widthPx + 1;
  const area = new Float64Array(stride * heightPx);
  for (const polygon of polygons) {
    for (let i = 0; i < polygon.length; i++) {
      addEdge(area, widthPx, heightPx, polygon[i]!, polygon[(i + 1) % polygon.length]!);
    }
  }
  for (let y = 0; y < heightPx; y++) {
    let sum = 0;
    for (let x = 0; x < widthPx; x++) {
      sum += area[y * stride + x]!;
      const value = quantise(Math.min(1, Math.abs(sum)), coverage);
      const i = y * widthPx + x;
      if (raster.coverage[i]! < value) raster.coverage[i] = value;
    }
  }
}

/** Rounds twice: the coarse first step swallows errors of the last bit, so that mirror images stay mirror images. */
function quantise(area: number, coverage: number): number {
  return Math.floor((Math.round(area * 4096) / 4096) * coverage + 0.5);
}

/**
 * Adds the change of area that an edge makes, to be summed up from left to right: each row it crosses gains the
 * signed area to its right. `area` has one column more than the cell, for what is to the right of the last pixel.
 */
function addEdge(area: Float64Array, widthPx: number, heightPx: number, start: PointPx, end: PointPx): void {
  if (start.y === end.y) return;
  const sign = start.y < end.y ? 1 : -1;
  const upper = sign > 0 ? start : end;
  const lower = sign > 0 ? end : start;
  const slope = (lower.x - upper.x) / (lower.y - upper.y);
  const bottom = Math.min(heightPx, lower.y);
  for (let y = Math.max(0, upper.y); y < bottom; ) {
    const row = Math.floor(y);
    const next = Math.min(bottom, row + 1);
    const x = upper.x + (y - upper.y) * slope;
    const nextX = upper.x + (next - upper.y) * slope;
    addRowPiece(area, row * (widthPx + 1), widthPx, Math.min(x, nextX), Math.max(x, nextX), sign * (next - y));
    y = next;
  }
}

/** The part of an edge within one row: it rises by `height` (signed) while x goes from `left` to `right`. */
function addRowPiece(
  area: Float64Array,
  rowStart: number,
  widthPx: number,
  left: number,
  right: number,
  height: number,
): void {
  if (right <= 0 || left >= widthPx || left === right) {
    addPixelPiece(area, rowStart, widthPx, Math.min(Math.max(left, 0), widthPx), height);
    return;
  }
  const perPixel = height / (right - left);
  if (left < 0) addPixelPiece(area, rowStart, widthPx, 0, -left * perPixel);
  if (right > widthPx) addPixelPiece(area, rowStart, widthPx, widthPx, (right - widthPx) * perPixel);
  const last = Math.min(right, widthPx);
  for (let x = Math.max(left, 0); x < last; ) {
    const next = Math.min(last, Math.floor(x) + 1);
    addPixelPiece(area, rowStart, widthPx, (x + next) / 2, (next - x) * perPixel);
    x = next;
  }
}

/** A piece that stays within one pixel, at `x` on average. */
function addPixelPiece(area: Float64Array, rowStart: number, widthPx: number, x: number, height: number): void {
  const column = Math.min(Math.floor(x), widthPx);
  const right = (x - column) * height;
  area[rowStart + column]! += height - right;
  if (column < widthPx) area[rowStart + column + 1]! += right;
}
