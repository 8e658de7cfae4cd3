import { BACKGROUND_FLAG, CONTENT, WORDS_PER_CELL, type XtermAttributes, type XtermLine } from './xterm-internals.js';

/** Copies `count` cells with all that belongs to them; source and target may overlap. */
export function copyCells(from: XtermLine, fromColumn: number, to: XtermLine, toColumn: number, count: number): void {
  if (count <= 0) return;
  copyEntries(from, fromColumn, to, toColumn, count);
  const words = from._data.subarray(fromColumn * WORDS_PER_CELL, (fromColumn + count) * WORDS_PER_CELL);
  to._data.set(words, toColumn * WORDS_PER_CELL);
}

/** Copies the extra data of cells that have some. */
function copyEntries(from: XtermLine, fromColumn: number, to: XtermLine, toColumn: number, count: number): void {
  const backwards = from === to && fromColumn < toColumn;
  for (let step = 0; step < count; step += 1) {
    const at = backwards ? count - 1 - step : step;
    const source = fromColumn + at;
    const word = source * WORDS_PER_CELL;
    if (from._data[word]! & CONTENT.combined) to._combined[toColumn + at] = from._combined[source] ?? '';
    if (from._data[word + 2]! & BACKGROUND_FLAG.extended)
      to._extendedAttrs[toColumn + at] = from._extendedAttrs[source];
  }
}

/** A copy of the cells from `start` to before `end`. */
export function cellsOf(line: XtermLine, start: number, end: number): XtermLine {
  const length = end - start;
  const data = new Uint32Array(length * WORDS_PER_CELL);
  const cells: XtermLine = { _data: data, _combined: {}, _extendedAttrs: {}, length, isWrapped: false, fill: () => {} };
  copyCells(line, start, cells, 0, length);
  return cells;
}

/** Empties the cells from `start` to before `end`; they get the attributes. */
export function clearCells(line: XtermLine, start: number, end: number, attributes: XtermAttributes): void {
  for (let column = start; column < end; column += 1) {
    const cell = column * WORDS_PER_CELL;
    line._data[cell] = 1 << CONTENT.widthShift;
    line._data[cell + 1] = attributes.fg;
    line._data[cell + 2] = attributes.bg;
    if (attributes.bg & BACKGROUND_FLAG.extended) line._extendedAttrs[column] = attributes.extended;
  }
}

/**
 * Moves the cells from `start` to before `end` right by `count`, or left if it is negative. What passes an end is
 * lost, and so is a wide character of which only one half is left.
 */
export function shiftCells(
  line: XtermLine,
  start: number,
  end: number,
  count: number,
  attributes: XtermAttributes,
): void {
  const distance = Math.min(Math.abs(count), end - start);
  const kept = end - start - distance;
  if (count > 0) {
    copyCells(line, start, line, start + distance, kept);
    clearCells(line, start, start + distance, attributes);
  } else {
    copyCells(line, start + distance, line, start, kept);
    clearCells(line, start + kept, end, attributes);
  }
  for (const column of [start, start + distance, start + kept, end]) repairCut(line, column);
}

/** Blanks what was left of a wide character that was cut between `column - 1` and `column`. */
export function repairCut(line: XtermLine, column: number): void {
  const cell = column * WORDS_PER_CELL;
  const first = column > 0 && line._data[cell - WORDS_PER_CELL]! >>> CONTENT.widthShift === 2;
  const second = column < line.length && line._data[cell]! >>> CONTENT.widthShift === 0;
  if (first === second) return;
  line._data[first ? cell - WORDS_PER_CELL : cell] = 1 << CONTENT.widthShift;
}

/** Makes a line longer, with blanks, or shorter. A wide character that is cut becomes a blank. */
export function setLineLength(line: XtermLine, columns: number): void {
  if (line.length === columns) return;
  const data = new Uint32Array(columns * WORDS_PER_CELL);
  data.set(line._data.subarray(0, data.length));
  for (let column = line.length; column < columns; column += 1) data[column * WORDS_PER_CELL] = 1 << CONTENT.widthShift;
  line._data = data;
  line.length = columns;
  repairCut(line, columns);
}
