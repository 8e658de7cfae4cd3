import { type Job as BullJob, Queue, QueueEvents } from 'bullmq';
import type { Redis } from 'ioredis';
import { Cast2gifError } from '../errors.js';
import { endedWithin } from '../io/time-limit.js';
import {
  JOB_PRIORITIES,
  type Job,
  type JobOrder,
  type JobPriority,
  type Jobs,
  type JobTerms,
  type QueueLoad,
} from './jobs.js';
import {
  impatientConnection,
  patientConnection,
  queueUnavailable,
  type RedisAccess,
  withinPatience,
} from './redis-connection.js';
import {
  cancelChannelOf,
  fromRemoteError,
  jobIdOf,
  keyOfJobId,
  queueNameOf,
  type RemotePayload,
} from './remote-job.js';
import { MOST_ATTEMPTS } from './retry.js';
import { TrackedJob } from './tracked-job.js';

/** How a server uses the queue in Redis. */
export interface RemoteQueueSettings {
  readonly redis: RedisAccess;
  readonly rendererVersion: string;
  /** A worker within this process, which is closed with the queue. */
  readonly worker?: { close(graceMs: number): Promise<void> } | undefined;
  /** How many may wait before more are refused. */
  readonly maximumWaiting: number;
  /** A Redis that takes longer to answer is as good as away. By default those who ask hear of it within a second. */
  readonly patienceMs?: number | undefined;
  /** Called when the queue turns out to be empty that was not: at the first contact, and after Redis has lost it. */
  readonly onEmptied?: () => Promise<void>;
  readonly onTrouble?: (error: unknown) => void;
}

const LOOK_EVERY_MS = 1000;
/** A job that was not heard of for so long is looked at. */
const SILENCE_MS = 5000;
const LOOKS_AT_ONCE = 100;
/** How long one call that waits for events takes. */
const LISTEN_MS = 2000;
/** How long the interests of a server that was killed count. */
const INTEREST_SECONDS = 86_400;

/**
 * Counts an interest unless the job is new and the queue full. Returns how many wait that count for this priority,
 * whether it was taken, and whether the job is known.
 */
const ADD_INTEREST = `
local waiting = redis.call('LLEN', KEYS[3]) + redis.call('ZCOUNT', KEYS[4], '-inf', ARGV[3]) + redis.call('ZCARD', KEYS[5])
local known = redis.call('EXISTS', KEYS[1])
if known == 0 and waiting >= tonumber(ARGV[1]) then return {waiting, 0, 0} end
redis.call('INCR', KEYS[2])
redis.call('EXPIRE', KEYS[2], ARGV[2])
return {waiting, 1, known}`;

/** Takes so many interests back. Returns whether somebody still has one: 1 where nobody is known. */
const TAKE_INTEREST = `
if redis.call('EXISTS', KEYS[1]) == 0 then return 1 end
if redis.call('DECRBY', KEYS[1], ARGV[1]) > 0 then return 1 end
redis.call('DEL', KEYS[1])
return 0`;

/** A job that this server knows. */
class RemoteJob extends TrackedJob {
  readonly terms: JobTerms;
  heardMs = performance.now();

  constructor(order: JobOrder, terms: JobTerms) {
    super(order);
    this.terms = terms;
  }
}

/** The queue of many machines, in Redis. What is lost there is put back by those who wait, and from the store. */
export class RemoteQueue implements Jobs {
  readonly #settings: RemoteQueueSettings;
  readonly #name: string;
  readonly #redis: Redis;
  readonly #listener: Redis;
  readonly #queue: Queue<RemotePayload, void>;
  readonly #events: QueueEvents;
  readonly #jobs = new Map<string, RemoteJob>();
  readonly #timer: NodeJS.Timeout;
  #looking: Promise<void> = Promise.resolve();
  #isLooking = false;
  #isClosed = false;
  /** What is not is refused at once, until a look finds it again. */
  #isReachable: boolean;
  /** Without background work. */
  #waitingCount = 0;

