/** Block elements U+2580–259F and braille U+2800–28FF. */
import { mosaic, rectangle, type Shape } from './primitives.js';

/** Part of the pixels that the shades cover; uniform, so that they tile in cells of any size and cost one colour. */
export const shadeCoverage = { light: 64, medium: 128, dark: 191 } as const;

const EIGHTHS = [8, 8] as const;

/** Left, top, right and bottom in eighths of the cell. */
const rectangles: readonly [string, readonly [number, number, number, number]][] = [
  ['▀', [0, 0, 8, 4]],
  ['▁', [0, 7, 8, 8]],
  ['▂', [0, 6, 8, 8]],
  ['▃', [0, 5, 8, 8]],
  ['▄', [0, 4, 8, 8]],
  ['▅', [0, 3, 8, 8]],
  ['▆', [0, 2, 8, 8]],
  ['▇', [0, 1, 8, 8]],
  ['█', [0, 0, 8, 8]],
  ['▉', [0, 0, 7, 8]],
  ['▊', [0, 0, 6, 8]],
  ['▋', [0, 0, 5, 8]],
  ['▌', [0, 0, 4, 8]],
  ['▍', [0, 0, 3, 8]],
  ['▎', [0, 0, 2, 8]],
  ['▏', [0, 0, 1, 8]],
  ['▐', [4, 0, 8, 8]],
  ['▔', [0, 0, 8, 1]],
  ['▕', [7, 0, 8, 8]],
];

const shades: readonly [string, number][] = [
  ['░', shadeCoverage.light],
  ['▒', shadeCoverage.medium],
  ['▓', shadeCoverage.dark],
];

/** Upper left 1, upper right 2, lower left 4, lower right 8. */
const quadrants: readonly [string, number][] = [
  ['▘', 1],
  ['▝', 2],
  ['▖', 4],
  ['▗', 8],
  ['▚', 1 + 8],
  ['▞', 2 + 4],
  ['▙', 1 + 4 + 8],
  ['▛', 1 + 2 + 4],
  ['▜', 1 + 2 + 8],
  ['▟', 2 + 4 + 8],
];

/** U+2580–259F. */
export function blockElements(): Shape[] {
  return [
    ...rectangles.map(([character, sides]): Shape => [character, [rectangle(EIGHTHS, sides)]]),
    ...shades.map(([character, part]): Shape => [character, [rectangle([1, 1], [0, 0, 1, 1], part)]]),
    ...quadrants.map(([character, bits]): Shape => [character, [mosaic(2, 2, bits)]]),
  ];
}

/** U+2800–28FF. */
export function braillePatterns(): Shape[] {
  return Array.from({ length: 256 }, (_, bits) => [String.fromCodePoint(0x2800 + bits), [{ kind: 'braille', bits }]]);
}
