/** The container of WOFF2 (W3C): a directory, then all tables compressed together with Brotli. */
import { brotliCompressSync, brotliDecompressSync, constants } from 'node:zlib';
import { ByteReader } from './byte-reader.js';

const SIGNATURE = 0x774f4632;

/** Tags with a number of their own; the place in the list is the number. */
const KNOWN_TAGS = (
  'cmap head hhea hmtx maxp name OS/2 post cvt_ fpgm glyf loca prep CFF_ VORG EBDT EBLC gasp hdmx kern LTSH PCLT ' +
  'VDMX vhea vmtx BASE GDEF GPOS GSUB EBSC JSTF MATH CBDT CBLC COLR CPAL SVG_ sbix acnt avar bdat bloc bsln cvar ' +
  'fdsc feat fmtx fvar gvar hsty just lcar mort morx opbd prop trak Zapf Silf Glat Gloc Feat Sill'
)
  .split(' ')
  .map((tag) => tag.replace('_', ' '));

/** In the directory's flags: a tag spelled out follows. */
const OTHER_TAG = 63;

/** `glyf` and `loca` are stored as they are under this number; every other table under 0. */
const AS_IS = 3;

/** A table as it lies in the file: perhaps transformed. */
export interface StoredTable {
  readonly bytes: Uint8Array;
  readonly transformed: boolean;
}

/** Tables by tag; undefined for what is not one font in WOFF2. */
export function readWoff2(file: Uint8Array): ReadonlyMap<string, StoredTable> | undefined {
  const reader = new ByteReader(file);
  if (file.length < 48 || reader.uint32() !== SIGNATURE || reader.text(4) === 'ttcf') return undefined;
  reader.offset = 12;
  const tableCount = reader.uint16();
  reader.offset = 20;
  const compressedLength = reader.uint32();
  reader.offset = 48;
  const entries = Array.from({ length: tableCount }, () => readEntry(reader));
  const data = brotliDecompressSync(reader.bytes(compressedLength));
  const tables = new Map<string, StoredTable>();
  let offset = 0;
  for (const { tag, length, transformed } of entries) {
    tables.set(tag, { bytes: data.subarray(offset, offset + length), transformed });
    offset += length;
  }
  return tables;
}

function readEntry(reader: ByteReader): { tag: string; length: number; transformed: boolean } {
  const flags = reader.uint8();
  const tag = (flags & 63) === OTHER_TAG ? reader.text(4) : KNOWN_TAGS[flags & 63]!;
  const originalLength = reader.base128();
  const isOutline = tag === 'glyf' || tag === 'loca';
  const transformed = flags >> 6 !== (isOutline ? AS_IS : 0);
  return { tag, transformed, length: transformed ? reader.base128() : originalLength };
}

/** Packs tables whose tags all have numbers; `glyf` must be followed by `loca`. */
export function writeWoff2(tables: ReadonlyMap<string, Uint8Array>): Uint8Array {
  const directory: number[] = [];
  let fontLength = 12;
  for (const [tag, bytes] of tables) {
    const transformation = tag === 'glyf' || tag === 'loca' ? AS_IS : 0;
    directory.push(KNOWN_TAGS.indexOf(tag) | (transformation << 6), ...base128(bytes.length));
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
