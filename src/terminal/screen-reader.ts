import { type CellFields, type CellStore, NO_FIELDS, SHAPE } from './cell-store.js';
import type { LineSize } from './line-size.js';
import { lineSize } from './line-size.js';
import { PICTURE_PLACEHOLDER } from './pictures.js';
import type { CursorState, Terminal } from './terminal.js';
import {
  BACKGROUND_FLAG,
  COLOUR,
  CONTENT,
  FOREGROUND_FLAG,
  UNDERLINE_STYLE_MASK,
  UNDERLINE_STYLE_SHIFT,
  WORDS_PER_CELL,
  type XtermLine,
} from './xterm-internals.js';

/** No cell has such a first word: its width bits say 3. */
const UNREAD = 0xffffffff;

/** A first word of nothing but a code point and a width. */
const PLAIN_MASK = CONTENT.codePointMask | (3 << CONTENT.widthShift);

/** A power of two. */
const RECENT_CELLS = 2_048;

const HIDDEN_CURSOR: CursorState = { visible: false, shape: 'block', column: 0, row: 0 };

/** Style of one cell with its colours resolved, before the cursor and the grapheme come in. */
interface Style {
  foreground: number;
  background: number;
  /** Bits of `SHAPE`: weight, slant and lines. */
  shape: number;
  underlineColour: number;
  /** Index of `CellStore.links`. */
  link: number;
  concealed: boolean;
}

/**
 * Keeps a grid of cell ids in step with a terminal's screen. A reading compares packed words with last time's copy
 * and resolves only cells that differ.
 */
export class ScreenReader {
  columns = 0;
  rows = 0;
  /** `row * columns + column` → id in the store; as of the last reading. */
  ids = new Uint32Array(0);
  /** Per row, the columns from `firstChanged` up to `endChanged` may differ from the last reading that was taken. */
  firstChanged = new Uint16Array(0);
  endChanged = new Uint16Array(0);
  /** Default background as of the last reading, `0xRRGGBB`, and the id of a blank in it. */
  background: number;
  blankId = 0;
  readonly #terminal: Terminal;
  readonly #store: CellStore;
  readonly #boldIsBright: boolean;
  /** Defaults at the start: a blank that shows nothing is the same cell in any foreground. */
  readonly #blankForeground: number;

  /** The words of the last reading, and the extra data of cells that have some. */
  #words = new Uint32Array(0);
  #extended = new Int32Array(0);
  #links = new Uint32Array(0);
  #clusters = new Map<number, string>();
  #lineSizes = new Uint8Array(0);
  /** Positions whose cells were icons at the last reading. */
  readonly #icons = new Set<number>();
  #cursor: CursorState = HIDDEN_CURSOR;
  #paletteVersion = -1;
  #generation = -1;

  readonly #recent = new RecentCells();

