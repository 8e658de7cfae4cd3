import { printable } from '../errors.js';
import type { Warning } from './recording.js';

/** Kinds of leniency, each with the words that sum up those beyond the ones told singly. */
const SUMMARIES = {
  header: 'more oddities in the header',
  skipped: 'more lines could not be read and were passed over',
  repaired: 'more lines had to be repaired',
  encoding: 'more lines hold bytes that are not UTF-8',
  event: 'more events have an unusable code or data',
  time: 'more times were put right',
  resize: 'more resize events were ignored',
  restart: 'more headers begin another recording',
} as const;

/** A kind of leniency. */
export type WarningKind = keyof typeof SUMMARIES;

/** Told of text with bytes that became U+FFFD. */
export const NOT_UTF8 = 'some bytes are not UTF-8, shown as U+FFFD';

/** How many warnings of one kind are told singly: a million broken lines must not flood anybody. */
const TOLD_SINGLY = 10;

/** Passes warnings on, the first few of each kind one by one, the rest as a count. */
export class WarningLog {
  /** Index in `stdout` of what is being read, where a recording has no lines. */
  element: number | undefined;
  readonly #tell: (warning: Warning) => void;
  readonly #counts = new Map<WarningKind, number>();

  /** @param tell may throw, to make warnings fatal; the error reaches whoever reads the recording */
  constructor(tell: (warning: Warning) => void) {
    this.#tell = tell;
  }

  report(kind: WarningKind, message: string, line?: number): void {
    const count = (this.#counts.get(kind) ?? 0) + 1;
    this.#counts.set(kind, count);
    if (count > TOLD_SINGLY) return;
    const place = this.element === undefined ? '' : `stdout[${this.element}]: `;
    const text = printable(place + message);
    this.#tell(line === undefined ? { message: text } : { message: text, line });
  }

  /** Tells how many were left out, once the recording has been read. */
  finish(): void {
    for (const [kind, count] of this.#counts)
      if (count > TOLD_SINGLY) this.#tell({ message: `${count - TOLD_SINGLY} ${SUMMARIES[kind]}` });
    this.#counts.clear();
  }
}
