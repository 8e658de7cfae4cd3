/** A screen whose cells know which character of the output they show. */
import type { Terminal } from './terminal.js';
import { BACKGROUND_FLAG, CONTENT, WORDS_PER_CELL, type XtermLine } from './xterm-internals.js';

/** A cell that was printed. */
export interface StampedCell {
  readonly text: string;
  readonly columns: 1 | 2;
  /** Where its character begins in the output, and where the same character began that was there before. */
  readonly printedAt: readonly number[];
}

/** The cells that show a part of a text, without blanks that nobody printed. */
export type CellsOfText = (start: number, end: number) => StampedCell[];

/** Rows that are read as one text. */
export interface StampedText {
  readonly text: string;
  readonly lastRow: number;
  /** Whether the rows before and after them belong to other texts; else they are too many. */
  readonly isWhole: boolean;
  /** Keeps the cells as they are now: to be called before anything else is printed. */
  cells(): CellsOfText;
}

/** A row as it was when it was read. */
interface StampedRow {
  readonly line: XtermLine;
  readonly text: string;
  /** The column of each UTF-16 unit of the text, and how many its cell takes. */
  readonly columns: Uint16Array;
  readonly widths: Uint8Array;
  /** Where the character of each UTF-16 unit begins in the output; -1 where nobody printed one. */
  readonly stamps: Float64Array;
}

/** A text is followed over so many rows in either direction. */
const MOST_ROWS = 16;

/** Prints with stamps and reads them back. Stamps move with their cells, because they take the place of links. */
export class StampedScreen {
  readonly #terminal: Terminal;
  readonly #earlier = new EarlierPrints();
  readonly #units = new UnitBuffer();

  constructor(terminal: Terminal) {
    this.#terminal = terminal;
  }

  /** @param at where the grapheme begins in the output */
  print(grapheme: string, at: number): void {
    this.#terminal.stamp(at + 1);
    this.#terminal.write(grapheme);
  }

  /**
   * Prints characters of one column and one UTF-16 unit each.
   * @param text no longer than the terminal's `room`
   */
  printRun(text: string, at: number): void {
    const line = this.#lineOf(this.#terminal.buffer.y);
    const column = this.#terminal.buffer.x;
    this.print(text, at);
    const first = line._extendedAttrs[column]!;
    for (let index = 1; index < text.length; index += 1) {
      const own = first.clone();
      own._urlId = at + index + 1;
      line._extendedAttrs[column + index] = own;
    }
  }

  /** Whether text at the cursor takes the place of other text, rather than of blanks or of the same. */
  replaces(text: string): boolean {
    const { buffer } = this.#terminal;
    const line = this.#lineOf(buffer.y);
    for (let index = 0; index < text.length && buffer.x + index < line.length; index += 1) {
      const word = line._data[(buffer.x + index) * WORDS_PER_CELL]!;
      const codePoint = word & (CONTENT.codePointMask | CONTENT.combined);
      if (codePoint !== 0 && codePoint !== SPACE && codePoint !== text.charCodeAt(index)) return true;
    }
    return false;
  }

  /** Keeps in mind what was printed at the cursor, before so many columns are printed again. */
  remember(columns: number): void {
    const { buffer } = this.#terminal;
    const line = this.#lineOf(buffer.y);
    for (let column = buffer.x; column < Math.min(buffer.x + columns, line.length); column += 1) {
      const at = stampAt(line, column);
      if (at >= 0) this.#earlier.add(line, column, at);
    }
  }

