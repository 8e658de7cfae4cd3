/** Output that makes a fresh terminal look like another, and go on like it. */
import { lastColumn, lineSize } from './line-size.js';
import { PICTURE_PLACEHOLDER } from './pictures.js';
import { savedModes } from './saved-cursor.js';
import {
  BACKGROUND_FLAG,
  type Charset,
  COLOUR,
  CONTENT,
  FOREGROUND_FLAG,
  UNDERLINE_STYLE_MASK,
  UNDERLINE_STYLE_SHIFT,
  WORDS_PER_CELL,
  type XtermAttributes,
  type XtermBuffer,
  type XtermCore,
  type XtermLine,
} from './xterm-internals.js';

/** What is known of a terminal besides what xterm knows. */
export interface StateSources {
  readonly core: XtermCore;
  /** Sets the colours that differ from those of the start. */
  readonly colours: string;
  /** Targets of links by their number. */
  readonly links: readonly string[];
  /** Left and right margins, columns from 0; undefined unless they are narrower than the screen. */
  readonly sideMargins: { readonly left: number; readonly right: number } | undefined;
  readonly isUpdating: boolean;
  /** Whether the cursor is where the last character left it: marks may join that one, or a wrap may be due. */
  readonly followsText: boolean;
  /** Cells that a grapheme takes by itself. */
  readonly columnsOf: (grapheme: string) => number;
}

type Attributes = Pick<XtermAttributes, 'fg' | 'bg'> & { readonly ext: number; readonly link: number };

const CSI = '\u001b[';
const PLAIN: Attributes = { fg: 0, bg: 0, ext: 0, link: 0 };
const DEFAULT_TAB_COLUMNS = 8;

/** Writes the state: colours, both screens, modes, margins, the saved cursor, the cursor and its attributes. */
export function screenState(sources: StateSources): string {
  const { core, colours, isUpdating } = sources;
  const { buffers, buffer } = core._bufferService;
  const isAlternate = buffers.active === buffers.alt;
  const pen = new Pen(sources);
  return [
    // CAN ends an unfinished sequence, RIS is a fresh start.
    '\u0018\u001bc',
    colours,
    isAlternate ? alternateScreen(sources, pen) : screen(buffer, sources, pen),
    savedCursor(buffer, pen),
    marginsAndModes(sources),
    cursor(sources, pen),
    printing(core),
    isUpdating ? `${CSI}?2026h` : '',
  ].join('');
}

/** The alternate screen would take the background of the moment. */
function alternateScreen(sources: StateSources, pen: Pen): string {
  const { normal, alt } = sources.core._bufferService.buffers;
  return [
    screen(normal, sources, pen),
    savedCursor(normal, pen),
    position(normal.y, normal.x),
    pen.take(PLAIN),
    `${CSI}?1047h`,
    screen(alt, sources, pen),
  ].join('');
}

/** Writes cells, and attributes where they change. */
class Pen {
  readonly #links: readonly string[];
  readonly #columnsOf: (grapheme: string) => number;
  #last: Attributes = PLAIN;

  constructor({ links, columnsOf }: StateSources) {
    this.#links = links;
    this.#columnsOf = columnsOf;
  }

  /** What puts the grapheme of a cell there. A narrow one that was wide at first, or is by itself, asks for its width. */
  write(line: XtermLine, column: number): string {
    const grapheme = graphemeAt(line, column);
    return this.take(attributesAt(line, column)) + this.#ofWidth(grapheme, widthAt(line, column), column);
  }

  #ofWidth(grapheme: string, width: number, column: number): string {
    if (grapheme <= '~') return grapheme;
    if (width === 1) return this.#mayBeWide(grapheme) ? `\u001b]66;w=1;${grapheme}\u0007` : grapheme;
    if (this.#columnsOf(grapheme) > 1) return grapheme;
    // A mark that would have made it narrow came when the cursor had been elsewhere.
    const [first, ...marks] = grapheme;
    return `${first}${CSI}${column + 1}G${CSI}${column + width + 1}G${marks.join('')}`;
  }

  #mayBeWide(grapheme: string): boolean {
    return this.#columnsOf(grapheme) > 1 || this.#columnsOf(String.fromCodePoint(grapheme.codePointAt(0)!)) > 1;
  }

  take(attributes: Attributes): string {
    const { fg, bg, ext, link } = this.#last;
    const style = fg === attributes.fg && bg === attributes.bg && ext === attributes.ext ? '' : sgr(attributes);
    const target = link === attributes.link ? '' : `\u001b]8;;${this.#links[attributes.link] ?? ''}\u0007`;
    this.#last = attributes;
    return style + target;
  }
}

const FOREGROUND_CODES: readonly (readonly [number, number])[] = [
  [FOREGROUND_FLAG.bold, 1],
  [FOREGROUND_FLAG.blink, 5],
  [FOREGROUND_FLAG.inverse, 7],
  [FOREGROUND_FLAG.invisible, 8],
  [FOREGROUND_FLAG.strikethrough, 9],
];
const BACKGROUND_CODES: readonly (readonly [number, number])[] = [
  [BACKGROUND_FLAG.faint, 2],
  [BACKGROUND_FLAG.italic, 3],
  [BACKGROUND_FLAG.overline, 53],
];

