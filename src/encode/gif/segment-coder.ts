import { BASE_CANVASES, BaseCanvases } from './base-canvases.js';
import { searchBases, searchCanvases } from './base-search.js';
import { type Change, type Effort, emptyImage, type Image, ImageCoder } from './image-coder.js';
import type { Kernel } from './kernel.js';
import type { CodedSegment, Level, Segment } from './segment.js';
import { segmentFrames } from './segment-frames.js';

const EFFORTS: Readonly<Record<Level, Effort>> = {
  fast: {
    waysUpTo: [
      [1, ['literal']],
      [4, ['both']],
      [Number.POSITIVE_INFINITY, ['transparent']],
    ],
    wholeWays: ['literal'],
    lookAheadPixels: 0,
  },
  default: {
    waysUpTo: [
      [0.95, ['literal']],
      [1.5, ['both', 'literal']],
      [Number.POSITIVE_INFINITY, ['transparent', 'both']],
    ],
    wholeWays: ['literal'],
    lookAheadPixels: 1,
  },
  best: {
    waysUpTo: [
      [1.5, ['literal', 'both', 'relay']],
      [Number.POSITIVE_INFINITY, ['transparent', 'both', 'relay']],
    ],
    wholeWays: ['literal', 'relay'],
    lookAheadPixels: 4,
  },
};

/** A base must save this share of the changed pixels, and this many, before an image is undone without a search. */
const NEARER_FACTOR = 1.5;
const NEARER_PIXELS = 30;

const MAX_IMAGE_COLOURS = 255;

/** Whether the image of frame `last` is to be undone, so that the next is drawn on its base, not on what is shown. */
type ChooseUndo = (last: number, canvases: BaseCanvases, fromShown: Change) => boolean;

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

  /** The same, frame by frame; all but the level `best`, which begins with a long search. */
  codeInPieces(segment: Segment): Generator<void, CodedSegment> {
    const { level, geometry } = segment;
    const images = new ImageCoder(this.#kernel, segment.globalColours);
    if (level !== 'best') {
      this.#kernel.layOut(geometry, BASE_CANVASES, false);
      return this.#codeInOrder(segment, images, level === 'fast' ? () => false : isBaseNearer);
    }
    this.#kernel.layOut(geometry, Math.max(BASE_CANVASES, searchCanvases(geometry)), true);
    const restores = searchBases(this.#kernel, images, segment);
    return this.#codeInOrder(segment, images, (lastFrame) => restores[lastFrame] === 1);
  }

  /** Frame after frame, each on top of the one before it or (where that is undone) of what was below it. */
  *#codeInOrder(segment: Segment, images: ImageCoder, chooseUndo: ChooseUndo): Generator<void, CodedSegment> {
    const effort = EFFORTS[segment.level];
    const canvases = new BaseCanvases(this.#kernel, segment);
    const coded: (Image | null)[] = segment.codesCanvas
      ? [images.codeCanvas(0, segment.transparentColour, effort)]
      : [];
    let last = { frame: -1, image: emptyImage() };
    for (const [frameNumber, frame] of [...segmentFrames(segment)].entries()) {
      yield;
      canvases.put(frame);
      const fromShown = canvases.changeFromShown();
      if (fromShown === null) {
        coded.push(null);
        continue;
      }
      const isUndone = last.frame >= 0 && chooseUndo(last.frame, canvases, fromShown);
      if (isUndone) last.image.restoresPrevious = true;
      else canvases.keepShown();
      const change = isUndone ? canvases.changeFromBase() : fromShown;
      last = { frame: frameNumber, image: change === null ? emptyImage() : images.codeChange(change, effort) };
      coded.push(last.image);
      canvases.show();
    }
    return coded;
  }
}

/** Whether far fewer pixels differ from the base than from what is shown, so that undoing the last image pays. */
function isBaseNearer(_last: number, canvases: BaseCanvases, { difference }: Change): boolean {
  const fromBase = canvases.changeFromBase();
  const { changedPixels, colours } = fromBase?.difference ?? { changedPixels: 0, colours: [] };
  return (
    colours.length <= MAX_IMAGE_COLOURS && changedPixels * NEARER_FACTOR + NEARER_PIXELS < difference.changedPixels
  );
}
