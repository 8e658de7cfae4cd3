/** When frames are taken: changes of the screen are grouped into windows, one frame each. */

/** Decides which changes one frame shows. At most one window is open at a time. */
export interface Pacing {
  /** The screen has changed: opens a window unless one is open. Times never decrease. */
  change(timeUs: number): void;
  /** When the open window ends: the frame shows the changes before this time. Infinite where none is open. */
  readonly endUs: number;
  /** Closes the open window and returns when its frame appears; undefined where none is open. */
  close(): number | undefined;
}

/** After a change a window stays open for this share of a period, so that a screen being redrawn is not cut in two. */
const REDRAW_SHARE = 1 / 4;

/**
 * At most one frame a period. A window lasts a period from its first change on. Changes that keep coming faster than
 * frames would lose time at every window: the wait for the next change. So once a window that followed another closely
 * had to group several, the next frame may appear up to a period before its change: any cadence gets as many frames as
 * the cap allows, and a change after a pause has its own time.
 */
export class CappedPacing implements Pacing {
  endUs = Number.POSITIVE_INFINITY;
  readonly #periodUs: number;
  /** When the last frame appears. */
  #frameUs = Number.NEGATIVE_INFINITY;
  #isOpen = false;
  /** Whether the last window began less than a period after the one before it could have ended. */
  #isSustained = false;
  /** How long before its change the next frame may appear. */
  #leadUs = 0;

  /** @param fpsCap frames a second; `Infinity` for one frame for each moment of change */
  constructor(fpsCap: number) {
    // Whole microseconds, rounded down: two changes at 60 a second are never a fraction short of a frame at 30.
    this.#periodUs = Math.max(1, Math.floor(1_000_000 / fpsCap));
  }

  change(timeUs: number): void {
    if (!this.#isOpen) this.#open(timeUs);
    else if (this.#isSustained) this.#leadUs = this.#periodUs;
  }

  #open(timeUs: number): void {
    const earliestUs = this.#frameUs + this.#periodUs;
    this.#isSustained = timeUs < earliestUs + this.#periodUs;
    this.#frameUs = this.#isSustained ? Math.max(earliestUs, timeUs - this.#leadUs) : timeUs;
    this.#leadUs = timeUs - this.#frameUs;
    this.endUs = Math.max(this.#frameUs + this.#periodUs, timeUs + Math.floor(this.#periodUs * REDRAW_SHARE));
    this.#isOpen = true;
  }

  close(): number | undefined {
    if (!this.#isOpen) return undefined;
    this.#isOpen = false;
    this.endUs = Number.POSITIVE_INFINITY;
    return this.#frameUs;
  }
}

/** A frame shows the screen at each of some moments, with all that happened up to and at that moment. */
export class MomentPacing implements Pacing {
  readonly #momentsUs: readonly number[];
  #next = 0;
  #openedUs: number | undefined;

  /** @param momentsUs ascending */
  constructor(momentsUs: readonly number[]) {
    this.#momentsUs = momentsUs;
  }

  get endUs(): number {
    if (this.#openedUs === undefined) return Number.POSITIVE_INFINITY;
    return (this.#momentsUs[this.#next] ?? Number.POSITIVE_INFINITY) + 1;
  }

  change(timeUs: number): void {
    if (this.#openedUs !== undefined) return;
    while (this.#next < this.#momentsUs.length && this.#momentsUs[this.#next]! < timeUs) this.#next += 1;
    this.#openedUs = timeUs;
  }

  close(): number | undefined {
    const openedUs = this.#openedUs;
    this.#openedUs = undefined;
    return openedUs;
  }
}
