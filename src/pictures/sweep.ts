/** Deletes what has expired, and pictures to make room: those can be rendered again. */

import type { Secrets } from '../store/secrets.js';
import type { Store } from '../store/store.js';
import { decodeJson, type FailureRecord, uploadKey } from '../store/store-layout.js';
import { dropPicture } from './drop-pictures.js';
import type { LastUse, UseMarks } from './use-marks.js';

/** How long things are kept, and how much of them. */
export interface SweepRules {
  /** How long a recording that was only sent to be rendered, and its pictures, are kept after they were last asked for. */
  readonly keepMs: number;
  /** How much pictures and such recordings may take together; undefined: as much as there is room for. */
  readonly maximumBytes: number | undefined;
  readonly failureTtlMs: number;
}

/** What a sweep has done. */
export interface SweepReport {
  readonly expired: number;
  readonly droppedForRoom: number;
}

/** What a sweep works with. */
export interface SweepParts {
  readonly store: Store;
  readonly secrets: Secrets;
  readonly marks: UseMarks;
  readonly now: () => number;
}

/** Age at which files under temporary names are certain to be left over from killed processes. */
const LEFTOVER_AGE_MS = 3_600_000;
/** Sweeping for room goes on down to this share of the limit, so that the next write does not exceed it again. */
const ROOM_SHARE = 0.9;

/** Any number of servers may sweep at once, and be killed at any moment: deleting twice is harmless. */
export async function sweep(parts: SweepParts, rules: SweepRules): Promise<SweepReport> {
  const { marks, now, store } = parts;
  let expired = 0;
  const left: LastUse[] = [];
  for (const use of await marks.lastUses()) {
    const isOver = use.kind !== 'lasting' && use.untilMs + rules.keepMs <= now();
    if (isOver) {
      await drop(parts, use);
      expired += 1;
    } else {
      await marks.forget(use, 'earlier');
      left.push(use);
    }
  }
  await forgetFailures(parts, rules.failureTtlMs);
  await store.sweepLeftovers(LEFTOVER_AGE_MS);
  return { expired, droppedForRoom: await makeRoom(parts, left, rules.maximumBytes) };
}

/** The mark last: if this process is killed, the next sweep finds what is left. */
async function drop(parts: SweepParts, use: LastUse): Promise<void> {
  if (use.kind === 'upload') await parts.store.delete(uploadKey(use.id));
  else await dropPicture(parts, use.id);
  await parts.marks.forget(use, 'all');
}

async function forgetFailures({ store, now }: SweepParts, ttlMs: number): Promise<void> {
  for await (const { key } of store.list('failures/')) {
    const document = await store.get(key);
    if (document && now() - decodeJson<FailureRecord>(document.bytes).failedMs > ttlMs) await store.delete(key);
  }
}

/** Drops what has not been asked for longest until the rest fits. */
async function makeRoom(
  parts: SweepParts,
  uses: readonly LastUse[],
  maximumBytes: number | undefined,
): Promise<number> {
  if (maximumBytes === undefined) return 0;
  const sizes = await sizesOf(parts.store);
  await forgetGone(parts, uses, sizes);
  let bytes = [...sizes.values()].reduce((sum, size) => sum + size, 0);
  if (bytes <= maximumBytes) return 0;
  let dropped = 0;
  for (const use of uses.toSorted((left, right) => left.untilMs - right.untilMs)) {
    if (bytes <= maximumBytes * ROOM_SHARE) break;
    const size = sizes.get(use.id);
    if (size === undefined) continue;
    await drop(parts, use);
    // A picture may be marked as passing and as lasting.
    sizes.delete(use.id);
    bytes -= size;
    dropped += 1;
  }
  return dropped;
}

/** Forgets the uses of what is no longer there: pictures also go with their recordings. */
async function forgetGone(
  { marks, now }: SweepParts,
  uses: readonly LastUse[],
  sizes: ReadonlyMap<string, number>,
): Promise<void> {
  for (const use of uses) {
    if (!sizes.has(use.id) && use.untilMs + LEFTOVER_AGE_MS < now()) await marks.forget(use, 'all');
  }
}

/** Bytes by picture and upload. */
async function sizesOf(store: Store): Promise<Map<string, number>> {
  const sizes = new Map<string, number>();
  for (const prefix of ['pictures/', 'uploads/']) {
    for await (const { key, byteLength } of store.list(prefix)) {
      const id = key.slice(prefix.length).split('.')[0]!;
      sizes.set(id, (sizes.get(id) ?? 0) + byteLength);
    }
  }
  return sizes;
}
