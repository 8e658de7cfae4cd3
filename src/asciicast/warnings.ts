import { printable } from '../errors.js';
import type { Warning } from './recording.js';

/** Kinds of tolerated problems, each with the words that follow the number of those not reported one by one. */
const SUMMARIES = {
  header: 'more problems in the header',
  skipped: 'more lines could not be read and were skipped',
  repaired: 'more lines had to be repaired',
  encoding: 'more lines hold bytes that are not UTF-8',
  event: 'more events have an unusable code or data',
  time: 'more times were corrected',
  resize: 'more resize events were ignored',
  restart: 'more headers begin another recording',
} as const;

/** A kind of tolerated problem. */
export type WarningKind = keyof typeof SUMMARIES;

/** The warning about bytes that became U+FFFD. */
export const NOT_UTF8 = 'some bytes are not UTF-8; they are shown as U+FFFD';

/** How many warnings of one kind are reported one by one: a million broken lines must not flood the output. */
const REPORTED_SINGLY = 10;

/** Reports warnings: the first few of each kind one by one, the rest as a count. */
export class WarningLog {
  /** Index in `stdout` of the element being read, for recordings without lines. */
  element: number | undefined;
  readonly #warn: (warning: Warning) => void;
  readonly #counts = new Map<WarningKind, number>();

  /** @param warn may throw, to make warnings fatal; the error then reaches the reader of the recording */
  constructor(warn: (warning: Warning) => void) {
    this.#warn = warn;
  }

  report(kind: WarningKind, message: string, line?: number, remedy?: Warning['remedy']): void {
    const count = (this.#counts.get(kind) ?? 0) + 1;
    this.#counts.set(kind, count);
    if (count > REPORTED_SINGLY) return;
    const place = this.element === undefined ? '' : `stdout[${this.element}]: `;
    const text = printable(place + message);
    this.#warn({ message: text, ...(line !== undefined && { line }), ...(remedy && { remedy }) });
  }

  /** Reports how many were left out, once the recording has been read. */
  finish(): void {
    for (const [kind, count] of this.#counts)
      if (count > REPORTED_SINGLY) this.#warn({ message: `${count - REPORTED_SINGLY} ${SUMMARIES[kind]}` });
    this.#counts.clear();
  }
}
