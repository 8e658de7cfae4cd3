import type { XtermLine } from './xterm-internals.js';

/** Rows kept at most, and cells kept at most: wide windows keep fewer rows. */
const MAXIMUM_ROWS = 1_000;
const MAXIMUM_CELLS = 1_048_576;

/** How many rows of a width are kept. */
export function historyRowLimit(columns: number): number {
  return Math.min(MAXIMUM_ROWS, Math.floor(MAXIMUM_CELLS / columns));
}

/**
 * Rows that left the top of the normal screen, a ring: a taller window brings them back, and a wider one joins them
 * with the rows they continue in.
 */
export class ScreenHistory {
  /** How many of the newest rows come back when rows are added: those that were not cleared from view. */
  returnable = 0;
  #lines: XtermLine[] = [];
  /** Where the oldest row is, once the ring is full. */
  #oldest = 0;

  get length(): number {
    return this.#lines.length;
  }

  /** Keeps a row. Answers an old one that is dropped for it and may be used again. */
  push(line: XtermLine): XtermLine | undefined {
    this.returnable = Math.min(this.returnable + 1, historyRowLimit(line.length));
    if (this.#lines.length < historyRowLimit(line.length)) {
      this.#lines.push(line);
      return undefined;
    }
    const dropped = this.#lines[this.#oldest];
    this.#lines[this.#oldest] = line;
    this.#oldest = (this.#oldest + 1) % this.#lines.length;
    return dropped;
  }

  /** All rows, oldest first. */
  lines(): XtermLine[] {
    return [...this.#lines.slice(this.#oldest), ...this.#lines.slice(0, this.#oldest)];
  }

  /** Puts other rows, oldest first and no more than the limit, in place of all. */
  replace(lines: XtermLine[], returnable: number): void {
    this.#lines = lines;
    this.#oldest = 0;
    this.returnable = Math.min(returnable, lines.length);
  }

  clear(): void {
    this.replace([], 0);
  }
}
