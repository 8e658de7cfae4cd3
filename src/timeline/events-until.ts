import type { EventStream } from '../asciicast/recording.js';

/** The events up to and at a moment. */
export async function* eventsUntil(events: EventStream, timeUs: number): EventStream {
  for await (const batch of events) {
    const first = batch.findIndex((event) => event.timeUs > timeUs);
    if (first !== 0) yield first < 0 ? batch : batch.slice(0, first);
    if (first >= 0) return;
  }
}
