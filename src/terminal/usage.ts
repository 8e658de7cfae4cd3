import type { GraphemeTable } from './graphemes.js';
import { lineSize } from './line-size.js';
import { CONTENT, WORDS_PER_CELL, type XtermCore, type XtermLine, type XtermParameters } from './xterm-internals.js';

/** No terminal is larger: positions beyond ask for its size. */
const LARGEST_COLUMN = 500;
const LARGEST_ROW = 300;

/**
 * Which cells the output uses. A position counts when something is printed there: moving far away and back
 * again is how programs ask for the size of the terminal.
 */
export class Usage {
  /** Size of what was printed, on a terminal of the size it has. */
  printedColumns = 0;
  printedRows = 0;
  /** Largest column and row beyond the terminal's size that text addressed there reaches; 0 for none. */
  addressedColumns = 0;
  addressedRows = 0;
  /** Where the cursor would be on a larger screen, counted from 1; 0 for an axis on which it is on this one. */
  #column = 0;
  #row = 0;
  /** Where the cursor is instead. */
  #expectedX = -1;
  #expectedY = -1;
  readonly #core: XtermCore;
  readonly #graphemes: GraphemeTable;

  constructor(core: XtermCore, graphemes: GraphemeTable) {
    this.#core = core;
    this.#graphemes = graphemes;
    const { _parser: parser } = core._inputHandler;
    const handle = (final: string, take: (parameters: XtermParameters) => void) =>
      parser.registerCsiHandler({ final }, (parameters) => {
        take(parameters);
        return false;
      });
    for (const final of ['H', 'f'])
      handle(final, ({ params, length }) => this.#moved((length > 1 && params[1]!) || 1, params[0]! || 1));
    for (const final of ['G', '`']) handle(final, ({ params }) => this.#moved(params[0]! || 1, 0));
    handle('d', ({ params }) => this.#moved(0, params[0]! || 1));
    for (const final of ['C', 'a']) handle(final, ({ params }) => this.#movedRight(params[0]! || 1));
    handle('r', ({ params, length }) => {
      if (length > 1 && params[1]! > core.rows && params[1]! <= LARGEST_ROW)
        this.addressedRows = Math.max(this.addressedRows, params[1]!);
    });
  }

  /** Whether the cursor is where a position beyond the screen put it, or the text printed there. */
  get faraway(): boolean {
    if (this.#column === 0 && this.#row === 0) return false;
    const { x, y } = this.#core._inputHandler._activeBuffer;
    return x === this.#expectedX && y === this.#expectedY;
  }

  /** Called before code points are printed at the cursor. */
  beforePrint(codePoints: Uint32Array, start: number, end: number): void {
    if (this.#column === 0 && this.#row === 0) return;
    if (!this.faraway) {
      this.#column = 0;
      this.#row = 0;
      return;
    }
    this.addressedRows = Math.max(this.addressedRows, this.#row);
    if (this.#column === 0) return;
    const cells = this.#cellsOf(codePoints.subarray(start, Math.min(end, start + LARGEST_COLUMN)));
    const reached = this.#column + cells - 1;
    // A text that no line can hold was wrapped at an unknown column.
    this.addressedColumns = Math.max(this.addressedColumns, reached > LARGEST_COLUMN ? this.#column : reached);
    this.#column = reached > LARGEST_COLUMN ? 0 : reached + 1;
  }

  /** Called after something was printed, and when the cursor leaves a line because that is full. */
  afterPrint(): void {
    const { x, y } = this.#core._inputHandler._activeBuffer;
    this.reached(x, y);
    this.#expectedX = x;
    this.#expectedY = y;
  }

  /** Called when text reached up to before this column of a row. */
  reached(column: number, row: number): void {
    const buffer = this.#core._inputHandler._activeBuffer;
    const line = buffer.lines.get(buffer.ybase + row);
    this.#reachedColumn(column, line);
    if (row >= this.printedRows) this.printedRows = row + 1;
  }

  /** Called when what is in a line has moved to the right, or is shown in another width. */
  movedRight(line: XtermLine): void {
    let end = line.length;
    while (end > 0 && isBlank(line, end - 1)) end -= 1;
    this.#reachedColumn(end, line);
  }

  /** Called when rows have moved down by `count`, at most to the row `bottom`. */
  movedDown(bottom: number, count: number): void {
    const buffer = this.#core._inputHandler._activeBuffer;
    for (let row = Math.min(bottom, this.printedRows - 1 + count); row >= this.printedRows; row -= 1) {
      const line = buffer.lines.get(buffer.ybase + row)!;
      for (let column = 0; column < line.length; column += 1) {
        if (isBlank(line, column)) continue;
        this.printedRows = row + 1;
        return;
      }
    }
  }

  /** In a line of double width each column takes two. */
  #reachedColumn(column: number, line: XtermLine | undefined): void {
    const columns = line === undefined || lineSize(line) === 0 ? column : Math.min(2 * column, this.#core.cols);
    if (columns > this.printedColumns) this.printedColumns = columns;
  }

  #cellsOf(codePoints: Uint32Array): number {
    return this.#graphemes.clusters(String.fromCodePoint(...codePoints)).reduce((sum, { width }) => sum + width, 0);
  }

  /** An absolute move, counted from 1; 0 for an axis that stays. */
  #moved(column: number, row: number): void {
    const { cols, rows, _inputHandler: input } = this.#core;
    const { faraway } = this;
    const { x, y } = input._activeBuffer;
    if (column > 0 || !faraway) this.#column = column > cols && column <= LARGEST_COLUMN ? column : 0;
    if (row > 0 || !faraway) this.#row = row > rows && row <= LARGEST_ROW ? row : 0;
    this.#expectedX = Math.min(column === 0 ? x : column - 1, cols - 1);
    this.#expectedY = row === 0 ? y : Math.min(row, rows) - 1;
    // 999;80 is a probe, too.
    if (column > LARGEST_COLUMN || row > LARGEST_ROW) this.#expectedX = -1;
  }

  /**
   * A relative move. One by a whole line's width is how programs go to the right edge, wherever that is, and single
   * steps are how line editors walk along a line that may be wrapped.
   */
  #movedRight(count: number): void {
    const { cols, _inputHandler: input } = this.#core;
    const isFaraway = this.faraway;
    if (count >= cols || (count === 1 && !isFaraway)) return;
    const { x } = input._activeBuffer;
    const target = (isFaraway && this.#column > 0 ? this.#column : Math.min(x, cols - 1) + 1) + count;
    if (!isFaraway) this.#row = 0;
    this.#column = target > cols && target <= LARGEST_COLUMN ? target : 0;
    this.#expectedX = Math.min(x + count, cols - 1);
  }
}

function isBlank(line: XtermLine, column: number): boolean {
  return line._data[column * WORDS_PER_CELL] === 1 << CONTENT.widthShift;
}
