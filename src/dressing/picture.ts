/** The user's pictures: read, recognised and measured before anything decodes them. */
import { Cast2gifError, shortened } from '../errors.js';
import { readBoundedFile } from '../io/bounded-file.js';

/** A picture file whose kind and size are known. */
export interface PictureFile {
  readonly path: string;
  readonly bytes: Buffer;
  readonly mediaType: 'image/png' | 'image/jpeg' | 'image/webp';
  readonly widthPx: number;
  readonly heightPx: number;
}

/** Bounds before allocation: a watermark is small. */
const MOST_BYTES = 4 * 2 ** 20;
const MOST_PIXELS = 2 ** 22;

/**
 * Reads a PNG, JPEG or WebP file.
 * @param option the option that names it
 * @throws Cast2gifError `option-file` for a file that is missing, none of these, or too large
 */
export async function readPicture(path: string, option: string): Promise<PictureFile> {
  const bytes = await readBoundedFile(path, MOST_BYTES, option);
  const found = pngSize(bytes) ?? jpegSize(bytes) ?? webpSize(bytes);
  const wrong = (what: string) => new Cast2gifError('option-file', `${shortened(path, 300)} ${what}`, { option });
  if (found === undefined) throw wrong('is not a PNG, JPEG or WebP picture');
  if (!isWhole(bytes, found.mediaType)) throw wrong('is cut short');
  const { widthPx, heightPx } = found;
  if (widthPx * heightPx === 0 || widthPx * heightPx > MOST_PIXELS) {
    throw wrong(`has ${widthPx}x${heightPx} pixels; at most ${MOST_PIXELS} are allowed`);
  }
  return { path, bytes, ...found };
}

/** Decoders tolerate a missing end and leave the rest of the picture empty. */
function isWhole(bytes: Buffer, mediaType: PictureFile['mediaType']): boolean {
  if (mediaType === 'image/webp') return bytes.readUInt32LE(4) + 8 <= bytes.length;
  return bytes.includes(mediaType === 'image/png' ? Buffer.from('IEND') : Buffer.from([0xff, 0xd9]));
}

type Found = Omit<PictureFile, 'bytes' | 'path'>;

/** The size is in the first chunk, IHDR. */
function pngSize(bytes: Buffer): Found | undefined {
  if (bytes.length < 24 || bytes.toString('latin1', 0, 8) !== '\x89PNG\r\n\x1a\n') return undefined;
  return { mediaType: 'image/png', widthPx: bytes.readUInt32BE(16), heightPx: bytes.readUInt32BE(20) };
}

/** The size is in the frame header: the marker C0 to CF that is not a table (C4, C8, CC). */
function jpegSize(bytes: Buffer): Found | undefined {
  if (bytes.length < 4 || bytes.readUInt16BE(0) !== 0xffd8) return undefined;
  for (let at = 2; at + 9 <= bytes.length && bytes[at] === 0xff; at += 2 + bytes.readUInt16BE(at + 2)) {
    const marker = bytes[at + 1]!;
    if (marker < 0xc0 || marker > 0xcf || [0xc4, 0xc8, 0xcc].includes(marker)) continue;
    return { mediaType: 'image/jpeg', widthPx: bytes.readUInt16BE(at + 7), heightPx: bytes.readUInt16BE(at + 5) };
  }
  return undefined;
}

/** The size is in the first chunk, which is of one of three kinds. */
function webpSize(bytes: Buffer): Found | undefined {
  const text = (from: number, to: number) => bytes.toString('latin1', from, to);
  if (bytes.length < 30 || text(0, 4) !== 'RIFF' || text(8, 12) !== 'WEBP') return undefined;
  const found = (widthPx: number, heightPx: number): Found => ({ mediaType: 'image/webp', widthPx, heightPx });
  switch (text(12, 16)) {
    case 'VP8 ':
      return found(bytes.readUInt16LE(26) & 0x3fff, bytes.readUInt16LE(28) & 0x3fff);
    case 'VP8L': {
      const bits = bytes.readUInt32LE(21);
      return found((bits & 0x3fff) + 1, ((bits >>> 14) & 0x3fff) + 1);
    }
    case 'VP8X':
      return found(bytes.readUIntLE(24, 3) + 1, bytes.readUIntLE(27, 3) + 1);
    default:
      return undefined;
  }
}
