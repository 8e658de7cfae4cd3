import type { Frame, FrameSequence } from '../frames/frame.js';
import type { Cell } from '../terminal/cell.js';

/** The whole screen, kept up to date from frames, for the formats that are made of cells. */
export class ScreenGrid {
  readonly columns: number;
  /** Row by row; a cell stays valid even when the sequence's table is emptied. */
  readonly rows: Cell[][];
  /** Around the cells, `0xRRGGBB`. */
  background: number;
  readonly #sequence: FrameSequence;

  constructor(sequence: FrameSequence) {
    this.#sequence = sequence;
    this.columns = sequence.columns;
    this.background = sequence.background;
    const blank = sequence.cells.cell(0);
    this.rows = Array.from({ length: sequence.rows }, () => new Array<Cell>(sequence.columns).fill(blank));
  }

  /** Applies a frame's changes and returns the rows they touch, ascending. */
  apply(frame: Frame): number[] {
    const touched: number[] = [];
    this.background = frame.background;
    for (let at = 0; at < frame.changeCount; at++) {
      const position = frame.positions[at]!;
      const row = position >>> 16;
      this.rows[row]![position & 0xffff] = this.#sequence.cells.cell(frame.cellIds[at]!);
      if (touched.at(-1) !== row) touched.push(row);
    }
    return touched;
  }
}

/** The screen as it is at `atUs`, or at the end where that is left out. */
export function screenAt(sequence: FrameSequence, atUs = Number.POSITIVE_INFINITY): ScreenGrid {
  const grid = new ScreenGrid(sequence);
  for (const frame of sequence.frames()) {
    if (frame.timeUs > atUs) break;
    grid.apply(frame);
  }
  return grid;
}

/** A row's text without trailing blanks. Each grapheme counts once, however many cells it spans. */
export function rowText(cells: readonly Cell[]): string {
  let text = '';
  for (const cell of cells) {
    if (cell.overhangs && cell.pieceColumn > 0) text += ' ';
    else if (cell.pieceColumn === 0 && cell.pieceRow === 0) text += cell.grapheme || ' ';
  }
  return text.trimEnd();
}
