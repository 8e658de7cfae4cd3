import { promisify } from 'node:util';
import { deflate } from 'node:zlib';
import type { Turns } from '../../turns.js';
import { changesAreOpaque, countUnpredicted, smallerWay } from '../size-estimate.js';
import { filterRows } from './filter.js';
import {
  bytesPerPixel,
  bytesPerRow,
  colourOfId,
  hasTranslucent,
  type PixelFormat,
  type PixelSource,
  packRows,
} from './pixels.js';

const deflateAsync = promisify(deflate);
/**
 * zlib's `memLevel` also says how often it starts new codes; which is best differs from picture to picture. This one
 * is, mostly.
 */
const USUAL_MEMORY_LEVELS = [6];
/** For pictures that are worth several attempts. */
export const MANY_MEMORY_LEVELS = [4, 5, 6, 7, 8];

/** Pictures with a larger share of unpredicted pixels are photographs or gradients. */
const PHOTOGRAPH_ABOVE = 0.25;

/** One way to store a rectangle: its rows, packed and perhaps filtered. */
export interface Way {
  readonly rows: Uint8Array;
  /** Unchanged pixels are transparent. */
  readonly transparent: boolean;
}

/** A rectangle as one zlib stream. */
export interface CompressedPixels {
  readonly bytes: Uint8Array;
  readonly transparent: boolean;
}

/** The way that turns out smallest. */
export async function compressWays(
  ways: readonly Way[],
  memoryLevels: readonly number[] = USUAL_MEMORY_LEVELS,
): Promise<CompressedPixels> {
  const tries = ways.flatMap((way) => memoryLevels.map((memLevel) => ({ ...way, memLevel })));
  const results = await Promise.all(tries.map(({ rows, memLevel }) => deflateAsync(rows, { level: 9, memLevel })));
  let best = 0;
  for (let at = 1; at < tries.length; at++) if (results[at]!.length < results[best]!.length) best = at;
  return { bytes: results[best]!, transparent: tries[best]!.transparent };
}

/**
 * The way to store a rectangle that promises to be smallest, or several. Flat colours and repeated letters compress
 * best as they are; photographs and gradients, which only RGB holds, best filtered; what hardly changed best with the
 * unchanged pixels transparent. All are copies: once they are there, the caller may paint on.
 * @throws Cast2gifError `aborted`
 */
export async function waysToStore(format: PixelFormat, source: PixelSource, turns: Turns): Promise<Way[]> {
  const { unlessEqualTo, ...whole } = source;
  const { ids, widthPx, rectangle } = source;
  const surprises = countUnpredicted(ids, unlessEqualTo ?? ids, widthPx, rectangle);
  const canLeaveOut =
    unlessEqualTo !== undefined &&
    format.transparent !== undefined &&
    (!hasTranslucent(format) ||
      changesAreOpaque(ids, unlessEqualTo, widthPx, rectangle, (id) => colourOfId(format, id)));
  const smaller = canLeaveOut ? smallerWay(surprises) : 'whole';
  const ways: Way[] = [];
  if (smaller !== 'whole') ways.push({ rows: await packRows(format, source, turns), transparent: true });
  if (smaller !== 'sparse') {
    const rows = await packRows(format, whole, turns);
    ways.push({ rows, transparent: false });
    if (format.kind === 'rgb' && surprises.whole > PHOTOGRAPH_ABOVE * surprises.sampled) {
      const rowLength = bytesPerRow(format, rectangle.rightPx - rectangle.leftPx) + 1;
      ways.push({ rows: await filterRows(rows, rowLength, bytesPerPixel(format), turns), transparent: false });
    }
  }
  return ways;
}
