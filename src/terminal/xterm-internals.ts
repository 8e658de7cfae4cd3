/**
 * The one place that knows what @xterm/headless looks like inside (its version is pinned exactly). Its public
 * API lacks some of what a picture needs (underline styles, cursor visibility) and is slower to read than packed
 * words. `createXterm` checks every member named here, so that another version fails at once and by name.
 */

import { createRequire } from 'node:module';

/** Three 32-bit words a cell: content, foreground, background. */
export const WORDS_PER_CELL = 3;

/** Bits of a cell's first word: a code point, or `COMBINED` when the string is in `XtermLine._combined`. */
export const CONTENT = {
  codePointMask: 0x1fffff,
  combined: 0x200000,
  /** Code point or combined: anything but a cell never written to. */
  anyMask: 0x3fffff,
  /** The top bits: 0 (second half of a wide cell), 1 or 2. */
  widthShift: 22,
} as const;

/** Bits shared by the second and third word, and by the underline colour: a colour in one of four modes. */
export const COLOUR = {
  modeMask: 0x3000000,
  modeDefault: 0,
  modePalette16: 0x1000000,
  modePalette256: 0x2000000,
  modeRgb: 0x3000000,
  indexMask: 0xff,
  rgbMask: 0xffffff,
  /** Mode and value together. */
  mask: 0x3ffffff,
} as const;

/** Attributes in a cell's second word. */
export const FOREGROUND_FLAG = {
  inverse: 0x4000000,
  bold: 0x8000000,
  underline: 0x10000000,
  blink: 0x20000000,
  invisible: 0x40000000,
  strikethrough: 0x80000000,
} as const;

/** Attributes in a cell's third word. */
export const BACKGROUND_FLAG = {
  italic: 0x4000000,
  faint: 0x8000000,
  /** Underline style, underline colour or link: they lie in `XtermLine._extendedAttrs`. */
  extended: 0x10000000,
  protected: 0x20000000,
  overline: 0x40000000,
} as const;

/** Where `XtermExtended._ext` keeps the underline style (0 to 5); its colour is in the bits of `COLOUR`. */
export const UNDERLINE_STYLE_SHIFT = 26;
/** The bits of the underline style in `XtermExtended._ext`. */
export const UNDERLINE_STYLE_MASK = 0x1c000000;

/** Attributes that do not fit into the words of a cell. Never changed once a cell refers to them. */
export interface XtermExtended {
  _ext: number;
  _urlId: number;
  clone(): XtermExtended;
}

/** The attributes that the next character gets. */
export interface XtermAttributes {
  fg: number;
  bg: number;
  extended: XtermExtended;
  clone(): XtermAttributes;
  updateExtended(): void;
}

/** One cell as xterm passes it around. */
export interface XtermCell extends XtermAttributes {
  content: number;
}

/** A line of the screen. Entries of the two maps are stale where the words do not refer to them. */
export interface XtermLine {
  _data: Uint32Array;
  _combined: Record<number, string>;
  _extendedAttrs: Record<number, XtermExtended | undefined>;
  length: number;
  isWrapped: boolean;
  fill(cell: XtermCell): void;
}

/** The lines of a buffer, a ring; the screen's first is at `XtermBuffer.ybase`. */
export interface XtermLines {
  length: number;
  /** At least `length`. */
  maxLength: number;
  get(index: number): XtermLine | undefined;
  set(index: number, line: XtermLine): void;
}

/** The normal or the alternate screen. */
export interface XtermBuffer {
  lines: XtermLines;
  ybase: number;
  x: number;
  y: number;
  scrollTop: number;
  scrollBottom: number;
  savedX: number;
  savedY: number;
  savedCurAttrData: XtermAttributes;
  savedCharset: Charset | undefined;
  /** Columns that have a tab stop. */
  tabs: Readonly<Record<number, boolean | undefined>>;
  getNullCell(attributes?: XtermAttributes): XtermCell;
  /** A new line of the terminal's width. */
  getBlankLine(attributes?: XtermAttributes, isWrapped?: boolean): XtermLine;
}

/** Both screens. */
export interface XtermBuffers {
  readonly normal: XtermBuffer;
  readonly alt: XtermBuffer;
  readonly active: XtermBuffer;
  activateNormalBuffer(): void;
  activateAltBuffer(fillAttributes?: XtermAttributes): void;
}

