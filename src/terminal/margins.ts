import { cellsOf, clearCells, copyCells, repairCut, shiftCells } from './line-cells.js';
import { type LineSize, lineSize, setLineSize } from './line-size.js';
import type { Screens } from './screens.js';
import type { XtermAttributes, XtermBuffer, XtermCore, XtermLine, XtermParameters } from './xterm-internals.js';

/** Rows and columns from 0; the ends are included. Never empty. */
export interface Rectangle {
  readonly top: number;
  readonly left: number;
  readonly bottom: number;
  readonly right: number;
}

/**
 * Left and right margins (DECLRMM and DECSLRM), which xterm does not have, and everything that moves cells within
 * margins: scrolling, inserting and deleting of lines, columns and characters. Handlers step in only where margins
 * are narrower than the screen, or where xterm's own would take time in proportion to a count from the outside.
 */
export class Margins {
  readonly #core: XtermCore;
  readonly #screens: Screens;
  /** Mode 69: whether left and right margins may be set. */
  #enabled = false;
  #left = 0;
  #right: number;
  readonly #scrollWholeLines: (eraseAttributes: XtermAttributes, isWrapped?: boolean) => void;

  constructor(core: XtermCore, screens: Screens) {
    this.#core = core;
    this.#screens = screens;
    this.#right = core.cols - 1;
    const buffers = core._bufferService;
    this.#scrollWholeLines = buffers.scroll.bind(buffers);
    buffers.scroll = (eraseAttributes, isWrapped) => this.#lineFeedScroll(eraseAttributes, isWrapped);
    this.#handleScrolling();
    this.#handleCharacters();
    this.#handleCursor();
  }

  /** Called when what is in a line has moved to the right. */
  onMovedRight: (line: XtermLine) => void = () => {};
  /** Called when rows have moved down by `count`, at most to the row `bottom`. */
  onMovedDown: (bottom: number, count: number) => void = () => {};

  /** Mode 69. */
  enable(enabled: boolean): void {
    this.#enabled = enabled;
    this.reset();
  }

  /** Margins at the edges of the screen. */
  reset(): void {
    this.#left = 0;
    this.#right = this.#core.cols - 1;
  }

  /** Off, and at the edges: after RIS or DECSTR. */
  disable(): void {
    this.enable(false);
  }

  /** Where a line ends for a cursor at `column`; see `Printer`. */
  endColumn(column: number, printed: boolean): number {
    if (!this.#narrow) return this.#core.cols;
    return column <= this.#right || (printed && column === this.#right + 1) ? this.#right + 1 : this.#core.cols;
  }

  /** Where the next line starts for a cursor at `column`. */
  startColumn(column: number): number {
    return this.#narrow && column >= this.#left ? this.#left : 0;
  }

  /** Makes room for `count` cells at `column`; what passes the margin is lost. */
  insertCells(line: XtermLine, column: number, count: number, attributes: XtermAttributes): void {
    const end = this.endColumn(column, false);
    if (column < end) this.#shift(line, column, end, count, attributes);
  }

  #shift(line: XtermLine, start: number, end: number, count: number, attributes: XtermAttributes): void {
    shiftCells(line, start, end, count, attributes);
    if (count > 0) this.onMovedRight(line);
  }

  /** What positions are counted from and end at: the margins in origin mode, else the screen. */
  bounds(): Rectangle {
    const { cols, rows, coreService } = this.#core;
    if (!coreService.decPrivateModes.origin) return { top: 0, left: 0, bottom: rows - 1, right: cols - 1 };
    const { scrollTop, scrollBottom } = this.#buffer;
    return { top: scrollTop, left: this.#left, bottom: scrollBottom, right: this.#right };
  }

  /** Left and right margins; undefined unless they are narrower than the screen. */
  get sides(): { readonly left: number; readonly right: number } | undefined {
    return this.#narrow ? { left: this.#left, right: this.#right } : undefined;
  }

  get #narrow(): boolean {
    return this.#enabled && (this.#left > 0 || this.#right < this.#core.cols - 1);
  }

