/** How long recordings stay that nobody has claimed. Both limits count from the upload. */
import { Cast2gifError, quotedShort } from '../errors.js';

/** What happens to an unclaimed recording, and when: an absent limit means never. */
export interface Retention {
  readonly hideAfterMs?: number;
  readonly removeAfterMs?: number;
}

/** What is known of a recording when its state is asked for. */
export interface Kept {
  /** Milliseconds since 1970. */
  readonly uploadedMs: number;
  readonly isClaimed: boolean;
}

/**
 * What becomes of a recording. `shown`: visitors see it. `hidden`: nobody sees it; claiming its installation brings it
 * back. `expired`: it may be removed at any moment.
 */
export interface RecordingState {
  readonly state: 'shown' | 'hidden' | 'expired';
  /** When it is, or was, hidden; in milliseconds since 1970. */
  readonly hiddenAtMs?: number;
  /** When it is, or was, to be removed. */
  readonly removedAtMs?: number;
}

const DAY_MS = 86_400_000;
/** A thousand years. */
const MOST_DAYS = 365_000;

/**
 * Reads `7,30` (hidden after 7 days, removed after 30) or `30` (removed after 30), as asciinema-server's setting
 * UNCLAIMED_RECORDING_TTL; two equal numbers mean the same as one. Fractions of days are fine.
 * @param texts the numbers; undefined: everything stays
 * @throws Cast2gifError `usage`
 */
export function readRetention(texts: readonly string[] | undefined): Retention {
  if (texts === undefined) return {};
  const [first, last = first] = texts.map((text) => daysOf(text, texts));
  if (first === undefined || last === undefined || texts.length > 2) throw refusal(texts);
  if (last < first) {
    throw new Cast2gifError('usage', `recordings are hidden (${first}) before they are removed (${last}), not after`);
  }
  return { ...(first < last && { hideAfterMs: first * DAY_MS }), removeAfterMs: last * DAY_MS };
}

function daysOf(text: string, texts: readonly string[]): number {
  const days = /^(?:\d+\.?\d*|\.\d+)$/.test(text) ? Number(text) : Number.NaN;
  if (days > 0 && days <= MOST_DAYS) return days;
  throw refusal(texts);
}

function refusal(texts: readonly string[]): Cast2gifError {
  return new Cast2gifError('usage', `expected days, such as 30 or 7,30, not ${quotedShort(texts.join(','))}`);
}

/** What a recording's state is at a moment: computed, so that no sweep has to have run for it to be right. */
export function stateOf({ uploadedMs, isClaimed }: Kept, retention: Retention, nowMs: number): RecordingState {
  const { hideAfterMs, removeAfterMs } = retention;
  if (isClaimed || removeAfterMs === undefined) return { state: 'shown' };
  const removedAtMs = uploadedMs + removeAfterMs;
  const hiddenAtMs = uploadedMs + (hideAfterMs ?? removeAfterMs);
  const state = nowMs >= removedAtMs ? 'expired' : nowMs >= hiddenAtMs ? 'hidden' : 'shown';
  return { state, hiddenAtMs, removedAtMs };
}
