import type { XtermLine } from './xterm-internals.js';

/** 0 single, 1 double width, 2 the upper and 3 the lower half of double height. */
export type LineSize = 0 | 1 | 2 | 3;

/** xterm does not know double sizes; the size is a property of the line object, and so moves with it. */
interface SizedLine extends XtermLine {
  doubleSize?: LineSize;
}

/** The size of a line; 0 for the normal one. */
export function lineSize(line: XtermLine): LineSize {
  return (line as SizedLine).doubleSize ?? 0;
}

/** Sets the size of a line. */
export function setLineSize(line: XtermLine, size: LineSize): void {
  (line as SizedLine).doubleSize = size;
}

/** The last column that is shown of a line of `columns`: a double-width line shows half of them. */
export function lastColumn(line: XtermLine, columns: number): number {
  return lineSize(line) === 0 ? columns - 1 : Math.max(0, (columns >> 1) - 1);
}
