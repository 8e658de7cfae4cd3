/** How many requests may be made so that a server's limit is not reached. */

/** The share of what a server allows in a minute that stills may use: the rest is for pictures. */
const STILL_SHARE = 0.5;
/** How much of it may be used at once. */
const BURST_SHARE = 1 / 3;
const MINUTE_MS = 60_000;

/** A bucket that holds some requests and fills again at a steady rate. */
export class Allowance {
  readonly #most: number;
  readonly #everyMs: number;
  #left: number;
  #atMs: number;

  /** @param perMinute what the server allows @param nowMs any clock that never goes back */
  constructor(perMinute: number, nowMs: number) {
    const share = Math.max(1, perMinute * STILL_SHARE);
    this.#most = Math.max(1, share * BURST_SHARE);
    this.#everyMs = MINUTE_MS / share;
    this.#left = this.#most;
    this.#atMs = nowMs;
  }

  /** Takes one request. @returns how long it must wait, in milliseconds */
  take(nowMs: number): number {
    this.#left = Math.min(this.#most, this.#left + (nowMs - this.#atMs) / this.#everyMs) - 1;
    this.#atMs = nowMs;
    return Math.max(0, -this.#left * this.#everyMs);
  }
}
