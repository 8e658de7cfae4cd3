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
const large = 0.9;
const medium = 0.75;
const small = 0.5;
const verySmall = 0.35;

const a: Point = [0, 0];
const b: Point = [1, 0];
const c: Point = [1, 1];
const d: Point = [0, 1];

function outline(...points: readonly Point[]): Stroke {
  return { kind: 'stroke', points, closed: true, side: 'right' };
}

export function geometricShapes(): Shape[] {
  return [
    ['■', [figure(large, large)]],
    ['□', [figure(large, large, true)]],
    ['▣', [figure(large, large, true), figure(0.4, 0.4)]],
    ['◼', [figure(medium, medium)]],
    ['◻', [figure(medium, medium, true)]],
    ['▪', [figure(small, small)]],
    ['▫', [figure(small, small, true)]],
    ['⬝', [figure(verySmall, verySmall)]],
    ['▬', [figure(large, 0.5)]],
    ['▭', [figure(large, 0.5, true)]],
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
