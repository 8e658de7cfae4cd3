/**
 * The hot loops of the GIF encoder, in AssemblyScript, compiled to WebAssembly by `npm run build`.
 * `src/encode/gif/plain-kernel.ts` says the same in plain TypeScript and is the reference: a test holds
 * the two together, code by code.
 *
 * From canvases to bytes: `differences` compares two canvases, `chains` makes a rectangle's symbols, `race`, `bands` or
 * `relay` chooses codes (step by step, match by match, with dictionaries), `packing` packs them. Memory is laid out once
 * by `layOut`; all pointers point into it.
 */

import { layOutBands } from './bands';
import { layOutCanvases, layOutTiles } from './canvases';
import { layOutChains } from './chains';
import { layOutDictionaries } from './dictionary';
import { clearColours, layOutColours } from './differences';
import { beginMemory } from './memory';
import { layOutPacking } from './packing';
import { layOutRace } from './race';
import { layOutRunners } from './relay';

export { codeInBands, haveScrolled } from './bands';
export { canvasAt, cellListAt, copyCells, putTiles, reserveTiles, tileListAt } from './canvases';
export { countRuns, makeChains, symbolTableAt } from './chains';
export { bottom, changedPixels, colourListAt, coloursOfCanvas, compare, left, right, topEdge } from './differences';
export { pack, packedAt } from './packing';
export { code } from './race';
export { codeRelay } from './relay';

/** Lays out memory for canvases of this size; returns 0 if there is not enough memory, else 1. */
export function layOut(
  width: u32,
  height: u32,
  canvasCount: u32,
  hasRelay: u32,
  columns: u32,
  rows: u32,
  cellWidthPx: u32,
  cellHeightPx: u32,
  originXPx: u32,
  originYPx: u32,
): u32 {
  const area: usize = <usize>width * height;
  // At worst a code for every pixel, and a clear code for every lap.
  const mostCodes = area + area / 64 + 64;
  beginMemory();
  layOutColours();
  // Coders are written to as they are laid out: they come before the memory that grows with the picture.
  layOutDictionaries(hasRelay != 0);
  if (hasRelay) layOutRunners();
  layOutRace(mostCodes);
  layOutCanvases(width, height, canvasCount, columns, rows, cellWidthPx, cellHeightPx, originXPx, originYPx);
  layOutChains(area);
  layOutPacking(area);
  layOutBands(area, rows, mostCodes);
  if (!layOutTiles()) return 0;
  clearColours();
  return 1;
}
