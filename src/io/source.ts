import { closeSync, createReadStream, openSync, type Stats, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Cast2gifError, throwIfAborted } from '../errors.js';
import { describeBytes } from '../text/byte-size.js';
import { abortable } from './abort.js';
import { createByteSpool } from './byte-spool.js';
import { fetchBytes, nameOfUrl } from './fetch.js';
import { ioError } from './io-error.js';

/** Bytes that can be read from the start any number of times. */
export interface Source {
  /** Its name in messages: a path, an address without credentials, or `standard input`. */
  readonly name: string;
  /** How many bytes `stream` yields in total, unless the file changes meanwhile. */
  readonly byteLength: number;
  /**
   * Reads all bytes; the caller may keep the chunks.
   * @throws Cast2gifError `input`, `input-missing` or `aborted`, while reading
   */
  stream(): AsyncIterable<Uint8Array>;
  /** Frees what was spooled. May be called again. */
  close(): Promise<void>;
}

/** What a source can be opened for. */
export type SourceInput = string | Uint8Array | AsyncIterable<Uint8Array | string>;

/** How a source is opened. */
export interface SourceOptions {
  readonly signal?: AbortSignal | undefined;
  /** Most bytes, as stored in the file or sent over the network. */
  readonly maximumBytes?: number | undefined;
  /** How long a server may stay silent before fetching fails, in milliseconds. */
  readonly timeoutMs?: number | undefined;
}

const DEFAULT_MAXIMUM_BYTES = 2 * 1024 ** 3;
const DEFAULT_TIMEOUT_MS = 30_000;
const READ_BYTES = 128 * 1024;

/**
 * Opens an input: a path, `-` for standard input, an http(s) address, bytes, or a stream. What can be read only once
 * is read here, into memory or a temporary file.
 * @throws Cast2gifError `usage` if it is something else; `input-missing`, `input`, `fetch` or `timeout` if it cannot be read;
 *   `limit` if it is too large; `aborted`
 */
export async function openSource(input: SourceInput, options: SourceOptions = {}): Promise<Source> {
  const { signal, maximumBytes = DEFAULT_MAXIMUM_BYTES, timeoutMs = DEFAULT_TIMEOUT_MS } = options;
  throwIfAborted(signal);
  if (input instanceof Uint8Array) return bytesSource(input, maximumBytes);
  if (typeof input !== 'string' && !(Symbol.asyncIterator in Object(input)))
    throw new Cast2gifError('usage', 'expected a path, an address, bytes or a stream as the recording');
  if (typeof input !== 'string') return spooled(nameOfStream(input), input, maximumBytes, signal);
  if (input === '-') return spooled('standard input', process.stdin, maximumBytes, signal);
  if (/^https?:\/\//i.test(input)) {
    const bytes = fetchBytes(input, { signal, maximumBytes, timeoutMs });
    return spooled(nameOfUrl(input), bytes, maximumBytes, signal);
  }
  return openFile(pathOf(input), maximumBytes, signal);
}

function pathOf(input: string): string {
  if (input === '') throw new Cast2gifError('input-missing', 'the name of the input is empty');
  const [, scheme] = /^([a-z][a-z0-9+.-]+):\/\//i.exec(input) ?? [];
  if (scheme === undefined) return input;
  if (scheme.toLowerCase() !== 'file')
    throw new Cast2gifError('input', `cannot read ${input}: expected a file, or an http or https address`);
  try {
    return fileURLToPath(input);
  } catch (error) {
    throw inputError(input, error);
  }
}

function inputError(name: string, error: unknown): Cast2gifError {
  const { code } = error as NodeJS.ErrnoException;
  return ioError(`cannot read ${name}`, error, code === 'ENOENT' ? 'input-missing' : 'input');
}

function tooLarge(name: string, maximumBytes: number): Cast2gifError {
  return new Cast2gifError('limit', `larger than the limit of ${describeBytes(maximumBytes)}`, { subject: name });
}

async function openFile(path: string, maximumBytes: number, signal: AbortSignal | undefined): Promise<Source> {
  let stats: Stats;
  try {
    stats = statSync(path);
  } catch (error) {
    throw inputError(path, error);
  }
  if (stats.isDirectory()) throw new Cast2gifError('input', `cannot read ${path}: it is a folder`);
  const stream = (): AsyncGenerator<Uint8Array> => readFile(path, signal);
  // A pipe or device, including one made by the shell, can be read only once.
  if (!stats.isFile()) return spooled(path, stream(), maximumBytes, signal);
  if (stats.size > maximumBytes) throw tooLarge(path, maximumBytes);
  // Opened once now, so that a missing permission is reported before any work is done.
  try {
    closeSync(openSync(path, 'r'));
  } catch (error) {
    throw inputError(path, error);
  }
  return { name: path, byteLength: stats.size, stream, close: async () => {} };
}

async function* readFile(path: string, signal: AbortSignal | undefined): AsyncGenerator<Uint8Array> {
  try {
    yield* createReadStream(path, { highWaterMark: READ_BYTES, ...(signal && { signal }) });
  } catch (error) {
    throwIfAborted(signal);
    throw inputError(path, error);
  }
}

function bytesSource(bytes: Uint8Array, maximumBytes: number): Source {
  if (bytes.length > maximumBytes) throw tooLarge('the input', maximumBytes);
  return {
    name: 'input',
    byteLength: bytes.length,
    async *stream() {
      for (let at = 0; at < bytes.length; at += READ_BYTES) yield bytes.subarray(at, at + READ_BYTES);
    },
    close: async () => {},
  };
}

/** File streams know their path; others have no name. */
function nameOfStream(stream: object): string {
  return 'path' in stream && typeof stream.path === 'string' ? stream.path : 'input';
}

/** Reads a whole stream, so that it can be read again. */
async function spooled(
  name: string,
  stream: AsyncIterable<Uint8Array | string>,
  maximumBytes: number,
  signal: AbortSignal | undefined,
): Promise<Source> {
  const spool = createByteSpool();
  try {
    for await (const chunk of abortable(stream, signal)) {
      const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
      if (!(bytes instanceof Uint8Array)) throw new Cast2gifError('input', `${name}: expected a stream of bytes`);
      if (spool.byteLength + bytes.length > maximumBytes) throw tooLarge(name, maximumBytes);
      spool.append(bytes);
    }
  } catch (error) {
    spool.close();
    throwIfAborted(signal);
    throw inputError(name, error);
  }
  return {
    name,
    byteLength: spool.byteLength,
    async *stream() {
      for (const chunk of spool.chunks()) {
        throwIfAborted(signal);
        // Copied, because the spool reuses its chunk.
        yield Buffer.from(chunk);
      }
    },
    close: async () => spool.close(),
  };
}
