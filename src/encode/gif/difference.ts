import type { Geometry } from '../../mosaic/painted-frame.js';
import type { SymbolChains } from './lzw-runner.js';

/** The tightest rectangle around the pixels that differ, and the shown colours they take. */
export interface Difference {
  readonly leftPx: number;
  readonly topPx: number;
  /** Exclusive. */
  readonly rightPx: number;
  /** Exclusive. */
  readonly bottomPx: number;
  readonly changedPixels: number;
  /** Ascending. */
  readonly colours: Uint16Array;
}

/** Compares two canvases inside some cells; null: they agree. */
export function findDifference(
  before: Uint16Array,
  after: Uint16Array,
  cells: Uint32Array,
  geometry: Geometry,
): Difference | null {
  const { widthPx, cellWidthPx, cellHeightPx } = geometry;
  const used = new Uint8Array(65_536);
  let [leftPx, topPx, rightPx, bottomPx, changedPixels] = [widthPx, geometry.heightPx, 0, 0, 0];
  for (const cell of cells) {
    const x = geometry.originXPx + (cell & 0xffff) * cellWidthPx;
    const y = geometry.originYPx + (cell >>> 16) * cellHeightPx;
    for (let row = y; row < y + cellHeightPx; row += 1) {
      for (let column = x; column < x + cellWidthPx; column += 1) {
        const colour = after[row * widthPx + column]!;
        if (colour === before[row * widthPx + column]) continue;
        used[colour] = 1;
        changedPixels += 1;
        leftPx = Math.min(leftPx, column);
        rightPx = Math.max(rightPx, column + 1);
        topPx = Math.min(topPx, row);
        bottomPx = Math.max(bottomPx, row + 1);
      }
    }
  }
  return rightPx === 0 ? null : { leftPx, topPx, rightPx, bottomPx, changedPixels, colours: indexesOfOnes(used) };
}

/** A whole canvas as the difference from nothing. */
export function wholeCanvas(canvas: Uint16Array, geometry: Geometry): Difference {
  const used = new Uint8Array(65_536);
  for (const colour of canvas) used[colour] = 1;
  return {
    ...{ leftPx: 0, topPx: 0, rightPx: geometry.widthPx, bottomPx: geometry.heightPx },
    changedPixels: canvas.length,
    colours: indexesOfOnes(used),
  };
}

function indexesOfOnes(flags: Uint8Array): Uint16Array {
  const indexes: number[] = [];
  for (let at = flags.indexOf(1); at >= 0; at = flags.indexOf(1, at + 1)) indexes.push(at);
  return Uint16Array.from(indexes);
}

/** The colours of an image's symbols. */
export interface ImageTable {
  /** Bits of a symbol, 2 to 8. */
  readonly minCodeSize: number;
  /** -1 for none. */
  readonly transparentIndex: number;
  /** Shown colours of a local table, or null: symbols are indexes into the global table. */
  readonly localColours: Uint16Array | null;
}

/** The global table with the smallest code size that will do, or null if none will. */
export function globalTable(colours: Uint16Array, globalColours: number, needsTransparent: boolean): ImageTable | null {
  const highest = colours[colours.length - 1]!;
  if (highest >= globalColours) return null;
  for (let minCodeSize = 2; minCodeSize <= 8; minCodeSize += 1) {
    const symbols = 1 << minCodeSize;
    if (symbols <= highest || (needsTransparent && symbols <= colours.length)) continue;
    return {
      minCodeSize,
      transparentIndex: needsTransparent ? highestUnused(colours, symbols) : -1,
      localColours: null,
    };
  }
  return null;
}

/** A table of just these colours (at most 256, 255 beside a transparent index). */
export function localTable(colours: Uint16Array, needsTransparent: boolean): ImageTable {
  const count = colours.length + (needsTransparent ? 1 : 0);
  return {
    minCodeSize: Math.max(2, 32 - Math.clz32(count - 1)),
    transparentIndex: needsTransparent ? colours.length : -1,
    localColours: colours,
  };
}

/** The highest index below `symbols` that no colour takes: that of the rarest colour, or of none. */
function highestUnused(colours: Uint16Array, symbols: number): number {
  let index = symbols - 1;
  for (let at = colours.length - 1; at >= 0 && colours[at] === index; at -= 1) index -= 1;
  return index;
}

/**
 * Fewer unchanged pixels than this between two changed ones are written as literals: the transparent index there
 * would make strings that nothing else shares, where the literals are those of the same glyph elsewhere.
 */
const MIN_TRANSPARENT_PIXELS = 24;

/**
 * The rectangle's pixels as symbols of the table. `before` is null where nothing is below. The transparent
 * chain takes the literal in short gaps (in raster order, over row ends).
 */
export function symbolChains(
  before: Uint16Array | null,
  after: Uint16Array,
  canvasWidthPx: number,
  rectangle: Difference,
  table: ImageTable,
): SymbolChains {
  const symbolOf = symbolsByColour(table);
  const widthPx = rectangle.rightPx - rectangle.leftPx;
  const length = widthPx * (rectangle.bottomPx - rectangle.topPx);
  const transparent = new Uint8Array(length);
  const literal = new Uint8Array(length);
  let to = 0;
  for (let row = rectangle.topPx; row < rectangle.bottomPx; row += 1) {
    const start = row * canvasWidthPx + rectangle.leftPx;
    for (let at = start; at < start + widthPx; at += 1) {
      const colour = after[at]!;
      literal[to] = symbolOf[colour]!;
      transparent[to] = before !== null && before[at] === colour ? table.transparentIndex : literal[to]!;
      to += 1;
    }
  }
  if (before !== null) fillShortGaps(transparent, literal, table.transparentIndex);
  return { length, transparent, literal, minCodeSize: table.minCodeSize };
}

function fillShortGaps(transparent: Uint8Array, literal: Uint8Array, transparentIndex: number): void {
  let start = 0;
  for (let at = 0; at < transparent.length; at += 1) {
    if (transparent[at] === transparentIndex) continue;
    if (start > 0 && at - start < MIN_TRANSPARENT_PIXELS) transparent.set(literal.subarray(start, at), start);
    start = at + 1;
  }
}

/** The symbol of each shown colour; the transparent index for those that the table does not have. */
function symbolsByColour(table: ImageTable): Uint8Array {
  const symbols = new Uint8Array(65_536).fill(Math.max(table.transparentIndex, 0));
  if (table.localColours !== null) {
    table.localColours.forEach((colour, index) => {
      symbols[colour] = index;
    });
  } else for (let colour = 0; colour < 1 << table.minCodeSize; colour += 1) symbols[colour] = colour;
  return symbols;
}
