/** Draws the primitives of one shape into one cell. */
import { drawBraille } from './braille.js';
import { arcBand, ellipsePolygons, strokeOutline } from './curves.js';
import { drawDashes, drawJunction } from './junction.js';
import { type CellMetrics, centredSpan, edge, lineSpan } from './metrics.js';
import type { Arc, Checkers, Figure, Line, Mosaic, Polygons, Primitive, Rectangle, Stripes } from './primitives.js';
import { createRaster, fillPolygons, fillRectangle, type PointPx, type Raster } from './raster.js';

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
    case 'ellipse':
      fillPolygons(raster, ellipsePolygons(primitive, metrics));
      break;
    case 'line':
      drawLine(raster, metrics, primitive);
      break;
    case 'figure':
      drawFigure(raster, metrics, primitive);
      break;
    case 'checkers':
      drawCheckers(raster, primitive);
      break;
    case 'stripes':
      drawStripes(raster, primitive);
      break;
    case 'negative':
      drawNegative(raster);
      break;
    case 'stroke':
      fillPolygons(raster, strokeOutline(primitive, metrics));
      break;
  }
}

function drawLine(raster: Raster, { lightPx }: CellMetrics, line: Line): void {
  const { widthPx, heightPx } = raster;
  if (line.axis === 'horizontal') {
    const { from, to } = lineSpan(line.at, heightPx, lightPx);
    fillRectangle(raster, edge(line.from * 8, 8, widthPx), from, edge(line.to * 8, 8, widthPx), to);
  } else {
    const { from, to } = lineSpan(line.at, widthPx, lightPx);
    fillRectangle(raster, from, edge(line.from * 8, 8, heightPx), to, edge(line.to * 8, 8, heightPx));
  }
}

/** The outermost pixels are those of the straight lines, so that the arc goes over into them without a step. */
function drawArc(raster: Raster, metrics: CellMetrics, arc: Arc): void {
  const { widthPx, heightPx, lightPx } = metrics;
  const band = createRaster(widthPx, heightPx);
  fillPolygons(band, [arcBand(arc, metrics)]);
  const column = arc.horizontal === 'right' ? widthPx - 1 : 0;
  const row = arc.vertical === 'down' ? heightPx - 1 : 0;
  for (let y = 0; y < heightPx; y++) band.coverage[y * widthPx + column] = 0;
  for (let x = 0; x < widthPx; x++) band.coverage[row * widthPx + x] = 0;
  const x = lineSpan(arc.atX, widthPx, lightPx);
  const y = lineSpan(arc.atY, heightPx, lightPx);
  fillRectangle(band, column, y.from, column + 1, y.to);
  fillRectangle(band, x.from, row, x.to, row + 1);
  for (let i = 0; i < band.coverage.length; i++) raster.coverage[i] = Math.max(raster.coverage[i]!, band.coverage[i]!);
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

/** Each part keeps a pixel, even where eighths of a narrow cell have none. */
function drawMosaic(raster: Raster, { columns, rows, bits }: Mosaic): void {
  const { widthPx, heightPx } = raster;
  for (let row = 0; row < rows; row++) {
    const top = edge(row, rows, heightPx);
    const bottom = Math.max(top + 1, edge(row + 1, rows, heightPx));
    for (let column = 0; column < columns; column++) {
      if (((bits >> (row * columns + column)) & 1) === 0) continue;
      const left = edge(column, columns, widthPx);
      fillRectangle(raster, left, top, Math.max(left + 1, edge(column + 1, columns, widthPx)), bottom);
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
}

/** A column of the cell stays free, to keep figures in a row apart. */
function drawFigure(raster: Raster, { lightPx }: CellMetrics, figure: Figure): void {
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

/** Fields end at the floor of their fraction, so that they stay even over many cells. */
function drawCheckers(raster: Raster, { odd }: Checkers): void {
  const { widthPx, heightPx } = raster;
  const at = (part: number, sizePx: number) => Math.floor((part * sizePx) / 4);
  for (let row = 0; row < 4; row++) {
    for (let column = (row + (odd ? 1 : 0)) % 2; column < 4; column += 2) {
      fillRectangle(raster, at(column, widthPx), at(row, heightPx), at(column + 1, widthPx), at(row + 1, heightPx));
    }
  }
}

/** Two to four stripes across, none thinner than two pixels, and as many down as make them about 45 degrees steep. */
function drawStripes(raster: Raster, { falling }: Stripes): void {
  const { widthPx, heightPx } = raster;
  const across = Math.max(2, Math.min(4, Math.floor(widthPx / 4)));
  const down = Math.max(1, Math.round((across * heightPx) / widthPx));
  const period = widthPx / across;
  const shift = down * period;
  const polygons: PointPx[][] = [];
  for (let i = -down; i < across + down; i++) {
    const left = i * period;
    const bottomLeft = falling ? left + shift : left - shift;
    polygons.push([
      { x: left, y: 0 },
      { x: left + period / 2, y: 0 },
      { x: bottomLeft + period / 2, y: heightPx },
      { x: bottomLeft, y: heightPx },
    ]);
  }
  fillPolygons(raster, polygons);
}

function drawNegative({ coverage }: Raster): void {
  for (let i = 0; i < coverage.length; i++) coverage[i] = 255 - coverage[i]!;
}
