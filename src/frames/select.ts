import { Turns } from '../turns.js';
import type { Frame, FrameSequence } from './frame.js';

/** A part of the timeline of the events (not of the sequence, which may start later); see `resolveSelection`. */
export type SelectedPart =
  | { readonly kind: 'range'; readonly startUs: number; readonly endUs: number }
  | { readonly kind: 'point'; readonly timeUs: number };

/** How long each single moment is shown. */
export const POINT_DURATION_US = 1_000_000;

/** Which frames of the sequence are shown, in order, and for how long. */
export interface FramePlan {
  readonly frameNumbers: number[];
  readonly durationsUs: number[];
}

/**
 * A sequence that shows only some parts of another. Ranges follow each other without a gap and start with the screen
 * shown at that time; points become frames of `POINT_DURATION_US` each. Markers and keys outside the ranges are
 * dropped. Closing it closes the other.
 * @param parts in chronological order, not overlapping; all ranges or all points, at least one
 * @param lastFrameDurationUs as in collecting the sequence: the last range is followed by it, too
 */
export async function selectFrames(
  sequence: FrameSequence,
  parts: readonly SelectedPart[],
  lastFrameDurationUs: number,
  signal?: AbortSignal,
): Promise<FrameSequence> {
  const lastUs = Math.max(0, sequence.durationUs - lastFrameDurationUs);
  const shown = parts.map((part) => onSequence(part, sequence.startUs, lastUs));
  const plan = await planFrames(sequence, shown, new Turns(signal));
  const end = shown.at(-1);
  if (end?.kind === 'range') {
    // The microsecond that lets a range include the last event is not shown on top.
    const holdUs = lastFrameDurationUs - (end.endUs > lastUs ? 1 : 0);
    const last = plan.durationsUs.length - 1;
    plan.durationsUs[last] = Math.max(1, plan.durationsUs[last]! + holdUs);
  }
  const moments = <T extends { readonly timeUs: number }>(all: readonly T[]): T[] =>
    all.flatMap((moment) => {
      const timeUs = selectedTime(moment.timeUs, shown);
      return timeUs === undefined ? [] : [{ ...moment, timeUs }];
    });
  return {
    ...pickFrames(sequence, plan),
    startUs: 0,
    firstPictureUs: 0,
    eventTimeUs: (timeUs) => sequence.eventTimeUs(originalTime(timeUs, shown)),
    markers: moments(sequence.markers),
    keys: moments(sequence.keys),
  };
}

/** A sequence of some of another's frames, with the same markers and keys. Closing it closes the other. */
export function pickFrames(sequence: FrameSequence, plan: FramePlan): FrameSequence {
  const frameCount = plan.frameNumbers.length;
  return {
    ...sequence,
    frameCount,
    changeCount: Math.min(sequence.changeCount, frameCount * sequence.columns * sequence.rows),
    durationUs: plan.durationsUs.reduce((sum, durationUs) => sum + durationUs, 0),
    frames: () => plannedFrames(sequence, plan),
    close: () => sequence.close(),
  };
}

/**
 * The part on the timeline of the sequence, up to its last event. A range that reaches it includes it;
 * every range lasts at least a microsecond.
 */
function onSequence(part: SelectedPart, offsetUs: number, lastUs: number): SelectedPart {
  const moment = (timeUs: number) => Math.min(Math.max(0, timeUs - offsetUs), lastUs);
  if (part.kind === 'point') return { kind: 'point', timeUs: moment(part.timeUs) };
  const startUs = moment(part.startUs);
  const endUs = part.endUs - offsetUs;
  return { kind: 'range', startUs, endUs: endUs >= lastUs ? lastUs + 1 : Math.max(startUs + 1, endUs) };
}

/** Translates a time of the sequence to the selection. */
function selectedTime(timeUs: number, parts: readonly SelectedPart[]): number | undefined {
  let passedUs = 0;
  for (const part of parts) {
    if (part.kind === 'point') {
      if (part.timeUs === timeUs) return passedUs;
      passedUs += POINT_DURATION_US;
    } else {
      if (timeUs >= part.startUs && timeUs < part.endUs) return passedUs + timeUs - part.startUs;
      passedUs += part.endUs - part.startUs;
    }
  }
  return undefined;
}

