/** Fewer frames of a sequence, and how much they change. */
import type { FrameSequence } from './frame.js';
import { CappedPacing } from './pacing.js';
import { type FramePlan, pickFrames } from './select.js';

/**
 * The sequence at a lower rate, by the rule that made its frames: each stands for a group of frames, of which it shows the
 * last. The end is always shown, and the whole lasts as long.
 */
export function thinFrames(sequence: FrameSequence, fps: number): FrameSequence {
  const timesUs = Array.from(sequence.frames(), ({ timeUs }) => timeUs);
  return pickFrames(sequence, planThinned(timesUs, sequence.durationUs, fps));
}

/**
 * Which frames a lower rate leaves, and for how long each is shown.
 * @param timesUs when the frames appear, ascending from 0; at least one
 * @param durationUs when the last one ends
 */
export function planThinned(timesUs: readonly number[], durationUs: number, fps: number): FramePlan {
  const pacing = new CappedPacing(fps);
  const frameNumbers: number[] = [];
  const startsUs: number[] = [];
  const take = (number: number) => {
    frameNumbers.push(number);
    startsUs.push(pacing.close()!);
  };
  for (const [number, timeUs] of timesUs.entries()) {
    if (pacing.endUs <= timeUs) take(number - 1);
    pacing.change(timeUs);
  }
  take(timesUs.length - 1);
  return {
    frameNumbers,
    durationsUs: startsUs.map((startUs, at) => (startsUs[at + 1] ?? durationUs) - startUs),
  };
}

/** How much a sequence changes. */
export interface Changes {
  readonly frameCount: number;
  /** Over all frames; a cell that changes and changes back between two frames does not count. */
  readonly cellCount: number;
}

/** Counts what changes from frame to frame. */
export function countChanges(sequence: FrameSequence): Changes {
  const { columns, rows } = sequence;
  const shown = new Uint32Array(columns * rows);
  let cellCount = 0;
  for (const { changeCount, positions, cellIds } of sequence.frames()) {
    for (let at = 0; at < changeCount; at += 1) {
      const cell = (positions[at]! >>> 16) * columns + (positions[at]! & 0xffff);
      if (shown[cell] === cellIds[at]) continue;
      shown[cell] = cellIds[at]!;
      cellCount += 1;
    }
  }
  return { frameCount: sequence.frameCount, cellCount };
}