  /** @param lastEventId undefined where Redis is away */
  private constructor(settings: RemoteQueueSettings, redis: Redis, listener: Redis, lastEventId: string | undefined) {
    this.#settings = settings;
    this.#isReachable = lastEventId !== undefined;
    this.#name = queueNameOf(settings.rendererVersion);
    this.#redis = redis;
    this.#listener = listener;
    this.#queue = new Queue(this.#name, { connection: redis });
    this.#events = new QueueEvents(this.#name, {
      connection: listener,
      lastEventId: lastEventId ?? '$',
      blockingTimeout: LISTEN_MS,
    });
    // Those who ask hear of it, and whoever watches the readiness.
    this.#queue.on('error', () => {});
    this.#events.on('error', () => {});
    this.#listen();
    this.#timer = setInterval(() => this.#look(), LOOK_EVERY_MS);
    this.#look();
  }

  /** Redis may be away: then everything is refused until it comes. */
  static async open(settings: RemoteQueueSettings): Promise<RemoteQueue> {
    const redis = impatientConnection(settings.redis);
    const eventsKey = `bull:${queueNameOf(settings.rendererVersion)}:events`;
    const lastId = async () => {
      await new Promise<void>((resolve) => redis.once('ready', () => resolve()));
      return (await redis.xrevrange(eventsKey, '+', '-', 'COUNT', 1))[0]?.[0] ?? '0-0';
    };
    const lastEventId = await withinPatience(lastId(), settings.patienceMs).catch(() => undefined);
    return new RemoteQueue(settings, redis, patientConnection(settings.redis), lastEventId);
  }

  async ask(order: JobOrder, terms: JobTerms): Promise<Job> {
    if (this.#isClosed) throw new Cast2gifError('unavailable', 'the service is shutting down');
    const job = this.#track(order, terms);
    job.interestCount += 1;
    try {
      await this.#reach(() => this.#enqueueInTime(order, terms));
      return job;
    } catch (error) {
      job.interestCount -= 1;
      if (job.interestCount === 0) this.#forget(job);
      throw error;
    }
  }

  /** @throws Cast2gifError `unavailable`: soon where Redis has just gone, at once where that is known */
  async #reach<T>(action: () => Promise<T>): Promise<T> {
    if (!this.#isReachable) throw queueUnavailable();
    try {
      return await action();
    } catch (error) {
      if (error instanceof Cast2gifError && error.code === 'unavailable') {
        this.#isReachable = false;
        this.#look();
      }
      throw error;
    }
  }

  /** @throws Cast2gifError `unavailable` */
  #inTime<T>(action: Promise<T>): Promise<T> {
    return withinPatience(action, this.#settings.patienceMs);
  }

  #track(order: JobOrder, terms: JobTerms): RemoteJob {
    const job = this.#jobs.get(order.key) ?? new RemoteJob(order, terms);
    this.#jobs.set(order.key, job);
    return job;
  }

  #forget(job: RemoteJob): void {
    if (this.#jobs.get(job.key) === job) this.#jobs.delete(job.key);
  }

  /** What Redis takes when its caller has been refused is taken back. */
  async #enqueueInTime(order: JobOrder, terms: JobTerms): Promise<void> {
    const enqueued = this.#enqueue(order, terms);
    try {
      await this.#inTime(enqueued);
    } catch (error) {
      enqueued.then(() => this.#withdrawRemote(order.key)).catch(() => {});
      throw error;
    }
  }

  async #enqueue(order: JobOrder, terms: JobTerms): Promise<void> {
    const { maximumWaiting } = this.#settings;
    const names = ['wait', 'prioritized', 'delayed'].map((name) => this.#queue.toKey(name));
    const keys = [this.#queue.toKey(jobIdOf(order.key)), this.#interestKey(order.key), ...names];
    const highestScore = terms.priority === 'background' ? '+inf' : BELOW_BACKGROUND;
    const limits = [maximumWaiting, INTEREST_SECONDS, highestScore];
    const counted = await this.#redis.eval(ADD_INTEREST, keys.length, ...keys, ...limits);
    const [waiting, isTaken, isKnown] = counted as [number, number, number];
    if (terms.priority !== 'background') this.#waitingCount = waiting;
    if (!isTaken) throw queueFull();
    if (isKnown) await this.#raise(order.key, terms);
    else await this.#add(order, terms);
  }

  async #add(order: JobOrder, { priority, caller }: JobTerms): Promise<void> {
    await this.#queue.add('render', priority === 'search' ? { ...order, caller } : order, {
      jobId: jobIdOf(order.key),
      priority: rankOf(priority),
      attempts: MOST_ATTEMPTS,
      removeOnComplete: true,
      removeOnFail: true,
    });
    if (priority !== 'background') this.#waitingCount += 1;
  }

  /** A job that has ended meanwhile is put back when nothing is heard of it. */
  async #raise(key: string, { priority }: JobTerms): Promise<void> {
    const job = await this.#queue.getJob(jobIdOf(key));
    if (job !== undefined && rankOf(priority) < job.priority) await job.changePriority({ priority: rankOf(priority) });
  }

  #interestKey(key: string): string {
    return this.#queue.toKey(`interest:${key}`);
  }

  async find(key: string): Promise<Job | undefined> {
    const known = this.#jobs.get(key);
    if (known !== undefined) return known;
    const found = await this.#reach(() => this.#inTime(this.#findRemote(key)));
    if (found === undefined) return undefined;
    const job = this.#track({ ...found.job.data }, { priority: 'background' });
    if (found.isRunning) job.start();
    return job;
  }

  async #findRemote(key: string): Promise<{ job: BullJob<RemotePayload, void>; isRunning: boolean } | undefined> {
    const job = await this.#queue.getJob(jobIdOf(key));
    if (job === undefined) return undefined;
    const state = await job.getState();
    return state === 'unknown' ? undefined : { job, isRunning: state === 'active' };
  }

  async has(key: string): Promise<boolean> {
    if (this.#jobs.has(key)) return true;
    return this.#reach(async () => (await this.#inTime(this.#queue.getJobState(jobIdOf(key)))) !== 'unknown');
  }

  async withdraw(key: string): Promise<void> {
    const job = this.#jobs.get(key);
    if (job !== undefined && job.interestCount > 0) job.interestCount -= 1;
    await this.#reach(() => this.#inTime(this.#withdrawRemote(key)));
  }

  async #withdrawRemote(key: string): Promise<void> {
    if (await this.#redis.eval(TAKE_INTEREST, 1, this.#interestKey(key), 1)) return;
    if ((await this.#queue.remove(jobIdOf(key))) === 1) this.#end(key, (job) => job.fail(notWanted()));
    else await this.#redis.publish(cancelChannelOf(this.#name), key);
  }

  #listen(): void {
    const on = (jobId: string, action: (job: RemoteJob) => void) => {
      const job = this.#jobs.get(keyOfJobId(jobId));
      if (job === undefined) return;
      job.heardMs = performance.now();
      action(job);
    };
    this.#events.on('active', ({ jobId }) => on(jobId, (job) => job.start()));
    this.#events.on('progress', ({ jobId, data }) => on(jobId, (job) => job.advance(Number(data))));
    this.#events.on('waiting', ({ jobId }) => on(jobId, (job) => job.waitAgain()));
    this.#events.on('delayed', ({ jobId }) => on(jobId, (job) => job.waitAgain()));
    this.#events.on('completed', ({ jobId }) => this.#end(keyOfJobId(jobId), (job) => job.succeed()));
    this.#events.on('removed', ({ jobId }) => on(jobId, (job) => this.#resolveStopped(job)));
    this.#events.on('failed', ({ jobId, failedReason }) =>
      on(jobId, (job) => {
        const error = fromRemoteError(failedReason);
        if (error.code === 'aborted') this.#resolveStopped(job);
        else this.#end(job.key, () => job.fail(error));
      }),
    );
  }

  /** Forgets a job that has ended, and the interests of this server. */
  #end(key: string, settle: (job: RemoteJob) => void): void {
    const job = this.#jobs.get(key);
    if (job === undefined) return;
    this.#forget(job);
    settle(job);
    if (job.interestCount === 0) return;
    this.#redis.eval(TAKE_INTEREST, 1, this.#interestKey(key), job.interestCount).catch(() => {});
  }

  /** It was stopped because nobody wanted it; somebody may have asked for it at that very moment. */
  #resolveStopped(job: RemoteJob): void {
    this.#redis.get(this.#interestKey(job.key)).then(
      (count) => {
        if (this.#jobs.get(job.key) !== job) return;
        if (Number(count) > 0) void this.#putBack(job);
        else this.#end(job.key, () => job.fail(notWanted()));
      },
      // It is looked at when Redis is back.
      () => {},
    );
  }

  /** Doing it twice is harmless. */
  async #putBack(job: RemoteJob): Promise<void> {
    try {
      const key = this.#interestKey(job.key);
      await this.#redis.set(key, job.interestCount, 'EX', INTEREST_SECONDS, 'NX');
      await this.#add(job.order, job.terms);
    } catch {
      // It is looked at again.
    }
  }

  #look(): void {
    if (this.#isLooking) return;
    this.#isLooking = true;
    this.#looking = this.#lookAround()
      .catch(() => {
        this.#isReachable = false;
      })
      .finally(() => {
        this.#isLooking = false;
      });
  }

  async #lookAround(): Promise<void> {
    const counts = await this.#inTime(this.#queue.getJobCounts());
    this.#waitingCount = await this.#inTime(this.#countUrgent(counts));
    this.#isReachable = true;
    if (counts.delayed! > 0) await this.#resumePutOff();
    await this.#fillIfEmptied();
    const silentSinceMs = performance.now() - SILENCE_MS;
    const silent = [...this.#jobs.values()].filter(({ heardMs }) => heardMs < silentSinceMs).slice(0, LOOKS_AT_ONCE);
    await Promise.all(silent.map((job) => this.#lookAt(job)));
  }

  /** Searches are put off for a moment by the clock of their worker, which may be wrong by minutes. */
  async #resumePutOff(): Promise<void> {
    const jobs = await this.#queue.getJobs(['delayed'], 0, LOOKS_AT_ONCE - 1, true);
    // One that its moment has come for meanwhile is not put off any more.
    await Promise.all(jobs.map((job) => job.promote().catch(() => {})));
  }

  /** What was not heard of may have ended while nobody listened, or have been lost. */
  async #lookAt(job: RemoteJob): Promise<void> {
    job.heardMs = performance.now();
    const state = await this.#queue.getJobState(jobIdOf(job.key));
    if (this.#jobs.get(job.key) !== job) return;
    if (state === 'active') job.start();
    if (state !== 'unknown') return;
    if (job.interestCount > 0) await this.#putBack(job);
    else this.#end(job.key, () => job.fail(notWanted()));
  }

  /** A mark in Redis says that what was promised is in the queue. */
  async #fillIfEmptied(): Promise<void> {
    const { onEmptied, onTrouble } = this.#settings;
    const mark = this.#queue.toKey('filled');
    if (onEmptied === undefined || (await this.#redis.set(mark, 1, 'NX')) === null) return;
    // It may take longer than the next look.
    onEmptied().catch(async (error) => {
      onTrouble?.(error);
      await this.#redis.del(mark).catch(() => {});
    });
  }

  async checkRoom(priority: JobPriority): Promise<void> {
    if (this.#isClosed) throw new Cast2gifError('unavailable', 'the service is shutting down');
    if ((await this.#reach(() => this.#inTime(this.#countWaiting(priority)))) >= this.#settings.maximumWaiting)
      throw queueFull();
  }

  /** How many jobs wait that count for work of this priority. */
  async #countWaiting(priority: JobPriority): Promise<number> {
    const counts = await this.#queue.getJobCounts();
    return priority === 'background' ? waitingIn(counts) : this.#countUrgent(counts);
  }

  async load(): Promise<QueueLoad> {
    return this.#reach(() => this.#inTime(this.#counts()));
  }

  async #counts(): Promise<QueueLoad> {
    const counts = await this.#queue.getJobCounts();
    const [first] = counts.prioritized === 0 ? [] : await this.#queue.getJobs(['prioritized'], 0, 0, true);
    const oldestWaitMs = first === undefined ? 0 : Math.max(0, Date.now() - first.timestamp);
    return { waiting: waitingIn(counts), running: counts.active ?? 0, oldestWaitMs };
  }

  /** Without background work, which keeps nobody from being served. */
  async #countUrgent({ wait = 0, delayed = 0 }: JobCounts): Promise<number> {
    return wait + delayed + (await this.#redis.zcount(this.#queue.toKey('prioritized'), '-inf', BELOW_BACKGROUND));
  }

  isReady(): boolean {
    return !this.#isClosed && this.#isReachable && this.#waitingCount < this.#settings.maximumWaiting;
  }

  async close(graceMs: number): Promise<void> {
    this.#isClosed = true;
    clearInterval(this.#timer);
    const workerClosed = this.#settings.worker?.close(graceMs);
    const wanted = [...this.#jobs.values()].filter(({ interestCount }) => interestCount > 0);
    await endedWithin(Promise.allSettled(wanted.map(({ ended }) => ended)), graceMs);
    for (const job of [...this.#jobs.values()]) {
      this.#end(job.key, () => job.fail(new Cast2gifError('aborted', 'the service is shutting down')));
    }
    await workerClosed;
    await endedWithin(this.#looking, 1000);
    await endedWithin(Promise.allSettled([this.#events.close(), this.#queue.close()]), 1000);
    this.#redis.disconnect();
    this.#listener.disconnect();
  }
}

/** How many jobs are in which state. */
type JobCounts = Readonly<Record<string, number>>;

function waitingIn({ wait = 0, prioritized = 0, delayed = 0 }: JobCounts): number {
  return wait + prioritized + delayed;
}

/** Where BullMQ sorts the first job of a priority: scores below are of more urgent ones. */
const SCORES_OF_A_RANK = 2 ** 32;
const BELOW_BACKGROUND = `(${rankOf('background') * SCORES_OF_A_RANK}`;

/** 0 would go before all others. */
function rankOf(priority: JobTerms['priority']): number {
  return JOB_PRIORITIES.indexOf(priority) + 1;
}

function queueFull(): Cast2gifError {
  return new Cast2gifError('queue-full', 'too many renders are waiting; try again in a moment');
}

function notWanted(): Cast2gifError {
  return new Cast2gifError('aborted', 'nobody waits for this render any more');
}