  /** The style of the cell resolved last, and the words it was resolved from; neighbours mostly share it. */
  readonly #style: Style = {
    foreground: 0,
    background: 0,
    shape: 0,
    underlineColour: 0,
    link: 0,
    concealed: false,
  };
  #styleForeground = -1;
  #styleBackground = -1;
  #styleExtended = 0;
  #styleLink = 0;
  readonly #fields: CellFields = { ...NO_FIELDS };

  constructor(terminal: Terminal, store: CellStore, boldIsBright: boolean) {
    this.#terminal = terminal;
    this.#store = store;
    this.#boldIsBright = boldIsBright;
    this.#blankForeground = terminal.palette.foreground;
    this.background = terminal.palette.shownBackground;
  }

  /** Brings `ids` up to date. */
  read(): void {
    const terminal = this.#terminal;
    if (terminal.columns !== this.columns || terminal.rows !== this.rows) this.#resize(terminal.columns, terminal.rows);
    if (terminal.palette.version !== this.#paletteVersion || this.#store.generation !== this.#generation) {
      this.#paletteVersion = terminal.palette.version;
      this.#generation = this.#store.generation;
      this.#styleForeground = -1;
      this.#recent.clear();
      const background = terminal.palette.shownBackground;
      this.background = background;
      this.blankId = this.#store.intern({ ...NO_FIELDS, foreground: this.#blankForeground, background });
      this.#words.fill(UNREAD);
      // Equal numbers may now mean different cells.
      this.firstChanged.fill(0);
      this.endChanged.fill(this.columns);
    }
    this.#moveCursor(terminal.cursorState());
    const { buffer } = terminal;
    for (let row = 0; row < this.rows; row += 1) this.#readRow(row, buffer.lines.get(buffer.ybase + row)!);
  }

  /** Whether the screen, as last read, shows nothing but blanks in the colours of the start, and the cursor. */
  isBlank(): boolean {
    const fields = { ...NO_FIELDS };
    for (let position = 0; position < this.ids.length; position += 1) {
      const id = this.ids[position]!;
      if (id === 0) continue;
      this.#store.read(id, fields);
      const underCursor = this.#cursor.visible && position === this.#cursor.row * this.columns + this.#cursor.column;
      if (!underCursor || fields.grapheme !== 0) return false;
    }
    return true;
  }

  /** Must be called when all changes have been taken. */
  clearChanges(): void {
    this.firstChanged.fill(this.columns);
    this.endChanged.fill(0);
  }

  #resize(columns: number, rows: number): void {
    this.columns = columns;
    this.rows = rows;
    this.ids = new Uint32Array(columns * rows);
    this.firstChanged = new Uint16Array(rows);
    this.endChanged = new Uint16Array(rows).fill(columns);
    this.#words = new Uint32Array(columns * rows * WORDS_PER_CELL).fill(UNREAD);
    this.#extended = new Int32Array(columns * rows);
    this.#links = new Uint32Array(columns * rows);
    this.#clusters.clear();
    this.#icons.clear();
    this.#lineSizes = new Uint8Array(rows);
    this.#cursor = HIDDEN_CURSOR;
  }

  /** Marks the cells under the old and the new cursor as unread, if anything about it changed. */
  #moveCursor(cursor: CursorState): void {
    const old = this.#cursor;
    if (
      old.visible === cursor.visible &&
      old.shape === cursor.shape &&
      old.column === cursor.column &&
      old.row === cursor.row
    )
      return;
    this.#cursor = cursor;
    for (const { visible, row, column } of [old, cursor]) {
      if (!visible) continue;
      for (let at = Math.max(0, column - 1); at <= Math.min(this.columns - 1, column + 1); at += 1)
        this.#words[(row * this.columns + at) * WORDS_PER_CELL] = UNREAD;
    }
  }

  #readRow(row: number, line: XtermLine): void {
    const size = lineSize(line);
    if (size !== this.#lineSizes[row]) {
      this.#lineSizes[row] = size;
      const from = row * this.columns * WORDS_PER_CELL;
      this.#words.fill(UNREAD, from, from + this.columns * WORDS_PER_CELL);
    }
    const data = line._data;
    const words = this.#words;
    const start = row * this.columns * WORDS_PER_CELL;
    const end = this.columns * WORDS_PER_CELL;
    for (let at = 0; at < end; at += WORDS_PER_CELL) {
      const content = data[at]!;
      const background = data[at + 2]!;
      const beside = (content & CONTENT.combined) | (background & BACKGROUND_FLAG.extended);
      const equal =
        content === words[start + at] && data[at + 1] === words[start + at + 1] && background === words[start + at + 2];
      if (equal && (beside === 0 || this.#equalBeside(row, at / WORDS_PER_CELL, line))) continue;
      this.#cellChanged(row, at / WORDS_PER_CELL, line, size);
    }
  }

  /** Compares the extra data of a cell: its cluster and its extended attributes. */
  #equalBeside(row: number, column: number, line: XtermLine): boolean {
    const position = row * this.columns + column;
    const at = column * WORDS_PER_CELL;
    if (line._data[at]! & CONTENT.combined && this.#clusters.get(position) !== line._combined[column]) return false;
    if (!(line._data[at + 2]! & BACKGROUND_FLAG.extended)) return true;
    const extended = line._extendedAttrs[column];
    return this.#extended[position] === (extended?._ext ?? 0) && this.#links[position] === (extended?._urlId ?? 0);
  }

  #cellChanged(row: number, column: number, line: XtermLine, size: LineSize): void {
    const position = row * this.columns + column;
    const from = position * WORDS_PER_CELL;
    const at = column * WORDS_PER_CELL;
    const content = line._data[at]!;
    const foreground = line._data[at + 1]!;
    const background = line._data[at + 2]!;
    const oldWidth = this.#words[from]! >>> CONTENT.widthShift;
    this.#words[from] = content;
    this.#words[from + 1] = foreground;
    this.#words[from + 2] = background;
    if (content & CONTENT.combined) this.#clusters.set(position, line._combined[column] ?? '');
    const extended = background & BACKGROUND_FLAG.extended ? line._extendedAttrs[column] : undefined;
    this.#extended[position] = extended?._ext ?? 0;
    this.#links[position] = extended?._urlId ?? 0;
    // The second half of a wide cell shows what the first half names: it must be read again.
    const wide = content >>> CONTENT.widthShift === 2 || oldWidth === 2;
    if (wide && column + 1 < this.columns) this.#words[from + WORDS_PER_CELL] = UNREAD;
    const isBesideIcon = isIcon(content) || (column > 0 && isIcon(line._data[at - WORDS_PER_CELL]!));
    const isPlain = size === 0 && (content & PLAIN_MASK) === content >>> 0 && content >>> CONTENT.widthShift === 1;
    if (!isPlain || isBesideIcon || extended !== undefined || (this.#cursor.visible && row === this.#cursor.row)) {
      this.#resolve(row, column, line, size);
    } else {
      const known = this.#recent.find(content, foreground, background);
      if (known !== undefined) this.#show(row, column, known);
      else {
        this.#resolve(row, column, line, size);
        this.#recent.add(content, foreground, background, this.ids[position]!);
      }
    }
    if (isBesideIcon || this.#icons.size > 0) this.#resolveIconBeside(row, column, line, size);
  }

  /** An icon is drawn over the blank after it: if one of the two changes, so may the other. */
  #resolveIconBeside(row: number, column: number, line: XtermLine, size: LineSize): void {
    const position = row * this.columns + column;
    if (size === 0 && column > 0 && isIcon(line._data[(column - 1) * WORDS_PER_CELL]!))
      this.#resolve(row, column - 1, line, size);
    const wasIcon = this.#icons.has(position);
    const isNowIcon = isIcon(line._data[column * WORDS_PER_CELL]!);
    if (isNowIcon) this.#icons.add(position);
    else if (wasIcon) this.#icons.delete(position);
    if ((wasIcon || isNowIcon) && column + 1 < this.columns) this.#words[(position + 1) * WORDS_PER_CELL] = UNREAD;
  }

  /** Resolves a cell of the terminal to one cell of the picture, or to two in a double-width line. */
  #resolve(row: number, column: number, line: XtermLine, size: LineSize): void {
    const content = line._data[column * WORDS_PER_CELL]!;
    const width = content >>> CONTENT.widthShift;
    const before = column > 0 ? line._data[(column - 1) * WORDS_PER_CELL]! : 0;
    const secondHalf = width === 0 && before >>> CONTENT.widthShift === 2;
    const grapheme = secondHalf ? this.#graphemeAt(line, column - 1) : this.#graphemeAt(line, column);
    const spanLog = secondHalf || width === 2 ? 1 : 0;
    this.#resolveStyle(row * this.columns + column);
    if (size === 0) {
      if (this.#putOverhanging(row, column, line)) return;
      this.#put(row, column, column, this.#style.concealed ? 0 : grapheme, spanLog, secondHalf ? 1 : 0, size);
      return;
    }
    for (let half = 0; half < 2; half += 1) {
      const shown = column * 2 + half;
      if (shown >= this.columns) break;
      const piece = (secondHalf ? 2 : 0) + half;
      this.#put(row, shown, column, this.#style.concealed ? 0 : grapheme, spanLog + 1, piece, size);
    }
  }

  /** Puts an icon before a blank of the same background, or that blank; false for any other cell. */
  #putOverhanging(row: number, column: number, line: XtermLine): boolean {
    const iconColumn = this.#overhangingIcon(column, line);
    if (iconColumn === undefined) return false;
    const style = this.#style;
    const position = row * this.columns;
    this.#resolveStyle(position + iconColumn + 1);
    const blankBackground = style.background;
    this.#resolveStyle(position + iconColumn);
    const { foreground, background, concealed } = style;
    this.#resolveStyle(position + column);
    if (concealed || background !== blankBackground) return false;
    const ownForeground = style.foreground;
    style.foreground = foreground;
    this.#put(row, column, column, this.#graphemeAt(line, iconColumn), 1, column - iconColumn, 0, SHAPE.overhangs);
    style.foreground = ownForeground;
    return true;
  }

  /** The column of the icon that is before a blank, where one of the two is in `column`. */
  #overhangingIcon(column: number, line: XtermLine): number | undefined {
    const iconColumn = isIcon(line._data[column * WORDS_PER_CELL]!) ? column : column - 1;
    const next = iconColumn + 1;
    if (iconColumn < 0 || next >= this.columns || !isIcon(line._data[iconColumn * WORDS_PER_CELL]!)) return undefined;
    const isNarrow = line._data[next * WORDS_PER_CELL]! >>> CONTENT.widthShift === 1;
    return isNarrow && this.#graphemeAt(line, next) === 0 ? iconColumn : undefined;
  }

  /** Number of the grapheme in a cell; 0 where nothing is drawn. */
  #graphemeAt(line: XtermLine, column: number): number {
    const content = line._data[column * WORDS_PER_CELL]!;
    if (content & CONTENT.combined) {
      const cluster = line._combined[column] ?? '';
      return cluster.codePointAt(0) === PICTURE_PLACEHOLDER ? 0 : this.#store.grapheme(cluster);
    }
    const codePoint = content & CONTENT.codePointMask;
    return isBlank(codePoint) ? 0 : codePoint;
  }

  /** @param flags further bits of `SHAPE` */
  #put(
    row: number,
    shown: number,
    column: number,
    grapheme: number,
    spanLog: number,
    piece: number,
    size: LineSize,
    flags = 0,
  ): void {
    const fields = this.#fields;
    const style = this.#style;
    fields.grapheme = grapheme;
    fields.foreground = style.foreground;
    fields.background = style.background;
    fields.underlineColour = style.underlineColour;
    fields.cursorColour = 0;
    fields.link = style.link;
    fields.shape = style.shape;
    if (grapheme !== 0) {
      fields.shape |= (spanLog << SHAPE.spanColumnsShift) | (piece << SHAPE.pieceColumnShift) | flags;
      if (size !== 0) fields.shape |= SHAPE.stretched;
      if (size >= 2) fields.shape |= SHAPE.twoRows;
      if (size === 3) fields.shape |= SHAPE.lowerPiece;
    }
    if (this.#cursor.visible && row === this.#cursor.row) this.#applyCursor(fields, column, piece);
    if (grapheme === 0 && !(fields.shape & VISIBLE_ON_BLANK)) {
      fields.foreground = this.#blankForeground;
      fields.shape &= ~(SHAPE.bold | SHAPE.italic);
    }
    this.#show(row, shown, this.#store.intern(fields));
  }

  #show(row: number, column: number, id: number): void {
    const position = row * this.columns + column;
    if (this.ids[position] === id) return;
    this.ids[position] = id;
    if (column < this.firstChanged[row]!) this.firstChanged[row] = column;
    if (column >= this.endChanged[row]!) this.endChanged[row] = column + 1;
  }

  /** A block becomes other colours; bar and underline stay marks. The whole of a wide cell is under the cursor. */
  #applyCursor(fields: CellFields, column: number, piece: number): void {
    const cursor = this.#cursor;
    const position = cursor.row * this.columns + cursor.column;
    const width = this.#words[position * WORDS_PER_CELL]! >>> CONTENT.widthShift;
    const start = width === 0 ? cursor.column - 1 : cursor.column;
    const end = width === 1 ? cursor.column + 1 : start + 2;
    if (column < start || column >= end) return;
    const colour = this.#terminal.palette.cursorOver(fields.foreground, fields.background);
    if (cursor.shape === 'block') {
      fields.foreground = fields.background;
      fields.background = colour;
      return;
    }
    if (cursor.shape === 'bar' && piece > 0 && !(fields.shape & SHAPE.overhangs)) return;
    fields.shape |= (cursor.shape === 'bar' ? 1 : 2) << SHAPE.cursorShift;
    fields.cursorColour = colour;
  }

  #resolveStyle(position: number): void {
    const foregroundWord = this.#words[position * WORDS_PER_CELL + 1]!;
    const backgroundWord = this.#words[position * WORDS_PER_CELL + 2]!;
    const extended = this.#extended[position]!;
    const link = this.#links[position]!;
    if (
      foregroundWord === this.#styleForeground &&
      backgroundWord === this.#styleBackground &&
      extended === this.#styleExtended &&
      link === this.#styleLink
    )
      return;
    this.#styleForeground = foregroundWord;
    this.#styleBackground = backgroundWord;
    this.#styleExtended = extended;
    this.#styleLink = link;
    this.#computeColours(foregroundWord, backgroundWord);
    this.#computeLines(foregroundWord, backgroundWord, extended);
    this.#style.link = link === 0 ? 0 : this.#store.link(this.#terminal.links[link] ?? '');
  }

  #computeColours(foregroundWord: number, backgroundWord: number): void {
    const style = this.#style;
    const { palette } = this.#terminal;
    const bright = this.#boldIsBright && (foregroundWord & FOREGROUND_FLAG.bold) !== 0;
    let foreground = this.#colour(foregroundWord, palette.shownForeground, bright);
    let background = this.#colour(backgroundWord, palette.shownBackground, false);
    if (foregroundWord & FOREGROUND_FLAG.inverse) [foreground, background] = [background, foreground];
    if (backgroundWord & BACKGROUND_FLAG.faint) foreground = palette.faint(foreground, background);
    style.concealed = (foregroundWord & FOREGROUND_FLAG.invisible) !== 0;
    style.foreground = foreground;
    style.background = background;
  }

  #computeLines(foregroundWord: number, backgroundWord: number, extended: number): void {
    const style = this.#style;
    let shape = 0;
    if (foregroundWord & FOREGROUND_FLAG.bold) shape |= SHAPE.bold;
    if (backgroundWord & BACKGROUND_FLAG.italic) shape |= SHAPE.italic;
    style.underlineColour = 0;
    if (!style.concealed) {
      if (foregroundWord & FOREGROUND_FLAG.strikethrough) shape |= SHAPE.strikethrough;
      if (backgroundWord & BACKGROUND_FLAG.overline) shape |= SHAPE.overline;
      if (foregroundWord & FOREGROUND_FLAG.underline) {
        const underline = (extended & UNDERLINE_STYLE_MASK) >>> UNDERLINE_STYLE_SHIFT || 1;
        shape |= underline << SHAPE.underlineShift;
        style.underlineColour = this.#colour(extended, style.foreground, false);
      }
    }
    style.shape = shape;
  }

  #colour(word: number, byDefault: number, bright: boolean): number {
    const { indexed } = this.#terminal.palette;
    switch (word & COLOUR.modeMask) {
      case COLOUR.modeRgb:
        return word & COLOUR.rgbMask;
      case COLOUR.modePalette16:
      case COLOUR.modePalette256: {
        const index = word & COLOUR.indexMask;
        return indexed[bright && index < 8 ? index + 8 : index]!;
      }
      default:
        return byDefault;
    }
  }
}

