/** Characters that fill parts of a grid: sextants, octants, sixteenths, and further eighths of legacy computing. */
import { mosaic, type Primitive, rectangle, type Shape } from './primitives.js';
import { shadeCoverage } from './table-blocks.js';

/** U+1FB00–1FB3B: the 2 × 3 patterns in order of their bits, but for those that are blocks or half blocks. */
function sextants(): Shape[] {
  const elsewhere = new Set([0, 0b010101, 0b101010, 0b111111]);
  const patterns = Array.from({ length: 64 }, (_, bits) => bits).filter((bits) => !elsewhere.has(bits));
  return patterns.map((bits, i) => [String.fromCodePoint(0x1fb00 + i), [mosaic(2, 3, bits)]]);
}

/**
 * U+1CD00–1CDE5: the 2 × 4 patterns in order of their bits, but for those that are encoded elsewhere: unions of
 * quadrants, and the patterns that are quarters of the cell by name.
 */
function octants(): Shape[] {
  const isQuadrants = (bits: number) => ((bits ^ (bits >> 2)) & 0b00110011) === 0;
  // One octant in a corner; upper and lower quarters and three quarters; middle left and middle right quarter.
  const quarters = new Set([0x01, 0x02, 0x40, 0x80, 0x03, 0xc0, 0x3f, 0xfc, 0x14, 0x28]);
  const patterns = Array.from({ length: 256 }, (_, bits) => bits).filter(
    (bits) => !isQuadrants(bits) && !quarters.has(bits),
  );
  return patterns.map((bits, i) => [String.fromCodePoint(0x1cd00 + i), [mosaic(2, 4, bits)]]);
}

/** U+1CC21–1CC2F: all quadrants, with gaps between them. */
function separatedQuadrants(): Shape[] {
  return Array.from({ length: 15 }, (_, i) => [String.fromCodePoint(0x1cc21 + i), [mosaic(2, 2, i + 1, true)]]);
}

/** U+1CE51–1CE8F: all sextants, with gaps between them. */
function separatedSextants(): Shape[] {
  return Array.from({ length: 63 }, (_, i) => [String.fromCodePoint(0x1ce51 + i), [mosaic(2, 3, i + 1, true)]]);
}

/** U+1CE90–1CE9F: one field of 4 × 4 each. */
function sixteenths(): Shape[] {
  return Array.from({ length: 16 }, (_, i) => [String.fromCodePoint(0x1ce90 + i), [mosaic(4, 4, 1 << i)]]);
}

/** U+1FB70–1FB7B: lines an eighth wide that do not touch the sides; those that do are block elements. */
function eighthLines(): Shape[] {
  const parts = [1, 2, 3, 4, 5, 6];
  return [
    ...parts.map((part, i): Shape => [String.fromCodePoint(0x1fb70 + i), [mosaic(8, 1, 1 << part)]]),
    ...parts.map((part, i): Shape => [String.fromCodePoint(0x1fb76 + i), [mosaic(1, 8, 1 << part)]]),
  ];
}

type Sides = readonly [left: number, top: number, right: number, bottom: number];

const left = [0, 0, 1, 8] as const;
const upper = [0, 0, 8, 1] as const;
const right = [7, 0, 8, 8] as const;
const lower = [0, 7, 8, 8] as const;

/** One or more rectangles in eighths of the cell. */
const rectangles: readonly (readonly [string, ...Sides[]])[] = [
  ['🭼', left, lower],
  ['🭽', left, upper],
  ['🭾', right, upper],
  ['🭿', right, lower],
  ['🮀', upper, lower],
  ['🮁', upper, [0, 2, 8, 3], [0, 4, 8, 5], lower],
  ['🮂', [0, 0, 8, 2]],
  ['🮃', [0, 0, 8, 3]],
  ['🮄', [0, 0, 8, 5]],
  ['🮅', [0, 0, 8, 6]],
  ['🮆', [0, 0, 8, 7]],
  ['🮇', [6, 0, 8, 8]],
  ['🮈', [5, 0, 8, 8]],
  ['🮉', [3, 0, 8, 8]],
  ['🮊', [2, 0, 8, 8]],
  ['🮋', [1, 0, 8, 8]],
  ['🮗', [0, 2, 8, 4], [0, 6, 8, 8]],
  ['🯤', [2, 0, 6, 4]],
  ['🯥', [2, 4, 6, 8]],
  ['🯦', [0, 2, 4, 6]],
  ['🯧', [4, 2, 8, 6]],
  ['𜺠', [4, 6, 8, 8]],
  ['𜺡', [2, 6, 8, 8]],
  ['𜺢', [0, 6, 6, 8]],
  ['𜺣', [0, 6, 4, 8]],
  ['𜺤', [0, 4, 2, 8]],
  ['𜺥', [0, 2, 2, 8]],
  ['𜺦', [0, 0, 2, 6]],
  ['𜺧', [0, 0, 2, 4]],
  ['𜺨', [0, 0, 4, 2]],
  ['𜺩', [0, 0, 6, 2]],
  ['𜺪', [2, 0, 8, 2]],
  ['𜺫', [4, 0, 8, 2]],
  ['𜺬', [6, 0, 8, 4]],
  ['𜺭', [6, 0, 8, 6]],
  ['𜺮', [6, 2, 8, 8]],
  ['𜺯', [6, 4, 8, 8]],
];

const half = (sides: Sides, coverage?: number) => rectangle([2, 2], sides, coverage);
const leftHalf: Sides = [0, 0, 1, 2];
const rightHalf: Sides = [1, 0, 2, 2];
const upperHalf: Sides = [0, 0, 2, 1];
const lowerHalf: Sides = [0, 1, 2, 2];
const medium = shadeCoverage.medium;

/** The medium shade is uniform and half of everything, so its inverse is the same. */
const shaded: readonly Shape[] = [
  ['🮌', [half(leftHalf, medium)]],
  ['🮍', [half(rightHalf, medium)]],
  ['🮎', [half(upperHalf, medium)]],
  ['🮏', [half(lowerHalf, medium)]],
  ['🮐', [half([0, 0, 2, 2], medium)]],
  ['🮑', [half(upperHalf), half(lowerHalf, medium)]],
  ['🮒', [half(upperHalf, medium), half(lowerHalf)]],
  ['🮔', [half(leftHalf, medium), half(rightHalf)]],
];

const patterns: readonly Shape[] = [
  ['🮕', [{ kind: 'checkers', odd: false }]],
  ['🮖', [{ kind: 'checkers', odd: true }]],
  ['🮘', [{ kind: 'stripes', falling: true }]],
  ['🮙', [{ kind: 'stripes', falling: false }]],
  ['🯎', [rectangle([3, 1], [0, 0, 2, 1])]],
  ['🯏', [rectangle([3, 1], [0, 0, 1, 1])]],
];

/** All shapes of this file, by character. */
export function mosaics(): Shape[] {
  return [
    ...sextants(),
    ...octants(),
    ...separatedQuadrants(),
    ...separatedSextants(),
    ...sixteenths(),
    ...eighthLines(),
    ...rectangles.map(
      ([character, ...all]): Shape => [character, all.map((sides): Primitive => rectangle([8, 8], sides))],
    ),
    ...shaded,
    ...patterns,
  ];
}
