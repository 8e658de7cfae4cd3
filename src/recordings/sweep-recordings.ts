/** Removes recordings that nobody has claimed in time. Until then nobody has seen them for a while: see retention.ts. */
import type { Store } from '../store/store.js';
import { DAY_INDEX, dayIndex } from '../store/store-layout.js';
import { idOfStoredName } from './recording-id.js';
import type { Recordings, StoredRecording } from './recordings.js';
import type { Retention } from './retention.js';

/** What recordings are swept with. */
export interface SweepRecordingsParts {
  readonly store: Store;
  readonly recordings: Recordings;
  readonly retention: Retention;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/**
 * Removes every recording whose time is over, with its bytes and pictures, unless equal recordings are left. Any number
 * of processes may sweep at once, and be killed at any moment.
 * @param isDryRun only tells which they are
 * @returns each recording, once it has been removed
 */
export async function* sweepRecordings(
  parts: SweepRecordingsParts,
  { isDryRun = false }: { readonly isDryRun?: boolean } = {},
): AsyncGenerator<StoredRecording> {
  const { recordings } = parts;
  if (!isDryRun) await recordings.resumeRemovals();
  for await (const { id, key } of oldEnough(parts)) {
    const recording = await recordings.find(id);
    if (recording?.state === 'expired') {
      if (!isDryRun) await recordings.remove(id);
      yield recording;
    } else if (!isDryRun && recording?.owner !== undefined) {
      // It stays whatever the day is: the next sweep need not look at it again.
      await parts.store.delete(key);
    }
  }
}

/** What was uploaded so long ago that it is over unless somebody has claimed it. */
async function* oldEnough({ store, retention, now }: SweepRecordingsParts) {
  if (retention.removeAfterMs === undefined) return;
  const lastDay = dayIndex(now() - retention.removeAfterMs);
  for await (const { key } of store.list(DAY_INDEX)) {
    if (key.slice(0, lastDay.length) > lastDay) return;
    yield { id: idOfStoredName(key.slice(lastDay.length)), key };
  }
}
