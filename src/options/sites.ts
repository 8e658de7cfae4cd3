/** What sites take, for `--for`, as of November 2026. */
import { type Format, formatRow } from './formats.js';

/**
 * What a page of a site shows pictures with: `picture`, the HTML element, which chooses by colours and motion; `image`,
 * its `img` alone; `markdown`, an image by its full address; `upload`, pictures that were uploaded.
 */
export type PageKind = 'picture' | 'image' | 'markdown' | 'upload';

/** Limits of one site; undefined where it has none that matters. */
export interface SiteLimits {
  /** The formats it shows, the usual one first. */
  readonly formats: readonly Format[];
  readonly page: PageKind;
  readonly maximumBytes?: number;
  /** Where it has another limit for a format. */
  readonly maximumBytesOfFormat?: Readonly<Partial<Record<Format, number>>>;
  /** Width times height times frames. */
  readonly maximumTotalPixels?: number;
  readonly help: string;
  /** Where the limits were found. */
  readonly source: string;
}

const MEBIBYTE = 2 ** 20;
const MEGABYTE = 1_000_000;
const MEGAPIXEL = 1_000_000;

/** Every site by the name that `--for` takes. */
export const SITES = {
  github: {
    formats: ['gif', 'png', 'apng', 'svg', 'webp', 'mp4', 'webm'],
    page: 'picture',
    maximumBytes: 5 * MEBIBYTE,
    maximumBytesOfFormat: { mp4: 10 * MEGABYTE, webm: 10 * MEGABYTE },
    help: 'its image proxy fetches up to 5 MiB; videos are attached, up to 10 MB',
    source: 'atmos/camo; GitHub docs, attaching files',
  },
  npm: {
    formats: ['gif', 'png', 'apng', 'webp'],
    page: 'image',
    maximumBytes: 5 * MEBIBYTE,
    help: 'shows pictures by their address, which GitHub serves up to 5 MiB; an SVG from there comes as text',
    source: 'atmos/camo; seen on package pages',
  },
  pypi: {
    formats: ['gif', 'png', 'apng', 'webp'],
    page: 'markdown',
    maximumBytes: 5 * MEGABYTE,
    help: 'its image proxy fetches up to 5 MB',
    source: 'pypi/warehouse#3552',
  },
  medium: {
    formats: ['gif', 'png'],
    page: 'upload',
    maximumBytes: 25 * MEGABYTE,
    help: 'uploads up to 25 MB',
    source: 'second-hand',
  },
  notion: {
    formats: ['gif', 'png', 'svg', 'webp', 'mp4', 'webm'],
    page: 'upload',
    maximumBytes: 5 * MEGABYTE,
    help: 'uploads up to 5 MB on the free plan',
    source: 'developers.notion.com; the free plan second-hand',
  },
  slack: {
    formats: ['gif', 'png'],
    page: 'upload',
    maximumBytes: 2 * MEGABYTE,
    help: 'apps show up to 2 MB moving',
    source: 'docs.slack.dev, image block; 2 MB second-hand',
  },
  discord: {
    formats: ['gif', 'png', 'webp', 'mp4', 'webm'],
    page: 'upload',
    maximumBytes: 10 * MEBIBYTE,
    help: 'uploads up to 10 MiB',
    source: 'Discord docs, uploading files',
  },
  x: {
    formats: ['gif', 'png', 'mp4'],
    page: 'upload',
    maximumBytes: 5 * MEGABYTE,
    help: 'phones upload up to 5 MB',
    source: 'docs.x.com, media best practices',
  },
  bluesky: {
    formats: ['gif', 'png', 'webp', 'mp4'],
    page: 'upload',
    maximumBytes: 2 * MEGABYTE,
    maximumBytesOfFormat: { mp4: 300 * MEGABYTE },
    help: 'pictures up to 2 MB, videos up to 300 MB',
    source: 'bluesky-social/bsky-docs#414, social-app#10073',
  },
  mastodon: {
    formats: ['gif', 'png', 'webp', 'mp4', 'webm'],
    page: 'upload',
    maximumBytes: 16 * MEGABYTE,
    maximumBytesOfFormat: { mp4: 99 * MEGABYTE, webm: 99 * MEGABYTE },
    help: 'pictures up to 16 MB, videos up to 99 MB; it makes a video of a GIF',
    source: 'mastodon/documentation#1346, mastodon#26709, #36514',
  },
  linkedin: {
    formats: ['mp4', 'gif', 'png'],
    page: 'upload',
    help: 'MP4 is the safe choice: reports about GIF differ',
    source: 'second-hand',
  },
  devto: {
    formats: ['gif', 'png', 'apng', 'webp'],
    page: 'markdown',
    maximumTotalPixels: 100 * MEGAPIXEL,
    help: 'up to 100 million pixels over all frames',
    source: 'Cloudflare Images docs, limits',
  },
  anywhere: {
    formats: ['gif', 'png'],
    page: 'markdown',
    maximumBytes: 2 * MEGABYTE,
    maximumTotalPixels: 50 * MEGAPIXEL,
    help: 'up to 2 MB and 50 million pixels over all frames, which all of these take',
    source: 'the least of the limits above',
  },
} as const satisfies Record<string, SiteLimits>;

/** Name of a site. */
export type Site = keyof typeof SITES;

/** All names, in the order they are shown. */
export const SITE_NAMES = Object.keys(SITES) as readonly Site[];

/** What is wrong with a format on a site; undefined where it shows it. Texts are for other places. */
export function siteProblem(site: Site, format: Format): string | undefined {
  const { formats }: SiteLimits = SITES[site];
  if (formatRow(format).shows === 'words' || formats.includes(format)) return undefined;
  return `${site} does not show ${format}; it shows ${formats.join(', ')}`;
}
