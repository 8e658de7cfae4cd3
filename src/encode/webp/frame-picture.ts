/** One frame's pixels, compressed: what threads work on. */
import type { Canvas, RectanglePx } from '../../mosaic/types.js';
import { type ColourIds, countSurprises, cutOut } from './cut-out.js';
import { encodeLossless } from './lossless.js';

/** A rectangle of the canvas, copied from it. */
export interface FramePicture {
  readonly widthPx: number;
  readonly heightPx: number;
  /** Row by row. */
  readonly ids: ColourIds;
  /** The same place in the frame before; undefined where all pixels are to be told. */
  readonly before: ColourIds | undefined;
}

/** A compressed rectangle. */
export interface CompressedPicture {
  /** The payload of a `VP8L` chunk. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Its transparent pixels leave what was there. */
  readonly blends: boolean;
}

/** Copies the rectangle of a canvas that is `widthPx` wide. */
export function copyPicture(
  ids: ColourIds,
  before: ColourIds | undefined,
  widthPx: number,
  { leftPx, topPx, rightPx, bottomPx }: RectanglePx,
): FramePicture {
  const size = { widthPx: rightPx - leftPx, heightPx: bottomPx - topPx };
  const copy = (from: ColourIds): ColourIds => {
    const to =
      from instanceof Uint16Array
        ? new Uint16Array(size.widthPx * size.heightPx)
        : new Uint32Array(size.widthPx * size.heightPx);
    for (let y = 0; y < size.heightPx; y++) {
      const start = (topPx + y) * widthPx + leftPx;
      to.set(from.subarray(start, start + size.widthPx), y * size.widthPx);
    }
    return to;
  };
  return { ...size, ids: copy(ids), before: before && copy(before) };
}

/** The memory a picture can take with it. */
export function pictureBuffers({ ids, before }: FramePicture): ArrayBuffer[] {
  return [ids, ...(before ? [before] : [])].map(({ buffer }) => buffer as ArrayBuffer);
}

/**
 * Where telling only what changed makes fewer surprises than this share of telling all, it is smaller; where it makes
 * more than the other share, it is larger. In between both are tried.
 */
const SPARSE_BELOW = 0.45;
const WHOLE_ABOVE = 0.75;

/**
 * All pixels, or those that changed among transparent ones, whichever is smaller.
 * @param rgb colour by id; empty where ids are colours
 */
export function compressPicture(picture: FramePicture, rgb: Uint32Array): CompressedPicture {
  const { ids, before, widthPx, heightPx } = picture;
  const canvas: Canvas = ids instanceof Uint16Array ? { kind: 'indexed', ids, rgb } : { kind: 'direct', ids };
  const whole = (): CompressedPicture => ({ bytes: encodeLossless(cutOut(canvas, picture, undefined)), blends: false });
  if (before === undefined) return whole();
  const sparse = (): CompressedPicture => ({ bytes: encodeLossless(cutOut(canvas, picture, before)), blends: true });
  const surprises = countSurprises(ids, before, widthPx, heightPx);
  if (surprises.sparse < SPARSE_BELOW * surprises.whole) return sparse();
  if (surprises.sparse > WHOLE_ABOVE * surprises.whole) return whole();
  const [all, changed] = [whole(), sparse()];
  return changed.bytes.length < all.bytes.length ? changed : all;
}
