/** From code points to glyphs: the table `cmap` (OpenType specification 1.9). */
import { ByteReader } from './byte-reader.js';
import { Coverage } from './coverage.js';

/** Consecutive code points and how their glyphs are found. */
interface MappedRange {
  readonly first: number;
  /** Inclusive. */
  readonly last: number;
  /** 0 where the font has no glyph after all. */
  glyphOf(codePoint: number): number;
}

/** Maps characters to glyphs. */
export class CharacterMap {
  /** In the order of the table: rising in a sound font. */
  readonly #ranges: readonly MappedRange[];

  /**
   * Takes the best Unicode subtable: one for all planes (format 12) rather than one for the basic plane (format 4).
   * @param table `cmap`; may be empty
   * @throws RangeError where it is broken
   */
  constructor(table: Uint8Array) {
    const subtables = unicodeSubtables(table).map((offset) => ({ offset, format: formatAt(table, offset) }));
    const best = subtables.find(({ format }) => format === 12) ?? subtables.find(({ format }) => format === 4);
    this.#ranges = best === undefined ? [] : (best.format === 12 ? readGroups : readSegments)(table, best.offset);
    assertPlausible(this.#ranges);
  }

  /** The glyph of a character; 0 for none. */
  glyphOf(codePoint: number): number {
    let [low, high] = [0, this.#ranges.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#ranges[middle]!.last < codePoint) low = middle + 1;
      else high = middle;
    }
    const range = this.#ranges[low];
    return range === undefined || codePoint < range.first ? 0 : range.glyphOf(codePoint);
  }

  /** All characters that have a glyph. */
  coverage(): Coverage {
    return Coverage.fromCodePoints(this.#codePoints());
  }

  *#codePoints(): Generator<number> {
    for (const { first, last, glyphOf } of this.#ranges) {
      for (let codePoint = first; codePoint <= last; codePoint++) if (glyphOf(codePoint) !== 0) yield codePoint;
    }
  }
}

/** Offsets of the subtables whose codes are Unicode's. */
function unicodeSubtables(table: Uint8Array): number[] {
  if (table.length === 0) return [];
  const reader = new ByteReader(table, 2);
  const count = reader.uint16();
  const offsets: number[] = [];
  for (let index = 0; index < count; index++) {
    const [platform, encoding, offset] = [reader.uint16(), reader.uint16(), reader.uint32()];
    const isUnicode = platform === 0 ? encoding !== 5 : platform === 3 && (encoding === 1 || encoding === 10);
    if (isUnicode) offsets.push(offset);
  }
  return offsets;
}

function formatAt(table: Uint8Array, offset: number): number {
  return new ByteReader(table, offset).uint16();
}

/** Format 12: runs of code points with runs of glyphs. */
function readGroups(table: Uint8Array, offset: number): MappedRange[] {
  const reader = new ByteReader(table, offset + 12);
  const count = reader.uint32();
  if (count > (table.length - offset - 16) / 12) throw new RangeError('its character map is cut short');
  return Array.from({ length: count }, () => {
    const [first, last, glyphId] = [reader.uint32(), reader.uint32(), reader.uint32()];
    return { first, last: Math.min(last, 0x10ffff), glyphOf: (codePoint) => glyphId + codePoint - first };
  });
}

/** Format 4: four parallel arrays; a segment counts glyphs on or looks them up. */
function readSegments(table: Uint8Array, offset: number): MappedRange[] {
  const count = Math.floor(new ByteReader(table, offset + 6).uint16() / 2);
  const entryAt = (array: number, segment: number): number =>
    offset + 14 + array * 2 * count + (array > 0 ? 2 : 0) + 2 * segment;
  return Array.from({ length: count }, (_, segment) => {
    const value = (array: number): number => new ByteReader(table, entryAt(array, segment)).uint16();
    const [last, first, delta, range] = [value(0), value(1), value(2), value(3)];
    const glyphOf = (codePoint: number): number => {
      if (range === 0) return (codePoint + delta) & 0xffff;
      const at = entryAt(3, segment) + range + 2 * (codePoint - first);
      const glyphId = new ByteReader(table, at).uint16();
      return glyphId === 0 ? 0 : (glyphId + delta) & 0xffff;
    };
    // The last segment ends the list with 0xffff, which is not a character.
    return { first, last: Math.min(last, 0xfffe), glyphOf };
  });
}

/**
 * Ranges of a valid font do not overlap, so together they are no longer than Unicode.
 * @throws RangeError where they are: a few bytes could ask for hours of work
 */
function assertPlausible(ranges: readonly MappedRange[]): void {
  let left = 0x110000;
  for (const { first, last } of ranges) {
    left -= Math.max(0, last - first + 1);
    if (left < 0) throw new RangeError('its character map lists more characters than there are');
  }
}