function sgr({ fg, bg, ext }: Attributes): string {
  const flags = (word: number, codes: typeof FOREGROUND_CODES) =>
    codes.filter(([flag]) => word & flag).map(([, code]) => String(code));
  const underline = fg & FOREGROUND_FLAG.underline ? (ext & UNDERLINE_STYLE_MASK) >>> UNDERLINE_STYLE_SHIFT || 1 : 0;
  const parts = [
    '0',
    ...flags(fg, FOREGROUND_CODES),
    ...flags(bg, BACKGROUND_CODES),
    ...(underline > 0 ? [`4:${underline}`] : []),
    ...colourCodes(fg, 38),
    ...colourCodes(bg, 48),
    ...(underline > 0 ? colourCodes(ext, 58) : []),
  ];
  return `${CSI}${parts.join(';')}m`;
}

function colourCodes(word: number, code: 38 | 48 | 58): string[] {
  const value = word & COLOUR.rgbMask;
  switch (word & COLOUR.modeMask) {
    case COLOUR.modeRgb:
      return [`${code}:2::${value >> 16}:${(value >> 8) & 255}:${value & 255}`];
    case COLOUR.modePalette16:
      return [indexedCode(word & COLOUR.indexMask, code)];
    case COLOUR.modePalette256:
      return [`${code}:5:${word & COLOUR.indexMask}`];
    default:
      return [];
  }
}

function indexedCode(index: number, code: 38 | 48 | 58): string {
  if (code === 58 || index > 15) return `${code}:5:${index}`;
  return String((code === 38 ? 30 : 40) + (index > 7 ? 52 + index : index));
}

/** Attributes of the next character. */
function attributesOf({ fg, bg, extended }: XtermAttributes): Attributes {
  const isExtended = (bg & BACKGROUND_FLAG.extended) !== 0;
  return { fg, bg, ext: isExtended ? extended._ext : 0, link: isExtended ? extended._urlId : 0 };
}

const position = (row: number, column: number): string => `${CSI}${row + 1};${column + 1}H`;

function attributesAt(line: XtermLine, column: number): Attributes {
  const at = column * WORDS_PER_CELL;
  const bg = line._data[at + 2]!;
  const extended = bg & BACKGROUND_FLAG.extended ? line._extendedAttrs[column] : undefined;
  return { fg: line._data[at + 1]!, bg, ext: extended?._ext ?? 0, link: extended?._urlId ?? 0 };
}

/** Tab stops and rows of a screen; rows that were wrapped are wrapped again, so that they keep together when resized. */
function screen(buffer: XtermBuffer, { core }: StateSources, pen: Pen): string {
  const rows: string[] = [];
  for (let row = 0; row < core.rows; row += 1) {
    const line = buffer.lines.get(buffer.ybase + row);
    if (line === undefined) break;
    const next = row + 1 < core.rows ? buffer.lines.get(buffer.ybase + row + 1) : undefined;
    const goesOn = next?.isWrapped === true;
    const continues = row > 0 && line.isWrapped;
    const count = goesOn ? core.cols : usedLength(line, continues ? 1 : 0);
    if (count > 0) rows.push((continues ? continuation(line) : position(row, 0)) + cells(line, count, pen));
  }
  return tabStops(buffer, core.cols) + rows.join('') + lineSizes(buffer, core.rows);
}

/** Wraps to the next row, where a mark must not join the row above. */
function continuation(line: XtermLine): string {
  return isPlain(line, 0) ? '' : ` ${CSI}G`;
}

/** Set once the text is there, which wraps where lines are single. */
function lineSizes({ lines, ybase }: XtermBuffer, rows: number): string {
  const sequences = Array.from({ length: rows }, (_, row) => {
    const line = lines.get(ybase + row);
    const size = line === undefined ? 0 : lineSize(line);
    return size === 0 ? '' : `${position(row, 0)}\u001b#${'5634'[size]}`;
  });
  return sequences.join('');
}

/** Columns up to the last that has a character or attributes. */
function usedLength(line: XtermLine, least: number): number {
  for (let column = line.length; column > least; column -= 1) {
    const at = (column - 1) * WORDS_PER_CELL;
    if (line._data[at]! & CONTENT.anyMask || line._data[at + 1] !== 0 || line._data[at + 2] !== 0) return column;
  }
  return least;
}

/** Cells from the first column on. Their columns are named after anything that may be wider or join with the next. */
function cells(line: XtermLine, count: number, pen: Pen): string {
  let text = '';
  for (let column = 0; column < Math.min(count, line.length); column += 1) {
    const width = widthAt(line, column);
    if (width === 0) continue;
    const end = column + width;
    text += pen.write(line, column);
    if (!isPlain(line, column) && end < line.length) text += `${CSI}${end + 1}G`;
  }
  return text;
}

/** Whether a cell holds nothing but a character of ASCII. */
function isPlain(line: XtermLine, column: number): boolean {
  const content = line._data[column * WORDS_PER_CELL]! & CONTENT.anyMask;
  return content < 0x7f;
}

