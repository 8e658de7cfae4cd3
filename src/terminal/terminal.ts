import { setAttributes } from './attributes.js';
import { boundedString, IGNORED_STRING } from './bounded-string.js';
import { GraphemeTable } from './graphemes.js';
import { type LineSize, lastColumn, lineSize, setLineSize } from './line-size.js';
import { Margins } from './margins.js';
import { Palette, type TerminalColours } from './palette.js';
import { Pictures } from './pictures.js';
import { Printer } from './printer.js';
import { RectangleOperations } from './rectangle-operations.js';
import { completeSavedCursor } from './saved-cursor.js';
import { screenState } from './screen-state.js';
import { Screens } from './screens.js';
import { changeStringStates } from './string-states.js';
import { TextSizing } from './text-sizing.js';
import { Usage } from './usage.js';
import { createXterm, type XtermBuffer, type XtermCore, type XtermParameters } from './xterm-internals.js';

/** How the cursor looks: as the recorded program asked (DECSCUSR, a block by default), or as the user did. */
export type CursorChoice = 'recorded' | 'block' | 'bar' | 'underline' | 'none';

/** How a terminal starts. */
export interface TerminalOptions {
  readonly columns: number;
  readonly rows: number;
  readonly colours: TerminalColours;
  readonly cursor: CursorChoice;
}

/** The cursor as it is to be drawn. */
export interface CursorState {
  readonly visible: boolean;
  readonly shape: 'block' | 'bar' | 'underline';
  readonly column: number;
  readonly row: number;
}

/** Links beyond this many are not followed any more, so that memory stays bounded. */
const MAXIMUM_LINKS = 65_536;

/** Text is parsed in pieces of at most this many UTF-16 units; xterm joins surrogate pairs that are cut. */
const LONGEST_PIECE = 65_536;

/** A piece touches at most this many cells, if every character of it is a command that touches all of them. */
const PIECE_CELLS = 8_000_000;

/** Shared: what it learns of code points holds for every terminal. */
let graphemeTable: GraphemeTable | undefined;

/**
 * A terminal without a screen: output goes in, cells can be read (`ScreenReader`). Everything is synchronous.
 * Queries are not answered; titles, clipboard and window commands are swallowed; pictures are left blank.
 */
export class Terminal {
  readonly palette: Palette;
  readonly usage: Usage;
  readonly pictures: Pictures;
  /** Targets of OSC 8 links by the number a cell carries; 0 is none. */
  readonly links: string[] = [''];
  /** Called before a synchronized update begins (mode 2026): what is on the screen now may be shown. */
  onUpdateBegin: () => void = () => {};
  /** Called when a synchronized update has ended. */
  onUpdateEnd: () => void = () => {};
  #linkNumbers = new Map<string, number>([['', 0]]);
  readonly #core: XtermCore;
  readonly #cursor: CursorChoice;
  readonly #margins: Margins;
  readonly #screens: Screens;
  readonly #rectangles: RectangleOperations;
  readonly #printer: Printer;
  #updating = false;
  /** Mode 40: whether DECCOLM does anything. */
  #mayChangeColumns = false;

