/** Reads the beginning of a recording: its header, or the whole of it where version 1 wants that. */
import { Cast2gifError } from '../errors.js';
import { describeStranger } from './foreign-file.js';
import { isHeader, parseHeader } from './header.js';
import { parseLenientJson, ValueScanner } from './json.js';
import { type JsonDocument, parseDocument, requireStdout, type StdoutText } from './json-document.js';
import { describeBytes, type RecordingLimits } from './limits.js';
import type { RecordingHeader } from './recording.js';
import { type TextPiece, textPieces } from './text.js';
import { NOT_UTF8, type WarningLog } from './warnings.js';

/** What the beginning of a file tells. */
export interface Opening {
  readonly header: RecordingHeader;
  /** The `[delay, data]` pairs of a version 1 recording, which is held whole. */
  readonly stdout?: StdoutText;
  /** Number of the header's line; in later versions events are below it. */
  readonly headerLine: number;
}

/**
 * Reads as much as it takes to know the header.
 * @throws Cast2gifError `recording`
 */
export async function readOpening(
  bytes: AsyncIterable<Uint8Array>,
  limits: RecordingLimits,
  warnings: WarningLog,
): Promise<Opening> {
  const reader = new OpeningReader(limits, warnings);
  for await (const piece of textPieces(bytes, limits.lineBytes)) {
    reader.take(piece);
    if (reader.opening !== undefined) break;
  }
  return reader.opening ?? reader.finish();
}

class OpeningReader {
  opening: Opening | undefined;
  readonly #limits: RecordingLimits;
  readonly #warnings: WarningLog;
  /** Where the header begins; 0 until a line was found that is neither blank nor a comment. */
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
    for (let start = 0; start <= piece.text.length && this.opening === undefined; line += 1) {
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

  /** To be called if the text has ended and there is no opening yet. */
  finish(): Opening {
    if (this.#headerLine === 0) throw new Cast2gifError('recording', 'not a recording: it is empty');
    return this.#openDocument();
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
    if (isHeader(value) && value.version !== 1) this.opening = this.#openFields({ fields: value });
    else if ((value === undefined && /^\s*\{/.test(text)) || isHeader(value)) this.#collect(text);
    else throw this.#stranger(text, value);
  }

  /** Goes on with a header that does not end on its line. */
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
    this.opening = this.#openDocument();
  }

  #openDocument(): Opening {
    const document = parseDocument(this.#document);
    if (document === undefined) {
      const firstLine = this.#document.split('\n', 1)[0]!;
      const isVersion1 = /"version"\s*:\s*1\b/.test(this.#document.slice(0, 10_000));
      if (isVersion1 || isHeaderLike(firstLine)) throw this.#error('the header is damaged or cut short');
      throw this.#stranger(firstLine, undefined);
    }
    if (!isHeader(document.fields)) throw this.#stranger(this.#document, document.fields);
    return this.#openFields(document);
  }

  #openFields(document: JsonDocument): Opening {
    const line = this.#headerLine;
    const warn = (message: string): void => this.#warnings.report('header', message, line);
    const header = parseHeader(document.fields, { limits: this.#limits, line, warn });
    if (header.version !== 1) {
      if (!this.#document.includes('\n')) return { header, headerLine: line };
      throw this.#error('the header is spread over several lines; expected on one (jq --compact-output mends that)');
    }
    const stdout = requireStdout(document);
    // Told here because the text is not read again, as that of later versions is.
    if (!this.#isValid) this.#warnings.report('encoding', NOT_UTF8);
    if (stdout.isCutShort) this.#warnings.report('repaired', 'the file is cut short; what is there is used');
    return { header, stdout, headerLine: line };
  }

  #stranger(text: string, value: unknown): Cast2gifError {
    const message = `not a recording: it looks like ${describeStranger(text, value)}`;
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
