/** Waits for text that a program prints. */
import { SequenceScanner } from '../terminal/sequence-scanner.js';

interface Wait {
  readonly pattern: RegExp;
  readonly found: (outputLength: number) => void;
}

/** A pattern sees so much before the character that completes it. */
const TEXT_KEPT = 1000;

/**
 * Looks for patterns in the visible text of the output, whatever its colours and however it arrives: the first
 * character that completes a match ends the wait, and the next wait looks at what comes after it.
 */
export class OutputWatch {
  /** UTF-16 units of output so far. */
  length = 0;
  readonly #scanner = new SequenceScanner();
  /** Visible characters that no wait has looked at, and where each ends in the output. */
  #waiting: { readonly text: string; readonly end: number }[] = [];
  /** What was looked at since the last match. */
  #seen = '';
  #wait: Wait | undefined;

  /** The last that was printed since the last match, for messages. */
  get lastText(): string {
    return (this.#seen + this.#waiting.map(({ text }) => text).join('')).slice(-TEXT_KEPT);
  }

  output(text: string): void {
    this.length += text.length;
    for (const part of this.#scanner.take(text)) {
      const isShown = part.kind === 'text' || /^[\n\t]$/.test(part.text);
      const starts = isShown ? characterStarts(part.text) : [];
      for (const [start, character] of starts) {
        this.#waiting.push({ text: character, end: part.at + start + character.length });
      }
    }
    this.#look();
  }

  /** Forgets what was printed so far: it was not caused by what comes next. */
  forget(): void {
    this.#waiting = [];
    this.#seen = '';
  }

  /** Settles with the length of the output up to the end of the match. */
  waitFor(pattern: RegExp): Promise<number> {
    return new Promise((found) => {
      this.#wait = { pattern, found };
      this.#look();
    });
  }

  #look(): void {
    const wait = this.#wait;
    if (wait === undefined) {
      if (this.#waiting.length > 4 * TEXT_KEPT) this.#waiting = this.#waiting.slice(-TEXT_KEPT);
      return;
    }
    for (const [index, { text, end }] of this.#waiting.entries()) {
      this.#seen = (this.#seen + text).slice(-TEXT_KEPT);
      if (!wait.pattern.test(this.#seen)) continue;
      this.#waiting = this.#waiting.slice(index + 1);
      this.#seen = '';
      this.#wait = undefined;
      wait.found(end);
      return;
    }
    this.#waiting = [];
  }
}

function characterStarts(text: string): [number, string][] {
  let at = 0;
  return Array.from(text, (character) => {
    const start = at;
    at += character.length;
    return [start, character];
  });
}
