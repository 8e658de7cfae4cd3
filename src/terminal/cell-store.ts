import { type Cell, type CellTable, type CursorMark, UNDERLINE_STYLES } from './cell.js';

/** How a cell's yes-or-no properties and small numbers are packed into one word, `CellFields.shape`. */
export const SHAPE = {
  bold: 1,
  italic: 1 << 1,
  strikethrough: 1 << 2,
  overline: 1 << 3,
  /** Index into `UNDERLINE_STYLES`. */
  underlineShift: 4,
  underlineMask: 7,
  /** 0 none, 1 bar, 2 underline. */
  cursorShift: 7,
  cursorMask: 3,
  /** Base-two logarithm of `spanColumns`. */
  spanColumnsShift: 9,
  spanColumnsMask: 3,
  twoRows: 1 << 11,
  pieceColumnShift: 12,
  pieceColumnMask: 3,
  lowerPiece: 1 << 14,
  stretched: 1 << 15,
  overhangs: 1 << 16,
} as const;

const CURSOR_MARKS: readonly CursorMark[] = ['none', 'bar', 'underline'];

/** A grapheme of one code point is that code point; clusters get numbers from here on. */
export const FIRST_CLUSTER = 0x110000;

/** A cell as numbers, so that equal cells are found without building strings. */
export interface CellFields {
  /** A code point, 0 for a blank, or `FIRST_CLUSTER` plus an index of `CellStore.clusters`. */
  grapheme: number;
  foreground: number;
  background: number;
  /** See `SHAPE`. */
  shape: number;
  underlineColour: number;
  cursorColour: number;
  /** Index of `CellStore.links`; 0 for none. */
  link: number;
}

const FIELD_COUNT = 7;

/**
 * Distinct cells by number, found by open addressing over packed integers. Grows by doubling; its user
 * watches `size` and empties it (`clear`) before it exceeds its share of memory.
 */
export class CellStore implements CellTable {
  generation = 0;
  /** How many cells there are; their ids are 0 to `size - 1`. */
  size = 0;
  readonly clusters: string[] = [];
  readonly links: string[] = [''];
  #clusterNumbers = new Map<string, number>();
  #linkNumbers = new Map<string, number>([['', 0]]);
  #fields = new Uint32Array(FIELD_COUNT * 1024);
  /** Cell id plus one; 0 is a free slot. The length is a power of two, at least twice `size`. */
  #slots = new Uint32Array(2048);
  readonly #blank: CellFields;
  /** Of the cell being described. */
  readonly #fieldsOfCell: CellFields = { ...NO_FIELDS };

