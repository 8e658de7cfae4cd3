import type { Segment } from './segment.js';

/** A frame of a segment: the cells it repaints and their pixels. */
export interface SegmentFrame {
  readonly cells: Uint32Array;
  readonly pixels: Uint16Array;
}

/** The frames of a segment, in order. */
export function* segmentFrames(segment: Segment): Generator<SegmentFrame> {
  const cellArea = segment.geometry.cellWidthPx * segment.geometry.cellHeightPx;
  let start = 0;
  for (const count of segment.cellCounts) {
    const end = start + count;
    yield {
      cells: segment.cells.subarray(start, end),
      pixels: segment.pixels.subarray(start * cellArea, end * cellArea),
    };
    start = end;
  }
}
