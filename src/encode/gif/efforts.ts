import type { Effort } from './image-coder.js';
import type { Level } from './segment.js';

/** What is tried for each image. The ways and bounds are those that paid on recordings of all kinds. */
export const EFFORTS: Readonly<Record<Level, Effort>> = {
  fast: {
    waysUpTo: [
      [1, ['literal']],
      [4, ['both']],
      [Number.POSITIVE_INFINITY, ['transparent']],
    ],
    wholeWays: ['literal'],
    bandedUpTo: [
      [1.05, 0, 'literal'],
      [1.2, 7, 'literal'],
      [1.5, 7, 'both'],
    ],
    lookAheadPixels: 0,
  },
  default: {
    waysUpTo: [
      [1, ['literal']],
      [1.5, ['both', 'literal']],
      [Number.POSITIVE_INFINITY, ['transparent', 'both']],
    ],
    wholeWays: ['literal'],
    bandedUpTo: [
      [1, 7, 'literal'],
      [1.5, 7, 'both'],
    ],
    lookAheadPixels: 2,
  },
  best: {
    waysUpTo: [
      [1.5, ['literal', 'both', 'transparent', 'relay']],
      [Number.POSITIVE_INFINITY, ['transparent', 'both', 'relay']],
    ],
    wholeWays: ['literal', 'relay'],
    bandedUpTo: [],
    lookAheadPixels: 4,
  },
};
