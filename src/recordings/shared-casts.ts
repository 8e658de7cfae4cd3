/**
 * The bytes of recordings. Equal recordings share one object, so it may only be deleted with the last of them, even
 * while another server is just taking in an equal one.
 *
 * Each recording first notes that it uses the bytes, and then looks whether they are being removed; who removes them
 * first says so, and then looks whether anybody uses them. Whatever the order in which the steps of both happen, at
 * least one of the two sees the other.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { Cast2gifError } from '../errors.js';
import { randomToken } from '../store/secrets.js';
import type { Store } from '../store/store.js';
import { CAST_REMOVALS, castIndex, castKey, castRemovalKey, decodeJson, encodeJson } from '../store/store-layout.js';

/** Whoever removes bytes deletes nothing later than this after saying so. */
const REMOVAL_WITHIN_MS = 60_000;
/** The process that began a removal so long ago has died, whatever the difference between two clocks. */
const STALE_REMOVAL_MS = 600_000;
/** A removal takes some milliseconds; if its process has died, the client is told to try again. */
const PATIENCE_MS = 5_000;
const LOOK_EVERY_MS = 20;

/** The document of a removal under way; the nonce tells two of them apart. */
interface RemovalRecord {
  readonly startedMs: number;
  readonly nonce: string;
}

/** That a recording has certain bytes. */
export interface CastUse {
  readonly castHash: string;
  /** Never given twice to uses that may be kept and taken back at the same time. */
  readonly name: string;
}

/** What shared bytes are kept with. */
export interface SharedCastsParts {
  readonly store: Store;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** How long an upload waits for the removal of equal bytes; five seconds by default. */
  readonly patienceMs?: number;
}

/**
 * Keeps the bytes of a recording for as long as it uses them; they are durable when this resolves.
 * @throws Cast2gifError `unavailable` where equal bytes are being removed for too long
 */
export async function keepCast(
  { store, now, patienceMs = PATIENCE_MS }: SharedCastsParts,
  use: CastUse,
  bytes: Uint8Array,
): Promise<void> {
  await store.create(useKey(use), new Uint8Array());
  for (let waitedMs = 0; await isBeingRemoved({ store, now }, use.castHash); waitedMs += LOOK_EVERY_MS) {
    if (waitedMs >= patienceMs)
      throw new Cast2gifError('unavailable', 'an equal recording is just being removed; try again');
    await delay(LOOK_EVERY_MS);
  }
  await store.create(castKey(use.castHash), bytes);
}

const useKey = ({ castHash, name }: CastUse) => `${castIndex(castHash)}${name}`;

async function isBeingRemoved({ store, now }: SharedCastsParts, castHash: string): Promise<boolean> {
  const removal = await store.get(castRemovalKey(castHash));
  return removal !== undefined && !isStale(removal.bytes, now());
}

/**
 * Notes that a recording, which is gone, no longer uses its bytes, and removes them with the last use.
 * @param onUnused removes what was made of the bytes
 * @returns whether the bytes were removed
 */
export async function releaseCast(
  parts: SharedCastsParts,
  use: CastUse,
  onUnused: () => Promise<void>,
): Promise<boolean> {
  await parts.store.delete(useKey(use));
  return removeUnusedCast(parts, use.castHash, onUnused);
}

/**
 * Removes bytes that no recording uses. Any number of processes may do so at once; those that are used stay.
 * @param onUnused removes what was made of the bytes; called when they are gone, and again if this process dies
 */
export async function removeUnusedCast(
  { store, now }: SharedCastsParts,
  castHash: string,
  onUnused: () => Promise<void>,
): Promise<boolean> {
  if (await isUsed(store, castHash)) return false;
  const startedMs = now();
  if (!(await beginRemoval(store, castHash, startedMs))) return false;
  if (await isUsed(store, castHash)) {
    await store.delete(castRemovalKey(castHash));
    return false;
  }
  // Held up for so long that others may no longer wait: the next sweep tries again.
  if (now() - startedMs > REMOVAL_WITHIN_MS) return false;
  await store.delete(castKey(castHash));
  await onUnused();
  await store.delete(castRemovalKey(castHash));
  return true;
}

/** Finishes the removals of processes that have died. @param onUnused as above, for the bytes with a hash */
export async function resumeRemovals(
  parts: SharedCastsParts,
  onUnused: (castHash: string) => Promise<void>,
): Promise<void> {
  const { store, now } = parts;
  for await (const { key } of store.list(CAST_REMOVALS)) {
    const castHash = key.slice(CAST_REMOVALS.length);
    const removal = await store.get(key);
    if (removal === undefined || !isStale(removal.bytes, now())) continue;
    if (await isUsed(store, castHash)) await store.delete(key);
    else await removeUnusedCast(parts, castHash, () => onUnused(castHash));
  }
}

function isStale(record: Uint8Array, nowMs: number): boolean {
  return nowMs - decodeJson<RemovalRecord>(record).startedMs >= STALE_REMOVAL_MS;
}

async function isUsed(store: Store, castHash: string): Promise<boolean> {
  for await (const _ of store.list(castIndex(castHash))) return true;
  return false;
}

/** Resolves to whether this process is the one that removes the bytes. */
async function beginRemoval(store: Store, castHash: string, startedMs: number): Promise<boolean> {
  const at = castRemovalKey(castHash);
  const record = encodeJson({ startedMs, nonce: randomToken() } satisfies RemovalRecord);
  if (await store.create(at, record)) return true;
  const current = await store.get(at);
  if (current === undefined || !isStale(current.bytes, startedMs)) return false;
  return store.replace(at, record, current.version);
}
