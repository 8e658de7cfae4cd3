/** A recording that is cut, played at other speeds, renamed, or without its secrets. */
import type { EventStream, Recording, RecordingEvent } from '../asciicast/recording.js';
import { optionError, quotedShort } from '../errors.js';
import type { SecretPatterns } from '../redact/patterns.js';
import { redactRecording } from '../redact/redact-recording.js';
import { limitIdle } from '../timeline/limit-idle.js';
import { parseSelection, resolveSelection, type Selection, wantedEvents } from '../timeline/selection.js';
import { surveyEvents, type TimelineIndex } from '../timeline/survey.js';
import { cutEvents } from './cut.js';
import { parseSpeed, resolveSpeeds, type SpeedChange, withSpeeds } from './speeds.js';

/** What is to be changed, as written. */
export interface EditOptions {
  /** Ranges of the recorded time to keep. */
  readonly select?: string | undefined;
  /** `2` or `12..20=4`, in recorded time. */
  readonly speeds?: readonly string[] | undefined;
  /** Longest pause, before everything else. */
  readonly idleTimeLimitSeconds?: number | undefined;
  readonly title?: string | undefined;
  /** `OLD=NEW` or `NUMBER=NEW`; an empty new label removes the marker. */
  readonly markers?: readonly string[] | undefined;
  readonly secrets?: SecretPatterns | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * The edited recording. What cannot be is refused here; moments that the recording does not have, while it is read.
 * @throws Cast2gifError `usage`
 */
export function editRecording(original: Recording, options: EditOptions): Recording {
  const { select, speeds = [], markers = [], title, secrets, signal, idleTimeLimitSeconds } = options;
  const selection = select === undefined ? undefined : rangesOnly(parseSelection(select), select);
  const changes = speeds.map(parseSpeed);
  const names = markers.map(parseMarkerName);
  const recording = secrets === undefined ? original : redactRecording(original, secrets, signal);
  const limitUs = idleTimeLimitSeconds === undefined ? undefined : Math.round(idleTimeLimitSeconds * 1e6);
  const { title: oldTitle, ...header } = recording.header;
  const newTitle = title === undefined ? oldTitle : (secrets?.mask(title) ?? title);
  return {
    header: { ...header, ...(newTitle && { title: newTitle }) },
    get fractionRead() {
      return recording.fractionRead;
    },
    events: () => editedEvents(recording, { selection, changes, names, limitUs, signal }),
    close: () => recording.close(),
  };
}

interface ParsedEdits {
  readonly selection: Extract<Selection, { readonly kind: 'ranges' }> | undefined;
  readonly changes: readonly SpeedChange[];
  readonly names: readonly MarkerName[];
  readonly limitUs: number | undefined;
  readonly signal: AbortSignal | undefined;
}

async function* editedEvents(recording: Recording, edits: ParsedEdits): EventStream {
  const { selection, changes, names, limitUs, signal } = edits;
  const events = () => limitIdle(recording.events(), limitUs);
  const survey = await surveyEvents(events(), recording.header, selection && wantedEvents(selection));
  const index = { ...survey, isRecordedTime: true };
  const parts = resolveSpeeds(changes, index);
  const ranges = selection && resolveSelection(selection, index).filter((part) => part.kind === 'range');
  const cut = ranges === undefined ? withSpeeds(events(), parts) : cutAndSped();
  yield* renamed(cut, names, index.markers);

  /** Cut first: the times of the selection are recorded ones. */
  async function* cutAndSped(): EventStream {
    const sped = resolveAfterCut(parts, ranges!);
    yield* withSpeeds(cutEvents(events(), recording.header, ranges!, signal), sped);
  }
}

type Range = { readonly startUs: number; readonly endUs: number };

/** The parts with a speed of their own, on the timeline on which the ranges follow each other. */
function resolveAfterCut<P extends Range>(parts: readonly P[], ranges: readonly Range[]): P[] {
  let passedUs = 0;
  const moved: P[] = [];
  for (const range of ranges) {
    for (const part of parts) {
      const startUs = Math.max(part.startUs, range.startUs);
      const endUs = Math.min(part.endUs, range.endUs);
      if (startUs < endUs) {
        moved.push({ ...part, startUs: passedUs + startUs - range.startUs, endUs: passedUs + endUs - range.startUs });
      }
    }
    passedUs += range.endUs - range.startUs;
  }
  return moved;
}

function rangesOnly(selection: Selection, text: string): Extract<Selection, { readonly kind: 'ranges' }> {
  if (selection.kind === 'ranges') return selection;
  throw optionError('select', `${quotedShort(text)} names moments; expected ranges, as in 5..30`);
}

interface MarkerName {
  /** A label, or the number of a marker from 0. */
  readonly old: string;
  readonly new: string;
}

function parseMarkerName(text: string): MarkerName {
  const [, old, name] = /^(.+?)=(.*)$/s.exec(text) ?? [];
  if (old !== undefined) return { old, new: name! };
  throw optionError('marker', `${quotedShort(text)} renames nothing; expected OLD=NEW or NUMBER=NEW`);
}

async function* renamed(
  events: EventStream,
  names: readonly MarkerName[],
  markers: TimelineIndex['markers'],
): EventStream {
  const used = new Set<MarkerName>();
  let number = 0;
  const rename = (event: RecordingEvent): RecordingEvent[] => {
    if (event.kind !== 'marker') return [event];
    const name = names.find(({ old }) => old === event.label || old === String(number));
    number += 1;
    if (name === undefined) return [event];
    used.add(name);
    return name.new === '' ? [] : [{ ...event, label: name.new }];
  };
  for await (const batch of events) {
    const kept = names.length === 0 ? batch : batch.flatMap(rename);
    if (kept.length > 0) yield kept;
  }
  const unused = names.find((name) => !used.has(name));
  if (unused === undefined) return;
  throw optionError('marker', `there is no marker ${quotedShort(unused.old)}; ${markersListed(markers)}`);
}

function markersListed(markers: TimelineIndex['markers']): string {
  if (markers.length === 0) return 'the recording has none';
  const labels = markers.slice(0, 8).map(({ label }) => quotedShort(label));
  return `the recording has ${labels.join(', ')}${markers.length > labels.length ? ' …' : ''}`;
}
