import { TRANSPARENT } from '../colour/blend.js';
import { Cast2gifError } from '../errors.js';
import { decodePicture } from '../font/canvas.js';
import type { Stamp } from '../mosaic/overlay.js';
import type { Geometry } from '../mosaic/painted-frame.js';
import { type PictureFile, readPicture } from './picture.js';

/** Where on the picture a watermark goes. */
export type WatermarkPosition = 'top-left' | 'top-right' | 'bottom-left' | 'bottom-right' | 'center';

/** What the options ask for. */
export interface WatermarkOptions {
  readonly position: WatermarkPosition;
  /** Opacity of the picture as a whole, 0 to 1. */
  readonly opacity: number;
  readonly scale: number;
}

/** A picture on top of everything: as pixels, and as the file it came from. */
export interface Watermark {
  readonly stamp: Stamp;
  readonly file: PictureFile;
  readonly opacity: number;
}

/** Distance from the edges, before scaling. */
const GAP = 10;
const OPTION = 'watermark';

/**
 * Reads the file of a watermark.
 * @throws Cast2gifError `option-file` for one that is missing, not a picture, or too large
 */
export function readWatermark(path: string): Promise<PictureFile> {
  return readPicture(path, OPTION);
}

/**
 * Decodes a watermark and puts it in its place, made smaller where it would not fit.
 * @throws Cast2gifError `option-file` for a picture that is damaged
 */
export async function createWatermark(
  file: PictureFile,
  options: WatermarkOptions,
  geometry: Geometry,
): Promise<Watermark> {
  const gapPx = Math.round(GAP * options.scale);
  const roomX = Math.max(1, geometry.widthPx - 2 * gapPx);
  const roomY = Math.max(1, geometry.heightPx - 2 * gapPx);
  const scale = Math.min(options.scale, roomX / file.widthPx, roomY / file.heightPx);
  const widthPx = Math.max(1, Math.round(file.widthPx * scale));
  const heightPx = Math.max(1, Math.round(file.heightPx * scale));
  const { position, opacity } = options;
  const along = (low: string, high: string, room: number, size: number) =>
    gapPx + Math.round(position.includes(low) ? 0 : position.includes(high) ? room - size : (room - size) / 2);
  const place = { leftPx: along('left', 'right', roomX, widthPx), topPx: along('top', 'bottom', roomY, heightPx) };
  const rgba = await decoded(file, widthPx, heightPx);
  return { stamp: { ...place, widthPx, heightPx, colours: coloursOf(rgba, opacity) }, file, opacity };
}

async function decoded(file: PictureFile, widthPx: number, heightPx: number) {
  try {
    return await decodePicture(file.bytes, widthPx, heightPx);
  } catch (cause) {
    const problem = `${file.path} is damaged: ${(cause as Error).message}`;
    throw new Cast2gifError('option-file', problem, { option: OPTION, cause });
  }
}

function coloursOf(rgba: Uint8ClampedArray, opacity: number): Uint32Array {
  return Uint32Array.from({ length: rgba.length / 4 }, (_, pixel) => {
    const at = pixel * 4;
    const transparency = 255 - Math.round(rgba[at + 3]! * opacity);
    if (transparency === 255) return TRANSPARENT;
    return ((transparency << 24) | (rgba[at]! << 16) | (rgba[at + 1]! << 8) | rgba[at + 2]!) >>> 0;
  });
}
