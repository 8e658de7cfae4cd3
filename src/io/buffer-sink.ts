import type { Sink } from './sink.js';

/** A sink that keeps its bytes. */
export interface BufferSink extends Sink {
  /** All that was written. */
  bytes(): Uint8Array;
}

/** Opens a sink in memory. */
export function openBufferSink(): BufferSink {
  return new MemorySink();
}

class MemorySink implements BufferSink {
  readonly name = 'buffer';
  byteLength = 0;
  #parts: Uint8Array[] = [];

  async write(bytes: Uint8Array): Promise<void> {
    this.#parts.push(bytes.slice());
    this.byteLength += bytes.length;
  }

  async commit(): Promise<void> {}

  async discard(): Promise<void> {
    this.#parts = [];
  }

  bytes(): Uint8Array {
    return Buffer.concat(this.#parts);
  }
}
