import type { Cast2gifError, ErrorCode } from '../errors.js';

/** Faults of a machine: another one, or the same one later, may do better. All else is the recording's own. */
const MACHINE_FAULTS: ReadonlySet<ErrorCode> = new Set([
  'io',
  'input',
  'input-missing',
  'output',
  'helper',
  'unavailable',
  'bug',
]);

/** How often a job is tried before a fault of machines counts as its failure. */
export const MOST_ATTEMPTS = 3;

/** Whether the same work may succeed when it is done again. */
export function isMachineFault(error: Cast2gifError): boolean {
  return MACHINE_FAULTS.has(error.code);
}

/**
 * Whether what the work needs is away, such as the store: no fault of a job, however long it lasts. It is tried again
 * until it is back.
 */
export function isAway(error: Cast2gifError): boolean {
  return error.code === 'unavailable';
}

const LONGEST_BACKOFF_MS = 5000;

/** How long to wait before the next attempt: doubling, and up to half as long again by chance. */
export function backoffMs(attempt: number, firstMs: number): number {
  return Math.min(firstMs * 2 ** (attempt - 1), LONGEST_BACKOFF_MS) * (1 + Math.random() / 2);
}
