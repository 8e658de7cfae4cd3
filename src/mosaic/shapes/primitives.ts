/** What the data tables are made of. Coordinates are parts of a cell, cut by a grid or given as fractions. */
import type { Weight } from './metrics.js';

/** A point in fractions of the cell: 0,0 is the upper left corner, 1,1 the lower right one. */
export type Point = readonly [x: number, y: number];

/** Lines from the centre of the cell to the middle of its sides. */
export interface Junction {
  readonly kind: 'junction';
  readonly up: Weight;
  readonly right: Weight;
  readonly down: Weight;
  readonly left: Weight;
}

/** A dashed line through the cell; dashes continue evenly into the next cell. */
export interface Dashes {
  readonly kind: 'dashes';
  readonly axis: 'horizontal' | 'vertical';
  readonly weight: Weight;
  readonly count: number;
}

/** A light quarter of a circle that joins the light lines of two neighbours. */
export interface Arc {
  readonly kind: 'arc';
  readonly vertical: 'up' | 'down';
  readonly horizontal: 'left' | 'right';
}

/** A rectangle on a grid of whole pixel edges; `coverage` 0 to 255. */
export interface Rectangle {
  readonly kind: 'rectangle';
  readonly columns: number;
  readonly rows: number;
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
  readonly coverage: number;
}

/** Cells of a grid: bit `row * columns + column` says whether one is filled. */
export interface Mosaic {
  readonly kind: 'mosaic';
  readonly columns: number;
  readonly rows: number;
  readonly bits: number;
}

/** Dots of a braille pattern; bits as in Unicode: the code point minus U+2800. */
export interface Braille {
  readonly kind: 'braille';
  readonly bits: number;
}

/**
 * Filled polygons with exact pixel areas. `snap`: corners are moved to the pixel edges that rectangles of the same
 * fractions have, so that both meet. `inverse`: all but the polygons.
 */
export interface Polygons {
  readonly kind: 'polygons';
  readonly polygons: readonly (readonly Point[])[];
  readonly snap: boolean;
  readonly inverse: boolean;
  readonly coverage: number;
}

/** A light polyline. Its ends lie on the border of the cell and are cut off there; x or y 1/2 is the centre line. */
export interface Stroke {
  readonly kind: 'stroke';
  readonly points: readonly Point[];
  readonly closed: boolean;
}

export type Primitive = Junction | Dashes | Arc | Rectangle | Mosaic | Braille | Polygons | Stroke;

export function rectangle(
  [columns, rows]: readonly [number, number],
  [left, top, right, bottom]: readonly [number, number, number, number],
  coverage = 255,
): Rectangle {
  return { kind: 'rectangle', columns, rows, left, top, right, bottom, coverage };
}

export function mosaic(columns: number, rows: number, bits: number): Mosaic {
  return { kind: 'mosaic', columns, rows, bits };
}

export function polygon(points: readonly Point[], options: { snap?: boolean; coverage?: number } = {}): Polygons {
  return {
    kind: 'polygons',
    polygons: [points],
    snap: options.snap ?? false,
    inverse: false,
    coverage: options.coverage ?? 255,
  };
}

export function stroke(...points: readonly Point[]): Stroke {
  return { kind: 'stroke', points, closed: false };
}
