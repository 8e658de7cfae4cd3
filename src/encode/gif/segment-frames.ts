import type { Segment } from './segment.js';

/** A frame of a segment: the cells it repaints, and the segment's tiles that they show. */
export interface SegmentFrame {
  readonly cells: Uint32Array;
  readonly tiles: Uint32Array;
}

/** The frames of a segment, in order. */
export function* segmentFrames(segment: Segment): Generator<SegmentFrame> {
  let start = 0;
  for (const count of segment.cellCounts) {
    const end = start + count;
    yield { cells: segment.cells.subarray(start, end), tiles: segment.cellTiles.subarray(start, end) };
    start = end;
  }
}

/** The pixels of a segment's tiles, tile after tile. */
export function segmentTiles({ geometry, tileCount, tilePixels }: Segment): Uint16Array {
  return tilePixels.subarray(0, tileCount * geometry.cellWidthPx * geometry.cellHeightPx);
}
