import { setTimeout as wait } from 'node:timers/promises';
import { asCast2gifError, Cast2gifError } from '../errors.js';
import { endedWithin } from '../io/time-limit.js';
import {
  JOB_PRIORITIES,
  type Job,
  type JobOrder,
  type JobPriority,
  type Jobs,
  type JobTerms,
  type QueueLoad,
  type Work,
} from './jobs.js';
import { backoffMs, isAway, isMachineFault, MOST_ATTEMPTS } from './retry.js';
import { TrackedJob } from './tracked-job.js';

/** How a queue in this process works. */
export interface MemoryQueueSettings {
  readonly work: Work;
  /** How many jobs run at once. */
  readonly concurrency: number;
  /** How many may wait besides those that run. */
  readonly maximumWaiting: number;
  /** The pause before the second attempt; it doubles. */
  readonly firstBackoffMs?: number;
}

/** A queue within this process; what it holds is lost with it. */
export class MemoryQueue implements Jobs {
  readonly #settings: MemoryQueueSettings;
  /** Every job that is waiting or running, in the order in which they came. */
  readonly #jobs = new Map<string, QueuedJob>();
  #isClosed = false;

  constructor(settings: MemoryQueueSettings) {
    this.#settings = settings;
  }

  async ask(order: JobOrder, terms: JobTerms): Promise<Job> {
    this.#checkOpen();
    const job = this.#jobs.get(order.key) ?? this.#add(order, terms);
    job.interestCount += 1;
    job.raise(terms.priority);
    this.#startNext();
    return job;
  }

  #add(order: JobOrder, terms: JobTerms): QueuedJob {
    this.#checkNotFull(terms.priority);
    const job = new QueuedJob(order, terms);
    this.#jobs.set(order.key, job);
    return job;
  }

  async checkRoom(priority: JobPriority): Promise<void> {
    this.#checkOpen();
    this.#checkNotFull(priority);
  }

  #checkOpen(): void {
    if (this.#isClosed) throw new Cast2gifError('unavailable', 'the service is shutting down');
  }

  #checkNotFull(priority: JobPriority): void {
    if (this.#isFull(priority))
      throw new Cast2gifError('queue-full', 'too many renders are waiting; try again in a moment');
  }

  /** A job that could start at once does not wait. Background work that waits keeps nobody else out. */
  #isFull(priority: JobPriority): boolean {
    const isInTheWay = (job: QueuedJob) =>
      priority === 'background' || job.priority !== 'background' || job.status.state === 'running';
    const count = [...this.#jobs.values()].filter(isInTheWay).length;
    return count >= this.#settings.concurrency + this.#settings.maximumWaiting;
  }

  async find(key: string): Promise<Job | undefined> {
    return this.#jobs.get(key);
  }

  async has(key: string): Promise<boolean> {
    return this.#jobs.has(key);
  }

  async withdraw(key: string): Promise<void> {
    const job = this.#jobs.get(key);
    if (job === undefined || --job.interestCount > 0) return;
    this.#stop(job);
  }

  /** From here on, asking for the same key starts it again. */
  #stop(job: QueuedJob): void {
    if (job.status.state === 'waiting')
      job.fail(new Cast2gifError('aborted', 'nobody is waiting for this render any more'));
    job.controller.abort();
    this.#remove(job);
  }

  #remove(job: QueuedJob): void {
    if (this.#jobs.get(job.key) === job) this.#jobs.delete(job.key);
  }

  async load(): Promise<QueueLoad> {
    const waiting = this.#waiting();
    const oldestWaitMs = waiting[0] === undefined ? 0 : performance.now() - waiting[0].addedMs;
    return { waiting: waiting.length, running: this.#running().length, oldestWaitMs };
  }

  isReady(): boolean {
    return !this.#isClosed && !this.#isFull('still');
  }

  async close(graceMs: number): Promise<void> {
    this.#isClosed = true;
    const all = Promise.allSettled([...this.#jobs.values()].map(({ ended }) => ended));
    await endedWithin(all, graceMs);
    for (const job of [...this.#jobs.values()]) this.#stop(job);
    await all;
  }

  #waiting(): QueuedJob[] {
    return [...this.#jobs.values()].filter(({ status }) => status.state === 'waiting');
  }

  #running(): QueuedJob[] {
    return [...this.#jobs.values()].filter(({ status }) => status.state === 'running');
  }

  #startNext(): void {
    while (this.#runningCount < this.#settings.concurrency) {
      const next = this.#chooseNext();
      if (next === undefined) return;
      void this.#run(next);
    }
  }

  /** Includes jobs that have been stopped but whose work has not ended yet. */
  #runningCount = 0;

  /** The first of the most urgent that wait, but one search at a time for each caller. */
  #chooseNext(): QueuedJob | undefined {
    const searching = new Set(this.#running().map((job) => job.searchingCaller));
    const eligible = this.#waiting().filter(
      ({ searchingCaller }) => searchingCaller === undefined || !searching.has(searchingCaller),
    );
    const rank = ({ priority }: QueuedJob) => JOB_PRIORITIES.indexOf(priority);
    return eligible.reduce<QueuedJob | undefined>(
      (best, job) => (best === undefined || rank(job) < rank(best) ? job : best),
      undefined,
    );
  }

  async #run(job: QueuedJob): Promise<void> {
    this.#runningCount += 1;
    job.start();
    try {
      await this.#attempt(job);
      job.succeed();
    } catch (error) {
      job.fail(asCast2gifError(error));
    } finally {
      this.#runningCount -= 1;
      this.#remove(job);
      this.#startNext();
    }
  }

  async #attempt(job: QueuedJob): Promise<void> {
    const { signal } = job.controller;
    for (let attempt = 1, faultCount = 0; ; attempt++) {
      try {
        return await this.#settings.work(job.order, { signal, onProgress: (progress) => job.advance(progress) });
      } catch (error) {
        if (signal.aborted) throw new Cast2gifError('aborted', 'the render was stopped', { cause: error });
        const fault = asCast2gifError(error);
        if (!isAway(fault)) faultCount += 1;
        if (faultCount === MOST_ATTEMPTS || !isMachineFault(fault)) throw error;
        await wait(backoffMs(attempt, this.#settings.firstBackoffMs ?? 500), undefined, { signal }).catch(() => {});
      }
    }
  }
}

class QueuedJob extends TrackedJob {
  readonly controller = new AbortController();
  readonly addedMs = performance.now();
  priority: JobPriority;
  readonly #caller: string | undefined;

  constructor(order: JobOrder, { priority, caller }: JobTerms) {
    super(order);
    this.priority = priority;
    this.#caller = caller;
  }

  /** Whose only search this is. */
  get searchingCaller(): string | undefined {
    return this.priority === 'search' ? this.#caller : undefined;
  }

  raise(priority: JobPriority): void {
    if (JOB_PRIORITIES.indexOf(priority) < JOB_PRIORITIES.indexOf(this.priority)) this.priority = priority;
  }
}
