/** Clear codes wherever they pay: `src/encode/gif/lzw-relay.ts` explains it. */

import { length, MODE_BOTH, symbolBits } from './chains';
import {
  Coder,
  codeWidth,
  MAX_ENTRIES,
  MAX_RUNNERS,
  NODE_PLACES,
  restart,
  shareRuns,
  takeCoder,
  write,
} from './dictionary';
import { NONE, take } from './memory';
import { choose } from './packing';
import { coderA, coderB } from './race';
import { lookAheadBy, step, stepAhead, stepAheadAndLearn } from './steps';

const LEAST_LAP_BITS: u32 = 150;
const MOST_LAP_BITS: u32 = 2000;
const LAP_SHARE: u32 = 4;
const LAG_BITS: u32 = 1000;
const CLEAR_AFTER_BITS: u32 = 4000;
const STRATEGY_COUNT: u32 = 4;

/** Those before it are match modes. This one follows both chains, and always looks ahead. */
const STRATEGY_AHEAD: u32 = 3;
const STRATEGY_AFTER_CLEAR: u32 = MODE_BOTH;

/** Beyond this many legs no new ones begin. */
const MAX_LEGS: u32 = 30_000;

/** Pointers to all runners: those in the race first, the cheapest foremost, then the idle ones. */
let entrants: usize = 0;
let entrantCount: u32 = 0;

/**
 * Four words a leg: strategy, whether it begins with a clear code, start, number of the leg before it. Later, of those
 * on the way: the leg after it.
 */
let legs: usize = 0;
let legCount: u32 = 0;
const LEG_BYTES: u32 = 16;

@inline
function entrant(index: u32): Coder {
  return changetype<Coder>(<usize>load<u32>(entrants + ((<usize>index) << 2)));
}

@inline
function setEntrant(index: u32, coder: Coder): void {
  store<u32>(entrants + ((<usize>index) << 2), <u32>changetype<usize>(coder));
}

@inline
function legAt(leg: u32): usize {
  return legs + <usize>(leg * LEG_BYTES);
}

export function layOutRunners(): void {
  entrants = take(MAX_RUNNERS * 4);
  // The last fork may go beyond the bound.
  legs = take((MAX_LEGS + STRATEGY_COUNT) * LEG_BYTES);
  for (let index: u32 = 0; index < MAX_RUNNERS; index++) setEntrant(index, takeCoder());
}

/** As `code`, with clear codes and strategies chosen by a relay. */
export function codeRelay(lookAheadPixels: u32, bitLimit: u32): u32 {
  lookAheadBy(lookAheadPixels);
  entrantCount = 0;
  legCount = 0;
  for (let index: u32 = 0; index < MAX_RUNNERS; index++) {
    shareRuns(entrant(index), index, symbolBits);
    // Its codes are not kept; the other coder of the clear race lends the room.
    entrant(index).codes = coderB.codes;
  }
  for (let strategy: u32 = 0; strategy < STRATEGY_COUNT; strategy++) start(strategy, 0, 0, NONE);
  while (true) {
    const horizon = runLap();
    const cheapest = entrant(0);
    if (cheapest.bits > bitLimit) return NONE;
    if (horizon >= length) return writeLegs(cheapest.leg);
    dropTwins();
    thin();
    if (cheapest.position >= length || legCount >= MAX_LEGS) continue;
    fork(cheapest);
    if (cheapest.bits >= CLEAR_AFTER_BITS)
      start(STRATEGY_AFTER_CLEAR, cheapest.position, cheapest.bits + codeWidth(cheapest.size), cheapest.leg);
  }
}

/** A runner with an empty dictionary. */
function start(strategy: u32, position: u32, bits: u32, earlier: u32): void {
  const runner = entrant(entrantCount++);
  restart(runner, position, bits);
  beginLeg(runner, strategy, position > 0, earlier);
}

/** A runner for each other strategy, all with copies of this one's dictionary. */
function fork(from: Coder): void {
  for (let other: u32 = 0; other < STRATEGY_COUNT; other++) {
    if (other == from.strategy) continue;
    const runner = entrant(entrantCount++);
    copyCoder(from, runner);
    beginLeg(runner, other, false, from.leg);
  }
}

function beginLeg(runner: Coder, strategy: u32, clears: bool, earlier: u32): void {
  const leg = legCount++;
  runner.strategy = strategy;
  runner.leg = leg;
  store<u32>(legAt(leg), strategy);
  store<u32>(legAt(leg), <u32>clears, 4);
  store<u32>(legAt(leg), runner.position, 8);
  store<u32>(legAt(leg), earlier, 12);
}

