/** A frame sequence made by hand, for tests of what comes after the terminal. */

import type { Frame, FrameSequence } from '#cast2gif/frames/frame.js';
import type { Cell, CellTable } from '#cast2gif/terminal/cell.js';

export const BLANK: Cell = {
  grapheme: '',
  spanColumns: 1,
  spanRows: 1,
  pieceColumn: 0,
  pieceRow: 0,
  overhangs: false,
  stretch: 1,
  foreground: 0xcccccc,
  background: 0x121314,
  bold: false,
  italic: false,
  underline: 'none',
  underlineColour: 0xcccccc,
  strikethrough: false,
  overline: false,
  cursor: 'none',
  cursorColour: 0xcccccc,
  link: '',
};

/** Rows of cells. */
export type Screen = readonly (readonly Cell[])[];

/** Frames of 100 ms each from whole screens, all of one size. */
export function sequenceOf(screens: readonly Screen[]): FrameSequence {
  const known = new Map<string, number>([[JSON.stringify(BLANK), 0]]);
  const list: Cell[] = [BLANK];
  const idOf = (cell: Cell): number => {
    const key = JSON.stringify(cell);
    const id = known.get(key) ?? list.push(cell) - 1;
    known.set(key, id);
    return id;
  };
  const grids = screens.map((screen) => screen.map((row) => row.map(idOf)));
  const cells: CellTable = { generation: 0, cell: (id) => list[id]! };
  const rows = screens[0]!.length;
  const columns = screens[0]![0]!.length;
  return {
    startUs: 0,
    firstPictureUs: 0,
    eventTimeUs: (timeUs) => timeUs,
    frameCount: screens.length,
    changeCount: screens.length * columns * rows,
    durationUs: screens.length * 100_000,
    columns,
    rows,
    background: BLANK.background,
    markers: [],
    keys: [],
    cells,
    frames: () => framesOf(grids, columns, rows),
    close: async () => {},
  };
}

function* framesOf(
  grids: readonly (readonly (readonly number[])[])[],
  columns: number,
  rows: number,
): Generator<Frame> {
  let before: readonly (readonly number[])[] | undefined;
  for (const [index, grid] of grids.entries()) {
    const positions: number[] = [];
    const cellIds: number[] = [];
    for (const [row, ids] of grid.entries()) {
      for (const [column, id] of ids.entries()) {
        if (before?.[row]?.[column] === id) continue;
        positions.push(row * 65_536 + column);
        cellIds.push(id);
      }
    }
    before = grid;
    yield {
      timeUs: index * 100_000,
      durationUs: 100_000,
      columns,
      rows,
      background: BLANK.background,
      changeCount: positions.length,
      positions: Uint32Array.from(positions),
      cellIds: Uint32Array.from(cellIds),
    };
  }
}
