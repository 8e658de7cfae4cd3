/**
 * Outlines of a `CFF ` table (Adobe Technical Notes #5176, the format, and #5177, Type 2 charstrings), turned into
 * quadratic contours. Hints are passed over.
 */
import { ByteReader } from './byte-reader.js';
import type { Contour, Point } from './contour.js';
import { quadraticPoints } from './cubic.js';
import type { GlyphOutlines } from './outlines.js';

/** Entries of dictionaries; those of two bytes begin with 12. */
const CHAR_STRINGS = 17;
const PRIVATE = 18;
const LOCAL_SUBROUTINES = 19;
const FONT_DICTIONARIES = 0x0c24;
const FONT_SELECT = 0x0c25;

type Dictionary = ReadonlyMap<number, readonly number[]>;

/** How deep subroutines of glyphs may be nested (#5177, appendix B). */
const DEEPEST_CALL = 10;
/** A program that takes more steps than any letter needs is broken. */
const MOST_STEPS = 100_000;

/** Read access to the outlines. */
export class CffOutlines implements GlyphOutlines {
  readonly #table: Uint8Array;
  readonly #programs: readonly Uint8Array[];
  readonly #globals: readonly Uint8Array[];
  readonly #localsOf: (glyphId: number) => readonly Uint8Array[];

  /** @throws RangeError where the table is broken */
  constructor(table: Uint8Array) {
    this.#table = table;
    const reader = new ByteReader(table, new ByteReader(table, 2).uint8());
    readIndex(reader); // names
    const top = readDictionary(readIndex(reader)[0]!);
    readIndex(reader); // strings
    this.#globals = readIndex(reader);
    this.#programs = readIndex(new ByteReader(table, offsetIn(top, CHAR_STRINGS)));
    this.#localsOf = this.#localSubroutines(top);
  }

  get count(): number {
    return this.#programs.length;
  }

