/** One frame's pixels, compressed: what threads work on. */
import type { Canvas, RectanglePx } from '../../mosaic/painted-frame.js';
import { changesAreOpaque, countUnpredicted, smallerWay } from '../size-estimate.js';
import { type ColourIds, cutOut } from './cut-out.js';
import { encodeLossless } from './lossless.js';

/** A rectangle of the canvas, copied from it. */
export interface FramePicture {
  readonly widthPx: number;
  readonly heightPx: number;
  /** Row by row. */
  readonly ids: ColourIds;
  /** The same place in the frame before; undefined where all pixels are to be stored. */
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
 * All pixels, or those that changed among transparent ones, whichever is smaller.
 * @param rgb colour by id; empty where ids are colours
 */
export function compressPicture(picture: FramePicture, rgb: Uint32Array): CompressedPicture {
  const { ids, before, widthPx, heightPx } = picture;
  const canvas: Canvas = ids instanceof Uint16Array ? { kind: 'indexed', ids, rgb } : { kind: 'direct', ids };
  const whole = (): CompressedPicture => ({ bytes: encodeLossless(cutOut(canvas, picture, undefined)), blends: false });
  if (before === undefined) return whole();
  const sparse = (): CompressedPicture => ({ bytes: encodeLossless(cutOut(canvas, picture, before)), blends: true });
  const rectangle = { leftPx: 0, topPx: 0, rightPx: widthPx, bottomPx: heightPx };
  const colourOf = (id: number) => (canvas.kind === 'indexed' ? rgb[id]! : id);
  const mayBeTranslucent = canvas.kind === 'direct' || rgb.some((colour) => colour >>> 24 !== 0);
  if (mayBeTranslucent && !changesAreOpaque(ids, before, widthPx, rectangle, colourOf)) return whole();
  const smaller = smallerWay(countUnpredicted(ids, before, widthPx, rectangle));
  if (smaller !== 'unknown') return smaller === 'whole' ? whole() : sparse();
  const [all, changed] = [whole(), sparse()];
  return changed.bytes.length < all.bytes.length ? changed : all;
}
