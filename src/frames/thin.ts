/** Fewer frames of a sequence: at a lower rate, or as a sample of it. */
import type { FrameSequence } from './frame.js';
import { type FramePlan, pickFrames } from './select.js';

/**
 * The sequence at a lower rate: the first frame opens a window of `1 / fps` seconds, which shows the last frame that
 * begins in it; the next frame opens the next window. As long as the whole sequence.
 */
export function thinFrames(sequence: FrameSequence, fps: number): FrameSequence {
  const periodUs = 1e6 / fps;
  const plan: FramePlan = { frameNumbers: [], durationsUs: [] };
  let windowUs = -Infinity;
  let number = 0;
  for (const { timeUs, durationUs } of sequence.frames()) {
    const at = plan.frameNumbers.length - 1;
    if (timeUs < windowUs + periodUs) {
      plan.frameNumbers[at] = number;
      plan.durationsUs[at]! += durationUs;
    } else {
      plan.frameNumbers.push(number);
      plan.durationsUs.push(durationUs);
      windowUs = timeUs;
    }
    number += 1;
  }
  return pickFrames(sequence, plan);
}

/** How many frames a lower rate leaves, of frames that appear at these times. */
export function countThinned(timesUs: readonly number[], fps: number): number {
  const periodUs = 1e6 / fps;
  let windowUs = -Infinity;
  let count = 0;
  for (const timeUs of timesUs) {
    if (timeUs < windowUs + periodUs) continue;
    windowUs = timeUs;
    count += 1;
  }
  return count;
}

/** A sample from which the size of a whole sequence can be estimated. */
export interface FrameSample {
  /** Runs of successive frames from all over the sequence. */
  readonly runs: FrameSequence;
  /** The first frame of every run: they change more than others, since frames are missing before them. */
  readonly firsts: FrameSequence;
  readonly runCount: number;
  /** How many times the changes of the whole sequence are those in the runs, their first frames apart. */
  readonly factor: number;
}

const MOST_RUNS = 16;
/** Fewer frames than this are worth no run of their own. */
const FRAMES_PER_RUN = 24;
const LEAST_RUNS = 3;
const LEAST_RUN_LENGTH = 4;
const MOST_RUN_LENGTH = 20;
const SAMPLED_SHARE = 0.08;
/** What a frame costs, in changed cells, however little it changes. */
const WEIGHT_OF_FRAME = 6;

/** A sample of at most a fifth of the frames; undefined where there are so few that a sample would save nothing. */
export function sampleFrames(sequence: FrameSequence): FrameSample | undefined {
  const runCount = Math.min(MOST_RUNS, Math.floor(sequence.frameCount / FRAMES_PER_RUN));
  if (runCount < LEAST_RUNS) return undefined;
  const wanted = Math.ceil((sequence.frameCount * SAMPLED_SHARE) / runCount);
  const length = Math.min(Math.max(LEAST_RUN_LENGTH, wanted), MOST_RUN_LENGTH);
  const weights = Array.from(sequence.frames(), ({ changeCount }) => changeCount + WEIGHT_OF_FRAME);
  const starts = startsOfRuns(weights, runCount, length);
  const runs = starts.flatMap((start) => Array.from({ length }, (_, at) => start + at));
  const firsts = new Set(starts);
  const sampled = runs.filter((number) => !firsts.has(number)).reduce((sum, number) => sum + weights[number]!, 0);
  return {
    runs: pickFrames(sequence, evenly(runs)),
    firsts: pickFrames(sequence, evenly(starts)),
    runCount: starts.length,
    factor: sumOf(weights) / sampled,
  };
}

const sumOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);

/** The middles of equal shares of all changes; runs do not overlap. */
function startsOfRuns(weights: readonly number[], runCount: number, length: number): number[] {
  const total = sumOf(weights);
  const starts: number[] = [];
  let passed = 0;
  for (const [number, weight] of weights.entries()) {
    passed += weight;
    const isFree = number >= (starts.at(-1) ?? -length) + length && number + length <= weights.length;
    if (isFree && passed >= ((starts.length + 0.5) / runCount) * total) starts.push(number);
  }
  return starts;
}

/** Sizes do not depend on how long a frame is shown. */
function evenly(frameNumbers: readonly number[]): FramePlan {
  return { frameNumbers: [...frameNumbers], durationsUs: frameNumbers.map(() => 100_000) };
}
