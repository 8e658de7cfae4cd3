import type { Geometry } from '../../mosaic/painted-frame.js';
import { type Difference, findDifference, type ImageTable, symbolChains, wholeCanvas } from './difference.js';
import type { CanvasNumber, ChainRuns, Kernel } from './kernel.js';
import { bandEnds, haveScrolled } from './line-bands.js';
import { type CodedPixels, LzwCoder, type Pace, packImageData } from './lzw.js';
import { RelayCoder } from './lzw-relay.js';
import type { Matching, SymbolChains } from './lzw-runner.js';

/** The kernel in plain TypeScript: the reference for the compiled one. */
export class PlainKernel implements Kernel {
  readonly #lzw = new LzwCoder();
  readonly #relay = new RelayCoder();
  #geometry: Geometry | undefined;
  #canvases: Uint16Array[] = [];
  #tiles = new Uint16Array(0);
  #chains: SymbolChains | undefined;
  /** Pixels of a line of cells, as wide as the chains' rows. */
  #linePx = 0;
  #coded: CodedPixels | null = null;
  /** Of the last complete way of coding these chains. */
  #pace: Pace | undefined;

  layOut(geometry: Geometry, canvasCount: number): void {
    this.#geometry = geometry;
    const area = geometry.widthPx * geometry.heightPx;
    this.#canvases = Array.from({ length: canvasCount }, () => new Uint16Array(area));
  }

  setCanvas(canvas: CanvasNumber, pixels: Uint16Array): void {
    this.#canvases[canvas]!.set(pixels);
  }

  setTiles(pixels: Uint16Array): void {
    this.#tiles = pixels.slice();
  }

  putTiles(canvas: CanvasNumber, cells: Uint32Array, tiles: Uint32Array): void {
    const { cellWidthPx, cellHeightPx, widthPx } = this.#geometry!;
    for (const [index, cell] of cells.entries()) {
      let from = tiles[index]! * cellWidthPx * cellHeightPx;
      let to = cellOffset(cell, this.#geometry!);
      for (let row = 0; row < cellHeightPx; row += 1) {
        this.#canvases[canvas]!.set(this.#tiles.subarray(from, from + cellWidthPx), to);
        from += cellWidthPx;
        to += widthPx;
      }
    }
  }

  copyCells(from: CanvasNumber, to: CanvasNumber, cells: Uint32Array): void {
    const { cellWidthPx, cellHeightPx, widthPx } = this.#geometry!;
    for (const cell of cells) {
      let at = cellOffset(cell, this.#geometry!);
      for (let row = 0; row < cellHeightPx; row += 1) {
        this.#canvases[to]!.set(this.#canvases[from]!.subarray(at, at + cellWidthPx), at);
        at += widthPx;
      }
    }
  }

  compare(before: CanvasNumber, after: CanvasNumber, cells: Uint32Array): Difference | null {
    return findDifference(this.#canvases[before]!, this.#canvases[after]!, cells, this.#geometry!);
  }

  wholeCanvas(canvas: CanvasNumber): Difference {
    return wholeCanvas(this.#canvases[canvas]!, this.#geometry!);
  }

  haveScrolled(before: CanvasNumber, after: CanvasNumber, difference: Difference): boolean {
    return haveScrolled(this.#canvases[before]!, this.#canvases[after]!, difference, this.#geometry!);
  }

  makeChains(before: CanvasNumber | null, after: CanvasNumber, rectangle: Difference, table: ImageTable): void {
    this.#pace = undefined;
    const below = before === null ? null : this.#canvases[before]!;
    this.#linePx = (rectangle.rightPx - rectangle.leftPx) * this.#geometry!.cellHeightPx;
    this.#chains = symbolChains(below, this.#canvases[after]!, this.#geometry!.widthPx, rectangle, table);
  }

  countRuns(): ChainRuns {
    const { transparent, literal } = this.#chains!;
    return { transparent: countRuns(transparent), literal: countRuns(literal) };
  }

  code(matching: Matching, bitLimit: number): number {
    const coded = this.#lzw.code(this.#chains!, matching, { bits: bitLimit, pace: this.#pace });
    this.#coded = coded;
    if (coded === null) return Number.POSITIVE_INFINITY;
    this.#pace = coded.pace;
    return coded.bits;
  }

  codeInBands(matching: Matching, bitLimit: number): number {
    const chains = this.#chains!;
    const codes: number[] = [];
    let bits = 0;
    let start = 0;
    let clearBits = 0;
    for (const end of bandEnds(chains.literal, this.#linePx)) {
      if (start > 0) {
        codes.push(1 << chains.minCodeSize);
        bits += clearBits;
      }
      const band = this.#lzw.code(stretch(chains, start, end), matching)!;
      for (let index = 0; index < band.count; index += 1) codes.push(band.codes[index]!);
      bits += band.bits;
      clearBits = band.clearBits;
      start = end;
    }
    if (bits > bitLimit) return Number.POSITIVE_INFINITY;
    this.#coded = { codes: Uint16Array.from(codes), count: codes.length, bits };
    return bits;
  }

  codeRelay(lookAheadPixels: number, bitLimit: number): number {
    this.#coded = this.#relay.code(this.#chains!, lookAheadPixels, bitLimit);
    return this.#coded?.bits ?? Number.POSITIVE_INFINITY;
  }

  pack(): Uint8Array<ArrayBuffer> {
    return packImageData(this.#coded!, this.#chains!.minCodeSize);
  }
}

function stretch({ transparent, literal, minCodeSize }: SymbolChains, start: number, end: number): SymbolChains {
  return {
    length: end - start,
    transparent: transparent.subarray(start, end),
    literal: literal.subarray(start, end),
    minCodeSize,
  };
}

function countRuns(symbols: Uint8Array): number {
  let runs = 1;
  for (let at = 1; at < symbols.length; at += 1) if (symbols[at] !== symbols[at - 1]) runs += 1;
  return runs;
}

function cellOffset(cell: number, geometry: Geometry): number {
  const x = geometry.originXPx + (cell & 0xffff) * geometry.cellWidthPx;
  return (geometry.originYPx + (cell >>> 16) * geometry.cellHeightPx) * geometry.widthPx + x;
}
