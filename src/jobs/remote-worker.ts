import { setTimeout as wait } from 'node:timers/promises';
import { type Job as BullJob, DelayedError, WaitingError, Worker } from 'bullmq';
import type { Redis } from 'ioredis';
import { asCast2gifError, Cast2gifError } from '../errors.js';
import { endedWithin } from '../io/time-limit.js';
import type { Work } from './jobs.js';
import { patientConnection, type RedisAccess } from './redis-connection.js';
import {
  cancelChannelOf,
  jobIdOf,
  MOST_LOST_WORKERS,
  queueNameOf,
  type RemotePayload,
  toRemoteError,
} from './remote-job.js';
import { backoffMs, isAway, isMachineFault, MOST_ATTEMPTS } from './retry.js';

/** How a worker takes jobs from the queue in Redis. */
export interface RemoteWorkerSettings {
  readonly redis: RedisAccess;
  readonly rendererVersion: string;
  readonly work: Work;
  /** How many jobs run at once. */
  readonly concurrency: number;
  /** The pause before the second attempt; it doubles. */
  readonly firstBackoffMs?: number;
}

/** A job whose worker does not extend its lock within that time runs elsewhere, at the next check. */
const LOCK_MS = 5000;
const STALLED_CHECK_MS = 2500;
/** How long a second search of one caller is put off. */
const SEARCH_PAUSE_MS = 300;
const PROGRESS_STEP = 0.05;

/** Extends the right to search for a caller, or takes it. Returns whether this job has it. */
const CLAIM_SEARCH = `
local holder = redis.call('GET', KEYS[1])
if holder and holder ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return 1`;

const END_SEARCH = `if redis.call('GET', KEYS[1]) == ARGV[1] then redis.call('DEL', KEYS[1]) end`;

type RenderJob = BullJob<RemotePayload, void>;

/** Does the jobs of a queue in Redis, on this machine. */
export class RemoteWorker {
  readonly #settings: RemoteWorkerSettings;
  readonly #redis: Redis;
  readonly #subscriber: Redis;
  readonly #worker: Worker<RemotePayload, void>;
  readonly #running = new Set<Promise<void>>();
  #isClosing = false;

  constructor(settings: RemoteWorkerSettings) {
    const { redis, concurrency, rendererVersion } = settings;
    const name = queueNameOf(rendererVersion);
    this.#settings = settings;
    this.#redis = patientConnection(redis);
    this.#subscriber = patientConnection(redis);
    this.#worker = new Worker(name, (job, token, signal) => this.#process(job, token!, signal!), {
      connection: this.#redis,
      concurrency,
      lockDuration: LOCK_MS,
      stalledInterval: STALLED_CHECK_MS,
      maxStalledCount: MOST_LOST_WORKERS,
      runRetryDelay: 1000,
    });
    // It comes back by itself.
    this.#worker.on('error', () => {});
    this.#subscriber.on('message', (_, key) => this.#worker.cancelJob(jobIdOf(key)));
    this.#subscriber.subscribe(cancelChannelOf(name)).catch(() => {});
  }

  get runningCount(): number {
    return this.#running.size;
  }

  /** Whether it takes jobs now. */
  isReady(): boolean {
    return !this.#isClosing && this.#redis.status === 'ready' && this.#worker.isRunning();
  }

  #process(job: RenderJob, token: string, signal: AbortSignal): Promise<void> {
    const processed = this.#claimAndRun(job, token, signal);
    const ended = processed.catch(() => {}).then(() => void this.#running.delete(ended));
    this.#running.add(ended);
    return processed;
  }

  async #claimAndRun(job: RenderJob, token: string, signal: AbortSignal): Promise<void> {
    const { caller } = job.data;
    if (caller === undefined) return this.#run(job, token, signal);
    const key = `${this.#worker.name}:searching:${caller}`;
    const claim = () => this.#redis.eval(CLAIM_SEARCH, 1, key, job.data.key, LOCK_MS);
    if (!(await claim())) {
      await job.moveToDelayed(Date.now() + SEARCH_PAUSE_MS, token);
      throw new DelayedError();
    }
    const timer = setInterval(() => claim().catch(() => {}), LOCK_MS / 2);
    try {
      await this.#run(job, token, signal);
    } finally {
      clearInterval(timer);
      this.#redis.eval(END_SEARCH, 1, key, job.data.key).catch(() => {});
    }
  }

  async #run(job: RenderJob, token: string, signal: AbortSignal): Promise<void> {
    const { key, castHash, format, options } = job.data;
    try {
      const onProgress = progressReporter(job);
      await this.#settings.work({ key, castHash, format, options }, { signal, onProgress });
    } catch (thrown) {
      if (signal.aborted) await this.#stop(job, token, thrown);
      const error = asCast2gifError(thrown);
      if (isAway(error)) await this.#giveBack(job, token, signal);
      const mayBeRetried = isMachineFault(error) && job.attemptsMade + 1 < MOST_ATTEMPTS;
      // Here rather than in Redis, where a pause would go by the clocks of different machines.
      if (mayBeRetried) await this.#pause(job.attemptsMade + 1, signal);
      throw toRemoteError(error, mayBeRetried);
    }
  }

  /** It is not counted as an attempt: another worker may fare better, or this one later. */
  async #giveBack(job: RenderJob, token: string, signal: AbortSignal): Promise<never> {
    await this.#pause(job.attemptsStarted, signal);
    if (signal.aborted) await this.#stop(job, token, signal.reason);
    await job.moveToWait(token);
    throw new WaitingError();
  }

  async #pause(attempt: number, signal: AbortSignal): Promise<void> {
    await wait(backoffMs(attempt, this.#settings.firstBackoffMs ?? 500), undefined, { signal }).catch(() => {});
  }

  /** Nobody wants it; or this worker has to end, and another one may do it. */
  async #stop(job: RenderJob, token: string, cause: unknown): Promise<never> {
    if (!this.#isClosing) {
      throw toRemoteError(new Cast2gifError('aborted', 'the render was stopped', { cause }), false);
    }
    await job.moveToWait(token);
    throw new WaitingError();
  }

  /** Takes no more jobs, lets those that run end within the grace, and gives the rest back. */
  async close(graceMs: number): Promise<void> {
    this.#isClosing = true;
    await endedWithin(this.#worker.pause(true), 1000);
    await endedWithin(Promise.all(this.#running), graceMs);
    this.#worker.cancelAllJobs();
    // While Redis is away, nothing can be given back: the jobs' locks expire.
    await endedWithin(Promise.all(this.#running), 5000);
    // What ran has ended, or hangs: waiting for it again would keep this process alive.
    await endedWithin(this.#worker.close(true), 2000);
    this.#redis.disconnect();
    this.#subscriber.disconnect();
  }
}

/** Not every per cent is worth a message to all servers. */
function progressReporter(job: RenderJob): (progress: number) => void {
  let last = 0;
  return (progress) => {
    if (progress - last < PROGRESS_STEP) return;
    last = progress;
    job.updateProgress(progress).catch(() => {});
  };
}
