import { readFileSync } from 'node:fs';
import { Cast2gifError } from '../../errors.js';
import type { Geometry } from '../../mosaic/painted-frame.js';
import type { Difference, ImageTable } from './difference.js';
import type { CanvasNumber, ChainRuns, Kernel } from './kernel.js';
import { wholeLines } from './line-bands.js';
import type { Matching } from './lzw-runner.js';

/** The part of the WebAssembly API used here; Node's types leave it to those of browsers. */
declare const WebAssembly: {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object, imports: object) => { readonly exports: unknown };
};

/** What `assembly/gif-kernel.ts` exports. */
interface KernelExports {
  readonly memory: { readonly buffer: ArrayBuffer };
  layOut(...numbers: number[]): number;
  canvasAt(canvas: number): number;
  cellListAt(): number;
  tileListAt(): number;
  reserveTiles(bytes: number): number;
  colourListAt(): number;
  symbolTableAt(): number;
  packedAt(): number;
  putTiles(canvas: number, count: number): void;
  copyCells(from: number, to: number, count: number): void;
  compare(before: number, after: number, count: number): number;
  coloursOfCanvas(canvas: number, heightPx: number): number;
  left(): number;
  topEdge(): number;
  right(): number;
  bottom(): number;
  changedPixels(): number;
  haveScrolled(...numbers: number[]): number;
  makeChains(...numbers: number[]): void;
  countRuns(isLiteral: number): number;
  code(mode: number, lookAheadPixels: number, bitLimit: number): number;
  codeInBands(mode: number, lookAheadPixels: number, bitLimit: number): number;
  codeRelay(lookAheadPixels: number, bitLimit: number): number;
  pack(): number;
}

const MODES = { both: 0, transparent: 1, literal: 2 } as const;

/** The kernel's value for "no canvas" and "gave up". */
const NONE = 0xffff_ffff;

/** Compiled once a thread. */
let compiled: object | undefined;

/** The kernel in WebAssembly, from `assembly/gif-kernel.ts`. */
export class CompiledKernel implements Kernel {
  readonly #exports: KernelExports;
  #geometry: Geometry | undefined;
  #laidOut = '';

  constructor() {
    compiled ??= new WebAssembly.Module(readFileSync(new URL('./kernel.wasm', import.meta.url)));
    const abort = () => {
      throw new Error('the GIF kernel stopped');
    };
    this.#exports = new WebAssembly.Instance(compiled, { env: { abort } }).exports as KernelExports;
  }

