/** Recordings as text: asciicast versions 2 and 3, line by line. */
import { hexColour } from '../colour/hex.js';
import { isObject } from './json.js';
import type { RecordedTheme, RecordingEvent, RecordingHeader } from './recording.js';

/** The versions that can be written. */
export type WrittenVersion = 2 | 3;

/** What a written header may say beyond a header that was read. */
export interface WrittenHeader extends Omit<RecordingHeader, 'version'> {
  /** `TERM` of the recorded program. */
  readonly terminalType?: string;
}

const isDefined = (value: unknown): boolean => value !== undefined;

const UNFINISHED_PAIR = /[\ud800-\udbff]$/;

/**
 * Writes a recording. Events must come in the order of time.
 * @see https://docs.asciinema.org/manual/asciicast/v3/ and …/v2/
 */
export class RecordingWriter {
  readonly #version: WrittenVersion;
  #lastUs = 0;
  /** The first half of a surrogate pair whose second half is in the next output: JSON readers refuse halves. */
  #half = '';

  constructor(version: WrittenVersion) {
    this.#version = version;
  }

  /** The first line. */
  header(header: WrittenHeader): string {
    const { columns, rows, title, command, timestamp, idleTimeLimitUs } = header;
    const theme = header.theme && themeFields(header.theme);
    const { env, ...others } = header.otherFields?.ofHeader ?? {};
    const { type: knownType, ...ofTerminal } = header.otherFields?.ofTerminal ?? {};
    const environment = isObject(env) ? env : undefined;
    const type = header.terminalType ?? knownType ?? environment?.TERM;
    const common = {
      ...(timestamp !== undefined && { timestamp }),
      ...(idleTimeLimitUs !== undefined && { idle_time_limit: idleTimeLimitUs / 1e6 }),
      ...(command !== undefined && { command }),
      ...(title !== undefined && { title }),
      ...others,
    };
    const fields =
      this.#version === 3
        ? {
            version: 3,
            term: { cols: columns, rows, ...(isDefined(type) && { type }), ...ofTerminal, ...(theme && { theme }) },
            ...common,
            ...(isDefined(env) && { env }),
          }
        : {
            version: 2,
            width: columns,
            height: rows,
            ...common,
            ...((environment || isDefined(type)) && {
              env: { ...environment, ...(isDefined(type) && { TERM: type }) },
            }),
            ...(Object.keys(ofTerminal).length > 0 && { term: ofTerminal }),
            ...(theme && { theme }),
          };
    return `${JSON.stringify(fields)}\n`;
  }

  /** The line or lines of an event; none for what the version cannot say. */
  event(event: RecordingEvent): string {
    const { timeUs } = event;
    switch (event.kind) {
      case 'output':
        return this.#output(timeUs, event.data);
      case 'input':
        return this.#line(timeUs, 'i', wellFormed(event.data));
      case 'marker':
        return this.#line(timeUs, 'm', wellFormed(event.label));
      case 'resize':
        return this.#line(timeUs, 'r', `${event.columns}x${event.rows}`);
      case 'restart':
        return this.#line(timeUs, 'o', '\u0018\u001bc') + this.#line(timeUs, 'r', `${event.columns}x${event.rows}`);
      case 'exit':
        return this.#version === 3 ? this.#line(timeUs, 'x', event.status) : '';
      case 'other':
        return '';
    }
  }

  #output(timeUs: number, data: string): string {
    const joined = this.#half + data;
    this.#half = UNFINISHED_PAIR.exec(joined)?.[0] ?? '';
    const whole = joined.slice(0, joined.length - this.#half.length);
    return whole === '' && data !== '' ? '' : this.#line(timeUs, 'o', wellFormed(whole));
  }

  /** Times of version 3 are intervals since the previous event; whole microseconds keep rounding errors from adding up. */
  #line(timeUs: number, code: string, data: string): string {
    const timeSinceUs = this.#version === 3 ? timeUs - this.#lastUs : timeUs;
    this.#lastUs = timeUs;
    return `${JSON.stringify([timeSinceUs / 1e6, code, data])}\n`;
  }
}

/** Halves of surrogate pairs become U+FFFD. */
function wellFormed(text: string): string {
  return text.replace(/\p{Surrogate}/gu, '\ufffd');
}

function themeFields({ foreground, background, palette }: RecordedTheme) {
  return { fg: hexColour(foreground), bg: hexColour(background), palette: palette.map(hexColour).join(':') };
}
