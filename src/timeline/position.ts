/** Moments of the output, as people write them: `12.5`, `1m20s`, `1:20`, `50%`, `marker:build`, `event:100`. */
import { optionError, quotedShort } from '../errors.js';
import type { TimelineIndex } from './survey.js';

/** A moment, as written; it is looked up in a recording with `resolvePosition`. */
export type Position =
  | { readonly kind: 'time'; readonly timeUs: number }
  | { readonly kind: 'percent'; readonly percent: number }
  | { readonly kind: 'marker-number'; readonly number: number }
  | { readonly kind: 'marker-label'; readonly label: string }
  | { readonly kind: 'event'; readonly number: number };

const DECIMAL = /^(?:\d+\.?\d*|\.\d+)$/;
const UNITS = /^(?=\d)(?:(\d+)h)?(?:(\d+)m)?(?:(\d+(?:\.\d+)?)s)?$/;
const CLOCK = /^(?:(\d+):)?(\d+):(\d{1,2}(?:\.\d+)?)$/;
const LATEST_SECONDS = 1e9;

/**
 * Reads a moment.
 * @param option what to call the option it comes from, as in `--select`
 * @throws Cast2gifError `usage`
 */
export function parsePosition(text: string, option: string): Position {
  const [, prefix, rest] = /^(marker|event):(.*)$/s.exec(text) ?? [];
  if (prefix === 'marker') return parseMarker(rest!, option);
  if (prefix === 'event') {
    if (/^\d{1,9}$/.test(rest!)) return { kind: 'event', number: Number(rest) };
    throw optionError(
      option,
      `${quotedShort(text)} is not an event; expected its number, counted from 0, as in event:100`,
    );
  }
  if (text.endsWith('%')) {
    const percent = DECIMAL.test(text.slice(0, -1)) ? Number(text.slice(0, -1)) : Number.NaN;
    if (percent <= 100) return { kind: 'percent', percent };
    throw optionError(option, `${quotedShort(text)} is not a percentage of the duration; expected 0% to 100%`);
  }
  return { kind: 'time', timeUs: Math.round(parseSeconds(text, option) * 1e6) };
}

function parseMarker(text: string, option: string): Position {
  if (text === '') throw optionError(option, 'marker: expected the beginning of a label, or a number counted from 0');
  if (/^\d{1,9}$/.test(text)) return { kind: 'marker-number', number: Number(text) };
  return { kind: 'marker-label', label: text };
}

function parseSeconds(text: string, option: string): number {
  const seconds = DECIMAL.test(text) ? Number(text) : (secondsFromUnits(text) ?? secondsFromClock(text));
  if (seconds !== undefined && seconds <= LATEST_SECONDS) return seconds;
  throw optionError(
    option,
    `${quotedShort(text)} is not a time; expected 12.5, 1m20s, 1:20, 50%, marker:LABEL or event:NUMBER`,
  );
}

function secondsFromUnits(text: string): number | undefined {
  const match = UNITS.exec(text);
  if (match === null) return undefined;
  const [, hours = '0', minutes = '0', seconds = '0'] = match;
  return Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
}

function secondsFromClock(text: string): number | undefined {
  const match = CLOCK.exec(text);
  if (match === null) return undefined;
  const [, hours, minutes, seconds] = match;
  if (Number(seconds) >= 60 || (hours !== undefined && Number(minutes) >= 60)) return undefined;
  return Number(hours ?? 0) * 3600 + Number(minutes) * 60 + Number(seconds);
}

/** Whether a moment can only be found after a pass over the events. */
export function positionNeedsIndex(position: Position): boolean {
  return position.kind !== 'time';
}

/**
 * Finds a moment's time on the timeline that was surveyed.
 * @throws Cast2gifError `usage` if the recording has no such moment
 */
export function resolvePosition(position: Position, index: TimelineIndex, option: string): number {
  switch (position.kind) {
    case 'time':
      if (position.timeUs <= index.durationUs) return position.timeUs;
      throw optionError(option, beyondTheEnd(position.timeUs, index));
    case 'percent':
      return Math.round((index.durationUs * position.percent) / 100);
    case 'marker-number':
      return markerByNumber(position.number, index, option);
    case 'marker-label':
      return markerByLabel(position.label, index, option);
    case 'event': {
      const timeUs = index.eventTimesUs.get(position.number);
      if (timeUs !== undefined) return timeUs;
      throw optionError(option, `there is no event:${position.number}; ${countOf(index.eventCount, 'event')}`);
    }
  }
}

/** Where a part ends: one that would end after the recording ends with it. @throws Cast2gifError `usage` */
export function resolveEnd(end: Position, index: TimelineIndex, option: string): number {
  return end.kind === 'time' ? Math.min(end.timeUs, index.durationUs) : resolvePosition(end, index, option);
}

function beyondTheEnd(timeUs: number, { durationUs, isRecordedTime }: TimelineIndex): string {
  const clock = isRecordedTime ? '' : ' (after idle limit and speed)';
  return `${seconds(timeUs)} is beyond the end, ${seconds(durationUs)}${clock}`;
}

function markerByNumber(number: number, { markers }: TimelineIndex, option: string): number {
  const marker = markers[number];
  if (marker !== undefined) return marker.timeUs;
  throw optionError(option, `there is no marker:${number}; ${countOf(markers.length, 'marker')}`);
}

/** The marker with this label, or else the only one whose label begins with it; letter case does not matter. */
function markerByLabel(text: string, { markers }: TimelineIndex, option: string): number {
  const wanted = text.toLowerCase();
  const beginning = markers.filter(({ label }) => label.toLowerCase().startsWith(wanted));
  const exact = beginning.filter(({ label }) => label.toLowerCase() === wanted);
  const found = exact.length > 0 ? exact : beginning;
  if (found.length === 1) return found[0]!.timeUs;
  if (found.length > 1)
    throw optionError(
      option,
      `${found.length} labels begin with "${text}"; use more of the label, or the marker's number`,
    );
  const labels = markers.slice(0, 8).map(({ label }) => `"${label.slice(0, 40)}"`);
  const known = labels.length === 0 ? 'the recording has no markers' : `labels are ${labels.join(', ')}`;
  throw optionError(
    option,
    `no marker's label begins with ${quotedShort(text)}; ${known}${markers.length > 8 ? ' …' : ''}`,
  );
}

const seconds = (timeUs: number): string => `${Number((timeUs / 1e6).toFixed(3))} s`;

function countOf(count: number, noun: string): string {
  if (count === 0) return `the recording has no ${noun}s`;
  return `the recording has ${count} ${noun}${count === 1 ? '' : 's'}, counted from 0`;
}
