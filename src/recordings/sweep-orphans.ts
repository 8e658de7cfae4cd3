/** Removes what uploads have left behind that were cut off before their recordings were there. */
import type { Store } from '../store/store.js';
import { CAST_INDEX, CASTS, DAY_INDEX, INSTALLATION_INDEX, LISTED_INDEX } from '../store/store-layout.js';
import { idOfEntry, idOfStoredName } from './recording-id.js';
import type { Recordings } from './recordings.js';

/** What orphans are swept with. */
export interface SweepOrphansParts {
  readonly store: Store;
  readonly recordings: Recordings;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** An upload takes no longer than this: what is younger may belong to one that is under way. */
const UPLOAD_WITHIN_MS = 3_600_000;

/** Where recordings are listed, and the id that the end of such a key stands for. */
const INDEXES: readonly (readonly [prefix: string, idOf: (name: string) => string])[] = [
  [INSTALLATION_INDEX, idOfEntry],
  [LISTED_INDEX, idOfEntry],
  [DAY_INDEX, idOfStoredName],
];

/**
 * Removes index entries and bytes without a recording. Any number of processes may do so at once.
 * @param youngerThanMs entries that are older have been looked at before; all by default
 */
export async function sweepOrphans(parts: SweepOrphansParts, youngerThanMs = Infinity): Promise<void> {
  const { recordings, store } = parts;
  for (const [prefix, idOf] of INDEXES) {
    for await (const key of settled(parts, prefix, youngerThanMs)) {
      if ((await recordings.find(idOf(nameIn(key)))) === undefined) await store.delete(key);
    }
  }
  for await (const key of settled(parts, CAST_INDEX, youngerThanMs)) {
    await recordings.releaseUnlessUsed({ castHash: key.split('/')[1]!, name: nameIn(key) });
  }
  for await (const castHash of castsWithoutUse(parts)) await recordings.removeUnusedBytes(castHash);
}

/** Keys of entries that no upload under way can have written. */
async function* settled({ store, now }: SweepOrphansParts, prefix: string, youngerThanMs: number) {
  for await (const { key, modifiedMs } of store.list(prefix)) {
    const ageMs = now() - modifiedMs;
    if (ageMs > UPLOAD_WITHIN_MS && ageMs < youngerThanMs) yield key;
  }
}

function nameIn(key: string): string {
  return key.slice(key.lastIndexOf('/') + 1);
}

/** Hashes of bytes that no recording has: both listings are in the same order. */
async function* castsWithoutUse(parts: SweepOrphansParts): AsyncGenerator<string> {
  const used = usedCasts(parts.store);
  let next = await used.next();
  for await (const key of settled(parts, CASTS, Infinity)) {
    const castHash = nameIn(key);
    while (!next.done && next.value < castHash) next = await used.next();
    if (next.done || next.value !== castHash) yield castHash;
  }
}

async function* usedCasts(store: Store): AsyncGenerator<string> {
  for await (const { key } of store.list(CAST_INDEX)) yield key.split('/')[1]!;
}