/**
 * Ids of plain cells (one column, one code point, no cursor) by their three words, as long as the palette and the
 * store stay as they are: a new palette changes every cell of the screen, and few of them differ.
 */
class RecentCells {
  readonly #contents = new Uint32Array(RECENT_CELLS);
  readonly #foregrounds = new Uint32Array(RECENT_CELLS);
  readonly #backgrounds = new Uint32Array(RECENT_CELLS);
  readonly #ids = new Uint32Array(RECENT_CELLS);

  clear(): void {
    this.#contents.fill(UNREAD);
  }

  find(content: number, foreground: number, background: number): number | undefined {
    const slot = slotOf(content, foreground, background);
    const isEqual =
      this.#contents[slot] === content &&
      this.#foregrounds[slot] === foreground &&
      this.#backgrounds[slot] === background;
    return isEqual ? this.#ids[slot] : undefined;
  }

  add(content: number, foreground: number, background: number, id: number): void {
    const slot = slotOf(content, foreground, background);
    this.#contents[slot] = content;
    this.#foregrounds[slot] = foreground;
    this.#backgrounds[slot] = background;
    this.#ids[slot] = id;
  }
}

/** Multiplicative mixing; the constants are odd and otherwise arbitrary. */
function slotOf(content: number, foreground: number, background: number): number {
  const mixed = Math.imul(content, 0x9e3779b1) ^ Math.imul(foreground, 0x85ebca6b) ^ Math.imul(background, 0xc2b2ae35);
  return (mixed ^ (mixed >>> 15)) & (RECENT_CELLS - 1);
}

/** The parts of a shape that show without a character. */
const VISIBLE_ON_BLANK =
  SHAPE.strikethrough |
  SHAPE.overline |
  (SHAPE.underlineMask << SHAPE.underlineShift) |
  (SHAPE.cursorMask << SHAPE.cursorShift);

/** Whether a code point is drawn as nothing. */
function isBlank(codePoint: number): boolean {
  return codePoint === 0x20 || codePoint === 0xa0 || codePoint === 0x3000 || codePoint === PICTURE_PLACEHOLDER;
}

/**
 * Whether a cell's first word holds one character of a private use area: an icon. Powerline separators (U+E0A0 to
 * U+E0D7) are not, as they are as wide as their cell.
 */
function isIcon(content: number): boolean {
  const codePoint = content & CONTENT.codePointMask;
  if (content & CONTENT.combined || codePoint < 0xe000 || content >>> CONTENT.widthShift !== 1) return false;
  if (codePoint <= 0xf8ff) return codePoint < 0xe0a0 || codePoint > 0xe0d7;
  return codePoint >= 0xf0000 && codePoint <= 0x10fffd;
}
