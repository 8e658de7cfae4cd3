/** Draws the primitives of one shape into one cell. */
import { drawBraille } from './braille.js';
import { arcBand, ellipsePolygons, strokeOutline } from './curves.js';
import { drawBitmap, drawCheckers, drawFigure, drawMosaic, drawRectangle } from './grid.js';
import { drawDashes, drawJunction } from './junction.js';
import { type CellMetrics, edge, lineSpan } from './metrics.js';
import type { Arc, Line, Polygons, Primitive, Stripes } from './primitives.js';
import { createRaster, fillPolygons, fillRectangle, type PointPx, type Raster } from './raster.js';

type Kind = Primitive['kind'];
type Draw<P> = (raster: Raster, metrics: CellMetrics, primitive: P) => void;

/** How each kind of primitive is drawn. */
const draw: { readonly [K in Kind]: Draw<Extract<Primitive, { kind: K }>> } = {
  junction: drawJunction,
  dashes: drawDashes,
  line: drawLine,
  arc: drawArc,
  rectangle: drawRectangle,
  mosaic: drawMosaic,
  bitmap: drawBitmap,
  braille: drawBraille,
  polygons: drawPolygons,
  ellipse: (raster, metrics, ellipse) => fillPolygons(raster, ellipsePolygons(ellipse, metrics)),
  stroke: (raster, metrics, stroke) => fillPolygons(raster, strokeOutline(stroke, metrics)),
  figure: drawFigure,
  checkers: drawCheckers,
  stripes: drawStripes,
  negative: drawNegative,
};

/** Adds a primitive to what has been drawn into the cell so far. */
export function drawPrimitive(raster: Raster, metrics: CellMetrics, primitive: Primitive): void {
  (draw[primitive.kind] as Draw<Primitive>)(raster, metrics, primitive);
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

function drawPolygons(raster: Raster, _metrics: CellMetrics, shape: Polygons): void {
  const { widthPx, heightPx } = raster;
  // Snapped corners lie on halves, thirds and so on: all of them are whole twenty-fourths.
  const at = (fraction: number, sizePx: number) =>
    shape.snap ? edge(Math.round(fraction * 24), 24, sizePx) : fraction * sizePx;
  const polygons = shape.polygons.map((points) =>
    points.map(([x, y]): PointPx => ({ x: at(x, widthPx), y: at(y, heightPx) })),
  );
  fillPolygons(raster, polygons, shape.coverage);
}

/** Stripes side by side: as many as stay apart in small cells, and no more in large ones, which look the same. */
const STRIPES_ACROSS = 2;

/** As many stripes down as make them 45 degrees steep. */
function drawStripes(raster: Raster, _metrics: CellMetrics, { falling }: Stripes): void {
  const { widthPx, heightPx } = raster;
  const down = Math.max(1, Math.round((STRIPES_ACROSS * heightPx) / widthPx));
  const period = widthPx / STRIPES_ACROSS;
  const shift = down * period;
  const polygons: PointPx[][] = [];
  for (let i = -down; i < STRIPES_ACROSS + down; i++) {
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
