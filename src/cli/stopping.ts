/** Ctrl-C, SIGTERM and closed pipes: stop the work, let it clean up, end with the usual status. */
import { ERROR_TABLE } from '../errors.js';
import { ioError } from '../io/io-error.js';
import { removeTemporaryFiles } from '../io/temporary-files.js';

/** Exit status when the reader of a pipe has gone: 128 + SIGPIPE, what shells report of programs in C. */
export const EXIT_CLOSED_PIPE = 141;

const EXIT_STATUS_OF_SIGNAL = { SIGINT: ERROR_TABLE.aborted.exitStatus, SIGTERM: 143, SIGHUP: 129 } as const;

/** Tells the work to stop, and why. */
export interface Stopping {
  readonly signal: AbortSignal;
  /** The exit status that the reason to stop asks for; undefined while there is none. */
  status(): number | undefined;
  /** Call this when the work has stopped as requested: its own exit status then counts. */
  settle(): void;
}

/**
 * Listens to the signals of a process, and to the closing of its output.
 * The first stops the work; a second signal ends the process at once.
 */
export function stopOnSignals(target: NodeJS.Process): Stopping {
  target.on('exit', removeTemporaryFiles);
  const controller = new AbortController();
  let status: number | undefined;
  const stop = (reason: number) => {
    if (status !== undefined) return;
    status = reason;
    controller.abort();
  };
  for (const [name, exitStatus] of Object.entries(EXIT_STATUS_OF_SIGNAL)) {
    target.on(name, () => {
      if (status !== undefined) target.exit(exitStatus);
      stop(exitStatus);
    });
  }
  const onStreamError = (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') stop(EXIT_CLOSED_PIPE);
    // A sink into standard output listens too, and fails by itself.
    else if (target.stdout.listenerCount('error') === 1) throw ioError('cannot write standard output', error, 'output');
  };
  target.stdout.on('error', onStreamError);
  // Nobody is left to read messages; the work itself continues.
  target.stderr.on('error', () => {});
  const settle = () => {
    status = undefined;
  };
  return { signal: controller.signal, status: () => status, settle };
}
