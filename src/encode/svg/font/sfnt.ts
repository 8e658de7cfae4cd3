/** Tables of a font that lies as it is in its file (OpenType specification 1.9, "The OpenType font file"). */
import { ByteReader } from './byte-reader.js';
import type { StoredTable } from './woff2.js';

/** Version numbers of fonts with TrueType outlines: Microsoft's and Apple's. */
const TRUETYPE: ReadonlySet<number> = new Set([0x00010000, 0x74727565]);

/** Tables by tag; undefined for what is not one font with TrueType outlines. */
export function readSfnt(file: Uint8Array): ReadonlyMap<string, StoredTable> | undefined {
  if (file.length < 12) return undefined;
  const reader = new ByteReader(file);
  if (!TRUETYPE.has(reader.uint32())) return undefined;
  const tableCount = reader.uint16();
  reader.offset = 12;
  const tables = new Map<string, StoredTable>();
  for (let index = 0; index < tableCount; index++) {
    const tag = reader.text(4);
    reader.offset += 4; // checksum
    const offset = reader.uint32();
    const length = reader.uint32();
    tables.set(tag, { bytes: file.subarray(offset, offset + length), transformed: false });
  }
  return tables;
}
