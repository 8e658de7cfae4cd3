import type { FrameSequence } from '../../frames/frame.js';
import { rowText, ScreenGrid } from '../screen-grid.js';

/** Which screen becomes text. */
export interface ScreenTextOptions {
  readonly atUs?: number | undefined;
}

/**
 * The screen at `atUs` (the final one where that is left out) as text: a line a row, no trailing blanks, no
 * blank rows at the end but the first row, a line feed after each line.
 */
export function screenText(sequence: FrameSequence, options: ScreenTextOptions = {}): string {
  return [...screenTextPieces(sequence, options)].join('');
}

/** The same in pieces, empty ones while frames are read. */
export function* screenTextPieces(
  sequence: FrameSequence,
  { atUs = Number.POSITIVE_INFINITY }: ScreenTextOptions = {},
): Generator<string> {
  const grid = new ScreenGrid(sequence);
  for (const frame of sequence.frames()) {
    if (frame.timeUs > atUs) break;
    grid.apply(frame);
    yield '';
  }
  const lines = grid.rows.map(rowText);
  while (lines.length > 1 && lines.at(-1) === '') lines.pop();
  yield lines.map((line) => `${line}\n`).join('');
}
