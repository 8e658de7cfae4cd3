import type { Terminal } from './terminal.js';
import { COLOUR, CONTENT, FOREGROUND_FLAG, WORDS_PER_CELL, type XtermLine } from './xterm-internals.js';

/** A line of the terminal that stays the same object while it scrolls. */
export type LineHandle = object;

/** What is needed of the terminal. */
export interface EchoScreen {
  /** Where the next character goes; `column` may be beyond the last one. */
  cursor(): { readonly line: LineHandle; readonly column: number };
  /** The grapheme at a place and its width in cells; undefined where the line is gone. */
  graphemeAt(line: LineHandle, column: number): { readonly text: string; readonly columns: number } | undefined;
  /** The line below; undefined where there is none. */
  lineBelow(line: LineHandle): LineHandle | undefined;
  /** Cells that a grapheme takes when it is printed. */
  columnsOf(text: string): 1 | 2;
}

/** A terminal as the watcher of keystrokes needs it: what was written where the cursor was. */
export function echoScreenOf(terminal: Terminal): EchoScreen {
  const lineAt = (row: number): XtermLine | undefined => {
    const { buffer } = terminal;
    return row < terminal.rows ? buffer.lines.get(buffer.ybase + row) : undefined;
  };
  return {
    cursor: () => ({ line: lineAt(terminal.buffer.y)!, column: terminal.buffer.x }),
    graphemeAt: (line, column) => graphemeAt(line as XtermLine, column),
    lineBelow: (line) => {
      for (let row = 0; row < terminal.rows; row += 1) if (lineAt(row) === line) return lineAt(row + 1);
      return undefined;
    },
    columnsOf: (text) => terminal.columnsOf(text),
  };
}

function graphemeAt(line: XtermLine, column: number): { text: string; columns: number } | undefined {
  if (column >= line.length) return undefined;
  const at = column * WORDS_PER_CELL;
  const content = line._data[at]!;
  const columns = content >>> CONTENT.widthShift;
  if (isUnseen(line._data[at + 1]!, line._data[at + 2]!)) return { text: '', columns };
  if (content & CONTENT.combined) return { text: line._combined[column] ?? '', columns };
  const codePoint = content & CONTENT.codePointMask;
  return { text: codePoint === 0 ? '' : String.fromCodePoint(codePoint), columns };
}

/** Concealed, or in the colour of its background: a way of some programs not to show what is typed. */
function isUnseen(foreground: number, background: number): boolean {
  if (foreground & FOREGROUND_FLAG.invisible) return true;
  const colour = foreground & COLOUR.mask;
  return (colour & COLOUR.modeMask) !== COLOUR.modeDefault && colour === (background & COLOUR.mask);
}
