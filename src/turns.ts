import { setImmediate } from 'node:timers/promises';
import { Cast2gifError } from './errors.js';

/** Work in one piece for longer than this keeps signals and other requests waiting. */
const LONGEST_MS = 40;

/**
 * Gives the event loop its turns during long work, by the clock, so that signals are noticed: `if (turns.areDue())
 * await turns.take()` at places that are a few milliseconds apart.
 */
export class Turns {
  readonly #signal: AbortSignal | undefined;
  #lastMs = performance.now();

  constructor(signal: AbortSignal | undefined) {
    this.#signal = signal;
  }

  areDue(): boolean {
    return performance.now() - this.#lastMs >= LONGEST_MS;
  }

  /** @throws Cast2gifError `aborted` if the signal fired */
  async take(): Promise<void> {
    await setImmediate();
    this.#lastMs = performance.now();
    if (this.#signal?.aborted === true) {
      throw new Cast2gifError('aborted', 'stopped', { cause: this.#signal.reason });
    }
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
