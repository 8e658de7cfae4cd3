/** Which sites take a picture as it is. */
import { SITES, type SiteLimits } from '../options/sites.js';

/** What decides whether a site takes a picture. */
export interface PictureMeasure {
  readonly byteLength: number;
  readonly widthPx: number;
  readonly heightPx: number;
  /** Undefined where it is not known; then nothing is said about sites that count the pixels of all frames. */
  readonly frameCount?: number | undefined;
}

/** How one site takes it. */
export interface SiteFit {
  readonly site: string;
  readonly limit: string;
  readonly isFine: boolean;
  /** How much of the tightest limit is used; above 1 it is exceeded. */
  readonly used: number;
}

/** Every site that something can be said about, in the order of the table. */
export function siteFits(measure: PictureMeasure): SiteFit[] {
  return Object.entries(SITES).flatMap(([site, limits]) => {
    const used = usedOf(limits, measure);
    return used === undefined ? [] : [{ site, limit: limits.help, isFine: used <= 1, used }];
  });
}

function usedOf(limits: SiteLimits, { byteLength, widthPx, heightPx, frameCount }: PictureMeasure): number | undefined {
  const { maximumBytes = Infinity, maximumTotalPixels } = limits;
  const bytesUsed = byteLength / maximumBytes;
  if (maximumTotalPixels === undefined) return bytesUsed;
  if (frameCount === undefined) return undefined;
  return Math.max(bytesUsed, (widthPx * heightPx * frameCount) / maximumTotalPixels);
}
