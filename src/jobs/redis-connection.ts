/** Connections to Redis that fail as whoever uses them needs it. */
import { Redis, type RedisOptions } from 'ioredis';
import { Cast2gifError } from '../errors.js';
import { within } from '../io/time-limit.js';

/** Where a Redis is, and how to get in. */
export interface RedisAccess {
  /** `redis://host:port`. */
  readonly address: string;
  readonly password?: string | undefined;
}

/** While Redis is away, it is tried again so often. */
const RECONNECT_MS = 1000;
const CONNECT_MS = 1600;
/** A Redis that takes longer is as good as away: those who wait are to hear within a second. */
const PATIENCE_MS = 700;
/** A start may take longer. */
const START_PATIENCE_MS = 2000;
/**
 * A connection on which an answer is missing for so long is dead, whatever the system thinks of it: the other machine may
 * have vanished without a word. A worker lets Redis wait for the next job for up to ten seconds.
 */
const DEAD_MS = { impatient: 5000, patient: 15_000 };
const KEEP_ALIVE_MS = 10_000;

/** For those who cannot wait: every command fails at once while there is no connection; see `withinPatience`. */
export function impatientConnection(access: RedisAccess): Redis {
  return connection(access, {
    enableOfflineQueue: false,
    maxRetriesPerRequest: 1,
    socketTimeout: DEAD_MS.impatient,
  });
}

/** For workers and listeners, which wait by design: a command waits until Redis is back. */
export function patientConnection(access: RedisAccess): Redis {
  return connection(access, { maxRetriesPerRequest: null, socketTimeout: DEAD_MS.patient });
}

/** A connection that knows those that BullMQ has made after it, which outlive their queue while Redis is away. */
class Connection extends Redis {
  readonly #copies: Redis[] = [];

  override duplicate(options?: Partial<RedisOptions>): Redis {
    const copy = super.duplicate(options);
    copy.on('error', () => {});
    this.#copies.push(copy);
    return copy;
  }

  override disconnect(reconnect = false): void {
    super.disconnect(reconnect);
    if (!reconnect) for (const copy of this.#copies) copy.disconnect();
  }
}

function connection({ address, password }: RedisAccess, options: RedisOptions): Redis {
  const redis = new Connection(address, {
    ...(password !== undefined && { password }),
    ...options,
    connectTimeout: CONNECT_MS,
    keepAlive: KEEP_ALIVE_MS,
    retryStrategy: (times: number) => Math.min(times * 100, RECONNECT_MS),
  });
  // Whoever sends commands hears of it.
  redis.on('error', () => {});
  return redis;
}

/**
 * Sets a value unless there is one. @returns the one that holds from now on
 * @throws Cast2gifError `unavailable`
 */
export async function agreeOn(access: RedisAccess, name: string, value: string): Promise<string> {
  const redis = patientConnection(access);
  const agree = async () => {
    await redis.set(name, value, 'NX');
    return (await redis.get(name)) ?? value;
  };
  try {
    return await withinPatience(agree(), START_PATIENCE_MS);
  } catch (error) {
    const problem = `cannot reach Redis at ${new URL(access.address).host}; is it running, are --queue and CAST2GIF_QUEUE_PASSWORD right?`;
    throw new Cast2gifError('unavailable', problem, { cause: error });
  } finally {
    redis.disconnect();
  }
}

/**
 * What a queue promises within a second.
 * @throws Cast2gifError `unavailable`
 */
export async function withinPatience<T>(action: Promise<T>, longestMs = PATIENCE_MS): Promise<T> {
  const late = () => {
    throw new Error('it takes too long');
  };
  try {
    return await within(action, longestMs, late);
  } catch (error) {
    throw error instanceof Cast2gifError ? error : queueUnavailable(error);
  }
}

/** The error for a queue that cannot be reached. */
export function queueUnavailable(cause?: unknown): Cast2gifError {
  return new Cast2gifError('unavailable', 'the queue cannot be reached; try again in a moment', { cause });
}
