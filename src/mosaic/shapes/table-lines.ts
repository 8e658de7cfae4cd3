/** Scan lines, vertical lines and the pieces of brackets and integrals, which must join from row to row. */
import type { Arc, Line, Shape } from './primitives.js';

function vertical(at: number, from = 0, to = 1): Line {
  return { kind: 'line', axis: 'vertical', at, from, to };
}

function horizontal(at: number, from = 0, to = 1): Line {
  return { kind: 'line', axis: 'horizontal', at, from, to };
}

/** A round corner of the line in the middle; `atY` 0 and 1 turn at the cell's upper and lower side. */
function hook(verticalSide: 'up' | 'down', horizontalSide: 'left' | 'right', atY: number): Arc {
  return { kind: 'arc', vertical: verticalSide, horizontal: horizontalSide, atX: 1 / 2, atY };
}

/** Where the lines of left and right brackets are. */
const LEFT_BRACKET_X = 1 / 4;
const RIGHT_BRACKET_X = 3 / 4;

/** The end of a parenthesis is a round corner, too, at the bracket's place. */
function corner(verticalSide: 'up' | 'down', horizontalSide: 'left' | 'right'): Arc {
  const atX = horizontalSide === 'right' ? LEFT_BRACKET_X : RIGHT_BRACKET_X;
  return { kind: 'arc', vertical: verticalSide, horizontal: horizontalSide, atX, atY: verticalSide === 'down' ? 0 : 1 };
}

/** All shapes of this file, by character. */
export function lineShapes(): Shape[] {
  return [
    ['⎸', [vertical(0)]],
    ['⎹', [vertical(1)]],
    ['⎺', [horizontal(0)]],
    ['⎻', [horizontal(1 / 4)]],
    ['⎼', [horizontal(3 / 4)]],
    ['⎽', [horizontal(1)]],
    ['⎯', [horizontal(1 / 2)]],
    ['⏐', [vertical(1 / 2)]],
    ['\u{1cc1b}', [horizontal(1 / 2), vertical(1, 0, 1 / 2)]],
    ['\u{1cc1c}', [horizontal(1 / 2), vertical(1, 1 / 2, 1)]],
    ['\u{1cc1d}', [horizontal(0), vertical(0, 0, 1 / 2)]],
    ['\u{1cc1e}', [horizontal(1), vertical(0, 1 / 2, 1)]],
    ['𜸖', [vertical(1 / 2), horizontal(0, 1 / 2, 1)]],
    ['𜸗', [vertical(1 / 2), horizontal(1, 1 / 2, 1)]],
    ['𜸘', [vertical(1 / 2), horizontal(0, 0, 1 / 2)]],
    ['𜸙', [vertical(1 / 2), horizontal(1, 0, 1 / 2)]],
    ['⎡', [vertical(LEFT_BRACKET_X), horizontal(0, 2 / 8, 7 / 8)]],
    ['⎢', [vertical(LEFT_BRACKET_X)]],
    ['⎣', [vertical(LEFT_BRACKET_X), horizontal(1, 2 / 8, 7 / 8)]],
    ['⎤', [vertical(RIGHT_BRACKET_X), horizontal(0, 1 / 8, 6 / 8)]],
    ['⎥', [vertical(RIGHT_BRACKET_X)]],
    ['⎦', [vertical(RIGHT_BRACKET_X), horizontal(1, 1 / 8, 6 / 8)]],
    ['⎜', [vertical(LEFT_BRACKET_X)]],
    ['⎟', [vertical(RIGHT_BRACKET_X)]],
    ['⎛', [corner('down', 'right')]],
    ['⎝', [corner('up', 'right')]],
    ['⎞', [corner('down', 'left')]],
    ['⎠', [corner('up', 'left')]],
    ['⎧', [hook('down', 'right', 0)]],
    ['⎨', [hook('up', 'left', 1 / 2), hook('down', 'left', 1 / 2)]],
    ['⎩', [hook('up', 'right', 1)]],
    ['⎪', [vertical(1 / 2)]],
    ['⎫', [hook('down', 'left', 0)]],
    ['⎬', [hook('up', 'right', 1 / 2), hook('down', 'right', 1 / 2)]],
    ['⎭', [hook('up', 'left', 1)]],
    ['⎮', [vertical(1 / 2)]],
    ['⌠', [hook('down', 'right', 0)]],
    ['⌡', [hook('up', 'left', 1)]],
  ];
}
