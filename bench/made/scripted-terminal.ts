/** Writes a recording event by event. */

/** Sets the colours and styles of `text` (`1;31` is bold and red), and resets them after it. */
export const styled = (codes: string, text: string) => `\x1b[${codes}m${text}\x1b[0m`;

/** Moves the cursor; rows and columns count from 1. */
export const moveTo = (row: number, column: number) => `\x1b[${row};${column}H`;

/** What a program prints, and when: an asciicast version 2. */
export class ScriptedTerminal {
  readonly columns: number;
  readonly rows: number;
  readonly #lines: string[];
  #timeMs = 0;

  constructor(columns: number, rows: number) {
    this.columns = columns;
    this.rows = rows;
    this.#lines = [JSON.stringify({ version: 2, width: columns, height: rows, env: { TERM: 'xterm-256color' } })];
  }

  /** Milliseconds since the start. */
  get timeMs(): number {
    return this.#timeMs;
  }

  /** Lets time pass. */
  wait(ms: number): this {
    this.#timeMs += ms;
    return this;
  }

  /** Prints text now. */
  print(text: string): this {
    this.#lines.push(JSON.stringify([this.#timeMs / 1000, 'o', text]));
    return this;
  }

  /** The recording so far. */
  toString(): string {
    return `${this.#lines.join('\n')}\n`;
  }
}
