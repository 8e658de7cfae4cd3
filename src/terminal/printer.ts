import { type GraphemeTable, hasRoom, PROPERTY } from './graphemes.js';
import { cellsOf, copyCells } from './line-cells.js';
import { lastColumn, lineSize } from './line-size.js';
import type { Margins } from './margins.js';
import type { Usage } from './usage.js';
import {
  BACKGROUND_FLAG,
  CONTENT,
  WORDS_PER_CELL,
  type XtermBuffer,
  type XtermCore,
  type XtermLine,
  type XtermParameters,
} from './xterm-internals.js';

const SINGLE = 1 << CONTENT.widthShift;
const DOUBLE = 2 << CONTENT.widthShift;

/**
 * Puts characters on the screen. Replaces xterm's own handler: widths follow grapheme clusters even where output is
 * cut or attributes change inside one, lines may end at a margin or be of double width, marks are bounded.
 */
export class Printer {
  readonly #core: XtermCore;
  readonly #graphemes: GraphemeTable;
  readonly #margins: Margins;
  readonly #usage: Usage;
  /** Where the last character left the cursor; undefined once it was moved. */
  #line: XtermLine | undefined;
  #column = -1;

  constructor(core: XtermCore, graphemes: GraphemeTable, margins: Margins, usage: Usage) {
    this.#core = core;
    this.#graphemes = graphemes;
    this.#margins = margins;
    this.#usage = usage;
    const input = core._inputHandler;
    const { _parser: parser } = input;
    const setCursor = input._setCursor.bind(input);
    input._setCursor = (x, y) => {
      this.#line = undefined;
      setCursor(x, y);
    };
    parser.setPrintHandler((codePoints, start, end) => this.print(codePoints, start, end));
    parser.registerCsiHandler({ final: 'b' }, (parameters) => this.#repeat(parameters));
  }

  /** Prints code points, none of them a control character. The hot loop of a replay, and therefore one function. */
  print(codePoints: Uint32Array, start: number, end: number): void {
    const { _inputHandler: input, _charsetService: charsets, coreService } = this.#core;
    const buffer = input._activeBuffer;
    const { charset } = charsets;
    const attributes = input._curAttrData;
    const foreground = attributes.fg >>> 0;
    const background = attributes.bg >>> 0;
    const extended = background & BACKGROUND_FLAG.extended ? attributes.extended : undefined;
    const plain = charset === undefined && !coreService.modes.insertMode;
    this.#usage.beforePrint(codePoints, start, end);
    let line = currentLine(buffer);
    const { isUnmoved } = this;
    if (!isUnmoved && lineSize(line) !== 0) buffer.x = Math.min(buffer.x, lastColumn(line, this.#core.cols));
    let limit = this.#limit(line, buffer.x, isUnmoved);
    this.#splitLeft(line, buffer.x);
    for (let at = start; at < end; at += 1) {
      let codePoint = codePoints[at]!;
      if (codePoint < 0x7f && plain && buffer.x < limit) {
        const cell = buffer.x * WORDS_PER_CELL;
        if (extended !== undefined) line._extendedAttrs[buffer.x] = extended;
        line._data[cell] = codePoint | SINGLE;
        line._data[cell + 1] = foreground;
        line._data[cell + 2] = background;
        buffer.x += 1;
        continue;
      }
      if (codePoint < 0x7f && charset !== undefined)
        codePoint = charset[String.fromCharCode(codePoint)]?.charCodeAt(0) ?? codePoint;
      if (codePoint >= 0xa0) {
        const properties = this.#graphemes.properties(codePoint);
        if (properties & PROPERTY.ignored) continue;
        if (properties & PROPERTY.mayJoin && this.#join(line, codePoint, properties, at > start)) {
          line = currentLine(buffer);
          limit = this.#limit(line, buffer.x);
          continue;
        }
        this.#put(line, limit, codePoint, properties & PROPERTY.wide ? 2 : 1);
      } else {
        this.#put(line, limit, codePoint, 1);
      }
      line = currentLine(buffer);
      limit = this.#limit(line, buffer.x);
    }
    this.#splitRight(line, buffer.x);
    this.#usage.afterPrint();
    this.#line = line;
    this.#column = buffer.x;
    // A following REP has something to repeat; the parser resets this at the next sequence.
    input._parser.precedingJoinState = 1;
  }

  /** How many characters of one column fit before the cursor has to go to the next line. */
  room(): number {
    const buffer = this.#core._inputHandler._activeBuffer;
    const line = currentLine(buffer);
    return Math.max(0, this.#limit(line, buffer.x, line === this.#line && buffer.x === this.#column) - buffer.x);
  }

  /** Prints a cluster into one cell, even if it takes two by itself. */
  printNarrow(cluster: string): void {
    const buffer = this.#core._inputHandler._activeBuffer;
    const line = currentLine(buffer);
    if (buffer.x >= line.length) return;
    this.#splitLeft(line, buffer.x);
    line._combined[buffer.x] = cluster;
    this.#set(line, buffer.x, CONTENT.combined | SINGLE);
    buffer.x += 1;
    this.#splitRight(line, buffer.x);
    this.#line = line;
    this.#column = buffer.x;
  }

  /** Whether the cursor is where the last character left it: marks may join that one, or a wrap may be due. */
  get isUnmoved(): boolean {
    const buffer = this.#core._inputHandler._activeBuffer;
    return buffer.x > 0 && buffer.x === this.#column && currentLine(buffer) === this.#line;
  }

  /**
   * The column where a line ends for the cursor: the margin, the edge, or half way in a double-width line.
   * @param printed whether a character brought the cursor there: just after the margin it then waits to wrap
   */
  #limit(line: XtermLine, column: number, printed = true): number {
    const end = this.#margins.endColumn(column, printed);
    return lineSize(line) === 0 ? end : Math.min(end, Math.max(1, line.length >> 1));
  }

  /** Puts one character at the cursor, on the next line if it does not fit on this one. */
  #put(start: XtermLine, limit: number, codePoint: number, width: number): void {
    const { _inputHandler: input, coreService } = this.#core;
    const buffer = input._activeBuffer;
    let line = start;
    if (buffer.x + width > limit) {
      if (coreService.decPrivateModes.wraparound) {
        this.#clear(line, buffer.x, limit);
        this.#splitRight(line, limit);
        line = this.#wrap();
      } else {
        if (width > limit) return;
        buffer.x = limit - width;
        this.#splitLeft(line, buffer.x);
      }
      if (buffer.x + width > line.length) return;
    }
    if (coreService.modes.insertMode) this.#margins.insertCells(line, buffer.x, width, input._curAttrData);
    this.#set(line, buffer.x, codePoint | (width << CONTENT.widthShift));
    if (width === 2) this.#set(line, buffer.x + 1, 0);
    buffer.x += width;
  }

  /** Moves the cursor to the start of the next line, which it returns. */
  #wrap(): XtermLine {
    const { _inputHandler: input, _bufferService: buffers, rows } = this.#core;
    const buffer = input._activeBuffer;
    const startColumn = this.#margins.startColumn(buffer.x);
    this.#usage.reached(buffer.x, buffer.y);
    if (buffer.y === buffer.scrollBottom) buffers.scroll(input._eraseAttrData(), true);
    else if (buffer.y < rows - 1) {
      buffer.y += 1;
      currentLine(buffer).isWrapped = true;
    }
    buffer.x = startColumn;
    const line = currentLine(buffer);
    this.#splitLeft(line, buffer.x);
    return line;
  }

  /** Adds a code point to the cluster before the cursor, if it belongs there. */
  #join(line: XtermLine, codePoint: number, properties: number, printing: boolean): boolean {
    const buffer = this.#core._inputHandler._activeBuffer;
    const unmoved = printing || (line === this.#line && buffer.x === this.#column);
    const combining = (properties & PROPERTY.combining) !== 0;
    if (!unmoved && !combining) return false;
    if (buffer.x === 0) return combining;
    let column = Math.min(buffer.x, line.length) - 1;
    if (line._data[column * WORDS_PER_CELL]! >>> CONTENT.widthShift === 0 && column > 0) column -= 1;
    const content = line._data[column * WORDS_PER_CELL]!;
    const cluster = clusterAt(line, column);
    const width = content >>> CONTENT.widthShift || 1;
    const joined = this.#graphemes.joinedWidth(cluster, width, codePoint);
    if (joined === 0) return combining;
    if (hasRoom(cluster)) {
      line._combined[column] = cluster + String.fromCodePoint(codePoint);
      line._data[column * WORDS_PER_CELL] = CONTENT.combined | (width << CONTENT.widthShift);
    }
    if (joined !== width && unmoved) this.#widen(line, column, joined);
    return true;
  }

  /** Changes the width of the cluster in a cell, and moves the cursor to its end. */
  #widen(line: XtermLine, column: number, width: number): void {
    const { _inputHandler: input, coreService } = this.#core;
    const buffer = input._activeBuffer;
    const content = (line._data[column * WORDS_PER_CELL]! & CONTENT.anyMask) | (width << CONTENT.widthShift);
    if (width === 2 && column + 2 > this.#limit(line, column)) {
      if (coreService.decPrivateModes.wraparound) this.#moveToNextLine(line, column, content);
      return;
    }
    line._data[column * WORDS_PER_CELL] = content;
    if (width === 2) {
      this.#splitRight(line, column + 2);
      setSecondHalf(line, column + 1);
    } else {
      this.#clear(line, column + 1, column + 2);
    }
    buffer.x = column + width;
  }

