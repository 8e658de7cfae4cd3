/** From the time of a recording to that of its picture and back: long pauses shortened, then the speed applied. */

/** How the times of a picture come about. */
export interface Pace {
  readonly idleTimeLimitSeconds: number;
  readonly speed: number;
}

/** The clock of a picture, over the same events as the recording. */
export class OutputClock {
  readonly #recorded: readonly number[];
  readonly #shown: readonly number[];
  readonly #speed: number;

  /** @param eventSeconds times of all events, ascending */
  constructor(eventSeconds: readonly number[], { idleTimeLimitSeconds, speed }: Pace) {
    this.#recorded = [0, ...eventSeconds];
    this.#speed = speed;
    let shownSeconds = 0;
    this.#shown = this.#recorded.map((seconds, index) => {
      const pause = seconds - (this.#recorded[index - 1] ?? 0);
      shownSeconds += Math.min(pause, idleTimeLimitSeconds);
      return shownSeconds;
    });
  }

  /** Length of the picture, without what its last frame is held for. */
  get durationSeconds(): number {
    return this.#shown.at(-1)! / this.#speed;
  }

  /** Length of the recording with its pauses shortened, at its own speed: the time of a player. */
  get playerSeconds(): number {
    return this.#shown.at(-1)!;
  }

  /** The moment of the picture that shows a moment of the recording. */
  toOutput(recordedSeconds: number): number {
    return interpolate(this.#recorded, this.#shown, recordedSeconds) / this.#speed;
  }

  /** The moment of the recording that a moment of the picture shows; the latest where there are several. */
  toRecorded(outputSeconds: number): number {
    return interpolate(this.#shown, this.#recorded, outputSeconds * this.#speed);
  }
}

/** The value at `at` of the line through the points (from, to); both lists ascend. */
function interpolate(from: readonly number[], to: readonly number[], at: number): number {
  const index = lastNotAbove(from, at);
  const [start, end = start] = [from[index]!, from[index + 1]];
  const [low, high = low] = [to[index]!, to[index + 1]];
  if (end <= start) return low;
  return low + (high - low) * Math.min(1, Math.max(0, (at - start) / (end - start)));
}

/** Index of the last value that is not above `limit`; 0 if all are. */
function lastNotAbove(ascending: readonly number[], limit: number): number {
  let [low, high] = [0, ascending.length];
  while (high - low > 1) {
    const middle = (low + high) >>> 1;
    if (ascending[middle]! <= limit) low = middle;
    else high = middle;
  }
  return low;
}

/** Less than 1, so that a word can be seen beside a screenful, and not so little that all long recordings look alike. */
const HEIGHT_POWER = 0.35;

/** How much is printed in each of `count` equal parts of the picture, each from 0 to 1 of the busiest. */
export function activityOf(
  {
    eventSeconds,
    eventWeights,
  }: { readonly eventSeconds: readonly number[]; readonly eventWeights: readonly number[] },
  clock: OutputClock,
  count: number,
): number[] {
  const sums = new Array<number>(count).fill(0);
  for (const [index, seconds] of eventSeconds.entries()) {
    const share = clock.toOutput(seconds) / (clock.durationSeconds || 1);
    sums[Math.min(count - 1, Math.floor(share * count))]! += eventWeights[index]!;
  }
  const heights = sums.map((sum) => sum ** HEIGHT_POWER);
  const tallest = Math.max(...heights, 1);
  return heights.map((height) => height / tallest);
}
