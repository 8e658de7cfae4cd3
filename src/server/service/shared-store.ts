/** Servers and workers of one queue must use one store: what a worker keeps, the servers have to find. */
import { randomBytes } from 'node:crypto';
import { asCast2gifError, Cast2gifError } from '../../errors.js';
import type { RedisAccess } from '../../jobs/redis-connection.js';
import type { Store } from '../../store/store.js';

const MARK_KEY = 'queue-mark';
const MARK_BYTES = 16;
const AGREEMENT = 'cast2gif:store';

/**
 * Compares the mark of a store with the one in Redis, which is set where there is none.
 * @throws Cast2gifError `usage` where others use another store, `unavailable` where that cannot be known of a folder
 */
export async function checkSharedStore(redis: RedisAccess, store: Store): Promise<void> {
  const { agreeOn } = await import('../../jobs/redis-connection.js');
  const mark = await markOf(store);
  let agreed: string;
  try {
    agreed = await agreeOn(redis, AGREEMENT, mark);
  } catch (error) {
    // A bucket is named by its address alike on all machines; a folder may be another one on each.
    if (asCast2gifError(error).code === 'unavailable' && store.name.startsWith('s3:')) return;
    throw error;
  }
  if (agreed === mark) return;
  const problem =
    'other servers and workers of this queue use another store; a folder works only where all see the same';
  throw new Cast2gifError('usage', problem, { label: '--store' });
}

async function markOf(store: Store): Promise<string> {
  await store.create(MARK_KEY, randomBytes(MARK_BYTES));
  const object = await store.get(MARK_KEY);
  if (object?.byteLength !== MARK_BYTES) throw new Cast2gifError('io', 'the mark of the queue in the store is damaged');
  return Buffer.from(object.bytes).toString('hex');
}
