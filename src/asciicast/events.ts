import { Cast2gifError } from '../errors.js';
import { describeBytes } from '../text/byte-size.js';
import { RecordingClock } from './clock.js';
import { isHeader, parseHeader } from './header.js';
import { isObject, parseLenientJson, quoted } from './json.js';
import type { RecordingLimits } from './limits.js';
import { LongEvent } from './long-event.js';
import type { RecordingEvent, RecordingHeader } from './recording.js';
import type { TextPiece } from './text.js';
import { NOT_UTF8, type WarningLog } from './warnings.js';

const OPENING_BRACKET = 0x5b;
const OPENING_BRACE = 0x7b;
const NUMBER_SIGN = 0x23;
/** Control characters that JSON forbids, and the tab, which is allowed between tokens. */
const CONTROL = /[\u0000-\u0009\u000b\u000c\u000e-\u001f]/;

/** The first character that is not white space. */
function firstCode(text: string): number | undefined {
  const code = text.charCodeAt(0);
  if (code > 0x20 && code !== 0xfeff) return code;
  // A byte order mark, which counts as white space here, is found where files were concatenated.
  const at = text.search(/\S/);
  return at < 0 ? undefined : text.charCodeAt(at);
}

function endsInBracket(text: string): boolean {
  let last = text.length - 1;
  while (text.charCodeAt(last) <= 0x20) last -= 1;
  return text.charCodeAt(last) === 0x5d || text.charCodeAt(last) === 0x7d;
}

type Piece<Kind extends TextPiece['kind']> = Extract<TextPiece, { kind: Kind }>;

/** How to read times: as the version of the format says, or as absolute times regardless of it. */
export type TimesOption = 'auto' | 'absolute';

/** Settings for reading events. */
export interface EventContext {
  readonly header: RecordingHeader;
  readonly limits: RecordingLimits;
  readonly times: TimesOption;
  readonly warnings: WarningLog;
}

/** Reads the events of one recording in order; one instance per reading. */
export class EventReader {
  readonly #limits: RecordingLimits;
  readonly #times: TimesOption;
  readonly #warnings: WarningLog;
  readonly #clock: RecordingClock;
  #longEvent: LongEvent | undefined;
  #longTimeUs = 0;
  /** The last long line that was reported for bytes that are not UTF-8. */
  #invalidLine = 0;

