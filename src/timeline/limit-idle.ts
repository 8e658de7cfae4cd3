import type { EventStream } from '../asciicast/recording.js';

/** Longest pause of a picture where neither its options nor the header name one. */
export const DEFAULT_IDLE_LIMIT_US = 5_000_000;

/**
 * Shortens every pause between two events, of any kind, and the one before the first, to at most `limitUs`.
 * @param limitUs microseconds; undefined leaves all pauses as they are
 */
export function limitIdle(events: EventStream, limitUs: number | undefined): EventStream {
  return limitUs === undefined ? events : limited(events, limitUs);
}

async function* limited(events: EventStream, limitUs: number): EventStream {
  let lastUs = 0;
  let removedUs = 0;
  for await (const batch of events) {
    const removedBeforeUs = removedUs;
    const removedUpTo = batch.map(({ timeUs }) => {
      removedUs += Math.max(0, timeUs - lastUs - limitUs);
      lastUs = timeUs;
      return removedUs;
    });
    const isUnchanged = removedBeforeUs === 0 && removedUs === 0;
    yield isUnchanged ? batch : batch.map((event, at) => ({ ...event, timeUs: event.timeUs - removedUpTo[at]! }));
  }
}