  /** A cluster became too wide for the last column: it goes to the next line as a whole. */
  #moveToNextLine(line: XtermLine, column: number, content: number): void {
    const buffer = this.#core._inputHandler._activeBuffer;
    const cluster = cellsOf(line, column, column + 1);
    this.#clear(line, column, column + 1);
    this.#splitRight(line, column + 1);
    const next = this.#wrap();
    if (buffer.x + 2 > next.length) return;
    copyCells(cluster, 0, next, buffer.x, 1);
    next._data[buffer.x * WORDS_PER_CELL] = content;
    setSecondHalf(next, buffer.x + 1);
    buffer.x += 2;
  }

  /** CSI b: repeats the character before. Of more than a screenful only the remainder by the line is printed. */
  #repeat({ params }: XtermParameters): boolean {
    const { _inputHandler: input, cols, rows } = this.#core;
    const buffer = input._activeBuffer;
    const line = currentLine(buffer);
    if (input._parser.precedingJoinState === 0 || buffer.x === 0) return true;
    let column = Math.min(buffer.x, line.length) - 1;
    if (line._data[column * WORDS_PER_CELL]! >>> CONTENT.widthShift === 0 && column > 0) column -= 1;
    const cluster = Array.from(clusterAt(line, column), (character) => character.codePointAt(0)!);
    const screenful = cols * rows;
    const wanted = params[0] || 1;
    const count = wanted <= screenful ? wanted : screenful + ((wanted - screenful) % cols);
    const repeated = new Uint32Array(cluster.length * count);
    for (let at = 0; at < count; at += 1) repeated.set(cluster, at * cluster.length);
    this.print(repeated, 0, repeated.length);
    return true;
  }

  #set(line: XtermLine, column: number, content: number): void {
    const attributes = this.#core._inputHandler._curAttrData;
    const cell = column * WORDS_PER_CELL;
    if (attributes.bg & BACKGROUND_FLAG.extended) line._extendedAttrs[column] = attributes.extended;
    line._data[cell] = content;
    line._data[cell + 1] = attributes.fg;
    line._data[cell + 2] = attributes.bg;
  }

  #clear(line: XtermLine, from: number, to: number): void {
    for (let column = from; column < to; column += 1) this.#set(line, column, SINGLE);
  }

  /** A wide character whose second half is about to be overwritten loses its first half too. */
  #splitLeft(line: XtermLine, column: number): void {
    if (column <= 0 || column >= line.length) return;
    const cell = (column - 1) * WORDS_PER_CELL;
    const halves = line._data[cell]! >>> CONTENT.widthShift === 2;
    if (halves && line._data[cell + WORDS_PER_CELL]! >>> CONTENT.widthShift === 0) line._data[cell] = SINGLE;
  }

  /** A second half whose first half was overwritten becomes a blank. */
  #splitRight(line: XtermLine, column: number): void {
    if (column >= line.length) return;
    const cell = column * WORDS_PER_CELL;
    if ((line._data[cell]! & ~CONTENT.codePointMask) !== 0) return;
    const before = column > 0 ? line._data[cell - WORDS_PER_CELL]! : 0;
    if ((before & DOUBLE) === DOUBLE) return;
    line._data[cell] = SINGLE;
  }
}

/** Makes a cell the second half of the one before it, and as that one is. */
function setSecondHalf(line: XtermLine, column: number): void {
  copyCells(line, column - 1, line, column, 1);
  line._data[column * WORDS_PER_CELL] = 0;
}

function currentLine(buffer: XtermBuffer): XtermLine {
  return buffer.lines.get(buffer.ybase + buffer.y)!;
}

/** The text in a cell; a space for a blank. */
function clusterAt(line: XtermLine, column: number): string {
  const content = line._data[column * WORDS_PER_CELL]!;
  if (content & CONTENT.combined) return line._combined[column] ?? ' ';
  return String.fromCodePoint(content & CONTENT.codePointMask || 0x20);
}
