import { copyCells, repairCut, setLineLength } from './line-cells.js';
import { lineSize } from './line-size.js';
import { COLOUR, CONTENT, WORDS_PER_CELL, type XtermLine } from './xterm-internals.js';

/** The rows of a screen below those of its history. */
export interface ScreenRows {
  /** Oldest row of the history first. */
  lines: XtermLine[];
  /** How many of the lines are history. */
  historyRows: number;
  /** How many of the history's newest rows come back when rows are added. */
  returnable: number;
  cursorColumn: number;
  /** Counted from the oldest row. */
  cursorRow: number;
}

/** First word of a cell that holds a space. */
const SPACE = 0x20 | (1 << CONTENT.widthShift);

/** Makes a blank row. */
type BlankLine = (isWrapped: boolean) => XtermLine;

/**
 * Another number of rows. Fewer: rows below the cursor go first, then rows at the top become history. More: rows come
 * back from the history, then blank ones are added at the bottom.
 */
export function changeRows(screen: ScreenRows, rows: number, blankLine: BlankLine): void {
  const missing = rows - (screen.lines.length - screen.historyRows);
  if (missing < 0) {
    const below = screen.lines.length - 1 - screen.cursorRow;
    const cut = Math.min(-missing, below);
    screen.lines.length -= cut;
    screen.historyRows -= missing + cut;
    screen.returnable -= missing + cut;
    return;
  }
  const returned = Math.min(missing, screen.returnable);
  screen.historyRows -= returned;
  screen.returnable -= returned;
  for (let row = returned; row < missing; row += 1) screen.lines.push(blankLine(false));
}

/**
 * Another number of columns: lines that were wrapped are wrapped again, and the cursor stays with its character, or
 * behind the end of its line. The last row stays the last, so that rows go to the history or come back from it.
 * @param maximumRows rows beyond these are dropped, oldest first
 */
export function changeColumns(screen: ScreenRows, columns: number, maximumRows: number, blankLine: BlankLine): void {
  const { lines } = screen;
  const rows = lines.length - screen.historyRows;
  const blocks: XtermLine[][] = [];
  let count = 0;
  let cursorRowFromEnd: number | undefined;
  const firstReturnable = screen.historyRows - screen.returnable;
  let returnableFromEnd = Infinity;
  for (let end = lines.length; end > 0 && count < maximumRows; ) {
    let start = end - 1;
    while (start > 0 && continues(lines, start)) start -= 1;
    const text = joined(lines.slice(start, end), blankLine);
    const offsets = rowOffsets(text, columns);
    if (screen.cursorRow >= start && screen.cursorRow < end) {
      const position = positionOf(cursorOffset(lines, start, screen), text, offsets);
      screen.cursorColumn = position.column;
      cursorRowFromEnd = count + offsets.length - position.row;
    }
    const block = wrapped(text, offsets, columns, maximumRows - count, blankLine);
    blocks.push(block);
    if (firstReturnable > start && firstReturnable < end) returnableFromEnd = count;
    count += block.length;
    if (firstReturnable === start) returnableFromEnd = count;
    end = start;
  }
  screen.lines = blocks.reverse().flat();
  while (screen.lines.length < rows) {
    screen.lines.push(blankLine(false));
    if (cursorRowFromEnd !== undefined) cursorRowFromEnd += 1;
  }
  screen.historyRows = screen.lines.length - rows;
  screen.returnable = Math.min(screen.historyRows, Math.max(0, returnableFromEnd - rows));
  screen.cursorRow = screen.lines.length - (cursorRowFromEnd ?? Infinity);
  if (screen.cursorRow >= screen.historyRows) return;
  screen.cursorRow = screen.historyRows;
  screen.cursorColumn = 0;
}

/** Whether a row goes on with the text of the row above. Lines of double size end where they end. */
function continues(lines: readonly XtermLine[], row: number): boolean {
  return lines[row]!.isWrapped && lineSize(lines[row]!) === 0 && lineSize(lines[row - 1]!) === 0;
}

