import type { Writable } from 'node:stream';
import { openBufferSink } from './buffer-sink.js';
import { openFileSink } from './file-sink.js';
import type { Sink } from './sink.js';
import { openStandardOutputSink, openStreamSink } from './stream-sink.js';

/** What a sink can be opened for: a path (`-` is standard output), a stream, or memory. */
export type SinkTarget = { readonly path: string } | { readonly stream: Writable } | { readonly buffer: true };

/**
 * Opens an output.
 * @param signal stops the wait for the reader of a named pipe
 * @throws Cast2gifError `output` if it cannot be written; `aborted`
 */
export async function openSink(target: SinkTarget, signal?: AbortSignal): Promise<Sink> {
  if ('stream' in target) return openStreamSink(target.stream);
  if ('buffer' in target) return openBufferSink();
  return target.path === '-' ? openStandardOutputSink() : openFileSink(target.path, signal);
}