  contoursOf(glyphId: number): Contour[] {
    const program = new Program(this.#globals, this.#localsOf(glyphId));
    program.run(this.#programs[glyphId]!, 0);
    return program.contours();
  }

  /** One set for the whole font, or one for each of its dictionaries (fonts with many letters). */
  #localSubroutines(top: Dictionary): (glyphId: number) => readonly Uint8Array[] {
    const dictionaries = top.get(FONT_DICTIONARIES);
    if (dictionaries === undefined) {
      const only = this.#subroutinesOf(top);
      return () => only;
    }
    const sets = readIndex(new ByteReader(this.#table, dictionaries[0]!)).map((bytes) =>
      this.#subroutinesOf(readDictionary(bytes)),
    );
    const select = readSelect(this.#table, offsetIn(top, FONT_SELECT), this.count);
    return (glyphId) => sets[select(glyphId)] ?? [];
  }

  #subroutinesOf(dictionary: Dictionary): readonly Uint8Array[] {
    const [size, offset] = dictionary.get(PRIVATE) ?? [0, 0];
    const local = readDictionary(this.#table.subarray(offset, offset! + size!)).get(LOCAL_SUBROUTINES);
    return local === undefined ? [] : readIndex(new ByteReader(this.#table, offset! + local[0]!));
  }
}

function offsetIn(dictionary: Dictionary, key: number): number {
  const [offset] = dictionary.get(key) ?? [];
  if (offset === undefined) throw new RangeError('a CFF table without an entry it needs');
  return offset;
}

/** A list of byte strings; the reader ends up behind it. */
function readIndex(reader: ByteReader): Uint8Array[] {
  const count = reader.uint16();
  if (count === 0) return [];
  const offsetSize = reader.uint8();
  const offsets = Array.from({ length: count + 1 }, () => {
    let offset = 0;
    for (let byte = 0; byte < offsetSize; byte++) offset = offset * 256 + reader.uint8();
    return offset;
  });
  // Offsets count from the byte before the data.
  const data = reader.offset - 1;
  return Array.from({ length: count }, (_, index) => {
    reader.offset = data + offsets[index]!;
    const bytes = reader.bytes(offsets[index + 1]! - offsets[index]!);
    reader.offset = data + offsets[index + 1]!;
    return bytes;
  });
}

function readDictionary(bytes: Uint8Array): Dictionary {
  const entries = new Map<number, number[]>();
  const reader = new ByteReader(bytes);
  let operands: number[] = [];
  while (reader.offset < bytes.length) {
    const byte = reader.uint8();
    if (byte > 21) {
      operands.push(readOperand(reader, byte));
      continue;
    }
    entries.set(byte === 12 ? 0x0c00 | reader.uint8() : byte, operands);
    operands = [];
  }
  return entries;
}

function readOperand(reader: ByteReader, byte: number): number {
  if (byte === 28) return reader.int16();
  if (byte === 29) return reader.uint32() | 0;
  if (byte === 30) {
    // A decimal number in nibbles, ended by 15: nothing that is asked for is one.
    while ((reader.uint8() & 15) !== 15);
    return 0;
  }
  return readSmallNumber(reader, byte);
}

/** Numbers of one and two bytes, which dictionaries and programs have in common. */
function readSmallNumber(reader: ByteReader, byte: number): number {
  if (byte <= 246) return byte - 139;
  if (byte <= 250) return (byte - 247) * 256 + reader.uint8() + 108;
  return -(byte - 251) * 256 - reader.uint8() - 108;
}

/** Which dictionary a glyph belongs to: formats 0 (a list) and 3 (ranges). */
function readSelect(table: Uint8Array, offset: number, count: number): (glyphId: number) => number {
  const reader = new ByteReader(table, offset);
  if (reader.uint8() === 0) {
    const list = reader.bytes(count);
    return (glyphId) => list[glyphId]!;
  }
  const ranges = Array.from({ length: reader.uint16() }, () => ({
    first: reader.uint16(),
    dictionary: reader.uint8(),
  }));
  return (glyphId) => ranges.findLast(({ first }) => first <= glyphId)?.dictionary ?? 0;
}

/** Runs a glyph's program and records the outline that it draws. */
class Program {
  readonly #globals: readonly Uint8Array[];
  readonly #locals: readonly Uint8Array[];
  readonly #contours: Point[][] = [];
  #stack: number[] = [];
  #x = 0;
  #y = 0;
  #hintCount = 0;
  #steps = 0;
  #ended = false;

  constructor(globals: readonly Uint8Array[], locals: readonly Uint8Array[]) {
    this.#globals = globals;
    this.#locals = locals;
  }

  /** Without the point that closes a contour on itself, as TrueType closes by itself. */
  contours(): Contour[] {
    return this.#contours
      .map((points) => {
        const [first, last] = [points[0]!, points.at(-1)!];
        const closes = points.length > 1 && last.onCurve && last.x === first.x && last.y === first.y;
        return closes ? points.slice(0, -1) : points;
      })
      .filter((points) => points.length > 2);
  }

  run(bytes: Uint8Array, depth: number): void {
    if (depth > DEEPEST_CALL) throw new RangeError('a glyph calls too deep');
    const reader = new ByteReader(bytes);
    while (!this.#ended && reader.offset < bytes.length) {
      if (++this.#steps > MOST_STEPS) throw new RangeError('a glyph takes too long');
      const byte = reader.uint8();
      if (byte === 28) this.#stack.push(reader.int16());
      else if (byte === 255) this.#stack.push((reader.uint32() | 0) / 65536);
      else if (byte >= 32) this.#stack.push(readSmallNumber(reader, byte));
      else if (byte === 10) this.#call(this.#locals, depth);
      else if (byte === 29) this.#call(this.#globals, depth);
      else if (byte === 11) return;
      else if (byte === 19 || byte === 20) {
        this.#countHints();
        reader.bytes(Math.ceil(this.#hintCount / 8));
      } else this.#operate(byte === 12 ? 0x0c00 | reader.uint8() : byte);
    }
  }

  #call(subroutines: readonly Uint8Array[], depth: number): void {
    const bias = subroutines.length < 1240 ? 107 : subroutines.length < 33900 ? 1131 : 32768;
    const subroutine = subroutines[this.#stack.pop()! + bias];
    if (subroutine === undefined) throw new RangeError('a glyph calls what is not there');
    this.run(subroutine, depth + 1);
  }

  #countHints(): void {
    this.#hintCount += this.#stack.length >> 1;
    this.#stack = [];
  }

  #operate(operator: number): void {
    const drawing = DRAWINGS.get(operator);
    if (drawing !== undefined) drawing(this, this.#stack);
    else if (operator === 14) this.#ended = true;
    else if (!HINTS.has(operator)) throw new RangeError(`operator ${operator} of a glyph is not known`);
    if (HINTS.has(operator)) this.#countHints();
    this.#stack = [];
  }

  move(dx: number, dy: number): void {
    this.#x += dx;
    this.#y += dy;
    this.#contours.push([{ x: this.#x, y: this.#y, onCurve: true }]);
  }

  line(dx: number, dy: number): void {
    this.#x += dx;
    this.#y += dy;
    this.#pen().push({ x: this.#x, y: this.#y, onCurve: true });
  }

  /** Each pair counts from the one before. */
  curve(dx1: number, dy1: number, dx2: number, dy2: number, dx3: number, dy3: number): void {
    const from = { x: this.#x, y: this.#y };
    const first = { x: from.x + dx1, y: from.y + dy1 };
    const second = { x: first.x + dx2, y: first.y + dy2 };
    const to = { x: second.x + dx3, y: second.y + dy3 };
    this.#pen().push(...quadraticPoints(from, first, second, to));
    [this.#x, this.#y] = [to.x, to.y];
  }

  #pen(): Point[] {
    const contour = this.#contours.at(-1);
    if (contour === undefined) throw new RangeError('a glyph draws before it has begun');
    return contour;
  }
}

/** `hstem`, `vstem`, `hstemhm`, `vstemhm`. */
const HINTS: ReadonlySet<number> = new Set([1, 3, 18, 23]);

type Drawing = (pen: Program, operands: readonly number[]) => void;

/** Operators by their number (#5177, section 4.1, and 4.2 for flex). A width may come before a move's operands. */
const DRAWINGS: ReadonlyMap<number, Drawing> = new Map<number, Drawing>([
  [4, (pen, of) => pen.move(0, of.at(-1)!)],
  [21, (pen, of) => pen.move(of.at(-2)!, of.at(-1)!)],
  [22, (pen, of) => pen.move(of.at(-1)!, 0)],
  [5, (pen, of) => lines(pen, of)],
  [6, (pen, of) => alternatingLines(pen, of, true)],
  [7, (pen, of) => alternatingLines(pen, of, false)],
  [8, (pen, of) => curves(pen, of)],
  [24, (pen, of) => mixed(pen, of, of.length - 2, [curves, lines])],
  [25, (pen, of) => mixed(pen, of, of.length - 6, [lines, curves])],
  [26, (pen, of) => flatCurves(pen, of, false)],
  [27, (pen, of) => flatCurves(pen, of, true)],
  [30, (pen, of) => turningCurves(pen, of, false)],
  [31, (pen, of) => turningCurves(pen, of, true)],
  [0x0c22, (pen, [a, b, c, d, e, f, g]) => curves(pen, [a!, 0, b!, c!, d!, 0, e!, 0, f!, -c!, g!, 0])],
  [0x0c23, (pen, of) => curves(pen, of.slice(0, 12))],
  [
    0x0c24,
    (pen, [a, b, c, d, e, f, g, h, i]) => curves(pen, [a!, b!, c!, d!, e!, 0, f!, 0, g!, h!, i!, -(b! + d! + h!)]),
  ],
  [0x0c25, (pen, of) => closingFlex(pen, of)],
]);

/** One drawing with the operands before a place, another with those after it. */
function mixed(pen: Program, of: readonly number[], at: number, [first, second]: readonly [Drawing, Drawing]): void {
  first(pen, of.slice(0, at));
  second(pen, of.slice(at));
}

function lines(pen: Program, of: readonly number[]): void {
  for (let at = 0; at + 1 < of.length; at += 2) pen.line(of[at]!, of[at + 1]!);
}

function alternatingLines(pen: Program, of: readonly number[], startsAcross: boolean): void {
  for (const [index, step] of of.entries()) {
    if ((index % 2 === 0) === startsAcross) pen.line(step, 0);
    else pen.line(0, step);
  }
}

function curves(pen: Program, of: readonly number[]): void {
  for (let at = 0; at + 5 < of.length; at += 6) {
    pen.curve(of[at]!, of[at + 1]!, of[at + 2]!, of[at + 3]!, of[at + 4]!, of[at + 5]!);
  }
}

/** Curves that begin and end level (or upright); an odd operand in front bends the first one's start. */
function flatCurves(pen: Program, of: readonly number[], level: boolean): void {
  let bend = of.length % 4 === 1 ? of[0]! : 0;
  for (let at = of.length % 4; at + 3 < of.length; at += 4) {
    const [a, b, c, d] = of.slice(at, at + 4) as [number, number, number, number];
    if (level) pen.curve(a, bend, b, c, d, 0);
    else pen.curve(bend, a, b, c, 0, d);
    bend = 0;
  }
}

/** Curves that begin level and end upright, in turn with such as do the reverse; an odd last operand bends the end. */
function turningCurves(pen: Program, of: readonly number[], startsLevel: boolean): void {
  let level = startsLevel;
  for (let at = 0; at + 3 < of.length; at += 4) {
    const [a, b, c, d] = of.slice(at, at + 4) as [number, number, number, number];
    const bend = of.length - at === 5 ? of[at + 4]! : 0;
    if (level) pen.curve(a, 0, b, c, bend, d);
    else pen.curve(0, a, b, c, d, bend);
    level = !level;
  }
}

/** `flex1`: the last point shares a coordinate with the first, the one in which the curves reach less far. */
function closingFlex(pen: Program, of: readonly number[]): void {
  let [dx, dy] = [0, 0];
  for (let at = 0; at < 10; at += 2) {
    dx += of[at]!;
    dy += of[at + 1]!;
  }
  const last = Math.abs(dx) > Math.abs(dy) ? [of[10]!, -dy] : [-dx, of[10]!];
  curves(pen, [...of.slice(0, 10), ...last]);
}