  /** @param foreground and background are the default colours, `0xRRGGBB`: cell 0 is a blank in them. */
  constructor(foreground: number, background: number) {
    this.#blank = { ...NO_FIELDS, foreground, background };
    this.intern(this.#blank);
  }

  /** Forgets every cell but the blank one and starts a new generation. */
  clear(): void {
    this.generation += 1;
    this.size = 0;
    this.#slots = new Uint32Array(2048);
    this.#fields = new Uint32Array(FIELD_COUNT * 1024);
    this.clusters.length = 0;
    this.links.length = 1;
    this.#clusterNumbers = new Map();
    this.#linkNumbers = new Map([['', 0]]);
    this.intern(this.#blank);
  }

  /** Number of a grapheme, for `CellFields.grapheme`. */
  grapheme(text: string): number {
    if (text === '') return 0;
    const codePoint = text.codePointAt(0)!;
    if (text.length === (codePoint > 0xffff ? 2 : 1)) return codePoint;
    const known = this.#clusterNumbers.get(text);
    if (known !== undefined) return known;
    const number = FIRST_CLUSTER + this.clusters.length;
    this.clusters.push(text);
    this.#clusterNumbers.set(text, number);
    return number;
  }

  /** Text of `CellFields.grapheme`. */
  graphemeText(number: number): string {
    if (number === 0) return '';
    return number < FIRST_CLUSTER ? String.fromCodePoint(number) : this.clusters[number - FIRST_CLUSTER]!;
  }

  /** Number of a link's target, for `CellFields.link`. */
  link(target: string): number {
    const known = this.#linkNumbers.get(target);
    if (known !== undefined) return known;
    const number = this.links.length;
    this.links.push(target);
    this.#linkNumbers.set(target, number);
    return number;
  }

  /** The id of the cell with these fields, a new one if there is none yet. */
  intern(cell: CellFields): number {
    const mask = this.#slots.length - 1;
    let slot = hash(cell) & mask;
    for (;;) {
      const id = this.#slots[slot]! - 1;
      if (id < 0) return this.#add(cell, slot);
      if (this.#equals(id, cell)) return id;
      slot = (slot + 1) & mask;
    }
  }

  /** Copies the fields of a cell into `target`. */
  read(id: number, target: CellFields): void {
    const fields = this.#fields;
    const at = id * FIELD_COUNT;
    target.grapheme = fields[at]!;
    target.foreground = fields[at + 1]!;
    target.background = fields[at + 2]!;
    target.shape = fields[at + 3]!;
    target.underlineColour = fields[at + 4]!;
    target.cursorColour = fields[at + 5]!;
    target.link = fields[at + 6]!;
  }

  cell(id: number): Cell {
    if (!(id >= 0 && id < this.size)) throw new RangeError(`there is no cell ${id}`);
    const fields = this.#fieldsOfCell;
    this.read(id, fields);
    const { shape } = fields;
    return {
      grapheme: this.graphemeText(fields.grapheme),
      spanColumns: 1 << ((shape >> SHAPE.spanColumnsShift) & SHAPE.spanColumnsMask),
      spanRows: shape & SHAPE.twoRows ? 2 : 1,
      pieceColumn: (shape >> SHAPE.pieceColumnShift) & SHAPE.pieceColumnMask,
      pieceRow: shape & SHAPE.lowerPiece ? 1 : 0,
      overhangs: (shape & SHAPE.overhangs) !== 0,
      stretch: shape & SHAPE.stretched ? 2 : 1,
      foreground: fields.foreground,
      background: fields.background,
      bold: (shape & SHAPE.bold) !== 0,
      italic: (shape & SHAPE.italic) !== 0,
      underline: UNDERLINE_STYLES[(shape >> SHAPE.underlineShift) & SHAPE.underlineMask] ?? 'none',
      underlineColour: fields.underlineColour,
      strikethrough: (shape & SHAPE.strikethrough) !== 0,
      overline: (shape & SHAPE.overline) !== 0,
      cursor: CURSOR_MARKS[(shape >> SHAPE.cursorShift) & SHAPE.cursorMask] ?? 'none',
      cursorColour: fields.cursorColour,
      link: this.links[fields.link]!,
    };
  }

  #equals(id: number, cell: CellFields): boolean {
    const fields = this.#fields;
    const at = id * FIELD_COUNT;
    return (
      fields[at] === cell.grapheme &&
      fields[at + 1] === cell.foreground &&
      fields[at + 2] === cell.background &&
      fields[at + 3] === cell.shape &&
      fields[at + 4] === cell.underlineColour &&
      fields[at + 5] === cell.cursorColour &&
      fields[at + 6] === cell.link
    );
  }

  #add(cell: CellFields, slot: number): number {
    const id = this.size;
    this.size += 1;
    if (this.size * FIELD_COUNT > this.#fields.length) this.#fields = doubled(this.#fields);
    const fields = this.#fields;
    const at = id * FIELD_COUNT;
    fields[at] = cell.grapheme;
    fields[at + 1] = cell.foreground;
    fields[at + 2] = cell.background;
    fields[at + 3] = cell.shape;
    fields[at + 4] = cell.underlineColour;
    fields[at + 5] = cell.cursorColour;
    fields[at + 6] = cell.link;
    this.#slots[slot] = id + 1;
    if (this.size * 2 > this.#slots.length) this.#rehash();
    return id;
  }

  #rehash(): void {
    const slots = new Uint32Array(this.#slots.length * 2);
    const mask = slots.length - 1;
    const fields = { ...NO_FIELDS };
    for (let id = 0; id < this.size; id += 1) {
      this.read(id, fields);
      let slot = hash(fields) & mask;
      while (slots[slot] !== 0) slot = (slot + 1) & mask;
      slots[slot] = id + 1;
    }
    this.#slots = slots;
  }
}

/** A blank without colours, to be copied. */
export const NO_FIELDS: Readonly<CellFields> = {
  grapheme: 0,
  foreground: 0,
  background: 0,
  shape: 0,
  underlineColour: 0,
  cursorColour: 0,
  link: 0,
};

function doubled(array: Uint32Array): Uint32Array<ArrayBuffer> {
  const larger = new Uint32Array(array.length * 2);
  larger.set(array);
  return larger;
}

/** Multiplicative mixing; the constants are odd and otherwise arbitrary. */
function hash(cell: CellFields): number {
  let value = Math.imul(cell.grapheme, 0x9e3779b1) ^ Math.imul(cell.foreground, 0x85ebca6b);
  value = Math.imul(value ^ (value >>> 15), 0x2c1b3c6d) ^ Math.imul(cell.background, 0xc2b2ae35);
  value = Math.imul(value ^ (value >>> 13), 0x297a2d39) ^ Math.imul(cell.shape, 0x27d4eb2f);
  value ^= Math.imul(cell.underlineColour, 0x165667b1) ^ Math.imul(cell.cursorColour, 0x7feb352d) ^ (cell.link << 7);
  value = Math.imul(value ^ (value >>> 16), 0x45d9f3b);
  return value ^ (value >>> 15);
}
