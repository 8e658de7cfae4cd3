/**
 * Powerline separators, U+E0B0–E0BF, E0D2, E0D4, E0D6 and E0D7, by code point: private use characters have no glyph
 * in most editors. The others of E0A0–E0D7 are pictures (branch, padlock, flames, bricks), wider than a cell or not
 * meant to join; a font draws them.
 */
import {
  backslash,
  type Ellipse,
  negative,
  type Point,
  polygon,
  type Shape,
  type Stroke,
  slash,
} from './primitives.js';

const toRight: readonly Point[] = [
  [0, 0],
  [1, 1 / 2],
  [0, 1],
];
/** Clockwise like the other, so that the stroke is inside. */
const toLeft: readonly Point[] = [
  [1, 1],
  [0, 1 / 2],
  [1, 0],
];

function inside(points: readonly Point[]): Stroke {
  return { kind: 'stroke', points, closed: false, side: 'right' };
}

/** Half an ellipse as high as the cell, with its flat side on the left (0) or right (1) border. */
function halfEllipse(x: 0 | 1, band: boolean): Ellipse {
  return { kind: 'ellipse', centre: [x, 1 / 2], radiusX: 1, radiusY: 1 / 2, round: false, band };
}

/** The halves of a trapezoid on the left (0) or right (1) border, with a slit along its axis. */
function trapezoid(x: 0 | 1) {
  const half = (outer: number, inner: number) =>
    polygon(
      [
        [x, outer],
        [1 - x, outer],
        [1 / 2, inner],
        [x, inner],
      ],
      { snap: true },
    );
  return [half(0, 11 / 24), half(1, 13 / 24)];
}

const upperLeft: Point = [0, 0];
const upperRight: Point = [1, 0];
const lowerRight: Point = [1, 1];
const lowerLeft: Point = [0, 1];

/** All shapes of this file, by character. */
export function powerline(): Shape[] {
  return [
    ['\ue0b0', [polygon(toRight)]],
    ['\ue0b1', [inside(toRight)]],
    ['\ue0b2', [polygon(toLeft)]],
    ['\ue0b3', [inside(toLeft)]],
    ['\ue0b4', [halfEllipse(0, false)]],
    ['\ue0b5', [halfEllipse(0, true)]],
    ['\ue0b6', [halfEllipse(1, false)]],
    ['\ue0b7', [halfEllipse(1, true)]],
    ['\ue0b8', [polygon([upperLeft, lowerRight, lowerLeft])]],
    ['\ue0b9', [backslash]],
    ['\ue0ba', [polygon([upperRight, lowerRight, lowerLeft])]],
    ['\ue0bb', [slash]],
    ['\ue0bc', [polygon([upperLeft, upperRight, lowerLeft])]],
    ['\ue0bd', [slash]],
    ['\ue0be', [polygon([upperLeft, upperRight, lowerRight])]],
    ['\ue0bf', [backslash]],
    ['\ue0d2', trapezoid(0)],
    ['\ue0d4', trapezoid(1)],
    ['\ue0d6', [polygon(toLeft), negative]],
    ['\ue0d7', [polygon(toRight), negative]],
  ];
}
