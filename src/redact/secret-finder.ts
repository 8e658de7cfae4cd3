/** Finds the characters that show secrets, by looking at the screen and at the text as it passes. */
import { SequenceScanner } from '../terminal/sequence-scanner.js';
import { type StampedCell, StampedScreen } from '../terminal/stamped-screen.js';
import { Terminal } from '../terminal/terminal.js';
import type { Mask, Masks } from './masks.js';
import { PassingText } from './passing-text.js';
import type { SecretPatterns } from './patterns.js';

/** Texts are searched together once they are so long. */
const BATCH_LENGTH = 65_536;
/** A stream of text is searched in windows twice as long as the longest secret. */
const LONGEST_SECRET = 16_384;

/** Changes nothing but colours and styles. */
const STYLE = /^(?:\u001b\[|\u009b)[\d;:]*m$/;
/** Holds text of its own: titles, links, whatever programs send to terminals. */
const STRING = /^\u001b[\]PX^_]/;

/** A text to be searched, and what to do with what is found in it. */
interface Search {
  readonly text: string;
  readonly found: (start: number, end: number) => void;
}

const segmenter = new Intl.Segmenter(undefined, { granularity: 'grapheme' });
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
  #isChanged = false;

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

  resize(columns: number, rows: number): void {
    this.#terminal.resize(columns, rows);
  }

  restart(columns: number, rows: number): void {
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
    let untilLook = this.#terminal.columns;
    for (const { segment, index } of segmenter.segment(text)) {
      this.#screen.print(segment, at + index);
      this.#isChanged = true;
      untilLook -= 1;
      if (untilLook > 0) continue;
      this.#lookAtScreen();
      untilLook = this.#terminal.columns;
    }
  }

  #control(text: string, at: number): void {
    if (!STYLE.test(text)) this.#lookAtScreen();
    if (/^[\n\r\t]$/.test(text)) this.#printed.add(text === '\r' ? '' : text, at);
    if (STRING.test(text)) this.#lookAtText(text.slice(2), at + 2, this.#outputMasks);
    this.#terminal.write(text);
    // Characters may have been moved together.
    this.#isChanged ||= text.length > 2 && !STYLE.test(text);
  }

  #lookAtScreen(): void {
    if (!this.#isChanged) return;
    this.#isChanged = false;
    const { text, cells } = this.#screen.lineAtCursor();
    this.#add({ text, found: (start, end) => this.#maskCells(cells.slice(start, end)) });
  }

  #maskCells(cells: readonly (StampedCell | undefined)[]): void {
    for (const cell of cells) {
      if (cell === undefined) continue;
      for (const at of this.#screen.printedAt(cell)) {
        this.#outputMasks.set(at, { length: cell.text.length, columns: cell.columns });
      }
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
    for (const { segment, index } of segmenter.segment(text)) {
      if (/^[\s\p{Cc}]/u.test(segment) || masks.has(at + index)) continue;
      masks.set(at + index, { length: segment.length, columns: this.#terminal.columnsOf(segment) });
    }
  }

  #add(search: Search): void {
    if (search.text.trim() === '') return;
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
    for (const [number, { found }] of searches.entries()) {
      for (const { start, end } of ranges[number]!) found(start, end);
    }
  }
}
