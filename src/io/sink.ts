/** Takes the bytes of one output; `write` resolves when it is ready for more (back-pressure). */
export interface ByteSink {
  write(bytes: Uint8Array): Promise<void>;
}

/** Where a picture goes. Nothing is final, or even visible at a path, before `commit`. */
export interface Sink extends ByteSink {
  /** Its name in messages. */
  readonly name: string;
  /** How many bytes have been written to it. */
  readonly byteLength: number;
  /**
   * Takes the bytes; the array may be reused once the promise has settled.
   * @throws Cast2gifError `output`; `limit` beyond a hard limit; `aborted` if the reader of a pipe or stream is gone
   */
  write(bytes: Uint8Array): Promise<void>;
  /** Makes the output final: a file gets its name, a stream is ended. */
  commit(): Promise<void>;
  /** Leaves nothing behind, except what was written to a pipe or device. Never throws; does nothing after `commit`. */
  discard(): Promise<void>;
  /** Everything that was written, for a sink in memory. */
  bytes?(): Uint8Array | undefined;
}
