import { Cast2gifError } from '../errors.js';

/** The error of work that was stopped by its `AbortSignal`. */
export function abortedError(cause?: unknown): Cast2gifError {
  return new Cast2gifError('aborted', 'stopped', { cause });
}

/**
 * Waits for work, but only until the signal fires: what happens elsewhere (in a thread) may take long.
 * @throws Cast2gifError `aborted`; whatever the work's own result is then, it is ignored
 */
export async function untilAborted<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return work;
  let onAbort = (): void => {};
  const aborted = new Promise<never>((_, reject) => {
    onAbort = () => reject(abortedError(signal.reason));
    if (signal.aborted) onAbort();
    else signal.addEventListener('abort', onAbort, { once: true });
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}

/**
 * Yields from a stream and stops waiting for it when the signal fires, even if it never yields again.
 * @throws Cast2gifError `aborted`
 */
export async function* abortable<T>(stream: AsyncIterable<T>, signal: AbortSignal | undefined): AsyncGenerator<T> {
  if (signal === undefined) {
    yield* stream;
    return;
  }
  const iterator = stream[Symbol.asyncIterator]();
  let onAbort = (): void => {};
  const aborted = new Promise<never>((_, reject) => {
    onAbort = () => reject(abortedError());
    if (signal.aborted) onAbort();
    else signal.addEventListener('abort', onAbort, { once: true });
  });
  // Nothing may be awaiting it when it fires.
  aborted.catch(() => {});
  try {
    for (;;) {
      const step = await Promise.race([iterator.next(), aborted]);
      if (step.done === true) return;
      yield step.value;
    }
  } finally {
    signal.removeEventListener('abort', onAbort);
    // Not awaited: a generator that waits for its next value would never answer.
    iterator.return?.().catch(() => {});
  }
}
