import { historyRowLimit, ScreenHistory } from './history.js';
import { setLineLength } from './line-cells.js';
import { changeColumns, changeRows, type ScreenRows, usedColumns } from './reflow.js';
import type { XtermBuffer, XtermBuffers, XtermCore, XtermLine } from './xterm-internals.js';

/** The normal screen while the alternate one is shown in a window of another size. */
interface ScreenAside {
  readonly lines: XtermLine[];
  readonly columns: number;
}

/**
 * The normal screen, its history and the alternate screen, through resizes and switches. xterm keeps no history
 * here: it does not carry the cursor along, and counts saved positions from the history's start. The alternate
 * screen is cut and extended; the normal one stays as it is until it is shown again. Both share one set of margins.
 */
export class Screens {
  readonly #core: XtermCore;
  readonly #history = new ScreenHistory();
  #aside: ScreenAside | undefined;
  /** Whether the next switch to the normal screen restores the cursor that was saved there (mode 1049). */
  restoresCursor = false;

  constructor(core: XtermCore) {
    this.#core = core;
    const { buffers } = core._bufferService;
    const activateNormal = buffers.activateNormalBuffer.bind(buffers);
    const activateAlternate = buffers.activateAltBuffer.bind(buffers);
    buffers.activateNormalBuffer = () => {
      if (buffers.active === buffers.normal) return;
      copyMargins(buffers.alt, buffers.normal);
      activateNormal();
      this.#takeBack();
    };
    buffers.activateAltBuffer = (fillAttributes) => {
      if (buffers.active === buffers.alt) return;
      activateAlternate(fillAttributes);
      copyMargins(buffers.normal, buffers.alt);
    };
    this.#keepTextInLineFeeds();
  }

