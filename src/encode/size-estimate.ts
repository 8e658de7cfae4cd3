import type { RectanglePx } from '../mosaic/painted-frame.js';

/** Colour ids of a canvas, row by row. */
type ColourIds = Uint16Array | Uint32Array;

/** Distance between sampled rows. Not a divisor of usual cell heights. */
const SAMPLED_ROWS = 3;

/** Pixels that neither the left nor the upper neighbour predicts: these are what compression has to store. */
export interface UnpredictedPixels {
  /** Pixels sampled. */
  readonly sampled: number;
  /** Unpredicted pixels if all pixels are stored. */
  readonly whole: number;
  /** Unpredicted pixels if only changed pixels are stored and all others are one transparent colour. */
  readonly sparse: number;
}

/**
 * Counts unpredicted pixels in a sample of a rectangle, to predict how it compresses best.
 * @param before the canvas of the frame before
 */
export function countUnpredicted(
  ids: ColourIds,
  before: ColourIds,
  widthPx: number,
  { leftPx, topPx, rightPx, bottomPx }: RectanglePx,
): UnpredictedPixels {
  let sampled = 0;
  let whole = 0;
  let sparse = 0;
  for (let y = topPx + 1; y < bottomPx; y += SAMPLED_ROWS) {
    const end = y * widthPx + rightPx;
    for (let at = y * widthPx + leftPx + 1; at < end; at++) {
      const id = ids[at]!;
      const above = at - widthPx;
      if (id !== ids[at - 1] && id !== ids[above]) whole++;
      const changed = id !== before[at];
      const likeLeft = changed ? id === ids[at - 1] && id !== before[at - 1] : ids[at - 1] === before[at - 1];
      if (likeLeft) continue;
      const likeAbove = changed ? id === ids[above] && id !== before[above] : ids[above] === before[above];
      if (!likeAbove) sparse++;
    }
    sampled += Math.max(0, rightPx - leftPx - 1);
  }
  return { sampled, whole, sparse };
}

/** If storing only changes leaves fewer unpredicted pixels than this share of storing all, it is smaller. */
const SPARSE_BELOW = 0.45;
/** If it leaves more than this share, it is larger. In between both must be tried. */
const WHOLE_ABOVE = 0.75;

/** Which way of storing a rectangle is smaller. */
export function smallerWay({ whole, sparse }: UnpredictedPixels): 'whole' | 'sparse' | 'unknown' {
  if (sparse < SPARSE_BELOW * whole) return 'sparse';
  return sparse > WHOLE_ABOVE * whole ? 'whole' : 'unknown';
}

/**
 * Whether every pixel that changed is opaque. Only then can it be laid over the frame before: a translucent
 * pixel would let that show through.
 * @param colourOf the colour of an id, as in `colour/blend.ts`
 */
export function changesAreOpaque(
  ids: ColourIds,
  before: ColourIds,
  widthPx: number,
  { leftPx, topPx, rightPx, bottomPx }: RectanglePx,
  colourOf: (id: number) => number,
): boolean {
  for (let y = topPx; y < bottomPx; y++) {
    const end = y * widthPx + rightPx;
    for (let at = y * widthPx + leftPx; at < end; at++) {
      const id = ids[at]!;
      if (id !== before[at] && colourOf(id) >>> 24 !== 0) return false;
    }
  }
  return true;
}
