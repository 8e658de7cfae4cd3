import { Cast2gifError } from '../errors.js';

const POLL_MS = 50;

/** Reports that too much CPU time was used. */
export interface CpuTimeWatch {
  /** Fires when the limit is reached, with an error of code `timeout` as its reason; and when the outer signal does. */
  readonly signal: AbortSignal;
  /** Checks at once, without waiting for the next regular check. */
  check(): void;
  stop(): void;
}

/**
 * Watches the CPU time that this process uses from now on, including its threads. Like any other reason to stop, the
 * signal is noticed when the work gives the event loop a turn.
 * @param outer another signal that stops the work
 */
export function watchCpuTime(seconds: number, outer: AbortSignal | undefined): CpuTimeWatch {
  const start = process.cpuUsage();
  const controller = new AbortController();
  const check = () => {
    const { user, system } = process.cpuUsage(start);
    if (user + system > seconds * 1e6) controller.abort(cpuTimeError(seconds));
  };
  const timer = setInterval(check, POLL_MS);
  timer.unref();
  const signal = outer === undefined ? controller.signal : AbortSignal.any([outer, controller.signal]);
  return { signal, check, stop: () => clearInterval(timer) };
}

function cpuTimeError(seconds: number): Cast2gifError {
  return new Cast2gifError('timeout', `the render takes longer than the limit of ${seconds} s of CPU time`);
}