  /** A line feed within a text that goes on in the next row only moves the cursor; xterm ends the text there. */
  #keepTextInLineFeeds(): void {
    const input = this.#core._inputHandler;
    const lineFeed = input.lineFeed.bind(input);
    input.lineFeed = () => {
      const buffer = input._activeBuffer;
      const { y } = buffer;
      const next = buffer.lines.get(buffer.ybase + y + 1);
      const isWrapped = next?.isWrapped === true;
      const isDone = lineFeed();
      if (isWrapped && buffer.y === y + 1) next.isWrapped = true;
      return isDone;
    };
  }

  /** After RIS. */
  reset(): void {
    this.#aside = undefined;
    this.#history.clear();
  }

  /** Erases the history: ED 3. */
  clearHistory(): void {
    this.#history.clear();
  }

  /** Called before rows are scrolled off the top: keeps them, if they are the normal screen's. */
  keepTop(count: number): void {
    const { normal, active } = this.#buffers;
    if (active === normal) for (let row = 0; row < count; row += 1) this.#keepRow(normal, row);
  }

  /** Called before the whole normal screen is cleared: what it shows becomes history, and does not come back. */
  keepScreen(): void {
    const { normal, active } = this.#buffers;
    if (active !== normal) return;
    let used = this.#core.rows;
    while (used > 0 && isBlank(normal.lines.get(used - 1)!)) used -= 1;
    for (let row = 0; row < used; row += 1) this.#keepRow(normal, row);
    if (used > 0) this.#history.returnable = 0;
  }

  /** Resizes the window. */
  resize(wantedColumns: number, wantedRows: number): void {
    const { active, normal, alt } = this.#buffers;
    const { cols: oldColumns, rows: oldRows } = this.#core;
    const { x, y, scrollTop, scrollBottom } = active;
    const lines = linesOf(active);
    if (active === alt) this.#aside ??= { lines: linesOf(normal), columns: oldColumns };
    // Without lines, xterm takes over the size and leaves the rest to us.
    normal.lines.length = 0;
    alt.lines.length = 0;
    this.#core.resize(wantedColumns, wantedRows);
    const { cols: columns, rows } = this.#core;
    normal.lines.maxLength = rows;
    alt.lines.maxLength = rows;
    const screen: ScreenRows = { lines, historyRows: 0, returnable: 0, cursorColumn: x, cursorRow: y };
    if (active === normal) this.#fitNormal(screen, oldColumns);
    else this.#fitAlternate(screen);
    active.scrollTop = rows === oldRows ? scrollTop : 0;
    active.scrollBottom = rows === oldRows ? scrollBottom : rows - 1;
    active.savedX = Math.min(active.savedX, columns - 1);
    active.savedY = Math.min(active.savedY, rows - 1);
  }

  get #buffers(): XtermBuffers {
    return this.#core._bufferService.buffers;
  }

  /** Moves a row of the screen into the history; another line object, of any content, takes its place. */
  #keepRow(normal: XtermBuffer, row: number): void {
    const kept = normal.lines.get(row)!;
    normal.lines.set(row, this.#history.push(kept) ?? this.#blankLine(normal, false));
  }

  #blankLine(buffer: XtermBuffer, isWrapped: boolean): XtermLine {
    return buffer.getBlankLine(undefined, isWrapped);
  }

  /** Fits the normal screen and its history into the window, and shows it. */
  #fitNormal(screen: ScreenRows, oldColumns: number): void {
    const { normal } = this.#buffers;
    const { cols: columns, rows } = this.#core;
    const blankLine = (isWrapped: boolean) => this.#blankLine(normal, isWrapped);
    const history = this.#history.lines();
    screen.lines = [...history, ...screen.lines];
    screen.historyRows = history.length;
    screen.returnable = this.#history.returnable;
    screen.cursorRow += history.length;
    changeRows(screen, rows, blankLine);
    if (columns !== oldColumns) changeColumns(screen, columns, rows + historyRowLimit(columns), blankLine);
    const { lines, historyRows, returnable } = screen;
    const dropped = Math.max(0, historyRows - historyRowLimit(columns));
    this.#history.replace(lines.slice(dropped, historyRows), returnable);
    show(normal, lines.slice(historyRows), screen.cursorColumn, screen.cursorRow - historyRows);
  }

  #fitAlternate(screen: ScreenRows): void {
    const { alt } = this.#buffers;
    const { cols: columns, rows } = this.#core;
    changeRows(screen, rows, (isWrapped) => this.#blankLine(alt, isWrapped));
    const lines = screen.lines.slice(screen.historyRows);
    for (const line of lines) setLineLength(line, columns);
    show(alt, lines, Math.min(screen.cursorColumn, columns - 1), screen.cursorRow - screen.historyRows);
  }

  /** The normal screen is shown again: fits it into the window if that was resized. */
  #takeBack(): void {
    const aside = this.#aside;
    this.#aside = undefined;
    if (aside === undefined) return;
    const { normal } = this.#buffers;
    const { lines, columns } = aside;
    const [x, y] = this.restoresCursor ? [normal.savedX, normal.savedY] : [normal.x, normal.y];
    const cursorColumn = Math.min(x, columns);
    const cursorRow = Math.min(y, lines.length - 1);
    this.#fitNormal({ lines, historyRows: 0, returnable: 0, cursorColumn, cursorRow }, columns);
    if (!this.restoresCursor) return;
    normal.savedX = normal.x;
    normal.savedY = normal.y;
  }
}

function linesOf({ lines }: XtermBuffer): XtermLine[] {
  return Array.from({ length: lines.length }, (_, row) => lines.get(row)!);
}

function show(buffer: XtermBuffer, lines: readonly XtermLine[], column: number, row: number): void {
  buffer.lines.length = lines.length;
  for (const [at, line] of lines.entries()) buffer.lines.set(at, line);
  buffer.x = column;
  buffer.y = row;
}

function copyMargins(from: XtermBuffer, to: XtermBuffer): void {
  to.scrollTop = from.scrollTop;
  to.scrollBottom = from.scrollBottom;
}

/** Whether nothing was ever written to a row since it was erased. */
function isBlank(line: XtermLine): boolean {
  return usedColumns(line, undefined) === 0;
}
