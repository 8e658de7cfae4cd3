/** Takes the bytes of one output; `write` resolves when it wants more (back-pressure). */
export interface ByteSink {
  write(bytes: Uint8Array): Promise<void>;
}

/** Where a picture goes. Nothing is final, or even visible at a path, before `commit`. */
export interface Sink extends ByteSink {
  /** What messages call it. */
  readonly name: string;
  /** How many bytes have been written to it. */
  readonly byteLength: number;
  /**
   * Takes the bytes; the array may be used again when the promise has settled.
   * @throws Cast2gifError `io`; `aborted` if the reader of a pipe or stream has gone
   */
  write(bytes: Uint8Array): Promise<void>;
  /** Makes the output final: a file gets its name, a stream is ended. */
  commit(): Promise<void>;
  /** Leaves nothing behind, as far as it was not written through. Never throws; after `commit` it does nothing. */
  discard(): Promise<void>;
  /** All that was written, for a sink in memory. */
  bytes?(): Uint8Array | undefined;
}
