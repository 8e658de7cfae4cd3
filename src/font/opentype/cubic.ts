import type { Point } from './contour.js';

interface Place {
  readonly x: number;
  readonly y: number;
}

/** How far, in font units, a quadratic curve may lie from the cubic one it replaces: 1/60 of a pixel of text. */
const TOLERANCE = 1;
/** More pieces than any curve of a letter takes. */
const MOST_PIECES = 16;

/**
 * The points that follow `from` when a cubic curve is drawn as quadratic ones: for each piece its control point
 * and its end. A cubic differs from the quadratic between the same ends by √3/36 of its third difference, and by
 * 1/n³ of that when it is cut in n (the distance of the midpoint approximation).
 */
export function quadraticPoints(from: Place, first: Place, second: Place, to: Place): Point[] {
  const third = (a: number, b: number, c: number, d: number) => d - 3 * c + 3 * b - a;
  const difference = Math.hypot(third(from.x, first.x, second.x, to.x), third(from.y, first.y, second.y, to.y));
  const error = (Math.sqrt(3) / 36) * difference;
  const pieces = Math.min(MOST_PIECES, Math.max(1, Math.ceil(Math.cbrt(error / TOLERANCE))));
  const points: Point[] = [];
  for (let piece = 0; piece < pieces; piece++) {
    const [start, end] = [piece / pieces, (piece + 1) / pieces];
    const place = (t: number): Place => ({
      x: cubicAt(t, from.x, first.x, second.x, to.x),
      y: cubicAt(t, from.y, first.y, second.y, to.y),
    });
    const slope = (t: number): Place => ({
      x: slopeAt(t, from.x, first.x, second.x, to.x),
      y: slopeAt(t, from.y, first.y, second.y, to.y),
    });
    const [a, b, atA, atB] = [place(start), place(end), slope(start), slope(end)];
    // The mean of where the tangents at both ends put the control point.
    const reach = (end - start) / 4;
    const control = (p: number, q: number, fromP: number, fromQ: number) => (p + q) / 2 + reach * (fromP - fromQ);
    points.push({ x: control(a.x, b.x, atA.x, atB.x), y: control(a.y, b.y, atA.y, atB.y), onCurve: false });
    points.push({ ...b, onCurve: true });
  }
  return points;
}

function cubicAt(t: number, a: number, b: number, c: number, d: number): number {
  const s = 1 - t;
  return s * s * s * a + 3 * s * s * t * b + 3 * s * t * t * c + t * t * t * d;
}

function slopeAt(t: number, a: number, b: number, c: number, d: number): number {
  const s = 1 - t;
  return 3 * (s * s * (b - a) + 2 * s * t * (c - b) + t * t * (d - c));
}