  private constructor(core: XtermCore, graphemes: GraphemeTable, options: TerminalOptions) {
    this.#core = core;
    this.#cursor = options.cursor;
    this.palette = new Palette(options.colours);
    this.#screens = new Screens(core);
    this.#margins = new Margins(core, this.#screens);
    this.usage = new Usage(core, graphemes);
    this.#margins.onMovedRight = (line) => this.usage.movedRight(line);
    this.#margins.onMovedDown = (bottom, count) => this.usage.movedDown(bottom, count);
    this.#rectangles = new RectangleOperations(core, this.#margins, this.usage);
    this.#printer = new Printer(core, graphemes, this.#margins, this.usage);
    this.pictures = new Pictures(core, this.usage);
    new TextSizing(core, graphemes, this.#printer, this.usage);
    this.#handleAttributes();
    this.#handleLineSizes();
    this.#handleColours();
    this.#handleStrings();
    this.#handleModes();
    completeSavedCursor(core);
  }

  static create(options: TerminalOptions): Terminal {
    graphemeTable ??= new GraphemeTable();
    return new Terminal(createXterm(options.columns, options.rows), graphemeTable, options);
  }

  get columns(): number {
    return this.#core.cols;
  }

  get rows(): number {
    return this.#core.rows;
  }

  /** The screen being shown: the normal or the alternate one. */
  get buffer(): XtermBuffer {
    return this.#core._bufferService.buffer;
  }

  /** Whether a synchronized update is under way. */
  get updating(): boolean {
    return this.#updating;
  }

  /** Ends a synchronized update that takes too long. */
  endUpdate(): void {
    if (!this.#updating) return;
    this.#updating = false;
    this.#core.coreService.decPrivateModes.synchronizedOutput = false;
    this.onUpdateEnd();
  }

  /** How long output may be that is written within some 50 milliseconds, whatever it is. */
  get pieceLength(): number {
    return Math.max(1, Math.min(LONGEST_PIECE, Math.floor(PIECE_CELLS / (this.columns * this.rows))));
  }

  /** Writes output in pieces of `pieceLength`: others may get their turn in between. Must be iterated to its end. */
  *writeInPieces(data: string): Generator<void> {
    for (let at = 0; at < data.length; at += this.pieceLength) {
      this.write(data.slice(at, at + this.pieceLength));
      yield;
    }
  }

  /** Writes output, which may end anywhere: in a sequence, even between the halves of a surrogate pair. */
  write(data: string): void {
    const input = this.#core._inputHandler;
    if (data.length <= LONGEST_PIECE) {
      input.parse(data);
      return;
    }
    for (let at = 0; at < data.length; at += LONGEST_PIECE) input.parse(data.slice(at, at + LONGEST_PIECE));
  }

  /**
   * Lines of the normal screen are wrapped again, the cursor goes with its text, and rows that left at the top come
   * back when there is room. The alternate screen is cut or extended.
   */
  resize(columns: number, rows: number): void {
    this.#screens.resize(columns, rows);
    this.#margins.reset();
  }

  /** Starts again: screen, modes, colours, and an unfinished sequence. */
  restart(columns: number, rows: number): void {
    this.endUpdate();
    // CAN ends an unfinished sequence, which a reset alone would go on reading.
    this.#core._inputHandler.parse('\x18\x1bc');
    this.resize(columns, rows);
  }

  /** Output that brings a fresh terminal of this size and of the same colours to this state. */
  state(): string {
    return screenState({
      core: this.#core,
      colours: this.palette.changes(),
      links: this.links,
      sideMargins: this.#margins.sides,
      isUpdating: this.#updating,
      followsText: this.#printer.isUnmoved,
      columnsOf: (grapheme) => this.columnsOf(grapheme),
    });
  }

  /** Gives what is printed next a number, above 0, in place of a link: its cells keep it wherever they go. */
  stamp(number: number): void {
    const attributes = this.#core._inputHandler._curAttrData;
    attributes.extended = attributes.extended.clone();
    attributes.extended._urlId = number;
    attributes.updateExtended();
  }

  /** How many characters of one column fit before the cursor has to go to the next line; none may be left. */
  get room(): number {
    return this.#printer.room();
  }

  /** Cells that a grapheme cluster takes. */
  columnsOf(cluster: string): 1 | 2 {
    return graphemeTable!.clusters(cluster)[0]?.width === 2 ? 2 : 1;
  }

  cursorState(): CursorState {
    const { buffer } = this;
    const { coreService } = this.#core;
    const shape = this.#cursor === 'recorded' ? coreService.decPrivateModes.cursorStyle : this.#cursor;
    return {
      visible: this.#cursor !== 'none' && !coreService.isCursorHidden,
      shape: shape === 'bar' || shape === 'underline' ? shape : 'block',
      column: Math.min(buffer.x, lastColumn(buffer.lines.get(buffer.ybase + buffer.y)!, this.columns)),
      row: buffer.y,
    };
  }

  #handleAttributes(): void {
    const input = this.#core._inputHandler;
    input._parser.registerCsiHandler({ final: 'm' }, (parameters) => {
      setAttributes(input._curAttrData, parameters);
      return true;
    });
  }

  /** `ESC # 3` to `6`; lines that are erased as a whole become single again. */
  #handleLineSizes(): void {
    const parser = this.#core._inputHandler._parser;
    this.#keepCursorInLine();
    const sizes: Readonly<Record<string, LineSize>> = { 3: 2, 4: 3, 5: 0, 6: 1 };
    for (const [final, size] of Object.entries(sizes)) {
      parser.registerEscHandler({ intermediates: '#', final }, () => {
        const { buffer } = this;
        const line = buffer.lines.get(buffer.ybase + buffer.y)!;
        setLineSize(line, size);
        this.usage.movedRight(line);
        buffer.x = Math.min(buffer.x, lastColumn(line, this.columns));
        return true;
      });
    }
    parser.registerEscHandler({ intermediates: '#', final: '8' }, () => {
      this.#singleSize(0, this.rows);
      this.#margins.reset();
      this.buffer.scrollTop = 0;
      this.buffer.scrollBottom = this.rows - 1;
      return false;
    });
    parser.registerCsiHandler({ final: 'J' }, ({ params }) => {
      const { x, y } = this.buffer;
      if (params[0] === 2 || (params[0] === 0 && x === 0 && y === 0)) this.#screens.keepScreen();
      else if (params[0] === 3) this.#screens.clearHistory();
      if (params[0] === 0) this.#singleSize(x === 0 ? y : y + 1, this.rows);
      else if (params[0] === 1) this.#singleSize(0, y);
      else if (params[0] === 2) this.#singleSize(0, this.rows);
      return false;
    });
    // Erasing up to the last cell, xterm accesses the line below the screen; erasing everything does the same.
    for (const prefix of ['', '?']) {
      parser.registerCsiHandler({ prefix, final: 'J' }, ({ params }) => {
        const { x, y } = this.buffer;
        if (params[0] === 1 && y === this.rows - 1 && x >= this.columns - 1) params[0] = 2;
        return false;
      });
    }
  }

