import type { Layout } from '../../mosaic/layout.js';
import { arcBand } from '../../mosaic/shapes/curves.js';
import { cellMetrics, defaultStrokePx } from '../../mosaic/shapes/metrics.js';
import type { Arc } from '../../mosaic/shapes/primitives.js';
import { isShape, shapeCoverage } from '../../mosaic/shapes/shapes.js';
import { type Box, BoxPath, boxesOf } from './rectangles.js';

/** A character that is drawn, not written. */
export type Shape =
  /** Rectangles on whole pixels, which neighbours can be joined with; `opacity` below 1 for shades. */
  | { readonly kind: 'boxes'; readonly boxes: readonly Box[]; readonly opacity: number }
  /** Anything slanted or round: path data for one cell. */
  | { readonly kind: 'outline'; readonly path: string };

/** Steps per pixel at which slanted edges are traced. */
const FINENESS = 4;

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
      return { kind: 'boxes', boxes: boxesOf(inked, this.#widthPx), opacity: Math.round((level / 255) * 100) / 100 };
    }
    return this.#traced(codePoint);
  }

  #arc(arc: Arc): Shape {
    const metrics = cellMetrics(this.#widthPx, this.#heightPx, defaultStrokePx(this.#widthPx));
    const points = arcBand(arc, metrics).map(({ x, y }) => `${Math.round(x * 100) / 100} ${Math.round(y * 100) / 100}`);
    return { kind: 'outline', path: `M${points.join('L')}z` };
  }

  #traced(codePoint: number): Shape {
    const [width, height] = [this.#widthPx * FINENESS, this.#heightPx * FINENESS];
    const coverage = shapeCoverage(codePoint, width, height, defaultStrokePx(this.#widthPx) * FINENESS)!;
    const path = new BoxPath();
    const share = (value: number) => value / FINENESS;
    for (const { left, top, right, bottom } of boxesOf(coverage, width)) {
      path.add({ left: share(left), top: share(top), right: share(right), bottom: share(bottom) });
    }
    return { kind: 'outline', path: `${path}` };
  }
}
