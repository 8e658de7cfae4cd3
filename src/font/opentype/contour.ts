/** Outlines as TrueType has them: closed contours of points, quadratic curves between them. */

/** In font units, y upwards. */
export interface Point {
  readonly x: number;
  readonly y: number;
  /** Whether the outline passes through it; else it is the control point of a curve. */
  readonly onCurve: boolean;
}

/** A closed contour; between two successive control points the outline has an implied point, midway. */
export type Contour = readonly Point[];

/** `x' = xx·x + xy·y + dx`, `y' = yx·x + yy·y + dy`. */
export interface Transform {
  readonly xx: number;
  readonly xy: number;
  readonly yx: number;
  readonly yy: number;
  readonly dx: number;
  readonly dy: number;
}

/** The contours with every point transformed. */
export function transformContours(contours: readonly Contour[], by: Transform): Contour[] {
  return contours.map((contour) =>
    contour.map(({ x, y, onCurve }) => ({
      x: by.xx * x + by.xy * y + by.dx,
      y: by.yx * x + by.yy * y + by.dy,
      onCurve,
    })),
  );
}

/** The box around all points, control points included. */
export interface Bounds {
  readonly left: number;
  readonly bottom: number;
  readonly right: number;
  readonly top: number;
}

/** All 0 where there are no points. */
export function boundsOf(contours: readonly Contour[]): Bounds {
  let [left, bottom, right, top] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const contour of contours) {
    for (const { x, y } of contour) {
      left = Math.min(left, x);
      bottom = Math.min(bottom, y);
      right = Math.max(right, x);
      top = Math.max(top, y);
    }
  }
  return left <= right ? { left, bottom, right, top } : { left: 0, bottom: 0, right: 0, top: 0 };
}

/** A corner sharper than this many times the distance is cut: spikes would leave the cell. */
const LONGEST_MITRE = 2;

/** Moves every edge outwards by `distance`, which imitates bold where a family has none. */
export function embolden(contours: readonly Contour[], distance: number): Contour[] {
  // The outermost contours enclose the most, and holes run the other way round.
  const outwards = contours.reduce((sum, contour) => sum + signedArea(contour), 0) < 0 ? distance : -distance;
  return contours.map((contour) =>
    contour.map((point, index) => {
      const into = direction(contour.at(index - 1)!, point);
      const out = direction(point, contour[(index + 1) % contour.length]!);
      const [from, to] = [into ?? out, out ?? into];
      if (from === undefined || to === undefined) return point;
      const cosine = from.x * to.x + from.y * to.y;
      const length = outwards * Math.min(LONGEST_MITRE / Math.hypot(from.x + to.x, from.y + to.y), 1 / (1 + cosine));
      if (!Number.isFinite(length)) return point;
      return { x: point.x - (from.y + to.y) * length, y: point.y + (from.x + to.x) * length, onCurve: point.onCurve };
    }),
  );
}

function direction(from: Point, to: Point): { readonly x: number; readonly y: number } | undefined {
  const [x, y] = [to.x - from.x, to.y - from.y];
  const length = Math.hypot(x, y);
  return length === 0 ? undefined : { x: x / length, y: y / length };
}

/** Positive where the points run anticlockwise. */
function signedArea(contour: Contour): number {
  let twice = 0;
  for (const [index, { x, y }] of contour.entries()) {
    const next = contour[(index + 1) % contour.length]!;
    twice += x * next.y - next.x * y;
  }
  return twice / 2;
}

/**
 * The contours as SVG path data, y downwards.
 * @param decimals how many a coordinate keeps
 */
export function pathData(contours: readonly Contour[], decimals: number): string {
  return contours.map((contour) => contourPath(contour, 10 ** decimals)).join('');
}

/** Relative coordinates, rounded where they end so that errors do not add up. */
function contourPath(contour: Contour, fineness: number): string {
  const first = contour.findIndex(({ onCurve }) => onCurve);
  const points = first < 0 ? [midway(contour.at(-1)!, contour[0]!), ...contour] : rotated(contour, first);
  let [penX, penY] = [0, 0];
  const relative = ({ x, y }: { readonly x: number; readonly y: number }, moves: boolean): string => {
    const [toX, toY] = [Math.round(x * fineness), Math.round(-y * fineness)];
    const step = coordinates((toX - penX) / fineness, (toY - penY) / fineness, fineness);
    if (moves) [penX, penY] = [toX, toY];
    return step;
  };
  let path = `M${relative(points[0]!, true)}`;
  for (let index = 1; index < points.length; index++) {
    const point = points[index]!;
    if (point.onCurve) {
      path += `l${relative(point, true)}`;
      continue;
    }
    const next = points[(index + 1) % points.length]!;
    path += `q${joined(relative(point, false), relative(next.onCurve ? next : midway(point, next), true))}`;
    if (next.onCurve) index++;
  }
  return `${path}z`;
}

function coordinates(x: number, y: number, fineness: number): string {
  return joined(shortest(x, fineness), shortest(y, fineness));
}

/** A minus sign separates numbers as well as a space does, and so does a point after another one. */
function joined(first: string, second: string): string {
  const isSeparate = second.startsWith('-') || (second.startsWith('.') && /\.\d+$/.test(first));
  return isSeparate ? first + second : `${first} ${second}`;
}

function shortest(value: number, fineness: number): string {
  return String(Math.round(value * fineness) / fineness).replace(/^(-?)0\./, '$1.');
}

function midway(first: Point, second: Point): Point {
  return { x: (first.x + second.x) / 2, y: (first.y + second.y) / 2, onCurve: true };
}

function rotated(contour: Contour, first: number): Point[] {
  return [...contour.slice(first), ...contour.slice(0, first)];
}
