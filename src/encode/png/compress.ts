import { promisify } from 'node:util';
import { constants, deflate } from 'node:zlib';
import { filterRows } from './filter.js';
import { bytesPerPixel, bytesPerRow, type PixelFormat, type PixelSource, packRows } from './pixels.js';

const deflateAsync = promisify(deflate);
const SETTINGS = { level: 9, memLevel: 9, strategy: constants.Z_DEFAULT_STRATEGY };

/**
 * The rectangle as one zlib stream: the smallest of the ways the format knows. Flat colours and repeated
 * letters compress best as they are; photographs and gradients, which only RGB holds, best filtered; what
 * hardly changed best with the unchanged pixels transparent.
 */
export async function compressPixels(
  format: PixelFormat,
  source: PixelSource,
): Promise<{ bytes: Uint8Array; transparent: boolean }> {
  const { unlessEqualTo, ...literalSource } = source;
  const literal = packRows(format, literalSource);
  const ways = [{ rows: literal, transparent: false }];
  if (format.kind === 'rgb') {
    const rowLength = bytesPerRow(format, source.rectangle.rightPx - source.rectangle.leftPx) + 1;
    ways.push({ rows: filterRows(literal, rowLength, bytesPerPixel(format)), transparent: false });
  }
  if (unlessEqualTo !== undefined && format.transparent !== undefined) {
    ways.push({ rows: packRows(format, source), transparent: true });
  }
  // The rows were copied above, so the caller may paint on while zlib's threads work.
  const results = await Promise.all(ways.map(({ rows }) => deflateAsync(rows, SETTINGS)));
  let best = 0;
  for (let way = 1; way < ways.length; way++) if (results[way]!.length < results[best]!.length) best = way;
  return { bytes: results[best]!, transparent: ways[best]!.transparent };
}