  /**
   * The text that a row belongs to. Rows that are full are read together with the next, whether wrapped or not.
   * @param changedRows where something was printed since the last reading: it is kept in mind
   */
  textAround(row: number, changedRows: ReadonlySet<number>): StampedText {
    const { rows } = this.#terminal;
    let first = row;
    while (first > 0 && row - first < MOST_ROWS && this.#goesOn(first - 1)) first -= 1;
    let last = row;
    while (last < rows - 1 && last - row < MOST_ROWS && this.#goesOn(last)) last += 1;
    let text = '';
    for (let at = first; at <= last; at += 1) {
      const line = this.#lineOf(at);
      this.#read(line, at < last);
      if (changedRows.has(at)) this.#earlier.addAll(line, this.#units);
      text += this.#units.text();
    }
    return {
      text,
      lastRow: last,
      isWhole: row - first < MOST_ROWS && last - row < MOST_ROWS,
      cells: () => this.#cellsBetween(first, last),
    };
  }

  #lineOf(row: number): XtermLine {
    const { buffer } = this.#terminal;
    return buffer.lines.get(buffer.ybase + row)!;
  }

  /** Whether a row is read together with the one below it. */
  #goesOn(row: number): boolean {
    const [line, below] = [this.#lineOf(row), this.#lineOf(row + 1)];
    if (below.isWrapped) return true;
    const lastWord = line._data[(line.length - 1) * WORDS_PER_CELL]!;
    const isFull = lastWord >>> CONTENT.widthShift === 0 || !isBlank(lastWord);
    return isFull && !isBlank(below._data[0]!);
  }

  #cellsBetween(first: number, last: number): CellsOfText {
    const rows: StampedRow[] = [];
    for (let row = first; row <= last; row += 1) {
      const line = this.#lineOf(row);
      this.#read(line, row < last);
      rows.push({ line, ...this.#units.copy() });
    }
    return (start, end) => this.#cellsOf(rows, start, end);
  }

  /**
   * Reads a row into the buffer.
   * @param isCut without the blanks at the end that nobody printed: a wide character that did not fit leaves one
   */
  #read(line: XtermLine, isCut: boolean): void {
    const units = this.#units;
    units.clear();
    let printed = 0;
    for (let column = 0; column < line.length; column += 1) {
      const word = line._data[column * WORDS_PER_CELL]!;
      const width = word >>> CONTENT.widthShift;
      if (width === 0) continue;
      const at = stampAt(line, column);
      const codePoint = word & CONTENT.combined ? UINT16_END : word & CONTENT.codePointMask || SPACE;
      if (codePoint < UINT16_END) units.add(codePoint, column, width, at);
      else units.addText(textAt(line, column), column, width, at);
      if (at >= 0) printed = units.length;
    }
    if (isCut) units.length = printed;
  }

  #cellsOf(rows: readonly StampedRow[], start: number, end: number): StampedCell[] {
    const cells: StampedCell[] = [];
    let rowStart = 0;
    for (const row of rows) {
      const [from, to] = [Math.max(0, start - rowStart), Math.min(row.text.length, end - rowStart)];
      for (let unit = from; unit < to; ) {
        const column = row.columns[unit]!;
        // A match may begin inside of a character.
        const first = row.columns.indexOf(column);
        const next = row.columns.lastIndexOf(column) + 1;
        if (row.stamps[first]! >= 0) cells.push(this.#cellOf(row, first, next));
        unit = next;
      }
      rowStart += row.text.length;
    }
    return cells;
  }

  #cellOf({ line, text, columns, widths, stamps }: StampedRow, first: number, next: number): StampedCell {
    const column = columns[first]!;
    const own = text.slice(first, next);
    const earlier = this.#earlier.of(line, column, own);
    return { text: own, columns: widths[first] === 2 ? 2 : 1, printedAt: [stamps[first]!, ...earlier] };
  }
}

/** Prompts that are redrawn with every key print a cell again and again; this many of its characters are kept. */
const MOST_PRINTS = 256;

/** What was printed in a cell in the course of time. */
interface Prints {
  readonly texts: string[];
  readonly places: number[];
}

/** What was printed in each cell of each line before. */
class EarlierPrints {
  readonly #lines = new WeakMap<XtermLine, (Prints | undefined)[]>();
  #lastLine: XtermLine | undefined;
  #lastCells: (Prints | undefined)[] = [];

  /** Adds what the cells of a row show now. */
  addAll(line: XtermLine, { length, columns, stamps }: UnitBuffer): void {
    for (let unit = 0; unit < length; unit += 1) {
      if (stamps[unit]! >= 0) this.add(line, columns[unit]!, stamps[unit]!);
    }
  }

