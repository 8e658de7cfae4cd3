/** How long others may keep what they have seen of a recording. */
import type { StoredRecording } from '../../recordings/recordings.js';

/** Who takes a recording back does not wait long. */
export const LONGEST_FRESH_SECONDS = 300;

/** In whole seconds, and never past the moment in which the recording is hidden. */
export function freshSeconds({ visibility, hiddenAtMs = Infinity }: StoredRecording, nowMs: number): number {
  if (visibility === 'private') return 0;
  return Math.max(0, Math.min(LONGEST_FRESH_SECONDS, Math.floor((hiddenAtMs - nowMs) / 1000)));
}

/** `Cache-Control` of everything about a recording. */
export function recordingCacheControl(recording: StoredRecording, nowMs: number): string {
  return recording.visibility === 'private' ? 'private, no-store' : `public, max-age=${freshSeconds(recording, nowMs)}`;
}
