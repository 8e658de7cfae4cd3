/** Why a picture is not up to date, and the words for it. */
export const STALE_REASONS = {
  missing: 'missing',
  recording: 'the recording has changed',
  options: 'the options have changed',
  renderer: 'this version of cast2gif makes it differently',
  edited: 'edited since it was made',
  content: 'not what its recording gives',
} as const;

/** Why a picture is not up to date. */
export type StaleReason = keyof typeof STALE_REASONS;
