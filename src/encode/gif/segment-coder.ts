import type { Difference } from './difference.js';
import { findDifference, globalTable, type ImageTable, localTable, symbolChains, wholeCanvas } from './difference.js';
import { LzwCoder, packImageData } from './lzw.js';
import type { CodedImage, CodedSegment, Segment } from './segment.js';

/** Codes segments one after the other, keeping its buffers. */
export class SegmentCoder {
  private readonly lzw = new LzwCoder();

  /** What the segment's frames become; a function of the segment alone. */
  code(segment: Segment): CodedSegment {
    const before = segment.canvas;
    const after = before.slice();
    const images: (CodedImage | null)[] = [];
    if (segment.codesCanvas) images.push(this.codeCanvas(segment));
    let cellStart = 0;
    for (const count of segment.cellCounts) {
      const cells = segment.cells.subarray(cellStart, cellStart + count);
      putCells(after, segment, cells, cellStart);
      const difference = findDifference(before, after, cells, segment.geometry);
      images.push(difference === null ? null : this.codeDifference(before, after, difference, segment));
      putCells(before, segment, cells, cellStart);
      cellStart += count;
    }
    return images;
  }

  private codeCanvas(segment: Segment): CodedImage {
    const whole = wholeCanvas(segment.canvas, segment.geometry);
    const table = globalTable(whole.colours, segment.globalColours, false) ?? localTable(whole.colours, false);
    return this.codeImage(null, segment.canvas, whole, table, segment);
  }

  private codeDifference(
    before: Uint16Array,
    after: Uint16Array,
    difference: Difference,
    segment: Segment,
  ): CodedImage {
    const { colours } = difference;
    const global = globalTable(colours, segment.globalColours, true);
    const local = colours.length <= 255 ? localTable(colours, true) : null;
    const shared = global && this.codeImage(before, after, difference, global, segment);
    if (local === null || (shared !== null && local.minCodeSize >= shared.data[0]!)) return shared!;
    const own = this.codeImage(before, after, difference, local, segment);
    return shared !== null && shared.data.length <= own.data.length + (3 << local.minCodeSize) ? shared : own;
  }

  private codeImage(
    before: Uint16Array | null,
    after: Uint16Array,
    rectangle: Difference,
    table: ImageTable,
    segment: Segment,
  ): CodedImage {
    const chains = symbolChains(before, after, segment.geometry.widthPx, rectangle, table);
    const coded = this.lzw.code(chains, before === null ? 'literal' : 'both')!;
    return {
      leftPx: rectangle.leftPx,
      topPx: rectangle.topPx,
      widthPx: rectangle.rightPx - rectangle.leftPx,
      heightPx: rectangle.bottomPx - rectangle.topPx,
      restoresPrevious: false,
      transparentIndex: table.transparentIndex,
      localColours: table.localColours,
      data: packImageData(coded, table.minCodeSize),
    };
  }
}

/** Copies the pixels of a frame's cells, the first of which is number `cellStart` of the segment, onto a canvas. */
function putCells(canvas: Uint16Array, segment: Segment, cells: Uint32Array, cellStart: number): void {
  const { widthPx, cellWidthPx, cellHeightPx, originXPx, originYPx } = segment.geometry;
  let from = cellStart * cellWidthPx * cellHeightPx;
  for (const cell of cells) {
    let to = (originYPx + (cell >>> 16) * cellHeightPx) * widthPx + originXPx + (cell & 0xffff) * cellWidthPx;
    for (let row = 0; row < cellHeightPx; row += 1) {
      for (let column = 0; column < cellWidthPx; column += 1) canvas[to + column] = segment.pixels[from + column]!;
      from += cellWidthPx;
      to += widthPx;
    }
  }
}
