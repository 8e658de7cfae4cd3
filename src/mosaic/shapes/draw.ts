/** Draws the primitives of one shape into one cell. */
import { drawBraille } from './braille.js';
import { arcBand, strokeOutline } from './curves.js';
import { drawDashes, drawJunction } from './junction.js';
import { type CellMetrics, centredSpan, edge } from './metrics.js';
import type { Arc, Mosaic, Polygons, Primitive, Rectangle } from './primitives.js';
import { fillPolygons, fillRectangle, type PointPx, type Raster } from './raster.js';

export function drawPrimitive(raster: Raster, metrics: CellMetrics, primitive: Primitive): void {
  switch (primitive.kind) {
    case 'junction':
      drawJunction(raster, metrics, primitive);
      break;
    case 'dashes':
      drawDashes(raster, metrics, primitive);
      break;
    case 'arc':
      drawArc(raster, metrics, primitive);
      break;
    case 'rectangle':
      drawRectangle(raster, primitive);
      break;
    case 'mosaic':
      drawMosaic(raster, primitive);
      break;
    case 'braille':
      drawBraille(raster, metrics, primitive.bits);
      break;
    case 'polygons':
      drawPolygons(raster, primitive);
      break;
    case 'stroke':
      fillPolygons(raster, strokeOutline(primitive.points, primitive.closed, metrics));
      break;
  }
}

/** The outermost pixels are those of the straight line, so that the arc goes over into it without a step. */
function drawArc(raster: Raster, metrics: CellMetrics, arc: Arc): void {
  const { widthPx, heightPx, lightPx } = metrics;
  fillPolygons(raster, [arcBand(arc, metrics)]);
  const column = arc.horizontal === 'right' ? widthPx - 1 : 0;
  const row = arc.vertical === 'down' ? heightPx - 1 : 0;
  for (let y = 0; y < heightPx; y++) raster.coverage[y * widthPx + column] = 0;
  for (let x = 0; x < widthPx; x++) raster.coverage[row * widthPx + x] = 0;
  const x = centredSpan(widthPx, lightPx);
  const y = centredSpan(heightPx, lightPx);
  fillRectangle(raster, column, y.from, column + 1, y.to);
  fillRectangle(raster, x.from, row, x.to, row + 1);
}

function drawRectangle(raster: Raster, shape: Rectangle): void {
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

function drawMosaic(raster: Raster, { columns, rows, bits }: Mosaic): void {
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      if (((bits >> (row * columns + column)) & 1) === 0) continue;
      fillRectangle(
        raster,
        edge(column, columns, raster.widthPx),
        edge(row, rows, raster.heightPx),
        edge(column + 1, columns, raster.widthPx),
        edge(row + 1, rows, raster.heightPx),
      );
    }
  }
}

function drawPolygons(raster: Raster, shape: Polygons): void {
  const { widthPx, heightPx } = raster;
  // Snapped corners lie on halves, thirds and so on: all of them are whole twenty-fourths.
  const at = (fraction: number, sizePx: number) =>
    shape.snap ? edge(Math.round(fraction * 24), 24, sizePx) : fraction * sizePx;
  const polygons = shape.polygons.map((points) =>
    points.map(([x, y]): PointPx => ({ x: at(x, widthPx), y: at(y, heightPx) })),
  );
  fillPolygons(raster, polygons, shape.coverage);
  if (!shape.inverse) return;
  for (let i = 0; i < raster.coverage.length; i++) raster.coverage[i] = 255 - raster.coverage[i]!;
}
