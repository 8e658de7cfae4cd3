/**
 * Squares, bars and corner triangles of U+25A0–25FF that programs line up to bars and slopes. Circles, arrow heads
 * and diamonds stand alone and look better from a font, in the weight of its letters.
 */
import { type Figure, type Point, polygon, type Shape, type Stroke } from './primitives.js';

/** Sides in fractions of the cell's width. */
function figure(width: number, height: number, outline = false): Figure {
  return { kind: 'figure', width, height, outline };
}

/** A gap of about a pixel in ten keeps squares in a row apart. */
const LARGE = 0.9;
const MEDIUM = 0.75;
const SMALL = 0.5;
const VERY_SMALL = 0.35;

const a: Point = [0, 0];
const b: Point = [1, 0];
const c: Point = [1, 1];
const d: Point = [0, 1];

function outline(...points: readonly Point[]): Stroke {
  return { kind: 'stroke', points, closed: true, side: 'right' };
}

/** All shapes of this file, by character. */
export function geometricShapes(): Shape[] {
  return [
    ['■', [figure(LARGE, LARGE)]],
    ['□', [figure(LARGE, LARGE, true)]],
    ['▣', [figure(LARGE, LARGE, true), figure(0.4, 0.4)]],
    ['◼', [figure(MEDIUM, MEDIUM)]],
    ['◻', [figure(MEDIUM, MEDIUM, true)]],
    ['▪', [figure(SMALL, SMALL)]],
    ['▫', [figure(SMALL, SMALL, true)]],
    ['⬝', [figure(VERY_SMALL, VERY_SMALL)]],
    ['▬', [figure(LARGE, 0.5)]],
    ['▭', [figure(LARGE, 0.5, true)]],
    ['▮', [figure(0.6, 1.2)]],
    ['▯', [figure(0.6, 1.2, true)]],
    ['◢', [polygon([b, c, d])]],
    ['◣', [polygon([a, c, d])]],
    ['◤', [polygon([a, b, d])]],
    ['◥', [polygon([a, b, c])]],
    ['◿', [outline(b, c, d)]],
    ['◺', [outline(a, c, d)]],
    ['◸', [outline(a, b, d)]],
    ['◹', [outline(a, b, c)]],
  ];
}
