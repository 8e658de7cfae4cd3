import type { Cell } from '../../terminal/cell.js';
import { rowText } from '../screen-grid.js';
import { hasWords } from './plain-line.js';

/**
 * The lines on a screen: rows that end at the right edge go on in the next, because the terminal had no room.
 * @param columns of the terminal at this moment
 */
export function logicalLines(rows: readonly (readonly Cell[])[], columns: number): string[] {
  const lines: string[] = [];
  let goesOn = false;
  for (const row of rows) {
    const text = rowText(row);
    if (goesOn && startsWithText(text)) lines.push(lines.pop()! + text);
    else lines.push(text);
    goesOn = reachesEdge(row[columns - 1]);
  }
  return lines;
}

function startsWithText(text: string): boolean {
  return text !== '' && !text.startsWith(' ');
}

/** Whether there is a character at the edge that is part of a text; borders of boxes are not. */
function reachesEdge(last: Cell | undefined): boolean {
  return last !== undefined && (last.pieceColumn > 0 || hasWords(last.grapheme) || /[\p{P}]/u.test(last.grapheme));
}
