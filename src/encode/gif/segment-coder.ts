import { BaseCanvases } from './base-canvases.js';
import { searchBases } from './base-search.js';
import { type Change, emptyImage, type Image, ImageCoder } from './image-coder.js';
import type { Kernel } from './kernel.js';
import type { MatchMode } from './lzw.js';
import type { CodedSegment, Segment } from './segment.js';
import { segmentFrames } from './segment-frames.js';

/** Codes segments one after the other, keeping its memory. */
export class SegmentCoder {
  private readonly kernel: Kernel;

  constructor(kernel: Kernel) {
    this.kernel = kernel;
  }

  /** What the segment's frames become; a function of the segment alone. */
  code(segment: Segment): CodedSegment {
    const images = new ImageCoder(this.kernel, segment.globalColours);
    if (segment.level === 'best') return searchBases(this.kernel, images, segment);
    const retries: MatchMode[] = segment.level === 'fast' ? [] : ['literal'];
    return this.codeInOrder(segment, images, retries, segment.level !== 'fast');
  }

  /** Frame after frame, each on top of the one before it or (where that is undone) of what lay below that. */
  private codeInOrder(segment: Segment, images: ImageCoder, retries: MatchMode[], restores: boolean): CodedSegment {
    const canvases = new BaseCanvases(this.kernel, segment);
    const coded: (Image | null)[] = segment.codesCanvas ? [images.codeCanvas(0, segment.nothing)] : [];
    let last: Image | null = null;
    for (const frame of segmentFrames(segment)) {
      canvases.put(frame);
      const change = canvases.changeFromShown();
      if (change === null) {
        coded.push(null);
        continue;
      }
      const undone: Image | null = restores && last !== null && canvases.isBaseNearer(change.difference) ? last : null;
      if (undone !== null) undone.restoresPrevious = true;
      else canvases.keepShown();
      const ownChange: Change | null = undone === null ? change : canvases.changeFromBase();
      last = ownChange === null ? emptyImage() : images.codeChange(ownChange, retries)!;
      coded.push(last);
      canvases.show();
    }
    return coded;
  }
}
