/** Outlines from pixels, for letters that only the canvas can put together. */
import type { Contour, Point } from '../../font/opentype/contour.js';

/** Half covered: where an edge runs. */
const EDGE = 127.5;
/** How far, in pixels of the bitmap, a point may be from the line it is left out of. */
const TOLERANCE = 0.3;

/** A step of an edge through one square of four pixels, as keys of the sides it enters and leaves by. */
type Step = readonly [from: number, to: number];

/**
 * Sides crossed by the edge in a square of four pixels, by which of them are covered (1 upper left, 2 upper right,
 * 4 lower right, 8 lower left): ink to the left. Sides: 0 top, 1 right, 2 bottom, 3 left.
 */
const CROSSINGS: readonly (readonly Step[])[] = [
  [],
  [[0, 3]],
  [[1, 0]],
  [[1, 3]],
  [[2, 1]],
  [
    [0, 3],
    [2, 1],
  ],
  [[2, 0]],
  [[2, 3]],
  [[3, 2]],
  [[0, 2]],
  [
    [1, 0],
    [3, 2],
  ],
  [[1, 2]],
  [[3, 1]],
  [[0, 1]],
  [[3, 0]],
  [],
];

/**
 * Follows the edges of what a bitmap covers (marching squares) and keeps the points that matter.
 * @param coverage row by row, 0 to 255
 * @returns closed polygons in pixels, y downwards
 */
export function traceCoverage(coverage: Uint8Array, widthPx: number): Contour[] {
  const heightPx = coverage.length / widthPx;
  const at = (x: number, y: number) =>
    x < 0 || y < 0 || x >= widthPx || y >= heightPx ? 0 : coverage[y * widthPx + x]!;
  const columns = widthPx + 1;
  // Each side of a square belongs to two squares: horizontal ones are even, vertical ones odd.
  const sideKey = (x: number, y: number, side: number) =>
    side === 0
      ? 2 * (y * columns + x)
      : side === 2
        ? 2 * ((y + 1) * columns + x)
        : 2 * (y * columns + x + +(side === 1)) + 1;
  const next = new Map<number, number>();
  const places = new Map<number, Point>();
  for (let y = 0; y <= heightPx; y++) {
    for (let x = 0; x <= widthPx; x++) {
      const corners = [at(x - 1, y - 1), at(x, y - 1), at(x, y), at(x - 1, y)] as const;
      const kind = corners.reduce<number>((sum, value, index) => sum + (value > EDGE ? 1 << index : 0), 0);
      for (const [from, to] of CROSSINGS[kind]!) {
        next.set(sideKey(x, y, from), sideKey(x, y, to));
        places.set(sideKey(x, y, from), crossing(x, y, from, corners));
      }
    }
  }
  return [...rings(next)]
    .map((ring) => simplified(ring.map((key) => places.get(key)!)))
    .filter(({ length }) => length > 2);
}

/** Where coverage passes the half on a side, between the middles of two pixels. */
function crossing(x: number, y: number, side: number, corners: readonly [number, number, number, number]): Point {
  const share = (first: number, second: number) => (EDGE - first) / (second - first);
  const [upperLeft, upperRight, lowerRight, lowerLeft] = corners;
  const [left, top] = [x - 0.5, y - 0.5];
  if (side === 0) return { x: left + share(upperLeft, upperRight), y: top, onCurve: true };
  if (side === 2) return { x: left + share(lowerLeft, lowerRight), y: top + 1, onCurve: true };
  if (side === 3) return { x: left, y: top + share(upperLeft, lowerLeft), onCurve: true };
  return { x: left + 1, y: top + share(upperRight, lowerRight), onCurve: true };
}

function* rings(next: Map<number, number>): Generator<number[]> {
  for (const start of next.keys()) {
    const ring: number[] = [];
    for (let key: number | undefined = start; key !== undefined && next.has(key); ) {
      ring.push(key);
      const following: number = next.get(key)!;
      next.delete(key);
      key = following;
    }
    if (ring.length > 0) yield ring;
  }
}

/** Drops points that are on the way (Ramer, Douglas and Peucker), in two halves of the ring. */
function simplified(ring: readonly Point[]): Point[] {
  const middle = ring.length >> 1;
  return [...between(ring, 0, middle), ...between([...ring, ring[0]!], middle, ring.length)];
}

/** The points kept from `first` up to, but without, `last`. */
function between(points: readonly Point[], first: number, last: number): Point[] {
  let [farthest, distance] = [first, TOLERANCE];
  const [from, to] = [points[first]!, points[last]!];
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  const length = Math.hypot(dx, dy) || 1;
  for (let at = first + 1; at < last; at++) {
    const { x, y } = points[at]!;
    const off = Math.abs((x - from.x) * dy - (y - from.y) * dx) / length;
    if (off > distance) [farthest, distance] = [at, off];
  }
  if (farthest === first) return [from];
  return [...between(points, first, farthest), ...between(points, farthest, last)];
}
