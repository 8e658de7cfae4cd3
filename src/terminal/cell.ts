/** What one cell of the screen looks like, with every colour resolved: nothing here depends on a theme. */

/** Underline styles of SGR 4:0 to 4:5, in their order. */
export const UNDERLINE_STYLES = ['none', 'single', 'double', 'curly', 'dotted', 'dashed'] as const;
/** Name of an underline style. */
export type UnderlineStyle = (typeof UNDERLINE_STYLES)[number];

/** How the cursor marks a cell. A block cursor is not among them: it is a cell with other colours. */
export type CursorMark = 'none' | 'bar' | 'underline';

/**
 * One cell, immutable. A grapheme wider or taller than one cell (wide characters, double-width and
 * double-height lines) is cut into pieces, one a cell, that all name the whole grapheme.
 */
export interface Cell {
  /** A grapheme cluster; the empty string for a blank. */
  readonly grapheme: string;
  /** Cells the whole grapheme spans across: 1, 2 or (wide in a double-width line) 4. */
  readonly spanColumns: number;
  /** Cells the whole grapheme spans down: 1, or 2 in a double-height line. */
  readonly spanRows: number;
  /** Which column of the whole grapheme this cell shows, from 0. */
  readonly pieceColumn: number;
  /** Which row of the whole grapheme this cell shows, from 0. */
  readonly pieceRow: number;
  /** A grapheme of one column that is drawn over the blank on its right as well; `spanColumns` counts both. */
  readonly overhangs: boolean;
  /** Horizontal stretch of the drawing: 2 in a double-width or double-height line, else 1. */
  readonly stretch: number;
  /** Colours are `0xRRGGBB`. Inverse, faint, conceal and bold-is-bright are already applied. */
  readonly foreground: number;
  readonly background: number;
  readonly bold: boolean;
  readonly italic: boolean;
  readonly underline: UnderlineStyle;
  readonly underlineColour: number;
  readonly strikethrough: boolean;
  readonly overline: boolean;
  readonly cursor: CursorMark;
  readonly cursorColour: number;
  /** Target of an OSC 8 link; the empty string for none. */
  readonly link: string;
}

/** Distinct cells by number. Ids are dense from 0; 0 is a blank in the default background. */
export interface CellTable {
  cell(id: number): Cell;
  /**
   * Increases when the table is emptied to stay bounded: earlier ids are then invalid. The first frame of
   * a generation lists every cell of the screen.
   */
  readonly generation: number;
}
