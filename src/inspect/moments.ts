/** What happened on the screen at the moments that cost a GIF its bytes. */
import { rowText, ScreenGrid } from '../encode/screen-grid.js';
import { plainLine, shortened } from '../encode/text/plain-line.js';
import type { FrameSequence } from '../frames/frame.js';
import type { GifReport, RecordedMoment } from './gif-report.js';

/** Times are rounded to hundredths of a second in a GIF. */
const ROUNDING_US = 5_000;
/** Longest quotation of what changed. */
const QUOTED_CHARACTERS = 200;
/** A GIF of the same options is as long as the recording, but for this. */
const SAME_LENGTH_US = 100_000;

/**
 * Adds to the costliest frames of a GIF what they show.
 * @param sequence the recording under the options that the GIF was made with
 * @param recordedTimes from the timeline of the events to the recording's own time
 */
export async function withMoments(
  report: GifReport,
  sequence: FrameSequence,
  recordedTimes: (timesUs: readonly number[]) => Promise<readonly number[]>,
): Promise<GifReport> {
  const changes = changesAt(
    sequence,
    report.costliest.map(({ index, timeUs }) => ({ fromUs: report.frames[index - 1]?.timeUs, timeUs })),
  );
  const timesUs = await recordedTimes(changes.map(({ timeUs }) => sequence.eventTimeUs(timeUs)));
  const costliest = report.costliest.map((frame, at) => {
    const { rows, cellCount, text } = changes[at]!;
    return { ...frame, recorded: { timeUs: timesUs[at]!, rows, cellCount, text } };
  });
  return { ...report, costliest, notes: [...report.notes, ...lengthNote(report, sequence)] };
}

function lengthNote(report: GifReport, { durationUs }: FrameSequence): string[] {
  if (Math.abs(report.durationUs - durationUs) <= SAME_LENGTH_US) return [];
  const seconds = (timeUs: number) => `${(timeUs / 1e6).toFixed(2)} s`;
  const lengths = `the GIF lasts ${seconds(report.durationUs)}, the recording ${seconds(durationUs)} under these options`;
  return [`${lengths}: moments are right if the options are those the GIF was made with`];
}

/** A frame of a GIF: what changed after the frame before it. */
interface Span {
  readonly fromUs: number | undefined;
  readonly timeUs: number;
}

/** @returns in the order of the spans; `timeUs` is that of the sequence's frame that was shown last in it */
function changesAt(sequence: FrameSequence, spans: readonly Span[]): RecordedMoment[] {
  const found = spans.map((): RecordedMoment => ({ timeUs: 0, rows: [], cellCount: 0, text: '' }));
  const order = [...spans.keys()].sort((left, right) => spans[left]!.timeUs - spans[right]!.timeUs);
  const grid = new ScreenGrid(sequence);
  let next = 0;
  let lastUs = 0;
  let cellCount = 0;
  let rows = new Set<number>();
  const finishUntil = (timeUs: number): void => {
    while (next < order.length && spans[order[next]!]!.timeUs + ROUNDING_US < timeUs) {
      const sorted = [...rows].sort((left, right) => left - right);
      const text = quoted(sorted.map((row) => rowText(grid.rows[row]!)));
      found[order[next++]!] = { timeUs: lastUs, rows: sorted, cellCount, text };
      [rows, cellCount] = [new Set(), 0];
    }
  };
  for (const frame of sequence.frames()) {
    finishUntil(frame.timeUs);
    if (next === order.length) return found;
    const { fromUs } = spans[order[next]!]!;
    lastUs = frame.timeUs;
    for (const row of grid.apply(frame)) rows.add(row);
    cellCount += frame.changeCount;
    if (fromUs !== undefined && frame.timeUs <= fromUs + ROUNDING_US) [rows, cellCount] = [new Set(), 0];
  }
  finishUntil(Number.POSITIVE_INFINITY);
  return found;
}

/** The lines that say something, one after another. */
function quoted(lines: readonly string[]): string {
  const telling = lines.map(plainLine).filter((line) => /\p{L}/u.test(line));
  return shortened(telling.join(' / '), QUOTED_CHARACTERS);
}
