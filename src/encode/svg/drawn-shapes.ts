import type { Layout } from '../../mosaic/layout.js';
import { arcBand } from '../../mosaic/shapes/curves.js';
import { cellMetrics, defaultStrokePx } from '../../mosaic/shapes/metrics.js';
import type { Arc } from '../../mosaic/shapes/primitives.js';
import { isShape, shapeCoverage } from '../../mosaic/shapes/shapes.js';
import { type Box, BoxPath, boxesOf } from './rectangles.js';

/** A character that is drawn, not written. */
export type Shape =
  /** Rectangles on whole pixels, which neighbours can be joined with; `opacity` below 1 for shades. */
  { readonly kind: 'boxes'; readonly boxes: readonly Box[]; readonly opacity: number } | Outline;

/** Anything slanted, round or of several shades: paths for one cell. */
export interface Outline {
  readonly kind: 'outline';
  readonly paths: readonly ShadedPath[];
}

/** Path data, and how opaque the path is filled; below 1 for shades. */
interface ShadedPath {
  readonly data: string;
  readonly opacity: number;
}

/** Steps per pixel at which slanted edges are traced. */
const FINENESS = 4;

/** A coverage that at least this share of a cell has is a shade, not the smoothness of an edge. */
const SHADE_SHARE = 1 / 8;

const ARCS: ReadonlyMap<string, Arc> = new Map([
  ['╭', arc('right', 'down')],
  ['╮', arc('left', 'down')],
  ['╯', arc('left', 'up')],
  ['╰', arc('right', 'up')],
]);

function arc(horizontal: Arc['horizontal'], vertical: Arc['vertical']): Arc {
  return { kind: 'arc', horizontal, vertical, atX: 1 / 2, atY: 1 / 2 };
}

/** Box drawing, blocks and the like, so that they join as exactly as on the other pictures. */
export class Shapes {
  readonly #widthPx: number;
  readonly #heightPx: number;
  readonly #known = new Map<string, Shape | undefined>();

  constructor({ geometry }: Layout) {
    this.#widthPx = geometry.cellWidthPx;
    this.#heightPx = geometry.cellHeightPx;
  }

  /** Undefined for a grapheme that a font draws. */
  shape(grapheme: string): Shape | undefined {
    if (this.#known.has(grapheme)) return this.#known.get(grapheme);
    const shape = this.#make(grapheme);
    this.#known.set(grapheme, shape);
    return shape;
  }

  #make(grapheme: string): Shape | undefined {
    const codePoint = grapheme.codePointAt(0) ?? 0;
    if (String.fromCodePoint(codePoint) !== grapheme || !isShape(codePoint)) return undefined;
    const arc = ARCS.get(grapheme);
    if (arc) return this.#arc(arc);
    const coverage = shapeCoverage(codePoint, this.#widthPx, this.#heightPx)!;
    const levels = new Set(coverage);
    levels.delete(0);
    if (levels.size <= 1) {
      const [level = 255] = levels;
      const inked = coverage.map((value) => (value > 0 ? 255 : 0));
      return { kind: 'boxes', boxes: boxesOf(inked, this.#widthPx), opacity: opacityOf(level) };
    }
    return this.#traced(codePoint);
  }

  #arc(arc: Arc): Shape {
    const metrics = cellMetrics(this.#widthPx, this.#heightPx, defaultStrokePx(this.#widthPx));
    const points = arcBand(arc, metrics).map(({ x, y }) => `${Math.round(x * 100) / 100} ${Math.round(y * 100) / 100}`);
    return { kind: 'outline', paths: [{ data: `M${points.join('L')}z`, opacity: 1 }] };
  }

  #traced(codePoint: number): Shape {
    const [width, height] = [this.#widthPx * FINENESS, this.#heightPx * FINENESS];
    const coverage = shapeCoverage(codePoint, width, height, defaultStrokePx(this.#widthPx) * FINENESS)!;
    const shade = shadeIn(coverage);
    if (shade === undefined) return { kind: 'outline', paths: [{ data: tracedPath(coverage, width), opacity: 1 }] };
    const isShaded = (value: number) => value > shade / 2 && value < (shade + 255) / 2;
    const full = coverage.map((value) => (value >= (shade + 255) / 2 ? 255 : 0));
    const shaded = coverage.map((value) => (isShaded(value) ? 255 : 0));
    const paths = [
      { data: tracedPath(full, width), opacity: 1 },
      { data: tracedPath(shaded, width), opacity: opacityOf(shade) },
    ];
    return { kind: 'outline', paths: paths.filter(({ data }) => data !== '') };
  }
}

/** The coverage of the shaded part of a cell; undefined if there is none. */
function shadeIn(coverage: Uint8Array): number | undefined {
  const counts = new Uint32Array(256);
  for (const value of coverage) counts[value]! += 1;
  const shade = counts.indexOf(Math.max(...counts.subarray(1, 255)), 1);
  return counts[shade]! >= coverage.length * SHADE_SHARE && shade < 255 ? shade : undefined;
}

function tracedPath(coverage: Uint8Array, width: number): string {
  const path = new BoxPath();
  const share = (value: number) => value / FINENESS;
  for (const { left, top, right, bottom } of boxesOf(coverage, width)) {
    path.add({ left: share(left), top: share(top), right: share(right), bottom: share(bottom) });
  }
  return `${path}`;
}

function opacityOf(coverage: number): number {
  return Math.round((coverage / 255) * 100) / 100;
}
