/** Reads what the program must know of a font file: TrueType, OpenType, their collections, and WOFF2. */
import { closeSync, fstatSync, openSync, readSync, statSync } from 'node:fs';
import { brotliDecompressSync } from 'node:zlib';
import { WOFF2_TAGS } from './woff2-tags.js';

/** The tables of one font. Reading past a table's end throws a RangeError. */
export interface FontTables {
  has(tag: string): boolean;
  /** The table's bytes, big-endian; empty where the font has no such table. */
  table(tag: string): Buffer;
  /** Whether the table is stored in a form of WOFF2's own; only `hmtx`, `glyf` and `loca` may be. */
  isTransformed(tag: string): boolean;
  /** A file of this one font, which the canvas can register. */
  file(): Buffer;
}

/** More than any font has; a file that claims more is not read. */
const MAXIMUM_TABLES = 256;
const MAXIMUM_FONTS = 256;
const MAXIMUM_BYTES = 256 * 1024 * 1024;

const COLLECTION = 0x74746366;
const WOFF2 = 0x774f4632;
/** Version numbers that a font may begin with: TrueType, Apple's TrueType, OpenType with CFF outlines. */
const SFNT_VERSIONS: ReadonlySet<number> = new Set([0x00010000, 0x74727565, 0x4f54544f]);

interface TablePlace {
  readonly offset: number;
  readonly length: number;
  readonly transformed: boolean;
}

/** Where a font's bytes come from. `read` throws a RangeError if there are fewer. */
interface FontBytes {
  readonly length: number;
  read(offset: number, length: number): Buffer;
}

/** A file, read piece by piece: a folder of large fonts is looked through by their headers. */
function fileBytes(descriptor: number): FontBytes {
  const { size } = fstatSync(descriptor);
  return {
    length: size,
    read(offset, length) {
      assertInside(offset, length, size);
      const bytes = Buffer.alloc(length);
      assertInside(offset, length, offset + readSync(descriptor, bytes, 0, length, offset));
      return bytes;
    },
  };
}

function memoryBytes(bytes: Buffer): FontBytes {
  return {
    length: bytes.length,
    read(offset, length) {
      assertInside(offset, length, bytes.length);
      return bytes.subarray(offset, offset + length);
    },
  };
}

function assertInside(offset: number, length: number, end: number): void {
  if (offset + length > Math.min(end, MAXIMUM_BYTES)) throw new RangeError('the font ends too early');
}

/** Receives the fonts of a file one after another, with their places in it; keep none of them. */
export type FontVisitor = (font: FontTables, index: number) => void;

/**
 * Hands the fonts of a file to `visit`; the file is open only meanwhile.
 * @throws Error if it is not a font, RangeError if it is broken, or what the file system reports
 */
export function visitFontFile(path: string, visit: FontVisitor): void {
  // Opening a pipe would wait for its writer.
  if (!statSync(path).isFile()) throw new Error('expected a regular file');
  const descriptor = openSync(path, 'r');
  try {
    visitFonts(fileBytes(descriptor), visit);
  } finally {
    closeSync(descriptor);
  }
}

/** The same for a file that is already in memory. */
export function visitFontBytes(bytes: Buffer, visit: FontVisitor): void {
  visitFonts(memoryBytes(bytes), visit);
}

/**
 * The first font of a file that is in memory. It may be kept.
 * @throws Error where the file is not a font, RangeError where it is broken
 */
export function openFontBytes(bytes: Uint8Array): FontTables {
  let first: FontTables | undefined;
  visitFontBytes(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), (font) => {
    first ??= font;
  });
  if (first === undefined) throw new Error('a collection without fonts');
  return first;
}

function visitFonts(bytes: FontBytes, visit: FontVisitor): void {
  const version = bytes.read(0, 4).readUInt32BE(0);
  if (version === WOFF2) visit(openWoff2(bytes), 0);
  else if (version === COLLECTION) {
    for (const [index, offset] of collectionOffsets(bytes).entries()) visit(openSfnt(bytes, offset), index);
  } else visit(openSfnt(bytes, 0), 0);
}

function collectionOffsets(bytes: FontBytes): number[] {
  const count = bytes.read(8, 4).readUInt32BE(0);
  if (count > MAXIMUM_FONTS) throw new RangeError(`a collection of ${count} fonts`);
  const offsets = bytes.read(12, count * 4);
  return Array.from({ length: count }, (_, index) => offsets.readUInt32BE(index * 4));
}

