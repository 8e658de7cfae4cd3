import type { Store } from '../store/store.js';

const SPAN_DIGITS = 12;

/** What is swept, each in turns of its own. */
export type SweepName = 'pictures' | 'recordings' | 'orphans';

/**
 * Whether this process is the one that sweeps in the present span of time: of all that use a store, whoever makes the
 * span's object. One that is killed then misses a sweep, and one whose clock is wrong makes one more: both are harmless.
 */
export async function takeSweepTurn(store: Store, name: SweepName, nowMs: number, spanMs: number): Promise<boolean> {
  const prefix = `sweeps/${name}/`;
  const key = `${prefix}${String(Math.floor(nowMs / spanMs)).padStart(SPAN_DIGITS, '0')}`;
  if (!(await store.create(key, new Uint8Array()))) return false;
  for await (const { key: other } of store.list(prefix)) if (other !== key) await store.delete(other);
  return true;
}
