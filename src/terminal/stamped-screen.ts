/** A screen whose cells know which character of the output they show. */
import type { Terminal } from './terminal.js';
import { BACKGROUND_FLAG, CONTENT, WORDS_PER_CELL, type XtermLine } from './xterm-internals.js';

/** A cell that was printed. */
export interface StampedCell {
  readonly text: string;
  readonly columns: 1 | 2;
  /** Where its character begins in the output. */
  readonly at: number;
  readonly line: XtermLine;
  readonly column: number;
}

/** A line as it reads, over its wraps. */
interface StampedLine {
  readonly text: string;
  /** For each UTF-16 unit of the text, the cell it is in; undefined for blanks that nobody printed. */
  readonly cells: readonly (StampedCell | undefined)[];
}

/** A line is followed over so many rows in either direction. */
const MOST_ROWS = 16;
/** Prompts that are redrawn with every key print a cell again and again; this many of its characters are kept. */
const MOST_PRINTS = 256;

/** Prints with stamps and reads them back. Stamps move with their cells, because they take the place of links. */
export class StampedScreen {
  readonly #terminal: Terminal;
  /** What was printed in each column of a line before: by column, where the characters were in the output. */
  readonly #earlier = new WeakMap<XtermLine, Map<number, { readonly text: string; readonly at: number }[]>>();

  constructor(terminal: Terminal) {
    this.#terminal = terminal;
  }

  /** @param at where the grapheme begins in the output */
  print(grapheme: string, at: number): void {
    this.#terminal.stamp(at + 1);
    this.#terminal.write(grapheme);
  }

  /** The line that the cursor is in. Rows that are full are read together with the next, whether wrapped or not. */
  lineAtCursor(): StampedLine {
    const { buffer, rows } = this.#terminal;
    const lineAt = (row: number) => buffer.lines.get(buffer.ybase + row)!;
    let first = buffer.y;
    while (first > 0 && buffer.y - first < MOST_ROWS && goesOn(lineAt(first - 1), lineAt(first))) first -= 1;
    let last = buffer.y;
    while (last < rows - 1 && last - buffer.y < MOST_ROWS && goesOn(lineAt(last), lineAt(last + 1))) last += 1;
    let text = '';
    const cells: (StampedCell | undefined)[] = [];
    for (let row = first; row <= last; row += 1) {
      // A wide character that did not fit any more leaves a blank at the end.
      for (const cell of row < last ? withoutEnd(this.#cellsOf(lineAt(row))) : this.#cellsOf(lineAt(row))) {
        text += cell.text;
        for (let unit = 0; unit < cell.text.length; unit += 1) cells.push(cell.at < 0 ? undefined : cell);
      }
    }
    return { text, cells };
  }

  /** Where the character of a cell was printed, and the same character in the same place before. */
  printedAt({ line, column, text, at }: StampedCell): number[] {
    const earlier = this.#earlier.get(line)?.get(column) ?? [];
    return [at, ...earlier.filter((print) => print.text === text).map((print) => print.at)];
  }

  #cellsOf(line: XtermLine): StampedCell[] {
    const cells: StampedCell[] = [];
    for (let column = 0; column < line.length; column += 1) {
      const word = line._data[column * WORDS_PER_CELL]!;
      const width = word >>> CONTENT.widthShift;
      if (width === 0) continue;
      const cell = {
        text: textAt(line, column),
        columns: width === 2 ? 2 : 1,
        at: stampAt(line, column),
        line,
        column,
      } as const;
      if (cell.at >= 0) this.#remember(cell);
      cells.push(cell);
    }
    return cells;
  }

  #remember({ line, column, text, at }: StampedCell): void {
    const columns = this.#earlier.get(line) ?? new Map<number, { text: string; at: number }[]>();
    this.#earlier.set(line, columns);
    const prints = columns.get(column) ?? [];
    columns.set(column, prints);
    if (prints.at(-1)?.at === at) return;
    prints.push({ text, at });
    if (prints.length > MOST_PRINTS) prints.shift();
  }
}

/** Without the blanks at the end that nobody printed. */
function withoutEnd(cells: readonly StampedCell[]): readonly StampedCell[] {
  return cells.slice(0, cells.findLastIndex(({ at }) => at >= 0) + 1);
}

/** Whether a line is read together with the one below it. */
function goesOn(line: XtermLine, below: XtermLine): boolean {
  const isFull =
    textAt(line, line.length - 1) !== ' ' ||
    line._data[(line.length - 1) * WORDS_PER_CELL]! >>> CONTENT.widthShift === 0;
  return below.isWrapped || (isFull && textAt(below, 0) !== ' ');
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
