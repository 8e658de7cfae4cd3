/** Connections to Redis that fail as whoever uses them needs it. */
import { Redis, type RedisOptions } from 'ioredis';
import { Cast2gifError } from '../errors.js';

/** Where a Redis is, and how to get in. */
export interface RedisAccess {
  /** `redis://host:port`. */
  readonly address: string;
  readonly password?: string | undefined;
}

/** While Redis is away, it is tried again so often. */
const RECONNECT_MS = 1000;
/** A Redis that takes longer is as good as away. */
const COMMAND_MS = 800;
/** For whatever consists of some commands: those who wait are to hear within a second. */
const PATIENCE_MS = 950;

/** For those who cannot wait: every command fails at once while Redis is away. */
export function impatientConnection(access: RedisAccess): Redis {
  return connection(access, { enableOfflineQueue: false, maxRetriesPerRequest: 1, commandTimeout: COMMAND_MS });
}

/** For workers and listeners, which wait by design: a command waits until Redis is back. */
export function patientConnection(access: RedisAccess): Redis {
  return connection(access, { maxRetriesPerRequest: null });
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
    connectTimeout: COMMAND_MS * 2,
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
    return await withinPatience(agree());
  } finally {
    redis.disconnect();
  }
}

/**
 * What a queue promises within a second.
 * @throws Cast2gifError `unavailable`
 */
export async function withinPatience<T>(action: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const over = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('it takes too long')), PATIENCE_MS);
  });
  try {
    return await Promise.race([action, over]);
  } catch (error) {
    throw error instanceof Cast2gifError ? error : queueUnavailable(error);
  } finally {
    clearTimeout(timer);
  }
}

function queueUnavailable(cause?: unknown): Cast2gifError {
  return new Cast2gifError('unavailable', 'the queue cannot be reached; try again in a moment', { cause });
}
