/** What sites take, for `--for`. Sources: their documentation and code as of 2026; see README. */
import type { Format } from './formats.js';

/** Limits of one site; undefined where it has none that matters. */
export interface SiteLimits {
  readonly maximumBytes?: number;
  /** Where it has another limit for a format. */
  readonly maximumBytesOfFormat?: Readonly<Partial<Record<Format, number>>>;
  /** Width times height times frames. */
  readonly maximumTotalPixels?: number;
  readonly help: string;
}

const MEGABYTE = 1_000_000;

/** Every site by the name that `--for` takes. */
export const SITES = {
  github: { maximumBytes: 5 * 1024 * 1024, help: 'its image proxy fetches up to 5 MiB' },
  medium: { maximumBytes: 25 * MEGABYTE, help: 'uploads up to 25 MB' },
  slack: { maximumBytes: 2 * MEGABYTE, help: 'apps show up to 2 MB moving' },
  discord: { maximumBytes: 8 * MEGABYTE, help: 'uploads up to 8 MB' },
  x: { maximumBytes: 5 * MEGABYTE, help: 'uploads up to 5 MB' },
  devto: { maximumTotalPixels: 200 * MEGABYTE, help: 'up to 200 million pixels over all frames' },
  anywhere: {
    maximumBytes: 5 * MEGABYTE,
    maximumTotalPixels: 50 * MEGABYTE,
    help: 'up to 5 MB and 50 million pixels over all frames, which all sites take',
  },
} as const satisfies Record<string, SiteLimits>;
