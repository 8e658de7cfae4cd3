import { BASE_CANVASES, BaseCanvases } from './base-canvases.js';
import { type FoundBases, type SearchEffort, searchBases, searchCanvases } from './base-search.js';
import { EFFORTS } from './efforts.js';
import { emptyImage, type Image, ImageCoder } from './image-coder.js';
import type { Kernel } from './kernel.js';
import { undoneByReturns } from './returning-frames.js';
import type { CodedSegment, Level, Segment } from './segment.js';
import { segmentFrames } from './segment-frames.js';

/** How widely bases are searched for; null: only frames that return count. */
const SEARCHES: Readonly<Record<Level, SearchEffort | null>> = {
  fast: null,
  default: { maxStates: 3, nearness: 0.9, fewPixels: 3000, slackBytes: 200, slackImages: 1 },
  best: { maxStates: 6, nearness: 0.95, fewPixels: 150_000, slackBytes: 2000, slackImages: 2 },
};

/** Codes segments one after the other, keeping its memory. */
export class SegmentCoder {
  readonly #kernel: Kernel;

  constructor(kernel: Kernel) {
    this.#kernel = kernel;
  }

  /** What the segment's frames become; a function of the segment alone. */
  code(segment: Segment): CodedSegment {
    const pieces = this.codeInPieces(segment);
    for (;;) {
      const { done, value } = pieces.next();
      if (done) return value;
    }
  }

  /** The same in small pieces of work. */
  *codeInPieces(segment: Segment): Generator<void, CodedSegment> {
    const { level, geometry } = segment;
    const images = new ImageCoder(this.#kernel, segment);
    const search = SEARCHES[level];
    const canvasCount = search === null ? BASE_CANVASES : Math.max(BASE_CANVASES, searchCanvases(geometry, search));
    this.#kernel.layOut(geometry, canvasCount, level === 'best');
    const found = search === null ? null : yield* searchBases(this.#kernel, images, segment, search);
    return yield* this.#codeInOrder(segment, images, found);
  }

  /**
   * Frame after frame, each on top of the one before it or (where that is undone) of what was below it.
   * @param found null: images are undone where the next frame returns
   */
  *#codeInOrder(segment: Segment, images: ImageCoder, found: FoundBases | null): Generator<void, CodedSegment> {
    const effort = EFFORTS[segment.level];
    const undone = found?.undone ?? undoneByReturns(segment);
    const canvases = new BaseCanvases(this.#kernel, segment, undone.includes(1));
    const coded: (Image | null)[] = segment.codesCanvas
      ? [images.codeCanvas(0, segment.transparentColour, effort)]
      : [];
    let last = { frame: -1, image: emptyImage() };
    for (const [frameNumber, frame] of [...segmentFrames(segment)].entries()) {
      yield;
      canvases.put(frame);
      const fromShown = canvases.changeFromShown(found?.fromShown[frameNumber]);
      if (fromShown === null) {
        coded.push(null);
        continue;
      }
      const mayBeUndone = undone[last.frame] === 1;
      const fromBase = mayBeUndone ? canvases.changeFromBase() : null;
      // What stays of an undone image is drawn again: with it there may be more colours than an image can show.
      const isUndone = mayBeUndone && (fromBase === null || images.canCode(fromBase));
      if (isUndone) last.image.restoresPrevious = true;
      else canvases.keepShown();
      const change = isUndone ? fromBase : fromShown;
      last = { frame: frameNumber, image: change === null ? emptyImage() : images.codeChange(change, effort) };
      coded.push(last.image);
      canvases.show();
    }
    return coded;
  }
}
