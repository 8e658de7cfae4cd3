import type { EventStream } from '../asciicast/recording.js';

/**
 * Divides all times by `speed`, to whole microseconds.
 * @param speed above 0; 2 plays twice as fast
 */
export function accelerate(events: EventStream, speed: number): EventStream {
  return speed === 1 ? events : accelerated(events, speed);
}

async function* accelerated(events: EventStream, speed: number): EventStream {
  for await (const batch of events)
    yield batch.map((event) => ({ ...event, timeUs: Math.round(event.timeUs / speed) }));
}
