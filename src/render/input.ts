/** The recording that a run reads. */
import type { Readable } from 'node:stream';
import { openRecording } from '../asciicast/open.js';
import type { Recording } from '../asciicast/recording.js';
import { HashedSource } from '../io/hashed-source.js';
import { openSource, type Source } from '../io/source.js';
import { redactRecording } from '../redact/redact-recording.js';
import type { RenderContext } from './context.js';
import type { RenderPlan } from './plan.js';

/** A path, `-` for standard input, an http(s) address; the bytes of a recording; or a stream of them. */
export type RenderInput = string | Uint8Array | Readable;

/**
 * Opens the input and reads its header.
 * @throws Cast2gifError `usage`, `recording`, `io` or `aborted`
 */
export async function openInput(input: RenderInput, plan: RenderPlan, context: RenderContext): Promise<Recording> {
  return readRecording(await readSource(input, plan, context), plan, context);
}

/** The input's bytes; what can be read only once is kept in memory or a temporary file until the context is closed. */
export async function readSource(input: RenderInput, plan: RenderPlan, context: RenderContext): Promise<HashedSource> {
  const { signal } = context;
  const source = new HashedSource(await openSource(input, { signal, maximumBytes: plan.options.maxInputBytes }));
  context.onClose(() => source.close());
  return source;
}

/** Reads the header of the recording that a source holds. From here on nobody sees what is to be redacted. */
export async function readRecording(
  source: Source,
  { options, secrets }: RenderPlan,
  context: RenderContext,
): Promise<Recording> {
  const recording = await openRecording(source, {
    onWarning: (warning) => context.warn(warning, 'recording'),
    times: options.times,
    limits: {
      columns: options.maxColumns,
      rows: options.maxRows,
      inputBytes: options.maxInputBytes,
      lineBytes: options.maxLineBytes,
      events: options.maxEvents,
    },
  });
  return secrets === undefined ? recording : redactRecording(recording, secrets, context.signal);
}
