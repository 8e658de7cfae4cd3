import type { FrameSequence } from './types.js';

/** The poster is looked for from this share of the length on: beginnings are mostly empty. */
const LATE = 0.5;

/**
 * A moment that tells what the recording is about: in its second half, when most of the screen is filled;
 * of several such moments the last. Microseconds on the output's timeline.
 */
export function posterTimeUs(sequence: FrameSequence): number {
  const grid = new Uint8Array(sequence.columns * sequence.rows);
  let filled = 0;
  let best = { filled: -1, timeUs: 0 };
  for (const frame of sequence.frames()) {
    for (let index = 0; index < frame.changeCount; index += 1) {
      const position = frame.positions[index]!;
      const cell = (position >>> 16) * sequence.columns + (position & 0xffff);
      const inked = isInked(sequence.cells.cell(frame.cellIds[index]!).grapheme) ? 1 : 0;
      filled += inked - grid[cell]!;
      grid[cell] = inked;
    }
    const isLate = frame.timeUs + frame.durationUs > sequence.durationUs * LATE;
    if (isLate && filled >= best.filled) best = { filled, timeUs: frame.timeUs };
  }
  return best.timeUs;
}

function isInked(grapheme: string): boolean {
  return grapheme !== '' && grapheme !== ' ';
}