  get #buffer(): XtermBuffer {
    return this.#core._inputHandler._activeBuffer;
  }

  get #eraseAttributes(): XtermAttributes {
    return this.#core._inputHandler._eraseAttrData();
  }

  /** Whether the cursor is between the left and right margins. */
  get #betweenSides(): boolean {
    const { x } = this.#buffer;
    return !this.#narrow || (x >= this.#left && x <= this.#right + 1);
  }

  /** Whether the cursor is within all four margins. */
  get #inside(): boolean {
    const { y, scrollTop, scrollBottom } = this.#buffer;
    return y >= scrollTop && y <= scrollBottom && this.#betweenSides;
  }

  /** A line feed, index or wrap at the bottom margin. */
  #lineFeedScroll(eraseAttributes: XtermAttributes, isWrapped?: boolean): void {
    const buffer = this.#buffer;
    if (!this.#narrow) {
      if (buffer.scrollTop === 0) this.#screens.keepTop(1);
      this.#scrollWholeLines(eraseAttributes, isWrapped);
      this.#endText(buffer.scrollTop, buffer.scrollBottom + 1);
      const bottom = buffer.lines.get(buffer.ybase + buffer.scrollBottom)!;
      setLineSize(bottom, 0);
    } else if (this.#betweenSides) {
      this.#scroll(buffer.scrollTop, buffer.scrollBottom, 1, eraseAttributes);
    }
  }

  /** Moves the rows from `top` to `bottom`, within the side margins, up by `count`, or down if it is negative. */
  #scroll(top: number, bottom: number, count: number, eraseAttributes: XtermAttributes): void {
    const height = bottom - top + 1;
    if (height <= 0) return;
    const distance = Math.min(Math.abs(count), height);
    const rows = count < 0 ? -distance : distance;
    if (!this.#narrow) this.#scrollLines(top, bottom, rows, eraseAttributes);
    else if (this.#right - this.#left < this.#core.cols / 2) this.#scrollCells(top, bottom, rows, eraseAttributes);
    else this.#scrollAroundSides(top, bottom, rows, eraseAttributes);
    if (rows < 0) this.onMovedDown(bottom, distance);
  }

  #scrollLines(top: number, bottom: number, count: number, eraseAttributes: XtermAttributes): void {
    const { lines, ybase } = this.#buffer;
    const height = bottom - top + 1;
    const order: XtermLine[] = [];
    for (let row = 0; row < height; row += 1) order.push(lines.get(ybase + top + ((row + count + height) % height))!);
    const fill = this.#buffer.getNullCell(eraseAttributes);
    for (const [row, line] of order.entries()) {
      const fresh = count > 0 ? row >= height - count : row < -count;
      if (fresh) {
        line.fill(fill);
        line.isWrapped = false;
        setLineSize(line, 0);
      }
      lines.set(ybase + top + row, line);
    }
    this.#endText(top, top + Math.max(0, -count), bottom + 1);
  }

  /** Rows that have other rows above them now do not continue these; the first row may continue the history. */
  #endText(...rows: readonly number[]): void {
    const { lines, ybase } = this.#buffer;
    for (const row of rows) if (row > 0 && row < this.#core.rows) lines.get(ybase + row)!.isWrapped = false;
  }

  /** Moves whole lines and puts back what is beside the margins, where that is less than what is between them. */
  #scrollAroundSides(top: number, bottom: number, count: number, eraseAttributes: XtermAttributes): void {
    const { lines, ybase } = this.#buffer;
    const sides: LineSides[] = [];
    for (let row = top; row <= bottom; row += 1)
      sides.push(sidesOf(lines.get(ybase + row)!, this.#left, this.#right + 1));
    this.#scrollLines(top, bottom, count, eraseAttributes);
    for (const [at, side] of sides.entries()) putBack(side, lines.get(ybase + top + at)!, this.#right + 1);
  }

  #scrollCells(top: number, bottom: number, count: number, eraseAttributes: XtermAttributes): void {
    const { lines, ybase } = this.#buffer;
    const end = this.#right + 1;
    const step = count > 0 ? 1 : -1;
    for (let row = count > 0 ? top : bottom; row >= top && row <= bottom; row += step) {
      const line = lines.get(ybase + row)!;
      const from = row + count;
      if (from < top || from > bottom) clearCells(line, this.#left, end, eraseAttributes);
      else copyCells(lines.get(ybase + from)!, this.#left, line, this.#left, end - this.#left);
      repairCut(line, this.#left);
      repairCut(line, end);
    }
  }

  #handleScrolling(): void {
    const { _parser: parser } = this.#core._inputHandler;
    const count = ({ params }: XtermParameters) => params[0] || 1;
    parser.registerCsiHandler({ final: 'S' }, (parameters) => this.#scrollRegion(count(parameters)));
    parser.registerCsiHandler({ final: 'T' }, (parameters) =>
      // With five parameters it is a mouse command.
      parameters.length > 1 ? true : this.#scrollRegion(-count(parameters)),
    );
    parser.registerCsiHandler({ final: 'L' }, (parameters) => this.#moveLines(-count(parameters)));
    parser.registerCsiHandler({ final: 'M' }, (parameters) => this.#moveLines(count(parameters)));
    parser.registerEscHandler({ final: 'M' }, () => this.#reverseIndex());
  }

  #scrollRegion(count: number): boolean {
    const { scrollTop, scrollBottom } = this.#buffer;
    if (scrollTop === 0 && !this.#narrow) this.#screens.keepTop(Math.min(count, scrollBottom + 1));
    this.#scroll(scrollTop, scrollBottom, count, this.#eraseAttributes);
    return true;
  }

  /** IL (a negative count) and DL. */
  #moveLines(count: number): boolean {
    const buffer = this.#buffer;
    this.#core._inputHandler._restrictCursor();
    if (!this.#inside) return true;
    this.#scroll(buffer.y, buffer.scrollBottom, count, this.#eraseAttributes);
    buffer.x = this.startColumn(buffer.x);
    return true;
  }

  #reverseIndex(): boolean {
    const buffer = this.#buffer;
    this.#core._inputHandler._restrictCursor();
    if (buffer.y !== buffer.scrollTop) {
      if (buffer.y > 0) buffer.y -= 1;
    } else if (this.#betweenSides) {
      this.#scroll(buffer.scrollTop, buffer.scrollBottom, -1, this.#eraseAttributes);
    }
    return true;
  }

  #handleCharacters(): void {
    const { _parser: parser } = this.#core._inputHandler;
    const count = ({ params }: XtermParameters) => params[0] || 1;
    parser.registerCsiHandler({ final: '@' }, (parameters) => this.#moveCharacters(count(parameters)));
    parser.registerCsiHandler({ final: 'P' }, (parameters) => this.#moveCharacters(-count(parameters)));
    const column = () => this.#buffer.x;
    const left = () => this.startColumn(this.#core.cols);
    for (const [intermediates, final, sign, start] of [
      ["'", '}', 1, column],
      ["'", '~', -1, column],
      [' ', 'A', 1, left],
      [' ', '@', -1, left],
    ] as const) {
      parser.registerCsiHandler({ intermediates, final }, (parameters) =>
        this.#moveColumns(start(), sign * count(parameters)),
      );
    }
  }

  /** ICH and DCH: the rest of the line, up to the margin, moves. */
  #moveCharacters(count: number): boolean {
    const buffer = this.#buffer;
    this.#core._inputHandler._restrictCursor();
    if (!this.#betweenSides) return true;
    const line = buffer.lines.get(buffer.ybase + buffer.y)!;
    const end = this.endColumn(buffer.x, false);
    this.#shift(line, buffer.x, end, count, this.#eraseAttributes);
    return true;
  }

  /** DECIC and DECDC, SR and SL: what is right of `start`, between all margins, moves. */
  #moveColumns(start: number, count: number): boolean {
    const buffer = this.#buffer;
    const end = this.#narrow ? this.#right + 1 : this.#core.cols;
    if (!this.#inside || start >= end) return true;
    for (let row = buffer.scrollTop; row <= buffer.scrollBottom; row += 1) {
      const line = buffer.lines.get(buffer.ybase + row)!;
      this.#shift(line, start, end, count, this.#eraseAttributes);
      line.isWrapped = false;
    }
    return true;
  }

  #handleCursor(): void {
    const { _parser: parser } = this.#core._inputHandler;
    parser.registerCsiHandler({ final: 's' }, (parameters) => this.#setMargins(parameters));
    parser.registerCsiHandler({ final: 'C' }, ({ params }) => this.#moveRight(params[0] || 1));
    parser.registerCsiHandler({ final: 'D' }, ({ params }) => this.#moveLeft(params[0] || 1));
    for (const final of ['H', 'f']) {
      parser.registerCsiHandler({ final }, ({ params, length }) =>
        this.#moveTo((length > 1 ? params[1]! || 1 : 1) - 1, (params[0] || 1) - 1),
      );
    }
    // Tab stops beyond the screen's width change nothing; a count of 2^31 would take minutes.
    parser.registerCsiHandler({ final: 'I' }, ({ params }) => {
      const count = Math.min(params[0] || 1, this.#core.cols);
      for (let tab = 0; tab < count; tab += 1) this.#core._inputHandler.tab();
      return true;
    });
    parser.registerCsiHandler({ final: 'Z' }, ({ params }) => {
      params[0] = Math.min(params[0]!, this.#core.cols);
      return false;
    });
    this.#handleLineStarts();
  }

  /** Controls that go to the start of a line stop at the left margin. */
  #handleLineStarts(): void {
    const { _parser: parser } = this.#core._inputHandler;
    const toStart = () => {
      this.#buffer.x = this.startColumn(this.#buffer.x);
      return true;
    };
    parser.setExecuteHandler('\r', toStart);
    for (const final of ['E', 'F']) {
      parser.registerCsiHandler({ final }, ({ params }) => {
        const start = this.startColumn(this.#buffer.x);
        if (start === 0) return false;
        this.#moveRows((params[0] || 1) * (final === 'E' ? 1 : -1));
        this.#buffer.x = start;
        return true;
      });
    }
  }

  /** Up or down, not across the top or bottom margin. */
  #moveRows(count: number): void {
    const buffer = this.#buffer;
    const top = buffer.y >= buffer.scrollTop ? buffer.scrollTop : 0;
    const bottom = buffer.y <= buffer.scrollBottom ? buffer.scrollBottom : this.#core.rows - 1;
    buffer.y = Math.min(bottom, Math.max(top, buffer.y + count));
  }

  /** DECSLRM while mode 69 is set; else the same sequence saves the cursor. */
  #setMargins({ params, length }: XtermParameters): boolean {
    if (!this.#enabled) return false;
    const { cols } = this.#core;
    const left = (params[0] || 1) - 1;
    const right = Math.min(cols, (length > 1 && params[1]) || cols) - 1;
    if (left >= right) return true;
    this.#left = left;
    this.#right = right;
    this.#moveTo(0, 0);
    return true;
  }

  /** CUP; in origin mode from the corner of the margins, and not out of them. */
  #moveTo(column: number, row: number): boolean {
    const input = this.#core._inputHandler;
    if (!this.#narrow || !this.#core.coreService.decPrivateModes.origin) {
      input._setCursor(column, row);
      return true;
    }
    input._setCursor(Math.min(this.#right, this.#left + column), row);
    return true;
  }

  #moveRight(count: number): boolean {
    const { x } = this.#buffer;
    if (!this.#narrow || x > this.#right + 1) return false;
    this.#core._inputHandler._restrictCursor();
    this.#buffer.x = Math.min(this.#right, x + count);
    return true;
  }

  #moveLeft(count: number): boolean {
    const { x } = this.#buffer;
    if (!this.#narrow || x < this.#left) return false;
    this.#core._inputHandler._restrictCursor();
    this.#buffer.x = Math.max(this.#left, this.#buffer.x - count);
    return true;
  }
}

/** What is beside the margins in a line, and of the line as a whole. */
interface LineSides {
  readonly isWrapped: boolean;
  readonly size: LineSize;
  readonly left: XtermLine;
  readonly right: XtermLine;
}

function sidesOf(line: XtermLine, left: number, end: number): LineSides {
  return {
    isWrapped: line.isWrapped,
    size: lineSize(line),
    left: cellsOf(line, 0, left),
    right: cellsOf(line, end, line.length),
  };
}

function putBack({ isWrapped, size, left, right }: LineSides, line: XtermLine, end: number): void {
  copyCells(left, 0, line, 0, left.length);
  copyCells(right, 0, line, end, right.length);
  repairCut(line, left.length);
  repairCut(line, end);
  line.isWrapped = isWrapped;
  setLineSize(line, size);
}
