/** What happens while recording becomes events: as it happens, or by a clock that is always the same. */
import type { RecordingEvent } from '../asciicast/recording.js';
import { SequenceScanner } from '../terminal/sequence-scanner.js';
import { Terminal } from '../terminal/terminal.js';

/** A take: what is recorded between its beginning and its end. Times that are hidden do not count. */
export interface Take {
  output(text: string): void;
  /** Keys that were sent to the program. @param echo what the terminal is expected to print for them */
  input(text: string, echo?: string): void;
  resize(columns: number, rows: number): void;
  marker(label: string): void;
  /** What follows is not recorded. */
  hide(): void;
  /** Goes on with the screen as it is now. */
  show(): void;
  /** A time passes on purpose. */
  pass(durationUs: number): void;
  /** Everything printed up to here, counted in UTF-16 units of output, belongs to what was done so far. */
  settle(outputLength: number): void;
  exit(status: number): void;
}

/** What a take records. */
export interface TakeOptions {
  readonly columns: number;
  readonly rows: number;
  /** Whether keys become events. */
  readonly recordsInput: boolean;
  /** Whether parts may be hidden, so that the screen must be known. */
  readonly mayHide: boolean;
  readonly onEvent: (event: RecordingEvent) => void;
}

/** Colours do not matter: the state of the screen names them as the program did. */
const COLOURS = { foreground: 0x010203, background: 0x030201, palette: Array<number>(16).fill(0x020103) };

/** Keeps the screen in step with the output, where something may be hidden. */
class HiddenScreen {
  isHidden = false;
  readonly #terminal: Terminal | undefined;
  readonly #scanner = new SequenceScanner();

  constructor({ columns, rows, mayHide }: TakeOptions) {
    if (mayHide) this.#terminal = Terminal.create({ columns, rows, colours: COLOURS, cursor: 'recorded' });
  }

  write(text: string): void {
    for (const part of this.#terminal === undefined ? [] : this.#scanner.take(text)) this.#terminal!.write(part.text);
  }

  resize(columns: number, rows: number): void {
    this.#terminal?.resize(columns, rows);
  }

  /** Output that makes the screen what it is. */
  state(): string {
    return this.#terminal === undefined ? '' : this.#terminal.state() + this.#scanner.unfinished;
  }
}

/** Events at the time they happen. */
export class LiveTake implements Take {
  readonly #options: TakeOptions;
  readonly #nowUs: () => number;
  readonly #screen: HiddenScreen;
  #hiddenSinceUs = 0;
  #hiddenUs = 0;

  /** @param nowUs microseconds since the beginning */
  constructor(options: TakeOptions, nowUs: () => number) {
    this.#options = options;
    this.#nowUs = nowUs;
    this.#screen = new HiddenScreen(options);
  }

  output(data: string): void {
    this.#screen.write(data);
    this.#add({ kind: 'output', timeUs: this.#timeUs(), data });
  }

