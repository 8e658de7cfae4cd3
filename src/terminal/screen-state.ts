/** Output that makes a fresh terminal look like another, and go on like it. */
import { lineSize } from './line-size.js';
import { PICTURE_PLACEHOLDER } from './pictures.js';
import {
  BACKGROUND_FLAG,
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
  const pen = new Pen(sources.links);
  return [
    // CAN ends an unfinished sequence, RIS is a fresh start.
    '\u0018\u001bc',
    colours,
    isAlternate ? alternateScreen(sources, pen) : screen(buffer, sources, pen),
    tabStops(buffer, core.cols),
    savedCursor(buffer, pen),
    marginsAndModes(sources),
    cursor(sources, pen),
    printing(core),
    isUpdating ? `${CSI}?2026h` : '',
  ].join('');
}

function alternateScreen(sources: StateSources, pen: Pen): string {
  const { normal, alt } = sources.core._bufferService.buffers;
  const back = position(normal.savedY, normal.savedX);
  return `${screen(normal, sources, pen)}${back}${CSI}?1049h${screen(alt, sources, pen)}`;
}

/** Writes attributes where they change. */
class Pen {
  readonly #links: readonly string[];
  #last: Attributes = PLAIN;

  constructor(links: readonly string[]) {
    this.#links = links;
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

/** The rows of a screen; rows that were wrapped are wrapped again, so that they keep together when resized. */
function screen(buffer: XtermBuffer, { core }: StateSources, pen: Pen): string {
  const rows: string[] = [];
  for (let row = 0; row < core.rows; row += 1) {
    const line = buffer.lines.get(buffer.ybase + row);
    if (line === undefined) break;
    const next = row + 1 < core.rows ? buffer.lines.get(buffer.ybase + row + 1) : undefined;
    const goesOn = next?.isWrapped === true;
    const continues = row > 0 && line.isWrapped;
    const count = goesOn ? core.cols : usedLength(line, continues ? 1 : 0);
    if (count > 0) rows.push((continues ? '' : position(row, 0)) + cells(line, count, pen));
  }
  return rows.join('') + lineSizes(buffer, core.rows);
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
    const width = line._data[column * WORDS_PER_CELL]! >>> CONTENT.widthShift;
    if (width === 0) continue;
    const cell = cellText(line, column);
    const isPlain = cell >= ' ' && cell <= '~' && cell.length === 1;
    const end = column + width;
    text += pen.take(attributesAt(line, column)) + cell;
    if (!isPlain && end < line.length) text += `${CSI}${end + 1}G`;
  }
  return text;
}

/** What puts the grapheme into its cell. Where nothing wraps, a wide one can stand in the last column, cut. */
function cellText(line: XtermLine, column: number): string {
  const grapheme = graphemeAt(line, column);
  const mayBeCut = column === line.length - 1 && grapheme > '~';
  return mayBeCut ? `${CSI}?7l${grapheme}${CSI}?7h` : grapheme;
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

function savedCursor({ savedX, savedY, savedCurAttrData, savedCharset }: XtermBuffer, pen: Pen): string {
  const attributes = attributesOf(savedCurAttrData);
  const charset = charsetDesignation(savedCharset, 0);
  const isFresh = savedX === 0 && savedY === 0 && attributes.fg === 0 && attributes.bg === 0 && charset === '';
  return isFresh ? '' : `${position(savedY, savedX)}${pen.take(attributes)}${charset}\u001b7${charset && '\u001b(B'}`;
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
function printing({ coreService, _charsetService: { charset, glevel, _charsets } }: XtermCore): string {
  // Restoring a cursor that was never saved leaves a set designated, but not in use.
  const designations = Array.from(_charsets, (known, number) =>
    charsetDesignation(number === glevel ? charset : known, number),
  );
  return [
    coreService.modes.insertMode ? `${CSI}4h` : '',
    coreService.decPrivateModes.wraparound ? '' : `${CSI}?7l`,
    ...designations,
    ['', '\u000e', '\u001bn', '\u001bo'][glevel] ?? '',
  ].join('');
}

/** DEC's line drawing and the British set are the ones that programs use. */
function charsetDesignation(charset: Readonly<Record<string, string>> | undefined, number: number): string {
  const sign = '()*+'[number];
  if (charset?.q === '\u2500') return `\u001b${sign}0`;
  return charset?.['#'] === '\u00a3' ? `\u001b${sign}A` : '';
}

const CURSOR_STYLES = { block: 2, underline: 4, bar: 6 } as const;

/** Positions count from the margins in origin mode. Behind the last column the cursor waits to wrap: its cell is written again. */
function cursor({ core, sideMargins }: StateSources, pen: Pen): string {
  const { buffer } = core._bufferService;
  const { decPrivateModes, isCursorHidden } = core.coreService;
  const { origin, cursorStyle } = decPrivateModes;
  const line = buffer.lines.get(buffer.ybase + buffer.y)!;
  const isBehind = buffer.x >= core.cols;
  const width = isBehind ? line._data[(core.cols - 1) * WORDS_PER_CELL]! >>> CONTENT.widthShift : 1;
  const column = isBehind ? core.cols - (width === 0 ? 2 : 1) : buffer.x;
  const [top, left] = origin ? [buffer.scrollTop, sideMargins?.left ?? 0] : [0, 0];
  const again = isBehind ? pen.take(attributesAt(line, column)) + cellText(line, column) : '';
  return [
    position(buffer.y - top, column - left),
    again,
    pen.take(attributesOf(core._inputHandler._curAttrData)),
    cursorStyle === undefined ? '' : `${CSI}${CURSOR_STYLES[cursorStyle]} q`,
    isCursorHidden ? `${CSI}?25l` : '',
  ].join('');
}