  constructor({ header, limits, times, warnings }: EventContext) {
    this.#limits = limits;
    this.#times = times;
    this.#warnings = warnings;
    const watches = times === 'auto' && header.version === 3;
    this.#clock = new RecordingClock(this.#isRelative(header.version), watches, (...warning) =>
      warnings.report('time', ...warning),
    );
  }

  #isRelative(version: 1 | 2 | 3): boolean {
    return this.#times === 'auto' && version !== 2;
  }

  /** Reads a piece of text that follows the header. */
  read(piece: TextPiece): RecordingEvent[] {
    const events: RecordingEvent[] = [];
    if (piece.kind === 'lines') this.#readLines(piece, events);
    else this.#readPart(piece, events);
    return events;
  }

  /**
   * Reads `[delay, data]` pairs of a version 1 recording.
   * @param firstIndex index of the first of them in `stdout`
   */
  readPairs(pairs: readonly unknown[], firstIndex: number): RecordingEvent[] {
    const events: RecordingEvent[] = [];
    for (const [index, pair] of pairs.entries()) {
      this.#warnings.element = firstIndex + index;
      if (pair === undefined) this.#warnings.report('skipped', 'not valid JSON, skipped');
      else if (Array.isArray(pair) && pair.length > 0) events.push(this.#eventOf([pair[0], 'o', pair[1]], undefined));
      else this.#warnings.report('skipped', `${describeValue(pair)} is not an event, skipped`);
    }
    this.#warnings.element = undefined;
    return events;
  }

  /** Call this when there are no more events. */
  finish(): void {
    this.#clock.finish();
  }

  #readLines({ text, firstLine, invalidLines = [] }: Piece<'lines'>, events: RecordingEvent[]): void {
    let line = firstLine;
    let nextInvalid = 0;
    const mayHoldControls = CONTROL.test(text);
    for (let start = 0; start <= text.length; line += 1) {
      const found = text.indexOf('\n', start);
      const end = found < 0 ? text.length : found;
      while (invalidLines[nextInvalid]! <= line) {
        if (invalidLines[nextInvalid] === line) this.#warnings.report('encoding', NOT_UTF8, line);
        nextInvalid += 1;
      }
      this.#readLine(text.slice(start, end), line, mayHoldControls, events);
      start = end + 1;
    }
  }

  #readLine(text: string, line: number, mayHoldControls: boolean, events: RecordingEvent[]): void {
    const first = firstCode(text);
    if (first === undefined || first === NUMBER_SIGN) return;
    if (first !== OPENING_BRACKET && first !== OPENING_BRACE) {
      this.#warnings.report('skipped', 'neither an event nor a comment, skipped', line);
      return;
    }
    // Lines that are certain to fail are not tried: an exception costs as much as twenty lines.
    if (endsInBracket(text) && !(mayHoldControls && CONTROL.test(text))) {
      try {
        this.#readValue(JSON.parse(text), line, events);
        return;
      } catch (error) {
        if (!(error instanceof SyntaxError)) throw error;
      }
    }
    const { value, problems } = parseLenientJson(text);
    if (value === undefined) this.#warnings.report('skipped', `${problems[0]}, skipped`, line);
    else {
      for (const problem of problems) this.#warnings.report('repaired', problem, line);
      this.#readValue(value, line, events);
    }
  }

  #readValue(value: unknown, line: number, events: RecordingEvent[]): void {
    if (Array.isArray(value) && value.length > 0) events.push(this.#eventOf(value, line));
    else if (isHeader(value)) this.#readHeader(value, line, events);
    else this.#warnings.report('skipped', `${describeValue(value)} is not an event, skipped`, line);
  }

  /** Reads an event's array: its time, code and data. Its time counts even if the rest is wrong. */
  #eventOf([time, code, data]: readonly unknown[], line: number | undefined): RecordingEvent {
    const timeUs = this.#clock.next(time, line);
    switch (code) {
      case 'o':
        if (typeof data === 'string') return { kind: 'output', timeUs, data };
        break;
      case 'i':
        if (typeof data === 'string') return { kind: 'input', timeUs, data };
        break;
      case 'm':
        return { kind: 'marker', timeUs, label: typeof data === 'string' ? data : '' };
      case 'x':
        return {
          kind: 'exit',
          timeUs,
          status: typeof data === 'string' || typeof data === 'number' ? String(data) : '',
        };
      case 'r':
        return this.#resizeOf(data, timeUs, line);
      default:
        if (typeof code !== 'string') this.#reportEvent(`the event code is ${quoted(code)}`, line);
        return { kind: 'other', timeUs };
    }
    this.#reportEvent(`the data of this "${code}" event is ${quoted(data)}`, line);
    return { kind: 'other', timeUs };
  }

  #reportEvent(what: string, line: number | undefined): void {
    this.#warnings.report('event', `${what}; expected a string`, line);
  }

  #resizeOf(data: unknown, timeUs: number, line: number | undefined): RecordingEvent {
    const match = typeof data === 'string' ? /^\s*(\d{1,9})x(\d{1,9})\s*$/.exec(data) : null;
    const columns = Number(match?.[1]);
    const rows = Number(match?.[2]);
    const { columns: most, rows: highest } = this.#limits;
    if (columns >= 1 && rows >= 1 && columns <= most && rows <= highest)
      return { kind: 'resize', timeUs, columns, rows };
    const message = `resize to ${quoted(data)} ignored; expected "COLUMNSxROWS" up to ${most}x${highest}`;
    this.#warnings.report('resize', message, line);
    return { kind: 'other', timeUs };
  }

  #readHeader(fields: Readonly<Record<string, unknown>>, line: number, events: RecordingEvent[]): void {
    const warn = (message: string): void => this.#warnings.report('header', message, line);
    let header: RecordingHeader;
    try {
      header = parseHeader(fields, { limits: this.#limits, line, warn });
    } catch (error) {
      if (!(error instanceof Cast2gifError)) throw error;
      this.#warnings.report('skipped', `a header that is not valid here, skipped: ${error.message}`, line);
      return;
    }
    this.#warnings.report('restart', 'another recording begins here; it is played after the first', line);
    this.#clock.restart(this.#isRelative(header.version));
    events.push({ kind: 'restart', timeUs: this.#clock.reachedUs, columns: header.columns, rows: header.rows });
    if (header.version === 1 && Array.isArray(fields.stdout))
      for (const event of this.readPairs(fields.stdout, 0)) events.push(event);
  }

  /** Output that is too long to hold in memory becomes several events at the same time. */
  #readPart({ text, line, isLast, isValid }: Piece<'part'>, events: RecordingEvent[]): void {
    if (!isValid && this.#invalidLine !== line) this.#warnings.report('encoding', NOT_UTF8, (this.#invalidLine = line));
    const isFirst = this.#longEvent === undefined;
    const event = (this.#longEvent ??= this.#beginLongEvent(text, line, events));
    const isOutput = event.beginning?.code === 'o';
    if (isOutput) this.#readLongOutput(event, isFirst ? '' : text, line, events);
    if (!isLast) return;
    if (isOutput && !event.ended) this.#warnings.report('repaired', 'the event is cut short', line);
    this.#longEvent = undefined;
  }

  #beginLongEvent(text: string, line: number, events: RecordingEvent[]): LongEvent {
    const event = new LongEvent(text);
    if (event.beginning !== undefined) this.#longTimeUs = this.#clock.next(event.beginning.time, line);
    if (event.beginning?.code === 'o' || /^\s*#/.test(text)) return event;
    const what = event.beginning === undefined ? 'not an event' : `a "${event.beginning.code}" event`;
    const limit = describeBytes(this.#limits.lineBytes);
    this.#warnings.report('skipped', `a line of more than ${limit} that is ${what}, skipped`, line);
    if (event.beginning !== undefined) events.push({ kind: 'other', timeUs: this.#longTimeUs });
    return event;
  }

  #readLongOutput(event: LongEvent, text: string, line: number, events: RecordingEvent[]): void {
    if (event.ended) return;
    try {
      const data = event.read(text);
      if (data !== '') events.push({ kind: 'output', timeUs: this.#longTimeUs, data });
    } catch {
      event.ended = true;
      this.#warnings.report('skipped', 'not valid JSON, the rest of it is skipped', line);
    }
  }
}

function describeValue(value: unknown): string {
  return Array.isArray(value) ? 'an empty array' : isObject(value) ? 'an object' : quoted(value);
}