/** A whole line of text, however many rows it took, and how much of it is in use. */
interface Text {
  readonly line: XtermLine;
  readonly length: number;
}

function joined(rows: readonly XtermLine[], blankLine: BlankLine): Text {
  if (rows.length === 1) return { line: rows[0]!, length: usedColumns(rows[0]!, undefined) };
  const lengths = rows.map((row, at) => usedColumns(row, rows[at + 1]));
  const length = lengths.reduce((sum, used) => sum + used, 0);
  const line = blankLine(rows[0]!.isWrapped);
  setLineLength(line, length);
  let column = 0;
  for (const [at, row] of rows.entries()) {
    copyCells(row, 0, line, column, lengths[at]!);
    column += lengths[at]!;
  }
  return { line, length };
}

/** Columns up to the last that holds a character or a colour; not the one left free before a wide character. */
export function usedColumns(line: XtermLine, next: XtermLine | undefined): number {
  const words = line._data;
  let used = line.length;
  if (next !== undefined && widthAt(next, 0) === 2 && !(words[(used - 1) * WORDS_PER_CELL]! & CONTENT.anyMask)) {
    if (widthAt(line, used - 1) === 1) used -= 1;
  }
  for (; used > 0; used -= 1) {
    const cell = (used - 1) * WORDS_PER_CELL;
    const isHalf = words[cell]! >>> CONTENT.widthShift === 0;
    if (isHalf || words[cell]! & CONTENT.anyMask || words[cell + 2]! & COLOUR.modeMask) break;
  }
  return used;
}

function widthAt(line: XtermLine, column: number): number {
  return line._data[column * WORDS_PER_CELL]! >>> CONTENT.widthShift;
}

/** Where each row of the text starts when it is wrapped to `columns`. */
function rowOffsets({ line, length }: Text, columns: number): number[] {
  const offsets = [0];
  if (lineSize(line) !== 0) return offsets;
  for (let start = 0; length - start > columns; ) {
    start += widthAt(line, start + columns - 1) === 2 ? columns - 1 : columns;
    offsets.push(start);
  }
  return offsets;
}

/** The last rows, `maximumRows` at most, of a text that is wrapped at `offsets`. */
function wrapped(
  { line, length }: Text,
  offsets: readonly number[],
  columns: number,
  maximumRows: number,
  blankLine: BlankLine,
): XtermLine[] {
  if (offsets.length === 1) {
    setLineLength(line, columns);
    return [line];
  }
  const rows: XtermLine[] = [];
  for (let row = Math.max(0, offsets.length - maximumRows); row < offsets.length; row += 1) {
    const start = offsets[row]!;
    const target = blankLine(row > 0 || line.isWrapped);
    copyCells(line, start, target, 0, (offsets[row + 1] ?? length) - start);
    repairCut(target, columns);
    if (row + 1 < offsets.length) writeEnd(target, offsets[row + 1]! - start);
    rows.push(target);
  }
  return rows;
}

/** Makes spaces of unwritten cells before column `end`: they are a gap in a text that goes on in the next row. */
function writeEnd(line: XtermLine, end: number): void {
  for (let column = usedColumns(line, undefined); column < end; column += 1)
    line._data[column * WORDS_PER_CELL] = SPACE;
}

/** The cursor's place in the text that starts in row `start`; infinite behind the end of a row. */
function cursorOffset(lines: readonly XtermLine[], start: number, { cursorColumn, cursorRow }: ScreenRows): number {
  if (cursorColumn >= usedColumns(lines[cursorRow]!, undefined)) return Infinity;
  let offset = cursorColumn;
  for (let row = start; row < cursorRow; row += 1) offset += usedColumns(lines[row]!, lines[row + 1]);
  return offset;
}

function positionOf(offset: number, { length }: Text, offsets: readonly number[]): { row: number; column: number } {
  let row = offsets.length - 1;
  if (offset === Infinity) return { row, column: length - offsets[row]! };
  while (offsets[row]! > offset) row -= 1;
  return { row, column: offset - offsets[row]! };
}
