import type { FrameSequence } from '../../frames/frame.js';
import { rowText, ScreenGrid } from '../screen-grid.js';

/** A moment at which the screen came to rest, and what is new on it since the last such moment. */
export interface StableScreen {
  /** When the first of the new things appeared. */
  readonly startUs: number;
  readonly lines: readonly string[];
  /** Lines that were not there before, from the top; never blank. */
  readonly newLines: readonly string[];
}

/** A screen that stays unchanged this long can be read. */
const REST_US = 1_000_000;
/** Output that never rests is described this often. */
const LONGEST_UNREST_US = 5_000_000;

/**
 * Screens that a reader has time to take in; screens that show nothing new are left out.
 * @param cutsUs rising: what comes after such a moment is kept apart from what came before
 */
export function* stableScreens(sequence: FrameSequence, cutsUs: readonly number[] = []): Generator<StableScreen> {
  const grid = new ScreenGrid(sequence);
  const lines = grid.rows.map(rowText);
  let before = [...lines];
  let startUs: number | undefined;
  let index = 0;
  let cut = 0;
  for (const frame of sequence.frames()) {
    for (const row of grid.apply(frame)) lines[row] = rowText(grid.rows[row]!);
    index++;
    startUs ??= frame.timeUs;
    const endUs = frame.timeUs + frame.durationUs;
    const rests = frame.durationUs >= REST_US || index === sequence.frameCount;
    const isCut = cut < cutsUs.length && cutsUs[cut]! < endUs;
    while (cut < cutsUs.length && cutsUs[cut]! < endUs) cut++;
    if (!isCut && !rests && (endUs - startUs < LONGEST_UNREST_US || isBeingTyped(before, lines))) continue;
    const newLines = linesNotIn(before, lines);
    if (newLines.length > 0) yield { startUs, lines: [...lines], newLines };
    before = [...lines];
    startUs = undefined;
  }
}

/** Whether only one line differs, and only by going on: it is described once it is complete. */
function isBeingTyped(before: readonly string[], now: readonly string[]): boolean {
  const changed = now.filter((line, row) => line !== before[row]);
  const [only] = changed;
  return changed.length === 1 && only!.startsWith(before[now.indexOf(only!)] ?? '');
}

/** Lines that are new even if what was there before has scrolled up. */
function linesNotIn(before: readonly string[], now: readonly string[]): string[] {
  const shift = scrolledBy(before, now);
  return now.filter((line, row) => line !== '' && line !== before[row + shift]);
}

/** By how many rows the picture moved up: the number that leaves the most lines where they are expected. */
function scrolledBy(before: readonly string[], now: readonly string[]): number {
  let best = 0;
  let bestMatches = 0;
  for (let shift = 0; shift < now.length; shift++) {
    let matches = 0;
    for (let row = 0; row + shift < before.length; row++) {
      if (now[row] !== '' && now[row] === before[row + shift]) matches++;
    }
    if (matches > bestMatches) [best, bestMatches] = [shift, matches];
  }
  return best;
}
