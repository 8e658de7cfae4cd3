import type { EventStream } from '../asciicast/recording.js';
import { Turns } from '../turns.js';
import { Terminal } from './terminal.js';

/** A size in cells. */
export interface Size {
  readonly columns: number;
  readonly rows: number;
}

const ANY_COLOURS = { foreground: 0xffffff, background: 0, palette: new Array<number>(16).fill(0) };

/**
 * The size that the output uses, found by replaying it: all that is printed, where the cursor waits, and the cells
 * beyond the window that text is addressed to (the recorder missed a resize, or swapped columns
 * and rows). May be smaller than the recording's own size; it is that size if nothing is printed.
 * @param events opens the events from the start; called twice where the terminal must be wider than it was recorded
 * @param start the size in the recording's header
 * @param limit the largest size that a resize may have
 * @throws Cast2gifError `aborted`
 */
export async function findAddressedSize(
  events: () => EventStream,
  start: Size,
  limit: Size,
  signal?: AbortSignal,
): Promise<Size> {
  const turns = new Turns(signal);
  const size = await sizeInUse(events(), start, limit, turns);
  if (size.columns <= start.columns) return size;
  // Lines that wrapped because columns were missing need fewer rows now.
  return sizeInUse(events(), { columns: size.columns, rows: start.rows }, limit, turns);
}

async function sizeInUse(events: EventStream, start: Size, limit: Size, turns: Turns): Promise<Size> {
  const terminal = Terminal.create({ ...start, colours: ANY_COLOURS, cursor: 'recorded' });
  const { usage } = terminal;
  for await (const batch of events) {
    for (const event of batch) {
      if (event.kind === 'output') {
        for (const _ of terminal.writeInPieces(event.data)) if (turns.areDue()) await turns.take();
        const cursor = terminal.cursorState();
        if (cursor.visible && !usage.faraway && usage.printedRows > 0) usage.reached(cursor.column + 1, cursor.row);
      } else if (event.kind === 'resize' || event.kind === 'restart') {
        if (event.columns > limit.columns || event.rows > limit.rows || event.columns < 1 || event.rows < 1) continue;
        if (event.kind === 'resize') terminal.resize(event.columns, event.rows);
        else terminal.restart(event.columns, event.rows);
      }
    }
  }
  if (usage.printedRows === 0) return start;
  return {
    columns: Math.min(limit.columns, Math.max(2, usage.printedColumns, usage.addressedColumns)),
    rows: Math.min(limit.rows, Math.max(1, usage.printedRows, usage.addressedRows)),
  };
}
