/** Work that is done once for everybody who asks for it. */
import type { Cast2gifError } from '../errors.js';

/** What has to be done: small, since it travels; never the bytes of a recording. Its key is its identity. */
export interface JobOrder {
  /** The picture's key: lower-case hexadecimal. */
  readonly key: string;
  /** SHA-256 of the recording's bytes, lower-case hexadecimal. */
  readonly castHash: string;
  readonly format: string;
  /** The options in their canonical text, as `options/` writes and reads it. */
  readonly options: string;
}

/**
 * What goes first: stills that somebody waits for, animations, searches for a small output (one at a time for each
 * caller), background work.
 */
export const JOB_PRIORITIES = ['still', 'animation', 'search', 'background'] as const;

/** Name of a priority. */
export type JobPriority = (typeof JOB_PRIORITIES)[number];

/** How a job is queued. */
export interface JobTerms {
  readonly priority: JobPriority;
  /** Who asks: an address, an owner's hash. Of priority `search` a caller has only one job running at a time. */
  readonly caller?: string | undefined;
}

/** How far a job is. Finished and failed jobs are soon forgotten: the store has the result. */
export type JobStatus =
  | { readonly state: 'waiting' }
  /** `progress`: 0 to 1. */
  | { readonly state: 'running'; readonly progress: number }
  | { readonly state: 'done' }
  | { readonly state: 'failed'; readonly error: Cast2gifError };

/** A job that is waiting or running, as seen from where it was asked for. */
export interface Job {
  readonly key: string;
  readonly order: JobOrder;
  /** The last known status. */
  readonly status: JobStatus;
  /** Resolves when the work is done; rejects with the Cast2gifError that ended it (`aborted` when nobody waited). */
  readonly ended: Promise<void>;
  /** Calls back with every status from now on. Returns what stops that. */
  watch(onStatus: (status: JobStatus) => void): () => void;
}

/** How busy a queue is. */
export interface QueueLoad {
  readonly waiting: number;
  readonly running: number;
  /** How long the oldest waiting job has been waiting. */
  readonly oldestWaitMs: number;
}

/** The queue, as its users see it. */
export interface Jobs {
  /**
   * Puts work into the queue, or joins the job of the same key, wherever it was asked for; a higher priority raises
   * that of a waiting job. For work in the background the queue is full when as many jobs wait as it takes; for other
   * work, those in the background do not count. The caller is interested from now on until the job has ended or `withdraw`.
   * @throws Cast2gifError `busy` when the queue is full, `unavailable` when it cannot be reached: within a second
   *   where that is news, else at once
   */
  ask(order: JobOrder, terms: JobTerms): Promise<Job>;
  /** The job of a key that is waiting or running, without registering interest. */
  find(key: string): Promise<Job | undefined>;
  /** Whether the job of a key is waiting or running. */
  has(key: string): Promise<boolean>;
  /** Withdraws one interest; the job is stopped if it was the last. Does nothing if there is no such job. */
  withdraw(key: string): Promise<void>;
  /** @throws Cast2gifError what `ask` would throw now for work that the queue does not know */
  checkRoom(priority: JobPriority): Promise<void>;
  load(): Promise<QueueLoad>;
  /** Whether new work would be taken now. */
  isReady(): boolean;
  /** Takes no more work, lets what was accepted end within the grace, then stops it. */
  close(graceMs: number): Promise<void>;
}

/** What the work can see and report. */
export interface WorkContext {
  /** Fires when nobody is waiting any more, or the process has to end. */
  readonly signal: AbortSignal;
  /** 0 to 1. */
  readonly onProgress: (progress: number) => void;
}

/**
 * Does a job: resolves when the picture is in the store. Doing it twice, even at once, must be harmless. What it
 * throws decides whether it is tried again (`canRetry`).
 */
export type Work = (order: JobOrder, context: WorkContext) => Promise<void>;
