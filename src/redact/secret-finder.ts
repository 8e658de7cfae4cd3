/** Finds the characters that show secrets, by looking at the screen and at the text as it passes. */
import { SequenceScanner } from '../terminal/sequence-scanner.js';
import { type StampedCell, StampedScreen } from '../terminal/stamped-screen.js';
import { Terminal } from '../terminal/terminal.js';
import { segmentsOf } from '../text/segments.js';
import type { Mask, Masks } from './masks.js';
import { PassingText } from './passing-text.js';
import type { SecretPatterns } from './patterns.js';
import { isPlain, PLAIN_OR_NOT } from './plain-text.js';

/** Texts are searched together once they are so long. */
const BATCH_LENGTH = 65_536;
/** So much text is kept of which it is known that there is no secret in it. */
const MOST_HARMLESS_LENGTH = 4_000_000;
/** A stream of text is searched in windows twice as long as the longest secret. */
const LONGEST_SECRET = 16_384;

/** Changes nothing on the screen: colours, movements of the cursor, how it looks, sets of characters, tabs, titles. */
const HARMLESS =
  /^(?:(?:\u001b\[|\u009b)(?:[\d;:]*m|[\d;]*[A-HIZ`adef]|\?(?:25|12|1000|1002|1003|1004|1006|2004)[hl]|[\d;]* q)|\u001b[78]|\u001b[()*+][0-9A-Za-z]|[\b\t\r\u000e\u000f\u0007]|\u001b\](?!66;)[\s\S]*)$/;
/** Takes text away, but moves none. */
const ERASURE = /^(?:\u001b\[|\u009b)\??\d*[JKX]$/;
const LINE_FEED = /^[\n\v\f]$/;
/** Holds text of its own: titles, links, whatever programs send to terminals. */
const STRING = /^\u001b[\]PX^_]/;

/** A text to be searched, and what to do with what is found in it. */
interface Search {
  readonly text: string;
  readonly found: (start: number, end: number) => void;
}

const COLOURS = { foreground: 0xffffff, background: 0, palette: Array<number>(16).fill(0) };

/**
 * Reads a recording once. Every character that is printed leaves its number in its cell, so that whatever colours,
 * cursor movements, wraps and events a secret is made of, the screen says which characters of the output it came from.
 */
export class SecretFinder {
  readonly #patterns: SecretPatterns;
  readonly #terminal: Terminal;
  readonly #screen: StampedScreen;
  readonly #scanner = new SequenceScanner();
  readonly #outputMasks = new Map<number, Mask>();
  readonly #inputMasks = new Map<number, Mask>();
  readonly #printed = new PassingText(LONGEST_SECRET);
  readonly #typed = new PassingText(LONGEST_SECRET);
  readonly #inputScanner = new SequenceScanner();
  #searches: Search[] = [];
  #searchLength = 0;
  /** Rows whose text has changed since it was looked at. */
  readonly #changedRows = new Set<number>();
  readonly #harmless = new HarmlessTexts();

  constructor(patterns: SecretPatterns, columns: number, rows: number) {
    this.#patterns = patterns;
    this.#terminal = Terminal.create({ columns, rows, colours: COLOURS, cursor: 'recorded' });
    this.#screen = new StampedScreen(this.#terminal);
  }

  get outputMasks(): Masks {
    return this.#outputMasks;
  }

  get inputMasks(): Masks {
    return this.#inputMasks;
  }

  /** Lines that are wrapped again may bring text together. */
  resize(columns: number, rows: number): void {
    this.#lookAtScreen();
    this.#terminal.resize(columns, rows);
    this.#changeAllRows();
    this.#lookAtScreen();
  }

  restart(columns: number, rows: number): void {
    this.#lookAtScreen();
    this.#terminal.restart(columns, rows);
  }

  output(data: string): void {
    for (const { kind, text, at } of this.#scanner.take(data)) {
      if (kind === 'text') this.#print(text, at);
      else this.#control(text, at);
    }
    this.#lookAtScreen();
    this.#pass(this.#printed, false, this.#outputMasks);
  }

  input(data: string): void {
    for (const { kind, text, at } of this.#inputScanner.take(data)) {
      if (kind === 'text') this.#typed.add(text, at);
      else if (/^[\b\u007f]$/.test(text)) this.#typed.removeLast();
      else if (/^[\r\n]$/.test(text)) this.#typed.add('\n', at);
    }
    this.#pass(this.#typed, true, this.#inputMasks);
  }

  finish(): void {
    const rest = [this.#scanner.finish(), this.#inputScanner.finish()];
    if (rest[0] !== undefined) this.#control(rest[0].text, rest[0].at);
    this.#pass(this.#printed, true, this.#outputMasks);
    this.#search();
  }

  #print(text: string, at: number): void {
    this.#printed.add(text, at);
    for (const { 0: part, index } of text.matchAll(PLAIN_OR_NOT)) {
      if (isPlain(part)) this.#printRun(part, at + index);
      else for (const { segment, index: inside } of segmentsOf(part)) this.#printOne(segment, at + index + inside);
    }
  }

  #printRun(text: string, at: number): void {
    for (let from = 0; from < text.length; ) {
      const piece = text.slice(from, from + this.#terminal.room);
      if (piece === '') this.#printOne(text[from]!, at + from);
      else {
        this.#beforePrinting(piece);
        this.#screen.printRun(piece, at + from);
        this.#changedRows.add(this.#terminal.buffer.y);
      }
      from += Math.max(1, piece.length);
    }
  }

  /** A character that may go to the next line, which may scroll the screen. */
  #printOne(grapheme: string, at: number): void {
    if (this.#terminal.room < 2) this.#lookAtScreen();
    else this.#beforePrinting(grapheme);
    this.#screen.print(grapheme, at);
    this.#changedRows.add(this.#terminal.buffer.y);
  }

  /** Looks at the screen before text disappears from it that was not looked at together with what is there now. */
  #beforePrinting(text: string): void {
    if (this.#changedRows.size === 0) return;
    if (this.#screen.replaces(text)) this.#lookAtScreen();
    else if (this.#changedRows.has(this.#terminal.buffer.y)) this.#screen.remember(Math.max(2, text.length));
  }

  #control(text: string, at: number): void {
    if (/^[\n\r\t]$/.test(text)) this.#printed.add(text === '\r' ? '' : text, at);
    if (STRING.test(text)) this.#lookAtText(text.slice(2), at + 2, this.#outputMasks);
    if (HARMLESS.test(text)) {
      this.#terminal.write(text);
      return;
    }
    this.#lookAtScreen();
    this.#terminal.write(text);
    if (!ERASURE.test(text) && !(LINE_FEED.test(text) && this.#scrollsAll)) this.#changeAllRows();
  }

  /** Whether a line feed moves all rows of the screen or none. */
  get #scrollsAll(): boolean {
    const { buffer, rows } = this.#terminal;
    return buffer.scrollTop === 0 && buffer.scrollBottom === rows - 1;
  }

  #changeAllRows(): void {
    for (let row = 0; row < this.#terminal.rows; row += 1) this.#changedRows.add(row);
  }

  #lookAtScreen(): void {
    if (this.#changedRows.size === 0) return;
    let readUntil = -1;
    for (const row of [...this.#changedRows].sort((left, right) => left - right)) {
      if (row <= readUntil || row >= this.#terminal.rows) continue;
      const { text, lastRow, isWhole, cells } = this.#screen.textAround(row, this.#changedRows);
      if (isWhole) readUntil = lastRow;
      if (this.#harmless.has(text)) continue;
      const cellsOf = cells();
      this.#add({ text, found: (start, end) => this.#maskCells(cellsOf(start, end)) });
    }
    this.#changedRows.clear();
  }

  #maskCells(cells: readonly StampedCell[]): void {
    for (const { text, columns, printedAt } of cells) {
      for (const at of printedAt) this.#outputMasks.set(at, { length: text.length, columns });
    }
  }

  /** Searches a stream window by window: now, or when enough has come. */
  #pass(passing: PassingText, isNow: boolean, masks: Map<number, Mask>): void {
    const window = passing.window(isNow);
    if (window === undefined) return;
    const found = (start: number, end: number) => {
      for (const { text, at } of window.characters(start, end)) this.#maskText(text, at, masks);
    };
    this.#add({ text: window.text, found });
  }

  #lookAtText(text: string, at: number, masks: Map<number, Mask>): void {
    this.#add({ text, found: (start, end) => this.#maskText(text.slice(start, end), at + start, masks) });
  }

  #maskText(text: string, at: number, masks: Map<number, Mask>): void {
    for (const { segment, index } of segmentsOf(text)) {
      if (/^[\s\p{Cc}]/u.test(segment) || masks.has(at + index)) continue;
      masks.set(at + index, { length: segment.length, columns: this.#terminal.columnsOf(segment) });
    }
  }

  #add(search: Search): void {
    if (this.#harmless.has(search.text)) return;
    this.#searches.push(search);
    this.#searchLength += search.text.length;
    if (this.#searchLength >= BATCH_LENGTH) this.#search();
  }

  /** Together, because a search that can be stopped takes a moment to set up. */
  #search(): void {
    const searches = this.#searches;
    this.#searches = [];
    this.#searchLength = 0;
    const ranges = this.#patterns.find(searches.map(({ text }) => text));
    for (const [number, { text, found }] of searches.entries()) {
      if (ranges[number]!.length === 0) this.#harmless.add(text);
      for (const { start, end } of ranges[number]!) found(start, end);
    }
  }
}

/** Texts in which nothing was found: screens show the same rows again and again. */
class HarmlessTexts {
  readonly #texts = new Set<string>();
  #length = 0;

  has(text: string): boolean {
    return text.trim() === '' || this.#texts.has(text);
  }

  add(text: string): void {
    if (this.#length + text.length > MOST_HARMLESS_LENGTH) {
      this.#texts.clear();
      this.#length = 0;
    }
    this.#texts.add(text);
    this.#length += text.length;
  }
}