  /** Adds what the cell shows now. */
  add(line: XtermLine, column: number, at: number): void {
    const cells = this.#cellsOf(line);
    const prints = cells[column];
    if (prints === undefined) cells[column] = { texts: [textAt(line, column)], places: [at] };
    else if (prints.places[prints.places.length - 1] !== at) push(prints, textAt(line, column), at);
    // Marks may have joined it.
    else if (isCombined(line, column)) prints.texts[prints.texts.length - 1] = textAt(line, column);
  }

  /** Where this text was printed there. */
  of(line: XtermLine, column: number, text: string): number[] {
    const { texts, places } = this.#cellsOf(line)[column] ?? { texts: [], places: [] };
    return places.filter((_, index) => texts[index] === text);
  }

  #cellsOf(line: XtermLine): (Prints | undefined)[] {
    if (line === this.#lastLine) return this.#lastCells;
    const cells = this.#lines.get(line) ?? [];
    this.#lines.set(line, cells);
    this.#lastLine = line;
    this.#lastCells = cells;
    return cells;
  }
}

function push({ texts, places }: Prints, text: string, at: number): void {
  texts.push(text);
  places.push(at);
  if (texts.length <= MOST_PRINTS) return;
  texts.splice(0, MOST_PRINTS / 2);
  places.splice(0, MOST_PRINTS / 2);
}

/** Gathers the UTF-16 units of a row. */
class UnitBuffer {
  length = 0;
  /** The text as UTF-16, little-endian. */
  #bytes = Buffer.alloc(1024);
  columns = new Uint16Array(512);
  #widths = new Uint8Array(512);
  stamps = new Float64Array(512);

  clear(): void {
    this.length = 0;
  }

  add(unit: number, column: number, width: number, at: number): void {
    const { length } = this;
    if (length === this.columns.length) this.#grow();
    this.#bytes[length * 2] = unit & 255;
    this.#bytes[length * 2 + 1] = unit >>> 8;
    this.columns[length] = column;
    this.#widths[length] = width;
    this.stamps[length] = at;
    this.length = length + 1;
  }

  addText(text: string, column: number, width: number, at: number): void {
    for (let index = 0; index < text.length; index += 1) this.add(text.charCodeAt(index), column, width, at);
  }

  text(): string {
    return this.#bytes.toString('utf16le', 0, this.length * 2);
  }

  copy(): Pick<StampedRow, 'text' | 'columns' | 'widths' | 'stamps'> {
    return {
      text: this.text(),
      columns: this.columns.slice(0, this.length),
      widths: this.#widths.slice(0, this.length),
      stamps: this.stamps.slice(0, this.length),
    };
  }

  #grow(): void {
    const length = this.columns.length * 2;
    const [bytes, columns, widths, stamps] = [this.#bytes, this.columns, this.#widths, this.stamps];
    this.#bytes = Buffer.alloc(length * 2);
    this.columns = new Uint16Array(length);
    this.#widths = new Uint8Array(length);
    this.stamps = new Float64Array(length);
    this.#bytes.set(bytes);
    this.columns.set(columns);
    this.#widths.set(widths);
    this.stamps.set(stamps);
  }
}

const SPACE = 0x20;
/** Beyond the code points that are one UTF-16 unit. */
const UINT16_END = 0x10000;

function isBlank(word: number): boolean {
  const codePoint = word & CONTENT.codePointMask;
  return (word & CONTENT.combined) === 0 && (codePoint === 0 || codePoint === SPACE);
}

function isCombined(line: XtermLine, column: number): boolean {
  return (line._data[column * WORDS_PER_CELL]! & CONTENT.combined) !== 0;
}

function textAt(line: XtermLine, column: number): string {
  const word = line._data[column * WORDS_PER_CELL]!;
  if (word & CONTENT.combined) return line._combined[column] || ' ';
  const codePoint = word & CONTENT.codePointMask;
  return codePoint === 0 ? ' ' : String.fromCodePoint(codePoint);
}

/** -1 where there is none. */
function stampAt(line: XtermLine, column: number): number {
  const isExtended = line._data[column * WORDS_PER_CELL + 2]! & BACKGROUND_FLAG.extended;
  return isExtended ? (line._extendedAttrs[column]?._urlId ?? 0) - 1 : -1;
}