/** Parameters of a control sequence, valid during its handler only. */
export interface XtermParameters {
  readonly params: Int32Array;
  length: number;
  /** Null where there are none; an empty one is -1. */
  getSubParams(index: number): Int32Array | null;
}

/** A control sequence's prefix, intermediate and final characters. */
export interface SequenceName {
  readonly prefix?: string;
  readonly intermediates?: string;
  readonly final: string;
}

/** A handler answers true when the sequence is done with, false to let xterm's own handler have it. */
export interface XtermParser {
  precedingJoinState: number;
  /** What to do with a character in a state: see string-states.ts. */
  _transitions: { readonly table: Uint8Array };
  setPrintHandler(handler: (codePoints: Uint32Array, start: number, end: number) => void): void;
  setExecuteHandler(control: string, handler: () => boolean): void;
  registerCsiHandler(name: SequenceName, handler: (parameters: XtermParameters) => boolean): unknown;
  registerEscHandler(name: SequenceName, handler: () => boolean): unknown;
  /** Removes all handlers of a command, xterm's own included. */
  clearOscHandler(command: number): void;
  registerOscHandler(command: number, handler: XtermStringHandler): unknown;
  registerDcsHandler(name: SequenceName, handler: XtermStringHandler): unknown;
}

/** Takes the payload of an OSC or DCS piece by piece. */
export interface XtermStringHandler {
  /** OSC only. */
  start?(): void;
  /** DCS only. */
  hook?(parameters: XtermParameters): void;
  put(codePoints: Uint32Array, start: number, end: number): void;
  /** OSC only; `success` is false when the string was cancelled. */
  end?(success: boolean): boolean;
  /** DCS only. */
  unhook?(success: boolean): boolean;
}

/** Turns text into changes of the screen. */
export interface XtermInputHandler {
  _parser: XtermParser;
  _curAttrData: XtermAttributes;
  _activeBuffer: XtermBuffer;
  /** Synchronous as long as no handler returns a promise; keeps its state from call to call. */
  parse(data: string): unknown;
  /** Attributes of erased cells: the current background and nothing else. */
  _eraseAttrData(): XtermAttributes;
  /** LF, VT and FF. */
  lineFeed(): boolean;
  tab(): boolean;
  saveCursor(parameters?: XtermParameters): boolean;
  restoreCursor(parameters?: XtermParameters): boolean;
  _restrictCursor(maximumColumn?: number): void;
  /** IND: a row down, scrolling at the bottom margin. */
  index(): boolean;
  _setCursor(x: number, y: number): void;
}

/** What a character set shows in place of characters of ASCII; undefined: these themselves. */
export type Charset = Readonly<Record<string, string>>;

/** The object behind xterm's public `Terminal`. */
export interface XtermCore {
  readonly cols: number;
  readonly rows: number;
  _inputHandler: XtermInputHandler;
  _bufferService: {
    readonly buffers: XtermBuffers;
    readonly buffer: XtermBuffer;
    scroll(eraseAttributes: XtermAttributes, isWrapped?: boolean): void;
  };
  _charsetService: {
    readonly charset: Charset | undefined;
    /** Which of the four sets is in use. */
    readonly glevel: number;
    readonly _charsets: readonly (Charset | undefined)[];
    setgLevel(level: number): void;
    /** Designates one of the four sets. */
    setgCharset(number: number, charset: Charset | undefined): void;
  };
  readonly optionsService: { readonly rawOptions: { readonly convertEol: boolean } };
  coreService: {
    isCursorHidden: boolean;
    modes: { insertMode: boolean };
    decPrivateModes: {
      cursorStyle: 'block' | 'underline' | 'bar' | undefined;
      origin: boolean;
      synchronizedOutput: boolean;
      wraparound: boolean;
    };
  };
  resize(columns: number, rows: number): void;
  reset(): void;
}

// Required, not imported: looking through this large CommonJS file for what it exports takes longer than running it.
const require = createRequire(import.meta.url);

