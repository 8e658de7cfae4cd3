/** Polygons for strokes and arcs, in pixels. */
import { type CellMetrics, centredSpan, lineSpan } from './metrics.js';
import type { Arc, Ellipse, Stroke } from './primitives.js';
import type { PointPx } from './raster.js';

/**
 * Points on a quarter of an ellipse, from the side of the x axis to that of the y axis; negative radii give the
 * other quarters. The circle is parametrised by (1−t², 2t) / (1+t²), which needs no sine.
 */
function quarterEllipse(centre: PointPx, radiusX: number, radiusY: number): PointPx[] {
  const larger = Math.max(Math.abs(radiusX), Math.abs(radiusY));
  const pieces = Math.min(48, 6 + Math.floor(Math.sqrt(larger) * 2));
  return Array.from({ length: pieces + 1 }, (_, i) => {
    const t = i / pieces;
    const norm = 1 + t * t;
    return { x: centre.x + (radiusX * (1 - t * t)) / norm, y: centre.y + (radiusY * 2 * t) / norm };
  });
}

/**
 * The band of a light arc. Its radius is the largest that fits between the two lines and the sides of the cell, so
 * that the four corners of a box are images of each other; what remains is straight.
 */
export function arcBand(arc: Arc, metrics: CellMetrics): readonly PointPx[] {
  const { widthPx, heightPx, lightPx } = metrics;
  const half = lightPx / 2;
  const x = lineSpan(arc.atX, widthPx, lightPx).from + half;
  const y = lineSpan(arc.atY, heightPx, lightPx).from + half;
  const toRight = arc.horizontal === 'right' ? 1 : -1;
  const toBottom = arc.vertical === 'down' ? 1 : -1;
  const roomX = arc.atX === 1 / 2 ? Math.min(x, widthPx - x) : toRight > 0 ? widthPx - x : x;
  const roomY = arc.atY === 1 / 2 ? Math.min(y, heightPx - y) : toBottom > 0 ? heightPx - y : y;
  const radius = Math.min(roomX, roomY);
  const centre = { x: x + toRight * radius, y: y + toBottom * radius };
  const sideX = toRight > 0 ? widthPx : 0;
  const sideY = toBottom > 0 ? heightPx : 0;
  const outer = quarterEllipse(centre, -toRight * (radius + half), -toBottom * (radius + half));
  const innerRadius = Math.max(0, radius - half);
  const inner = quarterEllipse(centre, -toRight * innerRadius, -toBottom * innerRadius).reverse();
  return [
    { x: x - toRight * half, y: sideY },
    ...outer,
    { x: sideX, y: y - toBottom * half },
    { x: sideX, y: y + toBottom * half },
    ...inner,
    { x: x + toRight * half, y: sideY },
  ];
}

/** The outline of an ellipse, clockwise. */
export function ellipseOutline(centre: PointPx, radiusX: number, radiusY: number): PointPx[] {
  const quarter = (x: number, y: number) => quarterEllipse(centre, x * radiusX, y * radiusY);
  return [...quarter(1, 1), ...quarter(-1, 1).reverse(), ...quarter(-1, -1), ...quarter(1, -1).reverse()];
}

/** The outline of an ellipse, and that of its hole if it is a band. */
export function ellipsePolygons(ellipse: Ellipse, metrics: CellMetrics): PointPx[][] {
  const { widthPx, heightPx, lightPx } = metrics;
  const shorterPx = Math.min(widthPx, heightPx);
  const centre = { x: ellipse.centre[0] * widthPx, y: ellipse.centre[1] * heightPx };
  const radiusX = ellipse.radiusX * (ellipse.round ? shorterPx : widthPx);
  const radiusY = ellipse.radiusY * (ellipse.round ? shorterPx : heightPx);
  const outer = ellipseOutline(centre, radiusX, radiusY);
  if (!ellipse.band) return [outer];
  return [outer, ellipseOutline(centre, Math.max(0, radiusX - lightPx), Math.max(0, radiusY - lightPx)).reverse()];
}

/** A fraction of an axis in pixels; the middle is the centre of light lines, so that strokes meet them. */
function onCentreLine(fraction: number, sizePx: number, lightPx: number): number {
  return fraction === 1 / 2 ? centredSpan(sizePx, lightPx).from + lightPx / 2 : fraction * sizePx;
}

/**
 * The outline of a light polyline with mitred corners. An open one goes on beyond its ends for the cell's border to
 * cut it; a closed one has an outer and an inner outline.
 */
export function strokeOutline(stroke: Stroke, metrics: CellMetrics): PointPx[][] {
  const { widthPx, heightPx, lightPx } = metrics;
  const isCentred = stroke.side === 'centred';
  const line = stroke.points.map(([x, y]) => ({
    x: isCentred ? onCentreLine(x, widthPx, lightPx) : x * widthPx,
    y: isCentred ? onCentreLine(y, heightPx, lightPx) : y * heightPx,
  }));
  const right = isCentred ? lightPx / 2 : lightPx;
  const left = right - lightPx;
  if (stroke.closed) return [offsetLine(line, right, true), offsetLine(line, left, true).reverse()];
  const beyond = 2 * lightPx + 2;
  const last = line.length - 1;
  const first = extend(line[1]!, line[0]!, beyond);
  line[last] = extend(line[last - 1]!, line[last]!, beyond);
  line[0] = first;
  return [[...offsetLine(line, right, false), ...offsetLine(line, left, false).reverse()]];
}

function extend(from: PointPx, to: PointPx, by: number): PointPx {
  const dx = to.x - from.x;
  const dy = to.y - from.y;
  const length = Math.sqrt(dx * dx + dy * dy);
  return { x: to.x + (dx / length) * by, y: to.y + (dy / length) * by };
}

/** The polyline moved sideways by `offset`: to the right of its direction when positive (y points down). */
function offsetLine(line: readonly PointPx[], offset: number, closed: boolean): PointPx[] {
  const count = line.length;
  return line.map((point, i) => {
    const before = i > 0 || closed ? normal(line[(i + count - 1) % count]!, point) : undefined;
    const after = i < count - 1 || closed ? normal(point, line[(i + 1) % count]!) : undefined;
    const a = before ?? after!;
    const b = after ?? before!;
    const scale = offset / (1 + a.x * b.x + a.y * b.y);
    return { x: point.x + (a.x + b.x) * scale, y: point.y + (a.y + b.y) * scale };
  });
}

function normal(from: PointPx, to: PointPx): PointPx {
  const dx = to.x - from.x;
  const dy = to.y - from.y;
  const length = Math.sqrt(dx * dx + dy * dy);
  return { x: -dy / length, y: dx / length };
}
