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
