/** Reads the beginning of a recording: its header, or all of it if it is version 1. */
import { Cast2gifError } from '../errors.js';
import { describeBytes } from '../text/byte-size.js';
import { describeForeignFile } from './foreign-file.js';
import { isHeader, parseHeader } from './header.js';
import { parseLenientJson, ValueScanner } from './json.js';
import { type JsonDocument, parseDocument, requireStdout, type StdoutText } from './json-document.js';
import type { RecordingLimits } from './limits.js';
import type { RecordingHeader } from './recording.js';
import { type TextPiece, textPieces } from './text.js';
import { NOT_UTF8, type WarningLog } from './warnings.js';

/** What the beginning of a file contains. */
export interface RecordingStart {
  readonly header: RecordingHeader;
  /** The `[delay, data]` pairs of a version 1 recording, which is held in memory. */
  readonly stdout?: StdoutText;
  /** Line number of the header; in later versions the events follow it. */
  readonly headerLine: number;
}

/**
 * Reads just enough to have the header.
 * @throws Cast2gifError `recording`, naming the line where there is one; `limit`
 */
export async function readRecordingStart(
  bytes: AsyncIterable<Uint8Array>,
  limits: RecordingLimits,
  warnings: WarningLog,
): Promise<RecordingStart> {
  const reader = new RecordingStartReader(limits, warnings);
  for await (const piece of textPieces(bytes, limits.lineBytes)) {
    reader.take(piece);
    if (reader.start !== undefined) break;
  }
  return reader.start ?? reader.finish();
}

class RecordingStartReader {
  start: RecordingStart | undefined;
  readonly #limits: RecordingLimits;
  readonly #warnings: WarningLog;
  /** Line where the header begins; 0 until a line is found that is neither blank nor a comment. */
  #headerLine = 0;
  #document = '';
  #isValid = true;
  readonly #scanner = new ValueScanner();

  constructor(limits: RecordingLimits, warnings: WarningLog) {
    this.#limits = limits;
    this.#warnings = warnings;
  }

  take(piece: TextPiece): void {
    this.#isValid &&= piece.kind === 'part' ? piece.isValid : piece.invalidLines === undefined;
    if (piece.kind === 'part') {
      this.#takeText(piece.text, piece.line);
      return;
    }
    let line = piece.firstLine;
    for (let start = 0; start <= piece.text.length && this.start === undefined; line += 1) {
      if (this.#headerLine > 0) {
        this.#collect(`\n${piece.text.slice(start)}`);
        return;
      }
      const found = piece.text.indexOf('\n', start);
      const end = found < 0 ? piece.text.length : found;
      this.#takeText(piece.text.slice(start, end), line);
      start = end + 1;
    }
  }

  /** Call this if the text has ended before the header was complete. */
  finish(): RecordingStart {
    if (this.#headerLine === 0) throw new Cast2gifError('recording', 'not a recording: it is empty');
    return this.#startOfDocument();
  }

  /** Takes a line, or a part of a long one. */
  #takeText(text: string, line: number): void {
    if (this.#headerLine > 0) {
      this.#collect(text);
      return;
    }
    if (/^\s*(#(?!!)|$)/.test(text)) return;
    this.#headerLine = line;
    const value = parse(text);
    if (isHeader(value) && value.version !== 1) this.start = this.#startOfFields({ fields: value });
    else if ((value === undefined && /^\s*\{/.test(text)) || isHeader(value)) this.#collect(text);
    else throw this.#foreignFile(text, value);
  }

  /** Continues a header that does not end on its line. */
  #collect(text: string): void {
    this.#document += text;
    const { documentBytes } = this.#limits;
    if (this.#document.length > documentBytes) {
      const limit = describeBytes(documentBytes);
      throw this.#error(`the header, or version 1 recording, is longer than the limit of ${limit}`);
    }
    const end = this.#scanner.scan(text);
    if (end === undefined) return;
    this.#document = this.#document.slice(0, this.#document.length - text.length + end);
    this.start = this.#startOfDocument();
  }

  #startOfDocument(): RecordingStart {
    const document = parseDocument(this.#document);
    if (document === undefined) {
      const firstLine = this.#document.split('\n', 1)[0]!;
      const isVersion1 = /"version"\s*:\s*1\b/.test(this.#document.slice(0, 10_000));
      if (isVersion1 || isHeaderLike(firstLine)) throw this.#error('the header is damaged or cut short');
      throw this.#foreignFile(firstLine, undefined);
    }
    if (!isHeader(document.fields)) throw this.#foreignFile(this.#document, document.fields);
    return this.#startOfFields(document);
  }

  #startOfFields(document: JsonDocument): RecordingStart {
    const line = this.#headerLine;
    const warn = (message: string): void => this.#warnings.report('header', message, line);
    const header = parseHeader(document.fields, { limits: this.#limits, line, warn });
    if (header.version !== 1) {
      if (!this.#document.includes('\n')) return { header, headerLine: line };
      throw this.#error('the header is spread over several lines; expected on one (jq --compact-output fixes that)');
    }
    const stdout = requireStdout(document);
    // Reported here because, unlike later versions, the text is not read again.
    if (!this.#isValid) this.#warnings.report('encoding', NOT_UTF8);
    if (stdout.isCutShort) this.#warnings.report('repaired', 'the file is cut short; the complete part of it is used');
    return { header, stdout, headerLine: line };
  }

  #foreignFile(text: string, value: unknown): Cast2gifError {
    const message = `not a recording: it looks like ${describeForeignFile(text, value)}`;
    return new Cast2gifError('recording', message, { line: this.#headerLine });
  }

  #error(message: string): Cast2gifError {
    const line = this.#headerLine;
    return new Cast2gifError('recording', `line ${line}: ${message}`, { line });
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return parseLenientJson(text).value;
  }
}

function isHeaderLike(text: string): boolean {
  return /^\s*\{\s*($|"(version|width|height|term)")/.test(text);
}
