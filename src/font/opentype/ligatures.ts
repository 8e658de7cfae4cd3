/** Glyphs that replace several, as in emoji sequences: the ligatures of `GSUB` (OpenType 1.9). */
import { ByteReader } from './byte-reader.js';

const LIGATURES = 4;
const EXTENSION = 7;

interface Ligature {
  /** What follows the first glyph. */
  readonly rest: readonly number[];
  readonly glyphId: number;
}

/** All ligatures of a font, whatever script or feature they belong to. */
export class Ligatures {
  readonly #byFirst = new Map<number, Ligature[]>();

  /** @param table `GSUB`; may be empty */
  constructor(table: Uint8Array) {
    if (table.length > 0) this.#readLookups(table);
  }

  /** The one glyph that a row of glyphs becomes; undefined where it stays more than one. */
  glyphOf(glyphs: readonly number[]): number | undefined {
    let left = glyphs;
    while (left.length > 1) {
      const joined = this.#joinOnce(left);
      if (joined === undefined) return undefined;
      left = joined;
    }
    return left[0];
  }

  /** Joins at the first place where it is possible, as many as possible. */
  #joinOnce(glyphs: readonly number[]): number[] | undefined {
    for (let at = 0; at < glyphs.length; at++) {
      const fitting = (this.#byFirst.get(glyphs[at]!) ?? []).filter(({ rest }) =>
        rest.every((glyphId, index) => glyphs[at + 1 + index] === glyphId),
      );
      if (fitting.length === 0) continue;
      const longest = fitting.reduce((best, each) => (each.rest.length > best.rest.length ? each : best));
      return [...glyphs.slice(0, at), longest.glyphId, ...glyphs.slice(at + 1 + longest.rest.length)];
    }
    return undefined;
  }

  #readLookups(table: Uint8Array): void {
    const list = new ByteReader(table, 8).uint16();
    for (const offset of readOffsets(table, list, list)) {
      const type = new ByteReader(table, offset).uint16();
      for (const subtable of readOffsets(table, offset + 4, offset)) {
        if (type === LIGATURES) this.#readSubtable(table, subtable);
        if (type !== EXTENSION) continue;
        const extension = new ByteReader(table, subtable + 2);
        if (extension.uint16() === LIGATURES) this.#readSubtable(table, subtable + extension.uint32());
      }
    }
  }

  #readSubtable(table: Uint8Array, offset: number): void {
    const coverage = offset + new ByteReader(table, offset + 2).uint16();
    const firsts = readCoverage(table, coverage);
    for (const [index, set] of readOffsets(table, offset + 4, offset).entries()) {
      const ligatures = readOffsets(table, set, set).map((at): Ligature => {
        const reader = new ByteReader(table, at);
        const [glyphId, count] = [reader.uint16(), reader.uint16()];
        return { glyphId, rest: Array.from({ length: Math.max(0, count - 1) }, () => reader.uint16()) };
      });
      const first = firsts[index]!;
      this.#byFirst.set(first, [...(this.#byFirst.get(first) ?? []), ...ligatures]);
    }
  }
}

/** A count, then that number of offsets, all from `base`. */
function readOffsets(table: Uint8Array, at: number, base: number): number[] {
  const reader = new ByteReader(table, at);
  return Array.from({ length: reader.uint16() }, () => base + reader.uint16());
}

/** Glyphs in the order of their coverage index. */
function readCoverage(table: Uint8Array, offset: number): number[] {
  const reader = new ByteReader(table, offset);
  const format = reader.uint16();
  const count = reader.uint16();
  if (format === 1) return Array.from({ length: count }, () => reader.uint16());
  const glyphs: number[] = [];
  for (let range = 0; range < count; range++) {
    const [first, last] = [reader.uint16(), reader.uint16()];
    reader.offset += 2;
    for (let glyphId = first; glyphId <= last; glyphId++) glyphs.push(glyphId);
  }
  return glyphs;
}
