/** Recordings as servers, and the commands that work on their store, have them. */
import { type DropParts, dropPicturesOf } from '../../pictures/drop-pictures.js';
import { takeSweepTurn } from '../../pictures/sweep-turn.js';
import type { UseMarks } from '../../pictures/use-marks.js';
import { Recordings, type RecordingsParts } from '../../recordings/recordings.js';
import { sweepOrphans } from '../../recordings/sweep-orphans.js';
import { type SweepRecordingsParts, sweepRecordings } from '../../recordings/sweep-recordings.js';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** Recordings whose pictures go with them. */
export function configuredRecordings(
  parts: Omit<RecordingsParts, 'onUnusedCast'> & DropParts & { readonly marks: Pick<UseMarks, 'mark'> },
): Recordings {
  return new Recordings({ ...parts, onUnusedCast: (castHash) => dropPicturesOf(parts, castHash) });
}

/** Sweeps recordings every hour and what cut off uploads leave behind every day, on one of all servers of a store. */
export async function sweepRecordingsInTurn(parts: SweepRecordingsParts): Promise<void> {
  const { store, now } = parts;
  if (await takeSweepTurn(store, 'recordings', now(), HOUR_MS)) {
    for await (const _ of sweepRecordings(parts)) {
      // Each is removed before the next is looked for.
    }
  }
  // A day's turn may be missed, so what is left of two days is looked at.
  if (await takeSweepTurn(store, 'orphans', now(), DAY_MS)) await sweepOrphans(parts, 2 * DAY_MS + HOUR_MS);
}
