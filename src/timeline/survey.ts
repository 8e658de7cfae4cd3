import type { EventStream, RecordingHeader } from '../asciicast/recording.js';

/** The result of one pass over the events; all times are those of the given stream. */
export interface TimelineIndex {
  /** Time of the last event, of any kind. */
  readonly durationUs: number;
  readonly eventCount: number;
  readonly outputCount: number;
  /** The markers: at most 10,000, with labels cut at 1,000 characters, because hostile files have millions. */
  readonly markers: readonly { readonly timeUs: number; readonly label: string }[];
  /** Times of the events asked for, by their number in the stream, from 0. */
  readonly eventTimesUs: ReadonlyMap<number, number>;
  /** Largest size, from header and resizes. */
  readonly columns: number;
  readonly rows: number;
  /** Whether times are those of the recording, not those of an output with its speed. */
  readonly isRecordedTime?: boolean;
}

const MOST_MARKERS = 10_000;
const LONGEST_LABEL = 1000;

/**
 * Reads all events once, keeping almost nothing.
 * @param wantedEvents numbers of the events whose times are wanted (`wantedEvents(selection)`)
 */
export async function surveyEvents(
  events: EventStream,
  header: Pick<RecordingHeader, 'columns' | 'rows'>,
  wantedEvents: readonly number[] = [],
): Promise<TimelineIndex> {
  const wanted = [...new Set(wantedEvents)].sort((a, b) => a - b);
  const eventTimesUs = new Map<number, number>();
  const markers: { timeUs: number; label: string }[] = [];
  let { columns, rows } = header;
  let [durationUs, eventCount, outputCount] = [0, 0, 0];
  for await (const batch of events) {
    for (const event of batch) {
      if (event.kind === 'output') outputCount += 1;
      else if (event.kind === 'resize' || event.kind === 'restart') {
        columns = Math.max(columns, event.columns);
        rows = Math.max(rows, event.rows);
      } else if (event.kind === 'marker' && markers.length < MOST_MARKERS)
        markers.push({ timeUs: event.timeUs, label: event.label.slice(0, LONGEST_LABEL) });
    }
    for (let next = wanted[eventTimesUs.size]; next !== undefined && next < eventCount + batch.length; ) {
      eventTimesUs.set(next, batch[next - eventCount]!.timeUs);
      next = wanted[eventTimesUs.size];
    }
    eventCount += batch.length;
    durationUs = batch.at(-1)!.timeUs;
  }
  return { durationUs, eventCount, outputCount, markers, eventTimesUs, columns, rows };
}
