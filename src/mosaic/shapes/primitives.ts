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

/** A full-length or partial light line. */
export interface Line {
  readonly kind: 'line';
  readonly axis: 'horizontal' | 'vertical';
  /** Where across its axis: 0 and 1 touch the cell's sides, 1/2 is the line of box drawing. */
  readonly at: number;
  /** Where it starts and ends along its axis. */
  readonly from: number;
  readonly to: number;
}

/** A light quarter of a circle between a line through the upper or lower side and one through the left or right. */
export interface Arc {
  readonly kind: 'arc';
  readonly vertical: 'up' | 'down';
  readonly horizontal: 'left' | 'right';
  /** Where the vertical line is across the width, and the horizontal one down the height: as in `Line`. */
  readonly atX: number;
  readonly atY: number;
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

/** Parts of a grid: bit `row * columns + column` says whether one is filled. `separated`: with gaps between them. */
export interface Mosaic {
  readonly kind: 'mosaic';
  readonly columns: number;
  readonly rows: number;
  readonly bits: number;
  readonly separated: boolean;
}

/** A drawing of 8 fields across; each row is a byte, the leftmost field its highest bit. */
export interface Bitmap {
  readonly kind: 'bitmap';
  readonly rows: readonly number[];
}

/** Dots of a braille pattern; bits as in Unicode: the code point minus U+2800. */
export interface Braille {
  readonly kind: 'braille';
  readonly bits: number;
}

/**
 * Filled polygons with exact pixel areas. `snap`: corners are moved to the pixel edges that rectangles of the same
 * fractions have, so that both meet.
 */
export interface Polygons {
  readonly kind: 'polygons';
  readonly polygons: readonly (readonly Point[])[];
  readonly snap: boolean;
  readonly coverage: number;
}

/** A filled ellipse, cut off by the cell, or only the light band within its outline. */
export interface Ellipse {
  readonly kind: 'ellipse';
  readonly centre: Point;
  /** Fractions of the cell's width and height; of its shorter side both if `round`. */
  readonly radiusX: number;
  readonly radiusY: number;
  readonly round: boolean;
  readonly band: boolean;
}

/**
 * A light polyline from border to border, cut off there. `centred` on its points, where x or y 1/2 is the centre of
 * light lines; `right`: beside them, on the right of its direction.
 */
export interface Stroke {
  readonly kind: 'stroke';
  readonly points: readonly Point[];
  readonly closed: boolean;
  readonly side: 'centred' | 'right';
}

/** A rectangle around the middle of the cell, its sides in fractions of the cell's width. */
export interface Figure {
  readonly kind: 'figure';
  readonly width: number;
  readonly height: number;
  readonly outline: boolean;
}

/** A chequered pattern of 4 by 4 fields that goes on into the neighbours. `odd`: the first field is empty. */
export interface Checkers {
  readonly kind: 'checkers';
  readonly odd: boolean;
}

/** Diagonal stripes that go on into the neighbours. */
export interface Stripes {
  readonly kind: 'stripes';
  readonly falling: boolean;
}

/** Turns what has been drawn so far into its negative. */
export interface Negative {
  readonly kind: 'negative';
}

/** Anything that a shape is made of. */
export type Primitive =
  | Junction
  | Dashes
  | Line
  | Arc
  | Rectangle
  | Mosaic
  | Bitmap
  | Braille
  | Polygons
  | Ellipse
  | Stroke
  | Figure
  | Checkers
  | Stripes
  | Negative;

/** A character and what it is made of. */
export type Shape = readonly [character: string, primitives: readonly Primitive[]];

/** A rectangle whose sides are given in parts of a grid of columns and rows. */
export function rectangle(
  [columns, rows]: readonly [number, number],
  [left, top, right, bottom]: readonly [number, number, number, number],
  coverage = 255,
): Rectangle {
  return { kind: 'rectangle', columns, rows, left, top, right, bottom, coverage };
}

/** Parts of a grid; see `Mosaic` for the bits. */
export function mosaic(columns: number, rows: number, bits: number, separated = false): Mosaic {
  return { kind: 'mosaic', columns, rows, bits, separated };
}

/** One filled polygon. */
export function polygon(points: readonly Point[], options: { snap?: boolean; coverage?: number } = {}): Polygons {
  return {
    kind: 'polygons',
    polygons: [points],
    snap: options.snap ?? false,
    coverage: options.coverage ?? 255,
  };
}

/** An open light polyline, centred on its points. */
export function stroke(...points: readonly Point[]): Stroke {
  return { kind: 'stroke', points, closed: false, side: 'centred' };
}

/** See `Negative`. */
export const negative: Negative = { kind: 'negative' };

/** The light diagonal from the upper right corner to the lower left one. */
export const slash = stroke([1, 0], [0, 1]);
/** The light diagonal from the upper left corner to the lower right one. */
export const backslash = stroke([0, 0], [1, 1]);

/** Splits a table written as text into its pairs: a character and its notation. */
export function notationPairs(text: string): [character: string, notation: string][] {
  const words = text.trim().split(/\s+/);
  return Array.from({ length: words.length / 2 }, (_, i) => [words[2 * i]!, words[2 * i + 1]!]);
}
