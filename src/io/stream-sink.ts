import type { Writable } from 'node:stream';
import { Cast2gifError } from '../errors.js';
import { ioError } from './io-error.js';
import { JoinedWrites } from './joined-writes.js';
import type { Sink } from './sink.js';

/**
 * Opens a sink for a stream; `commit` ends it, `discard` destroys it.
 * @param name its name in messages
 */
export function openStreamSink(stream: Writable, name = 'output'): Sink {
  return new StreamSink(stream, name, true);
}

/** Opens a sink for standard output, which stays open. */
export function openStandardOutputSink(): Sink {
  return new StreamSink(process.stdout, 'standard output', false);
}

/** The error for an output whose reader is gone. */
export function readerGone(name: string, cause: unknown): Cast2gifError {
  return new Cast2gifError('aborted', `the reader of ${name} is gone`, { cause });
}

/** Small writes are combined up to this size. */
const JOINED_BYTES = 64 * 1024;

class StreamSink implements Sink {
  byteLength = 0;
  readonly name: string;
  readonly #stream: Writable;
  readonly #ends: boolean;
  /** Streams keep what they are given. */
  readonly #joined = new JoinedWrites(JOINED_BYTES, true, (bytes) => this.#pass(bytes));
  #failure: Cast2gifError | undefined;
  #settled = false;
  #wake = (): void => {};

  constructor(stream: Writable, name: string, ends: boolean) {
    this.#stream = stream;
    this.name = name;
    this.#ends = ends;
    stream.on('error', this.#onError).on('close', this.#onClose);
  }

  readonly #onError = (error: Error): void => this.#fail(error);

  readonly #onClose = (): void => {
    if (!this.#settled) this.#fail(Object.assign(new Error('closed'), { code: 'EPIPE' }));
  };

  #fail(error: Error): void {
    const code = (error as NodeJS.ErrnoException).code ?? '';
    const isReaderGone = ['EPIPE', 'ECONNRESET', 'ERR_STREAM_DESTROYED', 'ERR_STREAM_PREMATURE_CLOSE'].includes(code);
    this.#failure ??= isReaderGone
      ? readerGone(this.name, error)
      : ioError(`cannot write ${this.name}`, error, 'output');
    this.#wake();
  }

  async write(bytes: Uint8Array): Promise<void> {
    await this.#joined.add(bytes);
    this.byteLength += bytes.length;
    if (this.#failure !== undefined) throw this.#failure;
  }

  /** Passes bytes on and waits until the stream is ready for more. */
  async #pass(bytes: Buffer): Promise<void> {
    await this.#until((done) => {
      if (this.#stream.write(bytes)) done();
      else this.#stream.once('drain', done);
    });
  }

  /** Waits for an event of the stream, or for its failure. */
  async #until(start: (done: () => void) => void): Promise<void> {
    if (this.#failure === undefined && this.#stream.destroyed) this.#onClose();
    if (this.#failure === undefined)
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
        try {
          start(resolve);
        } catch (error) {
          // Standard output is written synchronously if it is a file or device, and then throws here.
          this.#fail(error as Error);
          resolve();
        }
      });
    if (this.#failure !== undefined) throw this.#failure;
  }

  async commit(): Promise<void> {
    if (this.#settled) return;
    await this.#until((done) => {
      const rest = this.#joined.take();
      const onWritten = (error?: Error | null): void => {
        if (error) {
          this.#fail(error);
          return;
        }
        // Settled first: it is not a failure that the stream closes now.
        this.#settle();
        done();
      };
      if (this.#ends) this.#stream.end(rest, onWritten);
      else this.#stream.write(rest, onWritten);
    });
  }

  async discard(): Promise<void> {
    if (this.#settled) return;
    this.#settle();
    if (!this.#ends) return;
    // An unhandled error while it is being destroyed would end the process.
    this.#stream.on('error', () => {});
    this.#stream.destroy();
  }

  #settle(): void {
    this.#settled = true;
    this.#stream.off('error', this.#onError).off('close', this.#onClose);
    // A failure while closing must not end the process: what was asked for has been written.
    this.#stream.on('error', () => {});
  }
}
