import type { EventStream, RecordingEvent } from '../asciicast/recording.js';

/**
 * Finds when moments of the output happened in the recording, before idle limit and speed were applied.
 * @param events as recorded
 * @param timeline puts events on the output's timeline, one by one, in the same batches
 * @param timesUs on that timeline
 * @returns for each time, the recorded time of the last event up to it; 0 before the first event
 */
export async function recordedTimes(
  events: EventStream,
  timeline: (events: EventStream) => EventStream,
  timesUs: readonly number[],
): Promise<number[]> {
  const order = [...timesUs.keys()].sort((left, right) => timesUs[left]! - timesUs[right]!);
  const found = new Array<number>(timesUs.length).fill(0);
  let recorded: readonly RecordingEvent[] = [];
  async function* watched(): EventStream {
    for await (const batch of events) {
      recorded = batch;
      yield batch;
    }
  }
  let next = 0;
  let lastUs = 0;
  for await (const batch of timeline(watched())) {
    for (const [at, { timeUs }] of batch.entries()) {
      while (next < order.length && timesUs[order[next]!]! < timeUs) found[order[next++]!] = lastUs;
      lastUs = recorded[at]!.timeUs;
    }
    if (next === order.length) break;
  }
  for (const left of order.slice(next)) found[left] = lastUs;
  return found;
}