function widthAt(line: XtermLine, column: number): number {
  return line._data[column * WORDS_PER_CELL]! >>> CONTENT.widthShift;
}

function graphemeAt(line: XtermLine, column: number): string {
  const content = line._data[column * WORDS_PER_CELL]!;
  const text =
    content & CONTENT.combined
      ? (line._combined[column] ?? '')
      : String.fromCodePoint(content & CONTENT.codePointMask || 0x20);
  return text.codePointAt(0) === PICTURE_PLACEHOLDER || text === '' ? ' ' : text;
}

function tabStops({ tabs }: XtermBuffer, columns: number): string {
  const isDefault = (column: number) => column % DEFAULT_TAB_COLUMNS === 0;
  const wanted = Array.from({ length: columns }, (_, column) => column).filter((column) => tabs[column] === true);
  const isUnchanged = wanted.every(isDefault) && wanted.length === Math.ceil(columns / DEFAULT_TAB_COLUMNS);
  if (isUnchanged) return '';
  return `${CSI}3g${wanted.map((column) => `${CSI}${column + 1}G\u001bH`).join('')}`;
}

/** Position, attributes and modes are set, saved, and set back. */
function savedCursor(buffer: XtermBuffer, pen: Pen): string {
  const { savedX, savedY, savedCurAttrData } = buffer;
  const { origin, charsets, level } = savedModes(buffer);
  const attributes = attributesOf(savedCurAttrData);
  const designations = charsetDesignations(charsets, level);
  const isPlain = attributes.fg === 0 && attributes.bg === 0 && designations === '' && !origin;
  if (isPlain && savedX === 0 && savedY === 0) return '';
  return [
    origin ? `${CSI}?6h` : '',
    position(savedY, savedX),
    pen.take(attributes),
    designations,
    '\u001b7',
    designations === '' ? '' : '\u000f\u001b(B\u001b)B\u001b*B\u001b+B',
    origin ? `${CSI}?6l` : '',
  ].join('');
}

/** Margins, and the modes that positions depend on. */
function marginsAndModes({ core, sideMargins }: StateSources): string {
  const { buffer } = core._bufferService;
  const { decPrivateModes } = core.coreService;
  const { scrollTop, scrollBottom } = buffer;
  const set = (condition: boolean, sequence: string) => (condition ? sequence : '');
  return [
    set(scrollTop > 0 || scrollBottom < core.rows - 1, `${CSI}${scrollTop + 1};${scrollBottom + 1}r`),
    sideMargins ? `${CSI}?69h${CSI}${sideMargins.left + 1};${sideMargins.right + 1}s` : '',
    set(core.optionsService.rawOptions.convertEol, `${CSI}20h`),
    set(decPrivateModes.origin, `${CSI}?6h`),
  ].join('');
}

/** What decides how the next characters are printed: modes and character sets. */
function printing({ coreService, _charsetService: { glevel, _charsets } }: XtermCore): string {
  return [
    coreService.modes.insertMode ? `${CSI}4h` : '',
    coreService.decPrivateModes.wraparound ? '' : `${CSI}?7l`,
    charsetDesignations(_charsets, glevel),
  ].join('');
}

function charsetDesignations(charsets: readonly (Charset | undefined)[], level: number): string {
  const designations = Array.from(charsets, (charset, number) => charsetDesignation(charset, number));
  return designations.join('') + (['', '\u000e', '\u001bn', '\u001bo'][level] ?? '');
}

/** DEC's line drawing and the British set are the ones that programs use. */
function charsetDesignation(charset: Charset | undefined, number: number): string {
  const sign = '()*+'[number];
  if (charset?.q === '\u2500') return `\u001b${sign}0`;
  return charset?.['#'] === '\u00a3' ? `\u001b${sign}A` : '';
}

const CURSOR_STYLES = { block: 2, underline: 4, bar: 6 } as const;

/** Positions count from the margins in origin mode. A cursor that follows text does so again. */
function cursor({ core, sideMargins, followsText }: StateSources, pen: Pen): string {
  const { buffer } = core._bufferService;
  const { decPrivateModes, isCursorHidden } = core.coreService;
  const { origin, cursorStyle } = decPrivateModes;
  const line = buffer.lines.get(buffer.ybase + buffer.y)!;
  const isBehind = followsText || buffer.x >= core.cols;
  const width = isBehind ? (widthAt(line, buffer.x - 1) === 0 ? 2 : 1) : 0;
  const column = isBehind ? buffer.x - width : Math.min(buffer.x, lastColumn(line, core.cols));
  const [top, left] = origin ? [buffer.scrollTop, sideMargins?.left ?? 0] : [0, 0];
  const again = isBehind ? pen.write(line, column) : '';
  return [
    position(buffer.y - top, column - left),
    again,
    pen.take(attributesOf(core._inputHandler._curAttrData)),
    cursorStyle === undefined ? '' : `${CSI}${CURSOR_STYLES[cursorStyle]} q`,
    isCursorHidden ? `${CSI}?25l` : '',
  ].join('');
}
