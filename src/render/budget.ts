/** What the outputs may cost, and what they did. */
import type { Format } from '../options/formats.js';
import { SITES, type SiteLimits } from '../options/sites.js';
import type { ResolvedOptions } from '../options/table.js';

/** What a picture may cost; undefined for no bound. */
export interface Budget {
  /** Of each output. */
  readonly maximumBytes: number | undefined;
  /** Where a site has another limit for a format. */
  readonly maximumBytesOfFormat?: Readonly<Partial<Record<Format, number>>> | undefined;
  /** Width times height times frames: sites refuse animations by it. */
  readonly maximumTotalPixels: number | undefined;
}

/** No bound at all. */
export const UNLIMITED: Budget = { maximumBytes: undefined, maximumTotalPixels: undefined };

/** What an attempt cost. */
export interface Cost {
  /** Of the output that uses the largest share of its limit. */
  readonly bytes: number;
  /** The limit of that output. */
  readonly maximumBytes: number | undefined;
  readonly totalPixels: number;
}

/** What the options allow the output to cost. */
export function budgetOf(options: ResolvedOptions): Budget {
  const site: SiteLimits | undefined = options.for === undefined ? undefined : SITES[options.for];
  const ofSite = options.maxBytes === undefined ? site : undefined;
  const hardLimit = (bytes: number | undefined) => bytes && Math.min(bytes, options.maxOutputBytes);
  const ofFormats = Object.entries(ofSite?.maximumBytesOfFormat ?? {});
  return {
    maximumBytes: hardLimit(options.maxBytes ?? ofSite?.maximumBytes),
    maximumBytesOfFormat: Object.fromEntries(ofFormats.map(([format, bytes]) => [format, hardLimit(bytes)])),
    maximumTotalPixels: site?.maximumTotalPixels,
  };
}

/** The bytes that an output of this format may have. */
export function maximumBytesOf({ maximumBytes, maximumBytesOfFormat }: Budget, format: Format): number | undefined {
  return maximumBytesOfFormat?.[format] ?? maximumBytes;
}

/** The share of its budget that a cost uses; more than 1 is too much. */
export function shareOf({ bytes, maximumBytes, totalPixels }: Cost, { maximumTotalPixels }: Budget): number {
  const ofBytes = maximumBytes === undefined ? 0 : bytes / maximumBytes;
  return Math.max(ofBytes, totalPixels / (maximumTotalPixels ?? Infinity));
}
