/**
 * Clear codes wherever they pay, by dynamic programming over a few places, in plain TypeScript (the reference).
 *
 * Runners, each with one match mode and a dictionary of its own, go through the image in laps. A lap is as far
 * as the cheapest runner comes with `LAP_BITS`; the others follow it there, and those that fall far behind are
 * dropped. Then new runners, one of each mode, start with an empty dictionary where the now cheapest one
 * is, charged for its codes and a clear code. The way of the runner that is cheapest in the end,
 * leg by leg, is what gets written: so the mode may change and the dictionary may start again.
 */
import type { CodedPixels } from './lzw.js';
import { type Matching, type MatchMode, Runner, type SymbolChains } from './lzw-runner.js';

const LAP_BITS = 2000;

/** A runner this many bits behind the cheapest one is given up. */
const LAG_BITS = 3000;

const MODES: readonly MatchMode[] = ['both', 'transparent', 'literal'];

/** Runners at a time; fewer where dictionaries are large: their alphabets together have at most this many symbols. */
const MAX_RUNNERS = 12;
const MAX_RUNNER_SYMBOLS = 512;

/** Beyond this many legs no new ones begin. */
const MAX_LEGS = 30_000;

/** A stretch between two clear codes, and what came before it. */
interface Leg {
  readonly matching: Matching;
  readonly start: number;
  readonly earlier: Leg | null;
}

interface Entrant {
  readonly runner: Runner;
  readonly leg: Leg;
}

/** Codes images one after the other, keeping its buffers. */
export class RelayCoder {
  readonly #writer = new Runner();
  readonly #idle: Runner[] = [];
  /** The cheapest first. */
  #entrants: Entrant[] = [];
  #legCount = 0;

  /**
   * Chooses codes for `chains` (not empty). Gives up (null) as soon as they take more than `bitLimit` bits, and
   * with the largest alphabet, for which there is no room.
   */
  code(chains: SymbolChains, lookAheadPixels: number, bitLimit = Number.POSITIVE_INFINITY): CodedPixels | null {
    if (runnersFor(chains.minCodeSize) <= MODES.length) return null;
    this.#entrants = [];
    this.#legCount = 0;
    this.#enter(chains, lookAheadPixels, 0, 0, null);
    for (;;) {
      const horizon = this.#runLap(chains);
      const cheapest = this.#entrants[0]!;
      if (cheapest.runner.bits > bitLimit) return null;
      if (horizon >= chains.length) return this.#write(chains, cheapest.leg);
      this.#thin(chains.minCodeSize);
      const { position, bits, clearBits } = cheapest.runner;
      if (position < chains.length && this.#legCount < MAX_LEGS)
        this.#enter(chains, lookAheadPixels, position, bits + clearBits, cheapest.leg);
    }
  }

  #enter(chains: SymbolChains, lookAheadPixels: number, start: number, bits: number, earlier: Leg | null): void {
    this.#legCount += MODES.length;
    for (const mode of MODES) {
      const runner = this.#idle.pop() ?? new Runner();
      runner.restart(chains.minCodeSize, start, bits);
      this.#entrants.push({ runner, leg: { matching: { mode, lookAheadPixels }, start, earlier } });
    }
  }

  /** Moves all runners on as far as the cheapest one gets; returns where that is. */
  #runLap(chains: SymbolChains): number {
    const [{ runner: pacemaker, leg }, ...others] = this.#entrants as [Entrant, ...Entrant[]];
    const lapEnd = pacemaker.bits + LAP_BITS;
    while (pacemaker.position < chains.length && pacemaker.bits < lapEnd) pacemaker.step(chains, leg.matching);
    const horizon = pacemaker.position;
    let limit = pacemaker.bits + LAG_BITS;
    this.#entrants.length = 1;
    for (const entrant of others) {
      const { runner } = entrant;
      while (runner.position < horizon && runner.bits <= limit) runner.step(chains, entrant.leg.matching);
      if (runner.position < horizon) this.#idle.push(runner);
      else {
        limit = Math.min(limit, runner.bits + LAG_BITS);
        this.#entrants.push(entrant);
      }
    }
    this.#entrants.sort((a, b) => a.runner.bits - b.runner.bits);
    return horizon;
  }

  /** Gives up those that are too far behind, and makes room for new ones. */
  #thin(minCodeSize: number): void {
    const entrants = this.#entrants;
    const room = runnersFor(minCodeSize) - MODES.length;
    const limit = entrants[0]!.runner.bits + LAG_BITS;
    while (entrants.length > room || entrants.at(-1)!.runner.bits > limit) this.#idle.push(entrants.pop()!.runner);
  }

  /** The codes of the way that ends with `last`. */
  #write(chains: SymbolChains, last: Leg): CodedPixels {
    for (const { runner } of this.#entrants) this.#idle.push(runner);
    const writer = this.#writer;
    const legs: Leg[] = [];
    for (let leg: Leg | null = last; leg !== null; leg = leg.earlier) legs.unshift(leg);
    writer.restart(chains.minCodeSize, 0, 0);
    for (const [index, { matching, start }] of legs.entries()) {
      if (start > 0) writer.clear();
      const end = legs[index + 1]?.start ?? chains.length;
      while (writer.position < end) writer.step(chains, matching);
    }
    const { codes, count, bits } = writer;
    return { codes, count, bits };
  }
}

function runnersFor(minCodeSize: number): number {
  return Math.min(MAX_RUNNERS, MAX_RUNNER_SYMBOLS >> minCodeSize);
}