/** Makes a terminal. xterm is loaded on first use; it takes some 30 ms, which a run without a terminal need not pay. */
export function createXterm(columns: number, rows: number): XtermCore {
  const { Terminal } = require('@xterm/headless') as typeof import('@xterm/headless');
  const options = { cols: columns, rows, scrollback: 0, allowProposedApi: true, logLevel: 'off' } as const;
  return checkedCore(new Terminal(options));
}

function shapeError(what: string): Error {
  return new Error(`@xterm/headless is not the version this program was written for: ${what} is missing`);
}

const FUNCTIONS: Readonly<Record<string, readonly string[]>> = {
  '': ['resize', 'reset'],
  _inputHandler: [
    'parse',
    'lineFeed',
    'tab',
    'saveCursor',
    'restoreCursor',
    '_eraseAttrData',
    'charAttributes',
    '_restrictCursor',
    '_setCursor',
    'index',
  ],
  '_inputHandler._parser': [
    'setPrintHandler',
    'setExecuteHandler',
    'registerCsiHandler',
    'registerEscHandler',
    'registerOscHandler',
    'clearOscHandler',
    'registerDcsHandler',
  ],
  '_inputHandler._curAttrData': ['clone', 'updateExtended'],
  '_inputHandler._curAttrData.extended': ['clone'],
  _bufferService: ['scroll'],
  _charsetService: ['setgLevel', 'setgCharset'],
  '_bufferService.buffers': ['activateNormalBuffer', 'activateAltBuffer'],
  '_bufferService.buffer': ['getNullCell', 'getBlankLine'],
  '_bufferService.buffer.lines': ['get', 'set'],
};

const NUMBERS: Readonly<Record<string, readonly string[]>> = {
  '': ['cols', 'rows'],
  '_inputHandler._parser': ['precedingJoinState'],
  '_inputHandler._curAttrData': ['fg', 'bg'],
  '_inputHandler._curAttrData.extended': ['_ext', '_urlId'],
  '_bufferService.buffer.lines': ['length', 'maxLength'],
  '_bufferService.buffer.savedCurAttrData': ['fg', 'bg'],
  _charsetService: ['glevel'],
  '_bufferService.buffer': ['ybase', 'x', 'y', 'scrollTop', 'scrollBottom', 'savedX', 'savedY'],
};

const BOOLEANS: Readonly<Record<string, readonly string[]>> = {
  coreService: ['isCursorHidden'],
  'coreService.modes': ['insertMode'],
  'optionsService.rawOptions': ['convertEol'],
  'coreService.decPrivateModes': ['origin', 'synchronizedOutput', 'wraparound'],
};

/**
 * Finds the object behind a terminal and checks that it has every member this program uses.
 * @throws Error naming the member that is missing
 */
export function checkedCore(terminal: object): XtermCore {
  const core = (terminal as { _core?: unknown })._core;
  for (const [expected, table] of [
    ['function', FUNCTIONS],
    ['number', NUMBERS],
    ['boolean', BOOLEANS],
  ] as const) {
    for (const [path, names] of Object.entries(table)) {
      const owner = path === '' ? core : memberAt(core, path);
      for (const name of names) {
        if (typeof memberAt(owner, name) !== expected) throw shapeError(`${path}.${name}`);
      }
    }
  }
  checkLine((core as XtermCore)._bufferService.buffer.lines.get(0));
  checkTransitions((core as XtermCore)._inputHandler._parser._transitions);
  return core as XtermCore;
}

/** Of the parser's table, the entry for APC: it is ignored in state 7. */
function checkTransitions(transitions: XtermParser['_transitions'] | undefined): void {
  const table = transitions?.table;
  if (!(table instanceof Uint8Array) || table.length !== 4095 || table[0x15f] !== 7)
    throw shapeError("the parser's table");
}

function checkLine(line: XtermLine | undefined): void {
  const sound =
    line?._data instanceof Uint32Array &&
    line._data.length === line.length * WORDS_PER_CELL &&
    line._data[0] === 1 << CONTENT.widthShift &&
    typeof line._combined === 'object' &&
    typeof line._extendedAttrs === 'object' &&
    typeof line.fill === 'function';
  if (!sound) throw shapeError('the layout of a line');
}

function memberAt(owner: unknown, path: string): unknown {
  let value = owner;
  for (const name of path.split('.')) value = (value as Record<string, unknown> | undefined)?.[name];
  return value;
}
