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
    lookAheadPixels: 0,
  },
  default: {
    waysUpTo: [
      [0.95, ['literal']],
      [1.5, ['both', 'literal']],
      [Number.POSITIVE_INFINITY, ['transparent', 'both']],
    ],
    wholeWays: ['literal'],
    lookAheadPixels: 2,
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
