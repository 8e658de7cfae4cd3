import type { FrameSequence } from '../../frames/frame.js';
import { rowText, ScreenGrid } from '../screen-grid.js';
import { logicalLines } from './logical-lines.js';

/** A moment at which the screen came to rest, and what is new on it since the last such moment. */
export interface StableScreen {
  /** When the first of the new things appeared. */
  readonly startUs: number;
  /** Whole lines, joined where the terminal had to break them. */
  readonly lines: readonly string[];
  /** Lines that were not there before, from the top; never blank. Numbers that count in place are not new. */
  readonly newLines: readonly string[];
  /** Whether the text moved up or went on below; otherwise the screen was drawn again in place. */
  readonly isContinued: boolean;
}

/** A screen that stays unchanged this long can be read. */
const REST_US = 1_000_000;
/** Output that never rests is described this often. */
const LONGEST_UNREST_US = 5_000_000;

/** A screen at rest of which it is not known yet whether its one new line goes on. */
interface PendingScreen {
  readonly startUs: number;
  readonly lines: readonly string[];
  readonly hasScrolled: boolean;
}

/**
 * Screens that a reader has time to take in; screens that show nothing new are left out. A line that is being typed
 * comes when it is complete; whether it was is only known from the next screen. Yields undefined while it only
 * computes, so that others get their turn.
 * @param cutsUs ascending: what comes after such a moment is kept apart from what came before
 */
export function* stableScreens(
  sequence: FrameSequence,
  cutsUs: readonly number[] = [],
): Generator<StableScreen | undefined> {
  const grid = new ScreenGrid(sequence);
  const rows = grid.rows.map(rowText);
  let before: readonly string[] = rows.map(() => '');
  let hasScrolled = false;
  let startUs: number | undefined;
  let pending: PendingScreen | undefined;
  let index = 0;
  let cut = 0;
  for (const frame of sequence.frames()) {
    hasScrolled = update(rows, grid, grid.apply(frame)) || hasScrolled;
    yield undefined;
    index++;
    startUs ??= frame.timeUs;
    const endUs = frame.timeUs + frame.durationUs;
    const isLast = index === sequence.frameCount;
    const rests = frame.durationUs >= REST_US || isLast;
    const isCut = cut < cutsUs.length && cutsUs[cut]! < endUs;
    while (cut < cutsUs.length && cutsUs[cut]! < endUs) cut++;
    if (!isCut && !rests && endUs - startUs < LONGEST_UNREST_US) continue;
    const lines = logicalLines(grid.rows, frame.columns);
    const screen = { startUs, lines, hasScrolled };
    startUs = undefined;
    hasScrolled = false;
    if (pending !== undefined) {
      if (!isLast && isSame(pending.lines, lines)) continue;
      if (isComplete(pending, before, screen)) {
        yield* described(pending, before);
        before = pending.lines;
      } else screen.hasScrolled ||= pending.hasScrolled;
      pending = undefined;
    }
    if (!isLast && isBeingTyped(before, lines)) pending = screen;
    else {
      yield* described(screen, before);
      before = lines;
    }
  }
}

function* described(screen: PendingScreen, before: readonly string[]): Generator<StableScreen> {
  const { startUs, lines, hasScrolled } = screen;
  const { newLines, isContinued } = compare(before, lines, hasScrolled);
  if (newLines.length > 0) yield { startUs, lines, newLines, isContinued };
}

function isSame(some: readonly string[], others: readonly string[]): boolean {
  return some.length === others.length && some.every((line, row) => line === others[row]);
}

/** Whether the one line that is new on the pending screen is still there, and nothing was added to it. */
function isComplete(pending: PendingScreen, before: readonly string[], next: PendingScreen): boolean {
  const row = pending.lines.findIndex((line, at) => line !== before[at]);
  const line = pending.lines[row];
  return line !== undefined && (next.lines[row] === line || (next.hasScrolled && next.lines.includes(line)));
}

/** Brings the text of the touched rows up to date; returns whether the text moved up. */
function update(rows: string[], grid: ScreenGrid, touched: readonly number[]): boolean {
  const previous = [...rows];
  for (const row of touched) rows[row] = rowText(grid.rows[row]!);
  return touched.length * 2 > rows.length && scrolledBy(previous, rows) > 0;
}

/** Whether only one line differs, and only by going on: it is described once it is complete. */
function isBeingTyped(before: readonly string[], now: readonly string[]): boolean {
  const changed = now.filter((line, row) => line !== before[row]);
  const [only] = changed;
  return changed.length === 1 && only!.startsWith(before[now.indexOf(only!)] ?? '');
}

/** Lines that are new even if what was there before has scrolled up. */
function compare(
  before: readonly string[],
  now: readonly string[],
  hasScrolled: boolean,
): Pick<StableScreen, 'newLines' | 'isContinued'> {
  const shift = scrolledBy(before, now);
  const isOther = (line: string, row: number) => line !== '' && line !== before[row + shift];
  if (hasScrolled) return { newLines: now.filter(isOther), isContinued: true };
  const isNew = (line: string, row: number) =>
    isOther(line, row) && withoutNumbers(line) !== withoutNumbers(before[row + shift]);
  const replaced = now.filter((line, row) => isNew(line, row) && (before[row + shift] ?? '') !== '');
  return { newLines: now.filter(isNew), isContinued: replaced.length < 3 };
}

/** Clocks, counters and progress bars change in place all the time. */
function withoutNumbers(line: string | undefined): string | undefined {
  return line?.replace(/[^\p{L}]+/gu, ' ');
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
