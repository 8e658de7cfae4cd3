/** From microseconds to GIF's hundredths of a second, without drift. */

const US_PER_CS = 10_000;

/** Browsers show an image with a shorter delay for a tenth of a second. */
const MIN_DELAY_CS = 2;
const MAX_DELAY_CS = 65_535;

/** What to do with a state: when its image starts, or that it is not shown at all. */
export type Showing = { readonly startCs: number } | 'merged';

/**
 * Rounds each state's start by itself, so that errors never add up, and leaves out the states that would
 * be visible for less than a GIF can show. The neighbours of a state left out keep their times; only in
 * an unbroken train of such states every second or third is shown, by at most 1 cs too early.
 */
export class Clock {
  /** Start that a train of short states could claim; -1: the state before was shown. */
  #trainStartCs = -1;
  #nothingShown = true;

  next(timeUs: number, durationUs: number, isLast: boolean): Showing {
    const ownStartCs = this.#nothingShown ? 0 : Math.round(timeUs / US_PER_CS);
    const end = endCs(timeUs, durationUs);
    const startCs = isLast || end - ownStartCs >= MIN_DELAY_CS ? ownStartCs : this.#trainStartCs;
    if (startCs < 0 || (end - startCs < MIN_DELAY_CS && !isLast)) {
      if (this.#trainStartCs < 0) this.#trainStartCs = ownStartCs;
      return 'merged';
    }
    this.#trainStartCs = -1;
    this.#nothingShown = false;
    return { startCs };
  }
}

/** Cuts a hold into delays that the format can say, none of them under the minimum. */
export function splitDelay(totalCs: number): number[] {
  const delays: number[] = [];
  let left = Math.max(totalCs, MIN_DELAY_CS);
  while (left > MAX_DELAY_CS) {
    const delay = Math.min(MAX_DELAY_CS, left - MIN_DELAY_CS);
    delays.push(delay);
    left -= delay;
  }
  return [...delays, left];
}

/** The hundredth of a second at which a state ends. */
export function endCs(timeUs: number, durationUs: number): number {
  return Math.round((timeUs + durationUs) / US_PER_CS);
}
