import type { XtermCore, XtermParameters } from './xterm-internals.js';

/** No terminal is that large: such positions ask for its size. */
const LARGEST_COLUMN = 500;
const LARGEST_ROW = 300;

/**
 * Which cells the output makes use of. A position counts when something is printed there: moving far away and back
 * again is how programs ask for the size of the terminal.
 */
export class Usage {
  /** Size of what was printed, on a terminal of the size it has. */
  printedColumns = 0;
  printedRows = 0;
  /** Largest column and row beyond the terminal's size that text was addressed to; 0 for none. */
  addressedColumns = 0;
  addressedRows = 0;
  /** A position beyond the screen where nothing has been printed yet. */
  #column = 0;
  #row = 0;
  /** Where the cursor went instead. */
  #expectedX = -1;
  #expectedY = -1;
  readonly #core: XtermCore;

  constructor(core: XtermCore) {
    this.#core = core;
    const { _parser: parser } = core._inputHandler;
    const handle = (final: string, take: (parameters: XtermParameters) => void) =>
      parser.registerCsiHandler({ final }, (parameters) => {
        take(parameters);
        return false;
      });
    for (const final of ['H', 'f'])
      handle(final, ({ params, length }) => this.#moved(length > 1 ? params[1]! : 1, params[0]!));
    for (const final of ['G', '`']) handle(final, ({ params }) => this.#moved(params[0]!, 0));
    handle('d', ({ params }) => this.#moved(0, params[0]!));
    handle('r', ({ params, length }) => {
      if (length > 1 && params[1]! > core.rows && params[1]! <= LARGEST_ROW)
        this.addressedRows = Math.max(this.addressedRows, params[1]!);
    });
  }

  /** Whether the cursor is where a position beyond the screen put it. */
  get faraway(): boolean {
    if (this.#column === 0 && this.#row === 0) return false;
    const { x, y } = this.#core._inputHandler._activeBuffer;
    return x === this.#expectedX && y === this.#expectedY;
  }

  /** Called before something is printed at the cursor. */
  beforePrint(): void {
    if (this.#column === 0 && this.#row === 0) return;
    if (this.faraway) {
      this.addressedColumns = Math.max(this.addressedColumns, this.#column);
      this.addressedRows = Math.max(this.addressedRows, this.#row);
    }
    this.#column = 0;
    this.#row = 0;
  }

  /** Called when text reached up to before this column of a row. */
  reached(column: number, row: number): void {
    if (column > this.printedColumns) this.printedColumns = column;
    if (row >= this.printedRows) this.printedRows = row + 1;
  }

  /** An absolute move; 0 for an axis that stays. */
  #moved(column: number, row: number): void {
    const { cols, rows, _inputHandler: input } = this.#core;
    this.#column = column > cols && column <= LARGEST_COLUMN ? column : 0;
    this.#row = row > rows && row <= LARGEST_ROW ? row : 0;
    if (this.#column === 0 && this.#row === 0) return;
    const { x, y } = input._activeBuffer;
    this.#expectedX = column === 0 ? Math.min(x, cols - 1) : Math.min(column || 1, cols) - 1;
    this.#expectedY = row === 0 ? y : Math.min(row || 1, rows) - 1;
    // A probe such as 999;80 is none the less one.
    if (column > LARGEST_COLUMN || row > LARGEST_ROW) this.#expectedX = -1;
  }
}
