/** What a font calls itself: the tables `name` and `OS/2` (OpenType specification 1.9). */
import { ByteReader } from './byte-reader.js';
import type { FontTables } from './font-file.js';

/** What a font says about itself. */
export interface FontNames {
  /** Names it answers to, the family of all its weights first. */
  readonly families: readonly string[];
  /** 100 to 900; 400 is regular. */
  readonly weight: number;
  /** 1 to 9; 5 is normal. */
  readonly width: number;
  readonly italic: boolean;
  readonly coloured: boolean;
}

const FAMILY = 1;
const TYPOGRAPHIC_FAMILY = 16;
const COLOUR_TABLES = ['COLR', 'CBDT', 'sbix', 'SVG '];

/** @throws RangeError where a table is broken */
export function readNames(font: FontTables): FontNames {
  const os2 = font.table('OS/2');
  const names = readFamilies(font.table('name'));
  const italicBits = 0x001 | 0x200;
  return {
    families: [names.get(TYPOGRAPHIC_FAMILY), names.get(FAMILY)].filter((name) => name !== undefined),
    weight: os2.length > 0 ? os2.readUInt16BE(4) : 400,
    width: os2.length > 0 ? os2.readUInt16BE(6) : 5,
    italic: os2.length > 0 && (os2.readUInt16BE(62) & italicBits) !== 0,
    coloured: COLOUR_TABLES.some((tag) => font.has(tag)),
  };
}

/** English names by their id, Windows' before Macintosh's. */
function readFamilies(name: Buffer): Map<number, string> {
  const found = new Map<number, string>();
  if (name.length === 0) return found;
  const count = name.readUInt16BE(2);
  const strings = name.readUInt16BE(4);
  for (let index = count - 1; index >= 0; index--) {
    const record = 6 + index * 12;
    const platform = name.readUInt16BE(record);
    const id = name.readUInt16BE(record + 6);
    const english = platform === 3 ? name.readUInt16BE(record + 4) === 0x409 : platform === 1 && !found.has(id);
    if (!english || (id !== FAMILY && id !== TYPOGRAPHIC_FAMILY)) continue;
    const reader = new ByteReader(name, strings + name.readUInt16BE(record + 10));
    const bytes = Buffer.from(reader.bytes(name.readUInt16BE(record + 8)));
    found.set(id, platform === 3 ? bytes.swap16().toString('utf16le') : bytes.toString('latin1'));
  }
  return found;
}
