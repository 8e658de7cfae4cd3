/** The proportions of asciinema-player: with its own line height and border, and controls below the terminal. */
import type { PixelSize } from './expected-size.js';

/** Sizes in ems of the terminal's font. */
const COLUMN_EM = 0.6;
const ROW_EM = 4 / 3;
/** Both sides together. */
const BORDER_EM = 1.5;
/** However large the terminal is. */
export const CONTROLS_PX = 32;

/** A terminal's size, in cells. */
interface TerminalSize {
  readonly columns: number;
  readonly rows: number;
}

/** Height of the terminal in the player, as a multiple of its width. */
export function terminalProportion({ columns, rows }: TerminalSize): number {
  return (rows * ROW_EM + BORDER_EM) / (columns * COLUMN_EM + BORDER_EM);
}

/** The size of a player of some width. */
export function playerSizeAt(widthPx: number, terminal: TerminalSize): PixelSize {
  return { widthPx, heightPx: Math.round(widthPx * terminalProportion(terminal)) + CONTROLS_PX };
}
