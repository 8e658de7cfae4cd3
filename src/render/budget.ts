/** What the outputs may cost, and what they did. */
import { SITES, type SiteLimits } from '../options/sites.js';
import type { ResolvedOptions } from '../options/table.js';

/** What a picture may cost; undefined for no bound. */
export interface Budget {
  /** Of each output. */
  readonly maximumBytes: number | undefined;
  /** Width times height times frames: sites refuse animations by it. */
  readonly maximumTotalPixels: number | undefined;
}

/** No bound at all. */
export const UNLIMITED: Budget = { maximumBytes: undefined, maximumTotalPixels: undefined };

/** What an attempt cost. */
export interface Cost {
  /** Of the largest output; zero if pixels alone ruled it out. */
  readonly bytes: number;
  readonly totalPixels: number;
  /** Some frames had more colours than a GIF image can show, so that `lossy` would save bytes. */
  readonly canLose: boolean;
  /** When the frames appeared; takes a pass over them. */
  readonly frameTimesUs: () => readonly number[];
}

/** What the options allow the output to cost. */
export function budgetOf(options: ResolvedOptions): Budget {
  const site: SiteLimits | undefined = options.for === undefined ? undefined : SITES[options.for];
  return { maximumBytes: options.maxBytes ?? site?.maximumBytes, maximumTotalPixels: site?.maximumTotalPixels };
}

/** Whether a budget allows a cost. */
export function isWithin(cost: Pick<Cost, 'bytes' | 'totalPixels'>, budget: Budget): boolean {
  const { maximumBytes = Infinity, maximumTotalPixels = Infinity } = budget;
  return cost.bytes <= maximumBytes && cost.totalPixels <= maximumTotalPixels;
}
