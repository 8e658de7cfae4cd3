/** Limits for a recording, checked before anything is allocated for its values. */
export interface RecordingLimits {
  /** Widest terminal, in cells. */
  readonly columns: number;
  /** Highest terminal, in cells. */
  readonly rows: number;
  /** Size of the whole text after decompression. */
  readonly inputBytes: number;
  /**
   * The longest line that is held in memory as a whole. A longer output event is not lost: its text is handed on in
   * pieces. Any other line of that length is skipped with a warning.
   */
  readonly lineBytes: number;
  /** Size of what can only be read as one JSON document: a version 1 recording, or a header over several lines. */
  readonly documentBytes: number;
  /** Number of events. */
  readonly events: number;
}

/**
 * Generous: the largest recording we know of (600 MB, synthetic) passes. Two thousand columns fill a wall of
 * screens at the smallest legible font. Recorders write events of a few kilobytes, so 4 MiB hold every line except
 * those with inline images.
 */
export const DEFAULT_RECORDING_LIMITS: RecordingLimits = {
  columns: 2000,
  rows: 1000,
  inputBytes: 2 * 1024 ** 3,
  lineBytes: 4 * 1024 ** 2,
  documentBytes: 64 * 1024 ** 2,
  events: 100_000_000,
};
