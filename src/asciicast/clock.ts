import type { Warning } from './recording.js';

/** The latest plausible time, in microseconds: 126 years. */
const LATEST_US = 4e15;
/** If the first event is later than this many seconds (3 years), its time is a Unix timestamp. */
const EPOCH_SECONDS = 1e8;
/** If time goes back by more than this, another recording begins; by less, the clock was adjusted. */
const RESTART_US = 1e6;
/** How many intervals are checked for being absolute times by mistake, and how many the check needs at least. */
const SUSPICION_EVENTS = 100;
const FEWEST_EVENTS = 20;

/** Turns the times of a file into absolute microseconds that never decrease. */
export class RecordingClock {
  /** The time of the last event. */
  reachedUs = 0;
  readonly #warn: (message: string, line?: number, remedy?: Warning['remedy']) => void;
  readonly #watchesIntervals: boolean;
  #relative: boolean;
  /** What is added to absolute times. */
  #offsetUs = 0;
  /** Sum of the intervals, not rounded: rounding each one would drift. */
  #sumUs = 0;
  #isFirst = true;
  #lastInterval = 0;
  #rises = 0;
  #intervals = 0;
  #fell = false;

  /**
   * @param relative whether times are intervals since the previous event
   * @param watchesIntervals whether to warn about intervals that look like absolute times
   */
  constructor(
    relative: boolean,
    watchesIntervals: boolean,
    warn: (message: string, line?: number, remedy?: Warning['remedy']) => void,
  ) {
    this.#relative = relative;
    this.#watchesIntervals = watchesIntervals;
    this.#warn = warn;
  }

  /** Another recording begins at the current time. */
  restart(relative: boolean): void {
    this.#relative = relative;
    this.#offsetUs = this.reachedUs;
    this.#sumUs = this.reachedUs;
  }

  /** The moment of the next event: `value` is the first element of its line, of any type. */
  next(value: unknown, line: number | undefined): number {
    const seconds = typeof value === 'number' ? value : this.#secondsFrom(value, line);
    if (seconds === undefined || !Number.isFinite(seconds)) {
      this.#warn(`the time is not a number; ${this.#reachedText()} is used`, line);
      return this.reachedUs;
    }
    const timeUs = this.#relative ? this.#afterInterval(seconds, line) : this.#absolute(seconds, line);
    this.#isFirst = false;
    return (this.reachedUs = timeUs);
  }

  /** Call this when there are no more events. */
  finish(): void {
    if (this.#intervals < SUSPICION_EVENTS) this.#suspectIntervals();
  }

  #reachedText(): string {
    return `the time reached, ${this.reachedUs / 1e6} s,`;
  }

  #secondsFrom(value: unknown, line: number | undefined): number | undefined {
    if (typeof value !== 'string' || !/^\s*[-+]?\d+(\.\d*)?(e[-+]?\d+)?\s*$/i.test(value)) return undefined;
    this.#warn('the time is a string', line);
    return Number(value);
  }

  #afterInterval(seconds: number, line: number | undefined): number {
    if (seconds < 0) this.#warn(`the interval is negative (${seconds} s) and counts as 0`, line);
    const sumUs = this.#sumUs + Math.max(0, seconds) * 1e6;
    if (sumUs > LATEST_US) {
      this.#warn(`an interval of ${seconds} s is implausible and counts as 0`, line);
      return this.reachedUs;
    }
    this.#sumUs = sumUs;
    if (this.#watchesIntervals) this.#watch(seconds);
    return Math.round(sumUs);
  }

  #watch(seconds: number): void {
    if (this.#intervals >= SUSPICION_EVENTS) return;
    if (this.#intervals > 0 && seconds < this.#lastInterval) this.#fell = true;
    if (seconds > this.#lastInterval) this.#rises += 1;
    this.#lastInterval = seconds;
    this.#intervals += 1;
    if (this.#intervals === SUSPICION_EVENTS) this.#suspectIntervals();
  }

  #suspectIntervals(): void {
    if (this.#fell || this.#intervals < FEWEST_EVENTS || this.#rises * 2 < this.#intervals) return;
    const message = 'the intervals between events only ever increase, so they look like absolute times';
    this.#warn(message, undefined, { times: 'absolute' });
  }

  #absolute(seconds: number, line: number | undefined): number {
    if (this.#isFirst && seconds >= EPOCH_SECONDS) {
      this.#offsetUs = this.reachedUs - Math.round(seconds * 1e6);
      this.#warn(`the times look like dates (the first is ${seconds} s); they are counted from the first event`, line);
    }
    const timeUs = Math.round(seconds * 1e6) + this.#offsetUs;
    if (timeUs >= this.reachedUs && timeUs <= LATEST_US) return timeUs;
    if (timeUs > LATEST_US) {
      this.#warn(`a time of ${seconds} s is implausible; ${this.#reachedText()} is used`, line);
      return this.reachedUs;
    }
    const fallUs = this.reachedUs - timeUs;
    if (fallUs > RESTART_US) {
      this.#offsetUs += fallUs;
      this.#warn(`the time goes back by ${fallUs / 1e6} s; it continues from the time reached`, line);
    } else this.#warn(`the time goes back by ${fallUs / 1e6} s; ${this.#reachedText()} is used`, line);
    return this.reachedUs;
  }
}