  input(data: string): void {
    if (this.#options.recordsInput) this.#add({ kind: 'input', timeUs: this.#timeUs(), data });
  }

  resize(columns: number, rows: number): void {
    this.#screen.resize(columns, rows);
    this.#add({ kind: 'resize', timeUs: this.#timeUs(), columns, rows });
  }

  marker(label: string): void {
    this.#add({ kind: 'marker', timeUs: this.#timeUs(), label });
  }

  hide(): void {
    if (!this.#screen.isHidden) this.#hiddenSinceUs = this.#nowUs();
    this.#screen.isHidden = true;
  }

  show(): void {
    if (!this.#screen.isHidden) return;
    this.#hiddenUs += this.#nowUs() - this.#hiddenSinceUs;
    this.#screen.isHidden = false;
    this.#add({ kind: 'output', timeUs: this.#timeUs(), data: this.#screen.state() });
  }

  pass(): void {}

  settle(): void {}

  exit(status: number): void {
    this.#add({ kind: 'exit', timeUs: this.#timeUs(), status: String(status) });
  }

  #timeUs(): number {
    return Math.max(0, this.#nowUs() - this.#hiddenUs);
  }

  #add(event: RecordingEvent): void {
    if (!this.#screen.isHidden) this.#options.onEvent(event);
  }
}

/** Between a line of output and the next. */
const LINE_US = 20_000;
/** A line without an end is cut after this many characters. */
const LONGEST_LINE = 4096;

interface SentKeys {
  readonly timeUs: number;
  readonly text: string;
  readonly echo: string;
}

/**
 * Events at times that depend only on what was done and printed, not on when it came: keys at a steady pace, echoes with
 * their keys, other output line by line.
 */
export class FixedTake implements Take {
  readonly #options: TakeOptions;
  readonly #screen: HiddenScreen;
  #timeUs = 0;
  /** Keys and output since things were last settled. */
  #keys: SentKeys[] = [];
  #text = '';
  /** How much output has been settled. */
  #settledLength = 0;

  constructor(options: TakeOptions) {
    this.#options = options;
    this.#screen = new HiddenScreen(options);
  }

  output(text: string): void {
    this.#text += text;
    // Without keys nothing else decides where output belongs, and it need not be held.
    if (this.#keys.length === 0) this.#writeLines(false);
  }

  input(text: string, echo = ''): void {
    this.#keys.push({ timeUs: this.#timeUs, text, echo });
  }

  resize(columns: number, rows: number): void {
    this.#screen.resize(columns, rows);
    this.#add({ kind: 'resize', timeUs: this.#timeUs, columns, rows });
  }

  marker(label: string): void {
    this.#settleAll();
    this.#add({ kind: 'marker', timeUs: this.#timeUs, label });
  }

  hide(): void {
    this.#settleAll();
    this.#screen.isHidden = true;
  }

  show(): void {
    this.#settleAll();
    if (!this.#screen.isHidden) return;
    this.#screen.isHidden = false;
    this.#add({ kind: 'output', timeUs: this.#timeUs, data: this.#screen.state() });
  }

  pass(durationUs: number): void {
    if (!this.#screen.isHidden) this.#timeUs += durationUs;
  }

  settle(outputLength: number): void {
    const length = Math.max(0, outputLength - this.#settledLength);
    const rest = this.#text.slice(length);
    this.#text = this.#text.slice(0, length);
    this.#writeEchoes();
    this.#writeLines(true);
    this.#text = rest;
  }

  exit(status: number): void {
    this.#settleAll();
    this.#add({ kind: 'exit', timeUs: this.#timeUs, status: String(status) });
  }

  #settleAll(): void {
    this.settle(Infinity);
  }

  /** Each key, and its echo where that is what was printed next. */
  #writeEchoes(): void {
    for (const { timeUs, text, echo } of this.#keys) {
      if (this.#options.recordsInput) this.#add({ kind: 'input', timeUs, data: text });
      if (echo !== '' && this.#text.startsWith(echo)) this.#write(echo.length, timeUs);
    }
    this.#keys = [];
  }

  /** @param isAll also a line that has not ended */
  #writeLines(isAll: boolean): void {
    for (;;) {
      const end = endOfLine(this.#text);
      const length = end === 0 && isAll ? this.#text.length : end;
      if (length === 0) return;
      this.#write(length, this.#timeUs);
      this.pass(LINE_US);
    }
  }

  #write(length: number, timeUs: number): void {
    const data = this.#text.slice(0, length);
    this.#text = this.#text.slice(length);
    this.#settledLength += length;
    this.#screen.write(data);
    this.#add({ kind: 'output', timeUs, data });
  }

  #add(event: RecordingEvent): void {
    if (!this.#screen.isHidden) this.#options.onEvent(event);
  }
}

/** Length of the first line with its end, which may be a carriage return; 0 where none has ended. */
function endOfLine(text: string): number {
  const end = /\n|\r+(?![\r\n]|$)/.exec(text.slice(0, LONGEST_LINE));
  if (end !== null) return end.index + end[0].length;
  return text.length >= LONGEST_LINE ? LONGEST_LINE : 0;
}
