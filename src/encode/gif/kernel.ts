import type { Geometry } from '../../mosaic/painted-frame.js';
import type { Difference, ImageTable } from './difference.js';
import type { Matching } from './lzw-runner.js';

/** Number of a canvas of a kernel. */
export type CanvasNumber = number;

/** How many runs of equal symbols each chain of an image has. */
export interface ChainRuns {
  readonly transparent: number;
  readonly literal: number;
}

/**
 * The hot loops of coding: canvases of 16-bit shown colours, and one image at a time made from them.
 * `PlainKernel` says what they do; `CompiledKernel` does the same faster.
 */
export interface Kernel {
  /** Makes room for canvases of one size, and for relays if there are any; contents are undefined afterwards. */
  layOut(geometry: Geometry, canvasCount: number, hasRelay: boolean): void;
  setCanvas(canvas: CanvasNumber, pixels: Uint16Array): void;
  /** Replaces all tiles: their pixels, tile after tile, row by row. */
  setTiles(pixels: Uint16Array): void;
  /** Puts a tile into each of these cells. */
  putTiles(canvas: CanvasNumber, cells: Uint32Array, tiles: Uint32Array): void;
  copyCells(from: CanvasNumber, to: CanvasNumber, cells: Uint32Array): void;
  /** How two canvases differ within cells; null: they agree. */
  compare(before: CanvasNumber, after: CanvasNumber, cells: Uint32Array): Difference | null;
  /** A canvas as the difference from nothing. */
  wholeCanvas(canvas: CanvasNumber): Difference;
  /** Whether most lines that changed stood elsewhere before (`line-bands.ts`). */
  haveScrolled(before: CanvasNumber, after: CanvasNumber, difference: Difference): boolean;
  /** Makes a rectangle's symbols the subject of `code`; `before` is null where nothing is below. */
  makeChains(before: CanvasNumber | null, after: CanvasNumber, rectangle: Difference, table: ImageTable): void;
  /** Runs of equal symbols in the chains. */
  countRuns(): ChainRuns;
  /**
   * Chooses codes; returns their bits, or infinity as soon as they take more than `bitLimit` or are well behind those
   * that were chosen last for the same symbols.
   */
  code(matching: Matching, bitLimit: number): number;
  /** The same in bands (`line-bands.ts`), for the whole lines of a difference that `haveScrolled`. */
  codeInBands(matching: Matching, bitLimit: number): number;
  /** The same with clear codes and modes chosen by a relay (`lzw-relay.ts`). */
  codeRelay(lookAheadPixels: number, bitLimit: number): number;
  /** The codes chosen last as image data: code size, sub-blocks and the empty block. */
  pack(): Uint8Array<ArrayBuffer>;
}
