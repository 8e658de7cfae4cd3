/** How jobs travel through Redis: names, payloads, and errors as text. */
import { createHash } from 'node:crypto';
import { UnrecoverableError } from 'bullmq';
import { Cast2gifError } from '../errors.js';
import type { JobOrder } from './jobs.js';

/** What is in Redis of a job, beside its key. */
export interface RemotePayload extends JobOrder {
  /** Of a search: whoever asked first. */
  readonly caller?: string | undefined;
}

/** So many workers may die on a job, and it still runs elsewhere. */
export const MOST_LOST_WORKERS = 5;

/** Servers and workers of one renderer version share a queue: others would make other bytes under its keys. */
export function queueNameOf(rendererVersion: string): string {
  return `cast2gif-${createHash('sha256').update(rendererVersion).digest('hex').slice(0, 16)}`;
}

/** BullMQ takes no id that looks like a number. */
export const jobIdOf = (key: string) => `k${key}`;

/** The key that `jobIdOf` was given. */
export const keyOfJobId = (jobId: string) => jobId.slice(1);

/** Where workers hear which jobs nobody wants any more. */
export const cancelChannelOf = (queueName: string) => `${queueName}:cancel`;

/** What a worker throws, so that everybody who waits can read it. */
export function toRemoteError(error: Cast2gifError, mayBeRetried: boolean): Error {
  const text = JSON.stringify(error);
  return mayBeRetried ? new Error(text) : new UnrecoverableError(text);
}

/** The error of a job that failed; BullMQ itself fails those whose workers died. */
export function fromRemoteError(reason: string): Cast2gifError {
  if (/^job stalled more than/.test(reason)) {
    const problem = `${MOST_LOST_WORKERS + 1} workers ended while they rendered this; ask again to have it tried again`;
    return new Cast2gifError('unavailable', problem);
  }
  try {
    return Cast2gifError.fromJSON(JSON.parse(reason));
  } catch {
    return new Cast2gifError('bug', reason);
  }
}
