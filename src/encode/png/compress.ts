import { promisify } from 'node:util';
import { deflate } from 'node:zlib';
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
/** For pictures that are worth trying several. */
export const MANY_MEMORY_LEVELS = [4, 5, 6, 7, 8];

/** Pictures with a larger share of unpredicted pixels are photographs or gradients. */
const PHOTOGRAPH_ABOVE = 0.25;

/** One way to store a rectangle. */
interface Way {
  readonly rows: Uint8Array;
  /** Unchanged pixels are transparent. */
  readonly transparent: boolean;
}

/**
 * The rectangle as one zlib stream, in the way that promises to be smallest, or the smallest of several. Flat colours
 * and repeated letters compress best as they are; photographs and gradients, which only RGB holds, best filtered; what
 * hardly changed best with the unchanged pixels transparent.
 */
export async function compressPixels(
  format: PixelFormat,
  source: PixelSource,
  memoryLevels: readonly number[] = USUAL_MEMORY_LEVELS,
): Promise<{ bytes: Uint8Array; transparent: boolean }> {
  // The rows are copies, so the caller may paint on while zlib's threads work.
  const ways = waysToStore(format, source).flatMap((way) => memoryLevels.map((memLevel) => ({ ...way, memLevel })));
  const results = await Promise.all(ways.map(({ rows, memLevel }) => deflateAsync(rows, { level: 9, memLevel })));
  let best = 0;
  for (let way = 1; way < ways.length; way++) if (results[way]!.length < results[best]!.length) best = way;
  return { bytes: results[best]!, transparent: ways[best]!.transparent };
}

function waysToStore(format: PixelFormat, source: PixelSource): Way[] {
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
  if (smaller !== 'whole') ways.push({ rows: packRows(format, source), transparent: true });
  if (smaller !== 'sparse') {
    const rows = packRows(format, whole);
    ways.push({ rows, transparent: false });
    if (format.kind === 'rgb' && surprises.whole > PHOTOGRAPH_ABOVE * surprises.sampled) {
      const rowLength = bytesPerRow(format, rectangle.rightPx - rectangle.leftPx) + 1;
      ways.push({ rows: filterRows(rows, rowLength, bytesPerPixel(format)), transparent: false });
    }
  }
  return ways;
}
