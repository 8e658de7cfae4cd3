import { Cast2gifError } from '../errors.js';
import { describeBytes } from '../text/byte-size.js';
import type { Sink } from './sink.js';

/** The error for an output beyond the hard limit on its size. */
export function outputLimitError(maximumBytes: number): Cast2gifError {
  return new Cast2gifError('limit', `the output is larger than the limit of ${describeBytes(maximumBytes)}`);
}

/** A sink that refuses to go beyond a hard limit: what would exceed it is not written. */
export class CappedSink implements Sink {
  readonly #sink: Sink;
  readonly #maximumBytes: number;

  constructor(sink: Sink, maximumBytes: number) {
    this.#sink = sink;
    this.#maximumBytes = maximumBytes;
  }

  get name(): string {
    return this.#sink.name;
  }

  get byteLength(): number {
    return this.#sink.byteLength;
  }

  /** @throws Cast2gifError `limit` if the bytes would exceed the limit; what the sink itself throws */
  async write(bytes: Uint8Array): Promise<void> {
    if (this.byteLength + bytes.length > this.#maximumBytes) throw outputLimitError(this.#maximumBytes);
    await this.#sink.write(bytes);
  }

  commit(): Promise<void> {
    return this.#sink.commit();
  }

  discard(): Promise<void> {
    return this.#sink.discard();
  }

  bytes(): Uint8Array | undefined {
    return this.#sink.bytes?.();
  }
}