  /** A cursor that moves stays in the half of a double-width line that is shown. */
  #keepCursorInLine(): void {
    const input = this.#core._inputHandler;
    const restrict = input._restrictCursor.bind(input);
    input._restrictCursor = (maximumColumn = this.columns - 1) => {
      restrict(maximumColumn);
      const { buffer } = this;
      const mayWait = maximumColumn >= this.columns;
      const last = lastColumn(buffer.lines.get(buffer.ybase + buffer.y)!, this.columns);
      buffer.x = Math.min(buffer.x, mayWait ? last + 1 : last);
    };
    const tab = input.tab.bind(input);
    input.tab = () => {
      const { buffer } = this;
      const last = lastColumn(buffer.lines.get(buffer.ybase + buffer.y)!, this.columns);
      if (buffer.x > last) return true;
      tab();
      buffer.x = Math.min(buffer.x, last);
      return true;
    };
  }

  #singleSize(from: number, to: number): void {
    const { lines, ybase } = this.buffer;
    for (let row = from; row < to; row += 1) {
      const line = lines.get(ybase + row)!;
      if (lineSize(line) !== 0) setLineSize(line, 0);
    }
  }

  #handleColours(): void {
    const parser = this.#core._inputHandler._parser;
    const { palette } = this;
    const handle = (command: number, take: (data: string) => void) => {
      parser.clearOscHandler(command);
      parser.registerOscHandler(command, boundedString(take));
    };
    handle(4, (data) => palette.setIndexed(data));
    handle(104, (data) => palette.restoreIndexed(data));
    for (const command of [10, 11, 12]) handle(command, (data) => palette.setSpecial(command, data));
    for (const command of [110, 111, 112]) handle(command, () => palette.restoreSpecial(command));
    handle(8, (data) => this.#setLink(data));
  }

  /** Titles would be kept by xterm, up to 10 MB of them. */
  #handleStrings(): void {
    const parser = this.#core._inputHandler._parser;
    changeStringStates(parser);
    for (const command of [0, 1, 2]) {
      parser.clearOscHandler(command);
      parser.registerOscHandler(command, IGNORED_STRING);
    }
    parser.registerDcsHandler({ prefix: '=', final: 's' }, this.#updateByString());
  }

  /** `DCS = 1 s` and `DCS = 2 s`: the older spelling of mode 2026. */
  #updateByString(): ReturnType<typeof boundedString> {
    return {
      ...IGNORED_STRING,
      hook: ({ params }: XtermParameters) => {
        if (params[0] === 1) this.#beginUpdate();
        else if (params[0] === 2) this.endUpdate();
      },
    };
  }

  #handleModes(): void {
    const parser = this.#core._inputHandler._parser;
    parser.registerCsiHandler({ prefix: '?', final: 'h' }, (parameters) => this.#privateMode(parameters, true));
    parser.registerCsiHandler({ prefix: '?', final: 'l' }, (parameters) => this.#privateMode(parameters, false));
    parser.registerEscHandler({ final: 'c' }, () => {
      this.endUpdate();
      this.palette.reset();
      this.#margins.disable();
      this.pictures.reset();
      this.#screens.reset();
      this.#rectangles.reset();
      this.#core.coreService.isCursorHidden = false;
      this.#mayChangeColumns = false;
      return false;
    });
    parser.registerCsiHandler({ intermediates: '!', final: 'p' }, () => {
      this.#margins.disable();
      this.#rectangles.reset();
      return false;
    });
  }

  /** Modes that xterm does not know or does not act upon; it sees all of them afterwards. */
  #privateMode(parameters: XtermParameters, set: boolean): boolean {
    this.#screens.restoresCursor = parameters.params.subarray(0, parameters.length).includes(1049);
    for (let at = 0; at < parameters.length; at += 1) {
      const mode = parameters.params[at];
      if (mode === 5) this.palette.reverse(set);
      else if (mode === 69) this.#margins.enable(set);
      else if (mode === 80) this.pictures.sixelScrolling = !set;
      else if (mode === 8452) this.pictures.sixelCursorRight = set;
      else if (mode === 40) this.#mayChangeColumns = set;
      else if (mode === 3 && this.#mayChangeColumns) this.#clearForColumns();
      else if (mode === 2026 && set) this.#beginUpdate();
      else if (mode === 2026) this.endUpdate();
    }
    return false;
  }

  /** DECCOLM: the recording's size stands, but the screen is cleared and the margins are gone. */
  #clearForColumns(): void {
    this.#margins.disable();
    const input = this.#core._inputHandler;
    const { buffer } = this;
    const blank = buffer.getNullCell(input._eraseAttrData());
    for (let row = 0; row < this.rows; row += 1) buffer.lines.get(buffer.ybase + row)!.fill(blank);
    this.#singleSize(0, this.rows);
    buffer.scrollTop = 0;
    buffer.scrollBottom = this.rows - 1;
    input._setCursor(0, 0);
  }

  #beginUpdate(): void {
    if (this.#updating) return;
    this.onUpdateBegin();
    this.#updating = true;
  }

  /** OSC 8: `parameters;target`; an empty target ends the link. */
  #setLink(data: string): void {
    const separator = data.indexOf(';');
    if (separator < 0) return;
    const attributes = this.#core._inputHandler._curAttrData;
    attributes.extended = attributes.extended.clone();
    attributes.extended._urlId = this.#linkNumber(data.slice(separator + 1));
    attributes.updateExtended();
  }

  #linkNumber(target: string): number {
    const known = this.#linkNumbers.get(target);
    if (known !== undefined) return known;
    if (this.links.length >= MAXIMUM_LINKS || target.length > 4096) return 0;
    this.links.push(target);
    this.#linkNumbers.set(target, this.links.length - 1);
    return this.links.length - 1;
  }
}
