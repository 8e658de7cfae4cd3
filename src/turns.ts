import { setImmediate } from 'node:timers/promises';
import { throwIfAborted } from './errors.js';

/** How long work may run without a turn of the event loop: signals and other requests wait meanwhile. */
const LONGEST_MS = 40;

/** A clock that only goes forward. Node has it from the start, while `performance` takes a millisecond to load. */
const uptimeMs = (): number => process.uptime() * 1000;

/**
 * Gives the event loop a turn now and then during long work, so that signals are noticed. Call `if (turns.areDue())
 * await turns.take()` every few milliseconds of work.
 */
export class Turns {
  readonly #signal: AbortSignal | undefined;
  #lastMs = uptimeMs();

  constructor(signal: AbortSignal | undefined) {
    this.#signal = signal;
  }

  areDue(): boolean {
    return uptimeMs() - this.#lastMs >= LONGEST_MS;
  }

  /** @throws Cast2gifError `aborted` if the signal fired */
  async take(): Promise<void> {
    await setImmediate();
    this.#lastMs = uptimeMs();
    throwIfAborted(this.#signal);
  }
}

/** Items, of which each takes some nanoseconds, that are worked on between two looks at the clock. */
const PIECE_LENGTH = 262_144;

/**
 * Works on `count` items of some length each, in pieces, so that others get their turns in between.
 * @throws Cast2gifError `aborted`
 */
export async function inPieces(
  turns: Turns,
  count: number,
  itemLength: number,
  work: (start: number, end: number) => void,
): Promise<void> {
  const step = Math.max(1, Math.floor(PIECE_LENGTH / Math.max(1, itemLength)));
  for (let start = 0; start < count; start += step) {
    work(start, Math.min(count, start + step));
    if (turns.areDue()) await turns.take();
  }
}
