/** Parts of a recording that play faster or slower. */

import type { EventStream } from '../asciicast/recording.js';
import { optionError, quotedShort } from '../errors.js';
import { type Position, parsePosition, resolveEnd, resolvePosition } from '../timeline/position.js';
import type { TimelineIndex } from '../timeline/survey.js';

/** A speed as written: of everything, or of a part. */
export interface SpeedChange {
  readonly start: Position | undefined;
  readonly end: Position | undefined;
  readonly factor: number;
}

/** A part of the recorded time and its speed. */
export interface SpeedPart {
  readonly startUs: number;
  readonly endUs: number;
  readonly factor: number;
}

const OPTION = 'speed';
const LARGEST_FACTOR = 1_000_000;

/**
 * Reads `2` or `12..20=4`.
 * @throws Cast2gifError `usage`
 */
export function parseSpeed(text: string): SpeedChange {
  const [, start, end, number] = /^(?:([^=]*?)\.\.([^=]*)=)?(\d+\.?\d*|\.\d+)$/.exec(text) ?? [];
  const factor = Number(number);
  if (!(factor > 0 && factor <= LARGEST_FACTOR)) {
    throw optionError(
      OPTION,
      `${quotedShort(text)} is not a speed; expected a number above 0, or START..END=NUMBER as in 12..20=4`,
    );
  }
  return { start: positionOf(start), end: positionOf(end), factor };
}

function positionOf(text: string | undefined): Position | undefined {
  return text === undefined || text === '' ? undefined : parsePosition(text, OPTION);
}

/** Finds the parts in a recording. @throws Cast2gifError `usage` if there is no such moment, or a part ends before it starts */
export function resolveSpeeds(changes: readonly SpeedChange[], index: TimelineIndex): SpeedPart[] {
  return changes.map(({ start, end, factor }) => {
    const startUs = start === undefined ? 0 : resolvePosition(start, index, OPTION);
    const endUs = end === undefined ? Number.POSITIVE_INFINITY : resolveEnd(end, index, OPTION);
    if (startUs > endUs)
      throw optionError(OPTION, `a part ends at ${endUs / 1e6} s, before it starts at ${startUs / 1e6} s`);
    return { startUs, endUs, factor };
  });
}

/** Where recorded moments come to lie; the speeds of parts that overlap are multiplied. */
export function timeAt(parts: readonly SpeedPart[], timeUs: number): number {
  const bounds = [0, timeUs, ...parts.flatMap(({ startUs, endUs }) => [startUs, endUs])]
    .filter((bound) => bound <= timeUs)
    .sort((left, right) => left - right);
  let reachedUs = 0;
  for (const [number, startUs] of bounds.entries()) {
    const endUs = bounds[number + 1];
    if (endUs === undefined || endUs === startUs) continue;
    const factor = parts
      .filter((part) => part.startUs <= startUs && part.endUs >= endUs)
      .reduce((product, part) => product * part.factor, 1);
    reachedUs += (endUs - startUs) / factor;
  }
  return Math.round(reachedUs);
}

/** Events at their new times. */
export async function* withSpeeds(events: EventStream, parts: readonly SpeedPart[]): EventStream {
  for await (const batch of events) {
    yield parts.length === 0 ? batch : batch.map((event) => ({ ...event, timeUs: timeAt(parts, event.timeUs) }));
  }
}