/** Translates a time of the selection to the sequence. */
function originalTime(timeUs: number, parts: readonly SelectedPart[]): number {
  let leftUs = timeUs;
  for (const [index, part] of parts.entries()) {
    const [startUs, durationUs] =
      part.kind === 'point' ? [part.timeUs, POINT_DURATION_US] : [part.startUs, part.endUs - part.startUs];
    if (leftUs < durationUs || index === parts.length - 1) return startUs + (part.kind === 'point' ? 0 : leftUs);
    leftUs -= durationUs;
  }
  return leftUs;
}

async function planFrames(sequence: FrameSequence, parts: readonly SelectedPart[], turns: Turns): Promise<FramePlan> {
  const plan: FramePlan = { frameNumbers: [], durationsUs: [] };
  let number = 0;
  let next = 0;
  for (const { timeUs, durationUs } of sequence.frames()) {
    if (turns.areDue()) await turns.take();
    const last = number === sequence.frameCount - 1;
    // A part may begin when the last frame's time is over: it shows that frame.
    const endUs = last ? Number.POSITIVE_INFINITY : timeUs + durationUs;
    for (; next < parts.length; next += 1) {
      const part = parts[next]!;
      if (part.kind === 'point') {
        if (part.timeUs >= endUs) break;
        add(plan, number, POINT_DURATION_US, false);
      } else {
        const shownUs = Math.min(endUs, part.endUs) - Math.max(timeUs, part.startUs);
        if (shownUs > 0) add(plan, number, shownUs, true);
        if (part.endUs > endUs) break;
      }
    }
    number += 1;
  }
  return plan;
}

function add(plan: FramePlan, frameNumber: number, durationUs: number, mayJoin: boolean): void {
  const at = plan.frameNumbers.length - 1;
  if (mayJoin && plan.frameNumbers[at] === frameNumber) {
    plan.durationsUs[at] = plan.durationsUs[at]! + durationUs;
    return;
  }
  plan.frameNumbers.push(frameNumber);
  plan.durationsUs.push(durationUs);
}

function* plannedFrames(sequence: FrameSequence, plan: FramePlan): Generator<Frame> {
  const gathered = new GatheredChanges(sequence.columns, sequence.rows);
  let timeUs = 0;
  let number = 0;
  let next = 0;
  for (const frame of sequence.frames()) {
    gathered.add(frame);
    while (plan.frameNumbers[next] === number) {
      const durationUs = plan.durationsUs[next]!;
      const { columns, rows, background } = frame;
      yield { timeUs, durationUs, columns, rows, background, ...gathered.take() };
      timeUs += durationUs;
      next += 1;
    }
    if (next === plan.frameNumbers.length) return;
    number += 1;
  }
}

/** Accumulates the changes of frames that are skipped. */
class GatheredChanges {
  readonly #columns: number;
  readonly #ids: Uint32Array;
  readonly #changed: Uint8Array;
  readonly #positions: Uint32Array;
  readonly #cellIds: Uint32Array;
  #any = false;

  constructor(columns: number, rows: number) {
    this.#columns = columns;
    this.#ids = new Uint32Array(columns * rows);
    this.#changed = new Uint8Array(columns * rows);
    this.#positions = new Uint32Array(columns * rows);
    this.#cellIds = new Uint32Array(columns * rows);
  }

  add({ changeCount, positions, cellIds }: Frame): void {
    for (let at = 0; at < changeCount; at += 1) {
      const position = (positions[at]! >>> 16) * this.#columns + (positions[at]! & 0xffff);
      this.#ids[position] = cellIds[at]!;
      this.#changed[position] = 1;
    }
    this.#any ||= changeCount > 0;
  }

  take(): Pick<Frame, 'changeCount' | 'positions' | 'cellIds'> {
    let changeCount = 0;
    for (let at = this.#any ? this.#changed.indexOf(1) : -1; at >= 0; at = this.#changed.indexOf(1, at + 1)) {
      this.#positions[changeCount] = Math.floor(at / this.#columns) * 65_536 + (at % this.#columns);
      this.#cellIds[changeCount] = this.#ids[at]!;
      changeCount += 1;
    }
    this.#changed.fill(0);
    this.#any = false;
    return { changeCount, positions: this.#positions, cellIds: this.#cellIds };
  }
}
