import type { Writable } from 'node:stream';
import type { ByteSink } from '../encode/encoder.js';
import { openBufferSink } from './buffer-sink.js';
import { openFileSink } from './file-sink.js';
import { openStandardOutputSink, openStreamSink } from './stream-sink.js';

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
}

/** What a sink can be made of: a path (`-` is standard output), a stream, or memory. */
export type SinkTarget = { readonly path: string } | { readonly stream: Writable } | { readonly buffer: true };

/**
 * Opens an output.
 * @param signal stops the wait for the reader of a named pipe
 * @throws Cast2gifError `io` if it cannot be written
 */
export async function openSink(target: SinkTarget, signal?: AbortSignal): Promise<Sink> {
  if ('stream' in target) return openStreamSink(target.stream);
  if ('buffer' in target) return openBufferSink();
  return target.path === '-' ? openStandardOutputSink() : openFileSink(target.path, signal);
}
