import { type Cast2gifError, optionError, quotedShort } from '../errors.js';
import { type Position, parsePosition, positionNeedsIndex, resolveEnd, resolvePosition } from './position.js';
import type { TimelineIndex } from './survey.js';

/** Which parts of the output to show, as written. */
export type Selection =
  /** Ranges, in the order of time; an open end is that of the recording. */
  | { readonly kind: 'ranges'; readonly ranges: readonly { readonly start?: Position; readonly end?: Position }[] }
  /** Single moments, one picture each. */
  | { readonly kind: 'points'; readonly points: readonly Position[] }
  /** The moments of all markers. */
  | { readonly kind: 'markers' };

/** A part of the output's timeline. */
export type SelectedPart =
  | { readonly kind: 'range'; readonly startUs: number; readonly endUs: number }
  | { readonly kind: 'point'; readonly timeUs: number };

const OPTION = 'select';

/**
 * Reads a selection: `..`, `POS..`, `..POS` or `POS..POS`, or several joined by commas; `POS` or `POS,POS,…`;
 * `markers`. A POS is what `parsePosition` takes.
 * @throws Cast2gifError `usage`
 */
export function parseSelection(text: string): Selection {
  if (text === 'markers') return { kind: 'markers' };
  const items = text.split(',');
  if (items.includes(''))
    throw wrong(`${quotedShort(text)} has an empty part; expected a range such as 5..30, moments, or markers`);
  if (items.includes('markers')) throw wrong('markers cannot be combined; name single ones as in marker:0,marker:2');
  const rangeCount = items.filter((item) => item.includes('..')).length;
  if (rangeCount === 0) return { kind: 'points', points: items.map((item) => parsePosition(item, OPTION)) };
  if (rangeCount === items.length) return { kind: 'ranges', ranges: items.map(parseRange) };
  throw wrong(`${quotedShort(text)} mixes ranges and single moments; expected one or the other`);
}

function parseRange(text: string): { start?: Position; end?: Position } {
  const [start, end, ...more] = text.split('..');
  if (more.length > 0) throw wrong(`${quotedShort(text)} has more than one ".."; expected START..END`);
  return {
    ...(start !== '' && { start: parsePosition(start!, OPTION) }),
    ...(end !== '' && { end: parsePosition(end!, OPTION) }),
  };
}

function positionsOf(selection: Selection): readonly Position[] {
  if (selection.kind === 'markers') return [];
  if (selection.kind === 'points') return selection.points;
  return selection.ranges.flatMap(({ start, end }) => [start, end].filter((position) => position !== undefined));
}

/** Whether the selection is the whole recording, so that nothing needs to be looked up. */
export function selectsEverything(selection: Selection): boolean {
  if (selection.kind !== 'ranges' || selection.ranges.length !== 1) return false;
  const [range] = selection.ranges;
  return range!.start === undefined && range!.end === undefined;
}

/** Whether a part starts at a moment that was named, so that the wait before the first output may belong to it. */
export function namesStart(selection: Selection): boolean {
  return selection.kind === 'ranges' && selection.ranges.some(({ start }) => start !== undefined);
}

/** Whether a selection can only be resolved after a pass over the events. */
export function selectionNeedsIndex(selection: Selection): boolean {
  return selection.kind === 'markers' || positionsOf(selection).some(positionNeedsIndex);
}

/** Numbers of the events a selection names, for `surveyEvents`. */
export function wantedEvents(selection: Selection): readonly number[] {
  return positionsOf(selection).flatMap((position) => (position.kind === 'event' ? [position.number] : []));
}

/**
 * Looks a selection up in a recording. All parts are ranges, or all are points; they are in chronological order, ranges
 * do not overlap, and points are distinct. A range that ends after the recording ends with it.
 * @param index of the events on the output's timeline, after idle limit and speed
 * @param openStartUs where a range without a start begins
 * @throws Cast2gifError `usage` if there is no such moment or nothing is selected
 */
export function resolveSelection(selection: Selection, index: TimelineIndex, openStartUs = 0): readonly SelectedPart[] {
  if (selection.kind === 'ranges') return resolveRanges(selection.ranges, index, openStartUs);
  if (selection.kind === 'points')
    return pointsAt(selection.points.map((position) => resolvePosition(position, index, OPTION)));
  if (index.markers.length === 0) throw wrong('the recording has no markers');
  return pointsAt(index.markers.map(({ timeUs }) => timeUs));
}

function pointsAt(timesUs: readonly number[]): SelectedPart[] {
  return [...new Set(timesUs)].sort((a, b) => a - b).map((timeUs) => ({ kind: 'point', timeUs }));
}

function resolveRanges(
  ranges: readonly { readonly start?: Position; readonly end?: Position }[],
  index: TimelineIndex,
  openStartUs: number,
): SelectedPart[] {
  const parts = ranges.map(({ start, end }) => {
    const endUs = end === undefined ? index.durationUs : resolveEnd(end, index, OPTION);
    const startUs = start === undefined ? Math.min(openStartUs, endUs) : resolvePosition(start, index, OPTION);
    if (startUs > endUs) throw wrong(`a range ends at ${endUs / 1e6} s, before it starts at ${startUs / 1e6} s`);
    return { kind: 'range', startUs, endUs } as const;
  });
  parts.sort((a, b) => a.startUs - b.startUs);
  for (const [at, part] of parts.entries())
    if (at > 0 && part.startUs < parts[at - 1]!.endUs) throw wrong(`two ranges overlap at ${part.startUs / 1e6} s`);
  return parts;
}

function wrong(message: string): Cast2gifError {
  return optionError(OPTION, message);
}
