/** Polygons for strokes and arcs, in pixels. */
import { type CellMetrics, centredSpan } from './metrics.js';
import type { Arc, Point } from './primitives.js';
import type { PointPx } from './raster.js';

/**
 * Points on a quarter of an ellipse, from the side of the x axis to that of the y axis; negative radii give the
 * other quarters. The circle is parametrised by (1−t², 2t) / (1+t²), which needs no sine.
 */
export function quarterEllipse(centre: PointPx, radiusX: number, radiusY: number): PointPx[] {
  const larger = Math.max(Math.abs(radiusX), Math.abs(radiusY));
  const pieces = Math.min(48, 6 + Math.floor(Math.sqrt(larger) * 2));
  return Array.from({ length: pieces + 1 }, (_, i) => {
    const t = i / pieces;
    const norm = 1 + t * t;
    return { x: centre.x + (radiusX * (1 - t * t)) / norm, y: centre.y + (radiusY * 2 * t) / norm };
  });
}

/**
 * The band of a light arc. Its radius is the largest that fits between the centre lines and all four sides of the
 * cell, so that the four corners are images of each other; what remains is straight.
 */
export function arcBand(arc: Arc, metrics: CellMetrics): readonly PointPx[] {
  const { widthPx, heightPx, lightPx } = metrics;
  const half = lightPx / 2;
  const x = centredSpan(widthPx, lightPx).from + half;
  const y = centredSpan(heightPx, lightPx).from + half;
  const radius = Math.min(x, widthPx - x, y, heightPx - y);
  const toRight = arc.horizontal === 'right' ? 1 : -1;
  const toBottom = arc.vertical === 'down' ? 1 : -1;
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

/** A fraction of an axis in pixels; the middle is the centre of light lines, so that strokes meet them. */
function onCentreLine(fraction: number, sizePx: number, lightPx: number): number {
  return fraction === 1 / 2 ? centredSpan(sizePx, lightPx).from + lightPx / 2 : fraction * sizePx;
}

/**
 * The outline of a light polyline with mitred corners. An open one goes on beyond its ends for the cell's border to
 * cut it; a closed one has an outer and an inner outline.
 */
export function strokeOutline(points: readonly Point[], closed: boolean, metrics: CellMetrics): PointPx[][] {
  const { widthPx, heightPx, lightPx } = metrics;
  const line = points.map(([x, y]) => ({
    x: onCentreLine(x, widthPx, lightPx),
    y: onCentreLine(y, heightPx, lightPx),
  }));
  if (closed) return [offsetLine(line, lightPx / 2, true), offsetLine(line, -lightPx / 2, true).reverse()];
  const beyond = 2 * lightPx + 2;
  const last = line.length - 1;
  const first = extend(line[1]!, line[0]!, beyond);
  line[last] = extend(line[last - 1]!, line[last]!, beyond);
  line[0] = first;
  return [[...offsetLine(line, lightPx / 2, false), ...offsetLine(line, -lightPx / 2, false).reverse()]];
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
