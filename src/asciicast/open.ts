import { Cast2gifError } from '../errors.js';
import { decompressed } from './decompress.js';
import { EventReader, type TimesOption } from './events.js';
import { elementsOf, type StdoutText } from './json-document.js';
import { DEFAULT_RECORDING_LIMITS, type RecordingLimits } from './limits.js';
import type { EventStream, Recording, RecordingEvent, RecordingHeader, Warning } from './recording.js';
import { type RecordingStart, readRecordingStart } from './recording-start.js';
import { type TextPiece, textPieces } from './text.js';
import { WarningLog } from './warnings.js';

/** Bytes that can be read from the start any number of times. */
export interface RecordingSource {
  /** What messages call it: a path or an address. */
  readonly name: string;
  /** How many bytes `stream` yields in total, if known. */
  readonly byteLength?: number;
  stream(): AsyncIterable<Uint8Array>;
  /** Called by the recording's `close()`. */
  close?(): Promise<void>;
}

/** How a recording is opened. */
export interface OpenOptions {
  /** Receives problems that were tolerated. May throw, to make warnings fatal. */
  readonly onWarning?: (warning: Warning) => void;
  /** Limits that differ from the defaults. */
  readonly limits?: Partial<RecordingLimits>;
  /** `auto`: the version decides whether times are intervals; `absolute`: they are not, whatever it says. */
  readonly times?: TimesOption;
}

/** The options with their defaults. */
interface Settings {
  readonly tell: (warning: Warning) => void;
  readonly limits: RecordingLimits;
  readonly times: TimesOption;
}

/** Events in a batch of a version 1 recording. */
const BATCH_EVENTS = 1000;

/** This much of a line is always held: it must contain the time and code of an event that is too long to hold. */
const LEAST_LINE_BYTES = 64 * 1024;

/**
 * Opens a recording: asciicast version 1, 2 or 3, in gzip or zstd, in UTF-8 or UTF-16, even if slightly broken.
 * @throws Cast2gifError `recording` if it is not one, `limit` if it exceeds one, or what the source throws. The message names
 *   the source and, where there is one, the line.
 */
export async function openRecording(source: RecordingSource, options: OpenOptions = {}): Promise<Recording> {
  const settings: Settings = {
    tell: options.onWarning ?? (() => {}),
    limits: limitsOf(options.limits),
    times: options.times ?? 'auto',
  };
  try {
    const warnings = new WarningLog(settings.tell);
    const bytes = decompressed(source.stream(), settings.limits.inputBytes);
    const start = await readRecordingStart(bytes, settings.limits, warnings);
    warnings.finish();
    return new OpenedRecording(source, settings, start);
  } catch (error) {
    throw named(error, source);
  }
}

function limitsOf(given: Partial<RecordingLimits> | undefined): RecordingLimits {
  const limits = { ...DEFAULT_RECORDING_LIMITS, ...given };
  return { ...limits, lineBytes: Math.max(limits.lineBytes, LEAST_LINE_BYTES) };
}

/** Prefixes an error about the recording with the source's name. */
function named(error: unknown, { name }: RecordingSource): unknown {
  if (!(error instanceof Cast2gifError) || !['recording', 'limit'].includes(error.code)) return error;
  const { code, problem, line, cause } = error;
  return new Cast2gifError(code, problem, { subject: name, line, cause });
}

class OpenedRecording implements Recording {
  readonly header: RecordingHeader;
  readonly #source: RecordingSource;
  readonly #settings: Settings;
  readonly #start: RecordingStart;
  #readings = 0;
  #bytesRead: number | undefined;

  constructor(source: RecordingSource, settings: Settings, start: RecordingStart) {
    this.header = start.header;
    this.#source = source;
    this.#settings = settings;
    this.#start = start;
  }

  get fractionRead(): number | undefined {
    const { byteLength } = this.#source;
    if (this.#bytesRead === undefined || byteLength === undefined) return undefined;
    return Math.min(1, this.#bytesRead / byteLength);
  }

  async *events(): EventStream {
    const { limits, times, tell } = this.#settings;
    this.#readings += 1;
    const warnings = new WarningLog(this.#readings === 1 ? tell : () => {});
    const reader = new EventReader({ header: this.header, limits, times, warnings });
    let count = 0;
    try {
      for await (const batch of this.#batches(reader)) {
        count += batch.length;
        if (count > limits.events) throw new Cast2gifError('limit', `more events than the limit of ${limits.events}`);
        if (batch.length > 0) yield batch;
      }
      reader.finish();
      warnings.finish();
    } catch (error) {
      throw named(error, this.#source);
    }
  }

  async *#batches(reader: EventReader): AsyncGenerator<RecordingEvent[]> {
    const { stdout } = this.#start;
    if (stdout !== undefined) {
      yield* batchesOf(stdout, reader);
      return;
    }
    const { lineBytes, inputBytes } = this.#settings.limits;
    const bytes = decompressed(this.#counted(), inputBytes);
    for await (const piece of textPieces(bytes, lineBytes)) {
      const rest = below(piece, this.#start.headerLine);
      if (rest !== undefined) yield reader.read(rest);
    }
  }

  async *#counted(): AsyncGenerator<Uint8Array> {
    this.#bytesRead = 0;
    for await (const chunk of this.#source.stream()) {
      this.#bytesRead += chunk.length;
      yield chunk;
    }
  }

  async close(): Promise<void> {
    await this.#source.close?.();
  }
}

function* batchesOf(stdout: StdoutText, reader: EventReader): Generator<RecordingEvent[]> {
  let index = 0;
  let batch: unknown[] = [];
  for (const element of elementsOf(stdout)) {
    if (batch.push(element) < BATCH_EVENTS) continue;
    yield reader.readPairs(batch, index);
    index += batch.length;
    batch = [];
  }
  yield reader.readPairs(batch, index);
}

/** The part of a piece that comes after a line; undefined if there is none. */
function below(piece: TextPiece, line: number): TextPiece | undefined {
  if (piece.kind === 'part') return piece.line > line ? piece : undefined;
  let { text, firstLine } = piece;
  for (; firstLine <= line; firstLine += 1) {
    const end = text.indexOf('\n');
    if (end < 0) return undefined;
    text = text.slice(end + 1);
  }
  return { ...piece, text, firstLine };
}
