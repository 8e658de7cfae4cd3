/** Which sites take a picture as it is. */
import type { Format } from '../options/formats.js';
import { SITES, type Site, type SiteLimits, siteProblem } from '../options/sites.js';

/** What decides whether a site takes a picture. */
export interface PictureMeasure {
  readonly format: Format;
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
  /** Whether the site shows the format at all. */
  readonly showsFormat: boolean;
  /** How much of the tightest limit is used; above 1 it is exceeded. */
  readonly used: number;
}

/** Every site that something can be said about, in the order of the table. */
export function siteFits(measure: PictureMeasure): SiteFit[] {
  return Object.entries(SITES).flatMap(([site, limits]) => {
    const used = usedOf(limits, measure);
    if (used === undefined) return [];
    const showsFormat = siteProblem(site as Site, measure.format) === undefined;
    return [{ site, limit: limits.help, isFine: showsFormat && used <= 1, showsFormat, used }];
  });
}

function usedOf(limits: SiteLimits, measure: PictureMeasure): number | undefined {
  const { format, byteLength, widthPx, heightPx, frameCount } = measure;
  const { maximumBytes = Infinity, maximumBytesOfFormat, maximumTotalPixels } = limits;
  const bytesUsed = byteLength / (maximumBytesOfFormat?.[format] ?? maximumBytes);
  if (maximumTotalPixels === undefined) return bytesUsed;
  if (frameCount === undefined) return undefined;
  return Math.max(bytesUsed, (widthPx * heightPx * frameCount) / maximumTotalPixels);
}
