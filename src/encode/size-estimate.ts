import type { RectanglePx } from '../mosaic/painted-frame.js';

/** Colour ids of a canvas, row by row. */
type ColourIds = Uint16Array | Uint32Array;

/** Rows apart that are looked at. No divisor of usual heights of cells. */
const SAMPLED_ROWS = 3;

/** Pixels that neither the one to the left nor the one above foretells: what compression has to pay for. */
export interface Surprises {
  /** Pixels looked at. */
  readonly sampled: number;
  /** Surprises where all pixels are told. */
  readonly whole: number;
  /** Where only those are told that changed, and all others are one transparent colour. */
  readonly sparse: number;
}

/**
 * Counts surprises in a sample of a rectangle, to tell beforehand how it compresses best.
 * @param before the canvas of the frame before
 */
export function countSurprises(
  ids: ColourIds,
  before: ColourIds,
  widthPx: number,
  { leftPx, topPx, rightPx, bottomPx }: RectanglePx,
): Surprises {
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

/** Where telling what changed makes fewer surprises than this share of telling all, it is smaller. */
const SPARSE_BELOW = 0.45;
/** Where it makes more than this share, it is larger. In between nobody knows. */
const WHOLE_ABOVE = 0.75;

/** Which way of telling a rectangle is smaller. */
export function smallerWay({ whole, sparse }: Surprises): 'whole' | 'sparse' | 'unknown' {
  if (sparse < SPARSE_BELOW * whole) return 'sparse';
  return sparse > WHOLE_ABOVE * whole ? 'whole' : 'unknown';
}

/**
 * Whether every pixel that changed is opaque. Only then can it be laid over the frame before: what is translucent
 * would let that show through.
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
