/**
 * Clear codes and changes of strategy wherever they pay: a beam search, in plain TypeScript (the reference).
 *
 * Runners, each with one strategy and a dictionary of its own, go through the image in laps. A lap is as far
 * as the cheapest runner comes with so many bits; the others follow it there, and those that fall far behind are
 * dropped. Then the now cheapest one forks: it goes on with every other strategy as well, each with a copy of its
 * dictionary, and after a clear code, for which it is charged. The way of the runner that is cheapest in the end,
 * leg by leg, is what gets written.
 */
import type { CodedPixels } from './lzw.js';
import { type Matching, Runner, type SymbolChains } from './lzw-runner.js';

/** A lap is a quarter of the bits spent so far, within these bounds: the first choices shape the dictionary most. */
const LEAST_LAP_BITS = 150;
const MOST_LAP_BITS = 2000;
const LAP_SHARE = 4;

/** A runner this many bits behind the cheapest one is given up. */
const LAG_BITS = 1000;

/** Earlier a clear code cannot pay. */
const CLEAR_AFTER_BITS = 4000;

type Strategy = Omit<Matching, 'lookAheadPixels'>;

const STRATEGIES: readonly Strategy[] = [
  { mode: 'both' },
  { mode: 'transparent' },
  { mode: 'literal' },
  { mode: 'both', looksAheadAlways: true },
];

/** With an empty dictionary. */
const STRATEGY_AFTER_CLEAR = STRATEGIES[0]!;

/** Runners at a time. */
const MAX_RUNNERS = 12;

/** Beyond this many legs no new ones begin. */
const MAX_LEGS = 30_000;

/** A stretch with one strategy, and what came before it. */
interface Leg {
  readonly strategy: Strategy;
  /** Whether it begins with a clear code. */
  readonly clears: boolean;
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
  #lookAheadPixels = 0;

  /** Chooses codes for `chains` (not empty). Gives up (null) as soon as they take more than `bitLimit` bits. */
  code(chains: SymbolChains, lookAheadPixels: number, bitLimit = Number.POSITIVE_INFINITY): CodedPixels | null {
    this.#entrants = [];
    this.#legCount = 0;
    this.#lookAheadPixels = lookAheadPixels;
    for (const strategy of STRATEGIES) this.#start(chains, strategy, 0, 0, null);
    for (;;) {
      const horizon = this.#runLap(chains);
      const cheapest = this.#entrants[0]!;
      if (cheapest.runner.bits > bitLimit) return null;
      if (horizon >= chains.length) return this.#write(chains, cheapest.leg);
      this.#dropTwins();
      this.#thin();
      const { position, bits, clearBits } = cheapest.runner;
      if (position >= chains.length || this.#legCount >= MAX_LEGS) continue;
      this.#fork(cheapest);
      if (bits >= CLEAR_AFTER_BITS) this.#start(chains, STRATEGY_AFTER_CLEAR, position, bits + clearBits, cheapest.leg);
    }
  }

  /** A runner with an empty dictionary. */
  #start(chains: SymbolChains, strategy: Strategy, start: number, bits: number, earlier: Leg | null): void {
    const runner = this.#idle.pop() ?? new Runner();
    runner.restart(chains.minCodeSize, start, bits);
    this.#beginLeg(runner, { strategy, clears: start > 0, start, earlier });
  }

  /** A runner for each other strategy, all with copies of this one's dictionary. */
  #fork({ runner: from, leg }: Entrant): void {
    for (const strategy of STRATEGIES) {
      if (strategy === leg.strategy) continue;
      const runner = this.#idle.pop() ?? new Runner();
      runner.copyFrom(from);
      this.#beginLeg(runner, { strategy, clears: false, start: from.position, earlier: leg });
    }
  }

  #beginLeg(runner: Runner, leg: Leg): void {
    this.#legCount += 1;
    this.#entrants.push({ runner, leg });
  }

  #step(runner: Runner, chains: SymbolChains, { strategy }: Leg): void {
    runner.step(chains, { ...strategy, lookAheadPixels: this.#lookAheadPixels });
  }

  /** Moves all runners on as far as the cheapest one gets; returns where that is. */
  #runLap(chains: SymbolChains): number {
    const [{ runner: pacemaker, leg }, ...others] = this.#entrants as [Entrant, ...Entrant[]];
    const lapEnd = pacemaker.bits + lapBits(pacemaker.bits);
    while (pacemaker.position < chains.length && pacemaker.bits < lapEnd) this.#step(pacemaker, chains, leg);
    const horizon = pacemaker.position;
    let limit = pacemaker.bits + LAG_BITS;
    this.#entrants.length = 1;
    for (const entrant of others) {
      const { runner } = entrant;
      while (runner.position < horizon && runner.bits <= limit) this.#step(runner, chains, entrant.leg);
      if (runner.position < horizon) this.#idle.push(runner);
      else {
        limit = Math.min(limit, runner.bits + LAG_BITS);
        this.#entrants.push(entrant);
      }
    }
    this.#entrants.sort((a, b) => a.runner.bits - b.runner.bits);
    return horizon;
  }

  /** Gives up runners that are level with a cheaper one in everything that shows: most likely they wrote the same codes. */
  #dropTwins(): void {
    const kept: Entrant[] = [];
    for (const entrant of this.#entrants) {
      if (kept.some(({ runner }) => runner.isLevelWith(entrant.runner))) this.#idle.push(entrant.runner);
      else kept.push(entrant);
    }
    this.#entrants = kept;
  }

  /** Gives up those that are too far behind, and makes room for new ones. */
  #thin(): void {
    const entrants = this.#entrants;
    const room = MAX_RUNNERS - STRATEGIES.length;
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
    for (const [index, leg] of legs.entries()) {
      if (leg.clears) writer.clear();
      const end = legs[index + 1]?.start ?? chains.length;
      while (writer.position < end) this.#step(writer, chains, leg);
    }
    const { codes, count, bits } = writer;
    return { codes, count, bits };
  }
}

function lapBits(spent: number): number {
  return Math.max(LEAST_LAP_BITS, Math.min(MOST_LAP_BITS, Math.floor(spent / LAP_SHARE)));
}
