import { Turns } from '../turns.js';
import type { FrameSequence } from './frame.js';

/** The poster is taken from after this share of the length, because the beginning is mostly empty. */
const LATE = 0.5;
/** A late screen will do if it is filled to this share of the fullest one. */
const FULL_ENOUGH = 0.5;

/**
 * A moment that shows what the recording is about: the last one in its second half at which the screen is well
 * filled. If the second half is rather empty (after leaving a pager), the fullest moment of all. Microseconds on the output's timeline.
 */
export async function posterTimeUs(sequence: FrameSequence, signal?: AbortSignal): Promise<number> {
  let late = { filled: -1, timeUs: 0 };
  let best = { filled: -1, timeUs: 0 };
  for await (const { filled, timeUs, endUs } of filledScreens(sequence, signal)) {
    if (filled >= best.filled) best = { filled, timeUs };
    if (endUs > sequence.durationUs * LATE && filled >= late.filled) late = { filled, timeUs };
  }
  return late.filled >= best.filled * FULL_ENOUGH ? late.timeUs : best.timeUs;
}

/** The end, or the poster's moment if the last screen is empty. */
export async function lastFilledTimeUs(sequence: FrameSequence, signal?: AbortSignal): Promise<number> {
  let last = 0;
  for await (const { filled } of filledScreens(sequence, signal)) last = filled;
  return last > 0 ? sequence.durationUs : posterTimeUs(sequence, signal);
}

/** How many cells are not blank, frame by frame. */
async function* filledScreens(
  sequence: FrameSequence,
  signal: AbortSignal | undefined,
): AsyncGenerator<{ filled: number; timeUs: number; endUs: number }> {
  const turns = new Turns(signal);
  const grid = new Uint8Array(sequence.columns * sequence.rows);
  let filled = 0;
  for (const frame of sequence.frames()) {
    for (let index = 0; index < frame.changeCount; index += 1) {
      const position = frame.positions[index]!;
      const cell = (position >>> 16) * sequence.columns + (position & 0xffff);
      const inked = isInked(sequence.cells.cell(frame.cellIds[index]!).grapheme) ? 1 : 0;
      filled += inked - grid[cell]!;
      grid[cell] = inked;
    }
    if (turns.areDue()) await turns.take();
    yield { filled, timeUs: frame.timeUs, endUs: frame.timeUs + frame.durationUs };
  }
}

function isInked(grapheme: string): boolean {
  return grapheme !== '' && grapheme !== ' ';
}
