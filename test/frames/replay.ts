/** Replaying short scripts in tests. */
import type { EventStream, RecordingEvent } from '#cast2gif/asciicast/recording.js';
import { type CollectOptions, collectFrames } from '#cast2gif/frames/collect.js';
import type { FrameSequence } from '#cast2gif/frames/frame.js';
import { createByteSpool } from '#cast2gif/io/byte-spool.js';
import type { Cell } from '#cast2gif/terminal/cell.js';

/** Colours that are easy to recognise: palette entry n is 0x100000 + n. */
export const TEST_COLOURS = {
  foreground: 0xc0c0c0,
  background: 0x101010,
  palette: Array.from({ length: 16 }, (_, index) => 0x100000 + index),
};

/** Output at these seconds. */
export function output(...moments: readonly (readonly [seconds: number, data: string])[]): RecordingEvent[] {
  return moments.map(([seconds, data]) => ({ kind: 'output', timeUs: Math.round(seconds * 1e6), data }));
}

/** The events as a stream of batches. */
export async function* streamOf(events: readonly RecordingEvent[], batchSize = 3): EventStream {
  for (let at = 0; at < events.length; at += batchSize) yield events.slice(at, at + batchSize);
}

/** Frames of a script, on a terminal of 20 by 5 by default. */
export function replay(
  events: readonly RecordingEvent[],
  options: Partial<CollectOptions> = {},
): Promise<FrameSequence> {
  return collectFrames(streamOf(events), {
    columns: 20,
    rows: 5,
    colours: TEST_COLOURS,
    cursor: 'none',
    fpsCap: 30,
    lastFrameDurationUs: 3_000_000,
    spool: createByteSpool(),
    ...options,
  });
}

/** A frame with its whole screen. */
export interface WholeFrame {
  readonly timeUs: number;
  readonly durationUs: number;
  readonly columns: number;
  readonly rows: number;
  readonly cells: Cell[][];
}

/** Builds each whole screen from the changes. */
export function wholeFrames(sequence: FrameSequence): WholeFrame[] {
  const blank = sequence.cells.cell(0);
  const grid = Array.from({ length: sequence.rows }, () => new Array<Cell>(sequence.columns).fill(blank));
  const whole: WholeFrame[] = [];
  for (const frame of sequence.frames()) {
    for (let at = 0; at < frame.changeCount; at += 1) {
      const position = frame.positions[at]!;
      grid[position >>> 16]![position & 0xffff] = sequence.cells.cell(frame.cellIds[at]!);
    }
    const { timeUs, durationUs, columns, rows } = frame;
    whole.push({ timeUs, durationUs, columns, rows, cells: grid.map((row) => [...row]) });
  }
  return whole;
}

/** The text of a screen; second halves of wide cells are left out. */
export function textOf(frame: WholeFrame): string[] {
  return frame.cells.map((row) =>
    row
      .map(({ grapheme, pieceColumn }) => (pieceColumn > 0 ? '' : grapheme || ' '))
      .join('')
      .trimEnd(),
  );
}

/** The last screen that some output leads to. */
export async function screenAfter(data: string, options: Partial<CollectOptions> = {}): Promise<WholeFrame> {
  return wholeFrames(await replay(output([0, data]), options)).at(-1)!;
}