/** OpenType specification 1.9, "The OpenType font file". */
function openSfnt(bytes: FontBytes, offset: number): FontTables {
  const header = bytes.read(offset, 12);
  const version = header.readUInt32BE(0);
  if (!SFNT_VERSIONS.has(version)) throw new Error('not a font');
  const count = header.readUInt16BE(4);
  if (count > MAXIMUM_TABLES) throw new RangeError(`a font of ${count} tables`);
  const directory = bytes.read(offset + 12, count * 16);
  const places = new Map<string, TablePlace>();
  for (let entry = 0; entry < directory.length; entry += 16) {
    places.set(directory.toString('latin1', entry, entry + 4), {
      offset: directory.readUInt32BE(entry + 8),
      length: directory.readUInt32BE(entry + 12),
      transformed: false,
    });
  }
  const read = (place: TablePlace) => bytes.read(place.offset, place.length);
  return tablesOf(places, read, () => (offset === 0 ? bytes.read(0, bytes.length) : joinTables(version, places, read)));
}

function tablesOf(
  places: ReadonlyMap<string, TablePlace>,
  read: (place: TablePlace) => Buffer,
  file: () => Buffer,
): FontTables {
  return {
    has: (tag) => places.has(tag),
    table(tag) {
      const place = places.get(tag);
      return place === undefined ? Buffer.alloc(0) : read(place);
    },
    isTransformed: (tag) => places.get(tag)?.transformed ?? false,
    file,
  };
}

/** Builds a file from one font of a collection. Checksums stay 0: no reader checks them. */
function joinTables(
  version: number,
  places: ReadonlyMap<string, TablePlace>,
  read: (place: TablePlace) => Buffer,
): Buffer {
  const directory = Buffer.alloc(12 + places.size * 16);
  directory.writeUInt32BE(version, 0);
  directory.writeUInt16BE(places.size, 4);
  const parts = [directory];
  let position = directory.length;
  let entry = 12;
  for (const [tag, place] of places) {
    const padded = Buffer.alloc((place.length + 3) & ~3);
    read(place).copy(padded);
    directory.write(tag, entry, 'latin1');
    directory.writeUInt32BE(position, entry + 8);
    directory.writeUInt32BE(place.length, entry + 12);
    parts.push(padded);
    position += padded.length;
    entry += 16;
  }
  return Buffer.concat(parts);
}

/** WOFF File Format 2.0 (W3C), section 4: a directory of varying width, then all tables in one Brotli stream. */
function openWoff2(bytes: FontBytes): FontTables {
  const file = bytes.read(0, bytes.length);
  if (!SFNT_VERSIONS.has(file.readUInt32BE(4))) throw new Error('a WOFF2 collection, which is not supported');
  const { places, end } = readWoff2Directory(file);
  const packed = file.subarray(end, end + file.readUInt32BE(20));
  const unpacked = memoryBytes(brotliDecompressSync(packed, { maxOutputLength: MAXIMUM_BYTES }));
  return tablesOf(
    places,
    (place) => unpacked.read(place.offset, place.length),
    () => file,
  );
}

function readWoff2Directory(file: Buffer): { places: Map<string, TablePlace>; end: number } {
  const count = file.readUInt16BE(12);
  if (count > MAXIMUM_TABLES) throw new RangeError(`a font of ${count} tables`);
  const places = new Map<string, TablePlace>();
  let position = 48;
  let offset = 0;
  /** UIntBase128: seven bits a byte, the highest bit says that more follow. */
  const readNumber = () => {
    let value = 0;
    for (let size = 0; size < 5; size++) {
      const byte = file.readUInt8(position++);
      value = value * 128 + (byte & 127);
      if (byte < 128) return value;
    }
    throw new RangeError('a number of more than five bytes');
  };
  for (let index = 0; index < count; index++) {
    const flags = file.readUInt8(position++);
    const known = flags & 63;
    if (known === 63) position += 4;
    const tag = WOFF2_TAGS[known] ?? file.toString('latin1', position - 4, position);
    const outlines = tag === 'glyf' || tag === 'loca';
    const transformed = outlines ? flags >> 6 !== 3 : flags >> 6 !== 0;
    const originalLength = readNumber();
    const length = transformed ? readNumber() : originalLength;
    places.set(tag, { offset, length, transformed });
    offset += length;
  }
  return { places, end: position };
}