/** Copies all but the codes. */
function copyCoder(from: Coder, to: Coder): void {
  const symbols: usize = 1 << symbolBits;
  to.count = from.count;
  to.position = from.position;
  to.bits = from.bits;
  to.size = from.size;
  to.previous = from.previous;
  to.previousNode = from.previousNode;
  to.previousLength = from.previousLength;
  to.previousFirst = from.previousFirst;
  to.transparentRunEnd = from.transparentRunEnd;
  to.literalRunEnd = from.literalRunEnd;
  to.nextEnd = 0;
  memory.copy(to.nodes, from.nodes, NODE_PLACES * 4);
  memory.copy(to.nodeOf, from.nodeOf, from.size * 2);
  memory.copy(to.parents, from.parents, from.size * 2);
  memory.copy(to.longest, from.longest, symbols * 4);
  memory.copy(to.runLengths, from.runLengths, symbols * 4);
  for (let symbol: usize = 0; symbol < symbols; symbol++) {
    const offset = (symbol * MAX_ENTRIES) << 1;
    memory.copy(to.runs + offset, from.runs + offset, (load<u32>(from.runLengths + (symbol << 2)) + 1) << 1);
  }
}

/** Writes one code. */
function run(coder: Coder, strategy: u32): void {
  if (strategy != STRATEGY_AHEAD) step(coder, strategy);
  else if (coder.size < MAX_ENTRIES) stepAheadAndLearn(coder, MODE_BOTH);
  else stepAhead(coder, MODE_BOTH);
}

/** Moves all runners on as far as the cheapest one gets; returns where that is. */
function runLap(): u32 {
  const pacemaker = entrant(0);
  const lapEnd = pacemaker.bits + lapBits(pacemaker.bits);
  while (pacemaker.position < length && pacemaker.bits < lapEnd) run(pacemaker, pacemaker.strategy);
  const horizon = pacemaker.position;
  let limit = pacemaker.bits + LAG_BITS;
  let index: u32 = 1;
  while (index < entrantCount) {
    const runner = entrant(index);
    while (runner.position < horizon && runner.bits <= limit) run(runner, runner.strategy);
    if (runner.position < horizon) giveUp(index);
    else {
      if (runner.bits + LAG_BITS < limit) limit = runner.bits + LAG_BITS;
      index++;
    }
  }
  sortEntrants();
  return horizon;
}

function lapBits(spent: u32): u32 {
  const share = spent / LAP_SHARE;
  if (share < LEAST_LAP_BITS) return LEAST_LAP_BITS;
  return share < MOST_LAP_BITS ? share : MOST_LAP_BITS;
}

/** Takes a runner out of the race; the order of the others stays. */
function giveUp(index: u32): void {
  const runner = entrant(index);
  entrantCount--;
  for (let at = index; at < entrantCount; at++) setEntrant(at, entrant(at + 1));
  setEntrant(entrantCount, runner);
}

/** By bits; equals keep their order. */
function sortEntrants(): void {
  for (let index: u32 = 1; index < entrantCount; index++) {
    const runner = entrant(index);
    let at = index;
    for (; at > 0 && entrant(at - 1).bits > runner.bits; at--) setEntrant(at, entrant(at - 1));
    setEntrant(at, runner);
  }
}

/** Gives up runners that are level with a cheaper one in everything that shows: most likely they wrote the same codes. */
function dropTwins(): void {
  let index: u32 = 1;
  while (index < entrantCount) {
    if (hasTwin(index)) giveUp(index);
    else index++;
  }
}

function hasTwin(index: u32): bool {
  const runner = entrant(index);
  for (let before: u32 = 0; before < index; before++) {
    const other = entrant(before);
    if (
      other.position == runner.position &&
      other.bits == runner.bits &&
      other.size == runner.size &&
      other.previous == runner.previous
    )
      return true;
  }
  return false;
}

/** Gives up those that are too far behind, and makes room for new ones. */
function thin(): void {
  const room = MAX_RUNNERS - STRATEGY_COUNT;
  const limit = entrant(0).bits + LAG_BITS;
  while (entrantCount > room || entrant(entrantCount - 1).bits > limit) entrantCount--;
}

/** Writes the codes of the way that ends with `last` into the first coder; returns their bits. */
function writeLegs(last: u32): u32 {
  let leg = last;
  let next = NONE;
  while (leg != NONE) {
    const earlier = load<u32>(legAt(leg), 12);
    store<u32>(legAt(leg), next, 12);
    next = leg;
    leg = earlier;
  }
  const writer = coderA;
  restart(writer, 0, 0);
  for (leg = next; leg != NONE; leg = next) {
    next = load<u32>(legAt(leg), 12);
    if (load<u32>(legAt(leg), 4)) writeClear(writer);
    // A match that another strategy has found need not be this one's.
    writer.nextEnd = 0;
    const strategy = load<u32>(legAt(leg));
    const end = next == NONE ? length : load<u32>(legAt(next), 8);
    while (writer.position < end) run(writer, strategy);
  }
  choose(writer.codes, writer.count);
  return writer.bits;
}

function writeClear(coder: Coder): void {
  write(coder, <u32>1 << symbolBits);
  const count = coder.count;
  restart(coder, coder.position, coder.bits);
  coder.count = count;
}
