import type { Cell } from '../terminal/cell.js';
import { Turns } from '../turns.js';
import type { Frame, FrameSequence, OutputKey } from './frame.js';

/** How long a still lasts, in what can only show animations. */
const STILL_DURATION_US = 1_000_000;

/** What a still takes over from the sequence. */
export interface StillOptions {
  /** Keys pressed up to that moment. Times count from it, so they are 0 or negative. */
  readonly keys?: readonly OutputKey[];
  readonly signal?: AbortSignal | undefined;
}

/**
 * The screen that a sequence shows at a moment, as a sequence of one frame that is as large as the terminal was then.
 * It holds nothing of the other and need not be closed.
 * @param timeUs on the timeline of the sequence
 */
export async function stillOf(
  sequence: FrameSequence,
  timeUs: number,
  { keys = [], signal }: StillOptions = {},
): Promise<FrameSequence> {
  const { size, grid, blank } = await screenAt(sequence, timeUs, new Turns(signal));
  const [frame, table] = frameOf(size, grid, sequence.columns, blank);
  return {
    frameCount: 1,
    changeCount: frame.changeCount,
    startUs: sequence.eventTimeUs(timeUs),
    firstPictureUs: 0,
    eventTimeUs: (laterUs) => sequence.eventTimeUs(timeUs + laterUs),
    durationUs: STILL_DURATION_US,
    columns: size.columns,
    rows: size.rows,
    background: sequence.background,
    markers: [],
    keys,
    cells: { generation: 0, cell: (id) => table[id]! },
    frames: () => [frame],
    close: async () => {},
  };
}

/** The keys pressed up to a moment, dated from it. */
export function keysUntil(keys: readonly OutputKey[], timeUs: number): OutputKey[] {
  return keys.filter((key) => key.timeUs <= timeUs).map((key) => ({ ...key, timeUs: key.timeUs - timeUs }));
}

type Size = Pick<Frame, 'columns' | 'rows' | 'background'>;

/** The cells at a moment, row by row; those of the first frame before it. Cells that are equal are mostly the same. */
async function screenAt(
  sequence: FrameSequence,
  timeUs: number,
  turns: Turns,
): Promise<{ size: Size; grid: Cell[]; blank: Cell }> {
  const blank = sequence.cells.cell(0);
  const grid = new Array<Cell>(sequence.columns * sequence.rows).fill(blank);
  const known = new Map([[0, blank]]);
  let { generation } = sequence.cells;
  const { columns: widest, rows: highest, background: first } = sequence;
  let size: Size = { columns: widest, rows: highest, background: first };
  for (const frame of sequence.frames()) {
    if (frame.timeUs > Math.max(0, timeUs)) break;
    if (turns.areDue()) await turns.take();
    // Ids of an earlier generation mean other cells.
    if (sequence.cells.generation !== generation) known.clear();
    generation = sequence.cells.generation;
    const { columns, rows, background, changeCount, positions, cellIds } = frame;
    size = { columns, rows, background };
    for (let at = 0; at < changeCount; at += 1) {
      const id = cellIds[at]!;
      const cell = known.get(id) ?? sequence.cells.cell(id);
      known.set(id, cell);
      grid[(positions[at]! >>> 16) * sequence.columns + (positions[at]! & 0xffff)] = cell;
    }
  }
  return { size, grid, blank };
}

/** The one frame, and the table that its ids are indices of. */
function frameOf(size: Size, grid: readonly Cell[], stride: number, blank: Cell): [Frame, readonly Cell[]] {
  const table = [blank];
  const ids = new Map([[blank, 0]]);
  const positions: number[] = [];
  const cellIds: number[] = [];
  for (let row = 0; row < size.rows; row += 1) {
    for (let column = 0; column < size.columns; column += 1) {
      const cell = grid[row * stride + column]!;
      const id = ids.get(cell) ?? table.push(cell) - 1;
      ids.set(cell, id);
      if (id === 0) continue;
      positions.push(row * 65_536 + column);
      cellIds.push(id);
    }
  }
  const changes = {
    changeCount: positions.length,
    positions: Uint32Array.from(positions),
    cellIds: Uint32Array.from(cellIds),
  };
  return [{ timeUs: 0, durationUs: STILL_DURATION_US, ...size, ...changes }, table];
}
