/** The container of WOFF2 (W3C): a directory, then all tables compressed together with Brotli. */
import { brotliCompressSync, constants } from 'node:zlib';
import { WOFF2_TAGS } from '../opentype/woff2-tags.js';

const SIGNATURE = 0x774f4632;

/** `glyf` and `loca` are stored as they are under this number; every other table under 0. */
const AS_IS = 3;

/** Packs tables whose tags all have numbers; `glyf` must be followed by `loca`. */
export function writeWoff2(tables: ReadonlyMap<string, Uint8Array>): Uint8Array {
  const directory: number[] = [];
  let fontLength = 12;
  for (const [tag, bytes] of tables) {
    const transformation = tag === 'glyf' || tag === 'loca' ? AS_IS : 0;
    directory.push(WOFF2_TAGS.indexOf(tag) | (transformation << 6), ...base128(bytes.length));
    fontLength += 16 + Math.ceil(bytes.length / 4) * 4;
  }
  const data = brotliCompressSync(Buffer.concat([...tables.values()]), {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
      [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_FONT,
    },
  });
  const header = Buffer.alloc(48);
  header.writeUInt32BE(SIGNATURE, 0);
  header.writeUInt32BE(0x00010000, 4); // TrueType outlines
  header.writeUInt32BE(Math.ceil((48 + directory.length + data.length) / 4) * 4, 8);
  header.writeUInt16BE(tables.size, 12);
  header.writeUInt32BE(fontLength, 16);
  header.writeUInt32BE(data.length, 20);
  header.writeUInt16BE(1, 24);
  const padding = Buffer.alloc(-(48 + directory.length + data.length) & 3);
  return Buffer.concat([header, Uint8Array.from(directory), data, padding]);
}

function base128(value: number): number[] {
  const bytes = [value & 0x7f];
  for (let rest = value >>> 7; rest > 0; rest >>>= 7) bytes.unshift((rest & 0x7f) | 0x80);
  return bytes;
}
