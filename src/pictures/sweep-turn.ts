import type { Store } from '../store/store.js';

const SPAN_DIGITS = 12;

/**
 * Whether this process is the one that sweeps in the present span of time: of all that use a store, whoever makes the
 * span's object. One that is killed then misses a sweep, and one whose clock is wrong makes one more: both are harmless.
 */
export async function takeSweepTurn(store: Store, nowMs: number, spanMs: number): Promise<boolean> {
  const key = `sweeps/${String(Math.floor(nowMs / spanMs)).padStart(SPAN_DIGITS, '0')}`;
  if (!(await store.create(key, new Uint8Array()))) return false;
  for await (const { key: other } of store.list('sweeps/')) if (other !== key) await store.delete(other);
  return true;
}
