import { escapeControlCharacters } from './json.js';

const BEGINNING = /^\s*\[\s*(-?\d[\d.eE+-]*)\s*,\s*"([^"\\]*)"\s*,\s*"/;

/** An event whose line is too long to hold in memory: its data is read part by part. */
export class LongEvent {
  /** Time and code as the line has them; undefined if it does not begin as an event does. */
  readonly beginning: { readonly time: number; readonly code: string } | undefined;
  /** Whether the closing quote of the data has been seen. */
  ended = false;
  #held = '';

  /** @param text the first part of the line, long enough to hold everything before the data */
  constructor(text: string) {
    const match = BEGINNING.exec(text);
    if (match === null) return;
    this.beginning = { time: Number(match[1]), code: match[2]! };
    this.#held = text.slice(match[0].length);
  }

  /**
   * Takes the next part of the line (the first one was given to the constructor: begin with '').
   * @returns the data in it
   * @throws SyntaxError if it is not the inside of a JSON string
   */
  read(text: string): string {
    if (this.ended) return '';
    const raw = this.#held + text;
    const quote = closingQuote(raw);
    this.ended = quote >= 0;
    const end = this.ended ? quote : raw.length - openEscapeLength(raw);
    this.#held = this.ended ? '' : raw.slice(end);
    return JSON.parse(escapeControlCharacters(`"${raw.slice(0, end)}"`)) as string;
  }
}

/** Length of the unfinished escape sequence at the end; 0 if there is none. */
function openEscapeLength(text: string): number {
  const length = /\\(?:u[0-9a-fA-F]{0,3})?$/.exec(text.slice(-6))?.[0].length ?? 0;
  // A backslash after an odd number of others is itself escaped and starts no sequence.
  return length > 0 && trailingBackslashes(text, text.length - length + 1) % 2 === 1 ? length : 0;
}

/** Position of the first quote that no backslash escapes, or -1. */
function closingQuote(text: string): number {
  for (let at = text.indexOf('"'); at >= 0; at = text.indexOf('"', at + 1))
    if (trailingBackslashes(text, at) % 2 === 0) return at;
  return -1;
}

function trailingBackslashes(text: string, end = text.length): number {
  let count = 0;
  while (count < end && text.charCodeAt(end - count - 1) === 92) count += 1;
  return count;
}
