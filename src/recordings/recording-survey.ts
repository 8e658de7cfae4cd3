/** What a page says of a recording before any picture is made: found in one pass over its events, without a terminal. */
import type { RecordingLimits } from '../asciicast/limits.js';
import { openRecording } from '../asciicast/open.js';
import type { EventStream, RecordedTheme, RecordingHeader } from '../asciicast/recording.js';
import type { RenderOptions } from '../options/render-options.js';
import { DEFAULT_IDLE_LIMIT_US, limitIdle } from '../timeline/limit-idle.js';
import { surveyEvents } from '../timeline/survey.js';

/** A named moment of a recording. */
export interface SurveyedMarker {
  /** As recorded. */
  readonly timeUs: number;
  /** In a picture with default options, where long pauses are shorter. */
  readonly pictureUs: number;
  readonly label: string;
}

/** Header and events in short. */
export interface RecordingSurvey {
  readonly version: 1 | 2 | 3;
  /** Of the largest terminal. */
  readonly columns: number;
  readonly rows: number;
  /** As recorded, with all pauses. */
  readonly durationUs: number;
  /** Of a picture with default options, without what its last frame adds. */
  readonly pictureDurationUs: number;
  readonly markers: readonly SurveyedMarker[];
  /** When it was recorded, as its header says; in milliseconds since 1970. */
  readonly recordedMs?: number;
  /** Its header's. */
  readonly title?: string;
  readonly command?: string;
  /** Longest pause that the header wants to be played. */
  readonly idleTimeLimitUs?: number;
  readonly theme?: RecordedTheme;
}

/** A document is read at every request, so it is kept small. */
const MOST_MARKERS = 200;
const LONGEST_TEXT = 255;
/** Dates until the year 9999. */
const LATEST_MS = 253_402_300_799_999;

/** The limits of a render that hold for reading a recording. */
export function recordingLimitsOf(options: RenderOptions): Partial<RecordingLimits> {
  const limits = {
    columns: options.maxColumns,
    rows: options.maxRows,
    inputBytes: options.maxInputBytes,
    lineBytes: options.maxLineBytes,
    events: options.maxEvents,
  };
  return Object.fromEntries(Object.entries(limits).filter(([, limit]) => limit !== undefined));
}

/**
 * Reads a recording from beginning to end.
 * @throws Cast2gifError `recording` with the line if it is none, `limit`
 */
export async function surveyRecording(
  bytes: Uint8Array,
  limits: Partial<RecordingLimits> = {},
): Promise<RecordingSurvey> {
  const source = { name: 'the recording', byteLength: bytes.length, stream: () => chunksOf(bytes) };
  const { header, events } = await opened(source, limits);
  const recorded = { durationUs: 0, markerTimesUs: [] as number[] };
  const limitUs = header.idleTimeLimitUs ?? DEFAULT_IDLE_LIMIT_US;
  const played = await surveyEvents(limitIdle(noted(events, recorded), limitUs), header);
  const markers = played.markers.slice(0, MOST_MARKERS).map(({ timeUs, label }, at) => ({
    timeUs: recorded.markerTimesUs[at]!,
    pictureUs: timeUs,
    label: label.slice(0, LONGEST_TEXT),
  }));
  return {
    ...headerFacts(header),
    columns: played.columns,
    rows: played.rows,
    durationUs: recorded.durationUs,
    pictureDurationUs: played.durationUs,
    markers,
  };
}

async function opened(source: Parameters<typeof openRecording>[0], limits: Partial<RecordingLimits>) {
  const recording = await openRecording(source, { limits });
  return { header: recording.header, events: recording.events() };
}

async function* chunksOf(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  const length = 65_536;
  for (let start = 0; start < bytes.length; start += length) yield bytes.subarray(start, start + length);
}

/** The same events; their times as recorded are noted on the way. */
async function* noted(events: EventStream, recorded: { durationUs: number; markerTimesUs: number[] }): EventStream {
  for await (const batch of events) {
    for (const { kind, timeUs } of batch) {
      if (kind === 'marker' && recorded.markerTimesUs.length < MOST_MARKERS) recorded.markerTimesUs.push(timeUs);
    }
    recorded.durationUs = batch.at(-1)!.timeUs;
    yield batch;
  }
}

type HeaderFacts = Omit<RecordingSurvey, 'columns' | 'rows' | 'durationUs' | 'pictureDurationUs' | 'markers'>;

function headerFacts({ version, title, command, timestamp, idleTimeLimitUs, theme }: RecordingHeader): HeaderFacts {
  const recordedMs = timestamp === undefined ? undefined : Math.round(timestamp * 1000);
  const isDate = recordedMs !== undefined && recordedMs > 0 && recordedMs <= LATEST_MS;
  return {
    version,
    ...(title !== undefined && { title: title.slice(0, LONGEST_TEXT) }),
    ...(command !== undefined && { command: command.slice(0, LONGEST_TEXT) }),
    ...(isDate && { recordedMs }),
    ...(idleTimeLimitUs !== undefined && { idleTimeLimitUs }),
    ...(theme !== undefined && { theme }),
  };
}