  layOut(geometry: Geometry, canvasCount: number, hasRelay: boolean): void {
    const { widthPx, heightPx, columns, rows, cellWidthPx, cellHeightPx, originXPx, originYPx } = geometry;
    const numbers = [widthPx, heightPx, canvasCount, hasRelay ? 1 : 0, columns, rows];
    numbers.push(cellWidthPx, cellHeightPx, originXPx, originYPx);
    this.#geometry = geometry;
    if (this.#laidOut === numbers.join()) return;
    if (this.#exports.layOut(...numbers) === 0) throw tooLarge(geometry);
    this.#laidOut = numbers.join();
  }

  setCanvas(canvas: CanvasNumber, pixels: Uint16Array): void {
    this.#words(this.#exports.canvasAt(canvas), pixels.length).set(pixels);
  }

  setTiles(pixels: Uint16Array): void {
    const tilesAt = this.#exports.reserveTiles(pixels.byteLength);
    if (tilesAt === 0) throw tooLarge(this.#geometry!);
    this.#words(tilesAt, pixels.length).set(pixels);
  }

  putTiles(canvas: CanvasNumber, cells: Uint32Array, tiles: Uint32Array): void {
    this.#listCells(cells);
    new Uint32Array(this.#exports.memory.buffer, this.#exports.tileListAt(), tiles.length).set(tiles);
    this.#exports.putTiles(canvas, cells.length);
  }

  copyCells(from: CanvasNumber, to: CanvasNumber, cells: Uint32Array): void {
    this.#listCells(cells);
    this.#exports.copyCells(from, to, cells.length);
  }

  compare(before: CanvasNumber, after: CanvasNumber, cells: Uint32Array): Difference | null {
    this.#listCells(cells);
    const colourCount = this.#exports.compare(before, after, cells.length);
    return colourCount === 0 ? null : this.#difference(colourCount);
  }

  wholeCanvas(canvas: CanvasNumber): Difference {
    return this.#difference(this.#exports.coloursOfCanvas(canvas, this.#geometry!.heightPx));
  }

  haveScrolled(before: CanvasNumber, after: CanvasNumber, difference: Difference): boolean {
    const { leftPx, topPx, rightPx, bottomPx } = wholeLines(difference, this.#geometry!);
    return this.#exports.haveScrolled(before, after, leftPx, topPx, rightPx - leftPx, bottomPx - topPx) !== 0;
  }

  makeChains(before: CanvasNumber | null, after: CanvasNumber, rectangle: Difference, table: ImageTable): void {
    const transparent = Math.max(table.transparentIndex, 0);
    if (table.localColours !== null) this.#setSymbols(table.localColours, transparent);
    const { leftPx, topPx, rightPx, bottomPx } = rectangle;
    this.#exports.makeChains(
      ...[before ?? NONE, after, leftPx, topPx, rightPx - leftPx, bottomPx - topPx],
      ...[table.minCodeSize, transparent, table.localColours === null ? 0 : 1],
    );
  }

  countRuns(): ChainRuns {
    return { transparent: this.#exports.countRuns(0), literal: this.#exports.countRuns(1) };
  }

  code(matching: Matching, bitLimit: number): number {
    const { mode, lookAheadPixels } = matching;
    return bitsOrInfinity(this.#exports.code(MODES[mode], lookAheadPixels, Math.min(bitLimit, NONE - 1)));
  }

  codeInBands(matching: Matching, bitLimit: number): number {
    const { mode, lookAheadPixels } = matching;
    return bitsOrInfinity(this.#exports.codeInBands(MODES[mode], lookAheadPixels, Math.min(bitLimit, NONE - 1)));
  }

  codeRelay(lookAheadPixels: number, bitLimit: number): number {
    return bitsOrInfinity(this.#exports.codeRelay(lookAheadPixels, Math.min(bitLimit, NONE - 1)));
  }

  pack(): Uint8Array<ArrayBuffer> {
    const length = this.#exports.pack();
    return this.#bytes(this.#exports.packedAt(), length).slice();
  }

  #setSymbols(colours: Uint16Array, transparent: number): void {
    const symbols = this.#bytes(this.#exports.symbolTableAt(), 65_536);
    symbols.fill(transparent);
    for (let index = 0; index < colours.length; index += 1) symbols[colours[index]!] = index;
  }

  #difference(colourCount: number): Difference {
    const exports = this.#exports;
    return {
      leftPx: exports.left(),
      topPx: exports.topEdge(),
      rightPx: exports.right(),
      bottomPx: exports.bottom(),
      changedPixels: exports.changedPixels(),
      colours: this.#words(exports.colourListAt(), colourCount).slice(),
    };
  }

  #listCells(cells: Uint32Array): void {
    new Uint32Array(this.#exports.memory.buffer, this.#exports.cellListAt(), cells.length).set(cells);
  }

  #words(at: number, length: number): Uint16Array<ArrayBuffer> {
    return new Uint16Array(this.#exports.memory.buffer, at, length);
  }

  #bytes(at: number, length: number): Uint8Array<ArrayBuffer> {
    return new Uint8Array(this.#exports.memory.buffer, at, length);
  }
}

function tooLarge({ widthPx, heightPx }: Geometry): Cast2gifError {
  return new Cast2gifError('option-limit', `a picture of ${widthPx}×${heightPx} pixels: too large to encode as GIF`);
}

function bitsOrInfinity(answer: number): number {
  const bits = answer >>> 0;
  return bits === NONE ? Number.POSITIVE_INFINITY : bits;
}
