import { BACKGROUND_FLAG, CONTENT, WORDS_PER_CELL, type XtermLine } from './xterm-internals.js';

/** Copies `count` cells with all that belongs to them; source and target may overlap. */
export function copyCells(from: XtermLine, fromColumn: number, to: XtermLine, toColumn: number, count: number): void {
  const backwards = from === to && fromColumn < toColumn;
  for (let step = 0; step < count; step += 1) {
    const at = backwards ? count - 1 - step : step;
    copyCell(from, fromColumn + at, to, toColumn + at);
  }
}

function copyCell(from: XtermLine, fromColumn: number, to: XtermLine, toColumn: number): void {
  const source = fromColumn * WORDS_PER_CELL;
  const target = toColumn * WORDS_PER_CELL;
  for (let word = 0; word < WORDS_PER_CELL; word += 1) to._data[target + word] = from._data[source + word]!;
  if (from._data[source]! & CONTENT.combined) to._combined[toColumn] = from._combined[fromColumn] ?? '';
  if (from._data[source + 2]! & BACKGROUND_FLAG.extended) to._extendedAttrs[toColumn] = from._extendedAttrs[fromColumn];
}

/** Blanks what was left of a wide character that was cut between `column - 1` and `column`. */
export function mendCut(line: XtermLine, column: number): void {
  if (column <= 0 || column > line.length) return;
  const before = (column - 1) * WORDS_PER_CELL;
  const first = line._data[before]! >>> CONTENT.widthShift === 2;
  const second = column < line.length && line._data[before + WORDS_PER_CELL]! >>> CONTENT.widthShift === 0;
  if (first === second) return;
  line._data[first ? before : before + WORDS_PER_CELL] = 1 << CONTENT.widthShift;
}
