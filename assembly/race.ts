/** One image with one match mode: the race for clear codes, and the pace, of `src/encode/gif/lzw.ts`. */

import { chainsMade, length, symbolBits } from './chains';
import { Coder, MAX_BITS, MAX_ENTRIES, restart, shareRuns, takeCoder } from './dictionary';
import { NONE, take } from './memory';
import { choose } from './packing';
import { lookAheadBy, step, stepOn } from './steps';

const RESTART_BITS: u32 = 2000;
export let coderA: Coder = changetype<Coder>(0);
export let coderB: Coder = changetype<Coder>(0);
const PACE_MARKS: u32 = 128;
const MIN_MARK_DISTANCE: u32 = 64;
const MARK_WIDTH: u32 = 32;
const PACE_LAG_BITS: u32 = 2000;
const PACE_BYTES: usize = 2 * PACE_MARKS * 4;

/** Of the last complete way of coding these chains, and of the one under way. */
let pace: usize = 0;
let newPace: usize = 0;
let nextMark: u32 = 0;

/** The chains that the pace is of. */
let pacedChains: u32 = 0;

/** @param mostCodes room for so many */
export function layOutRace(mostCodes: usize): void {
  pace = take(PACE_BYTES);
  newPace = take(PACE_BYTES);
  coderA = takeCoder();
  coderB = takeCoder();
  shareRuns(coderA, 0, 8);
  shareRuns(coderB, 1, 8);
  coderA.codes = take(mostCodes * 2);
  coderB.codes = take(mostCodes * 2);
}

/** Notes what a coder that has passed the next mark has spent; false: that is far more than the last way spent. */
function keepsUp(coder: Coder): bool {
  const perMark = length / PACE_MARKS;
  const distance = perMark < MIN_MARK_DISTANCE ? MIN_MARK_DISTANCE : perMark;
  const mark = coder.position / distance;
  nextMark = (mark + 1) * distance;
  if (coder.position - mark * distance > MARK_WIDTH) return true;
  store<u32>(newPace + ((<usize>mark) << 2), coder.bits);
  const others = load<u32>(pace + ((<usize>mark) << 2));
  return others == 0 || coder.bits <= others + PACE_LAG_BITS;
}

/** Chooses codes for the chains; returns their bits, or NONE as soon as they are too many. */
export function code(mode: u32, lookAheadPixels: u32, bitLimit: u32): u32 {
  lookAheadBy(lookAheadPixels);
  nextMark = 0;
  if (pacedChains != chainsMade) memory.fill(pace, 0, PACE_BYTES);
  pacedChains = chainsMade;
  memory.fill(newPace, 0, PACE_BYTES);
  restart(coderA, 0, 0);
  while (coderA.position < length && coderA.bits <= bitLimit) {
    advance(mode, bitLimit, nextMark > coderA.position ? nextMark : coderA.position + 1);
    if (coderA.position >= nextMark && !keepsUp(coderA)) return NONE;
  }
  if (coderA.bits > bitLimit) return NONE;
  const oldPace = pace;
  pace = newPace;
  newPace = oldPace;
  choose(coderA.codes, coderA.count);
  return coderA.bits;
}

/** Codes up to `until` at least while the dictionary grows, or one challenge. */
@inline
export function advance(mode: u32, bitLimit: u32, until: u32): void {
  if (coderA.size < MAX_ENTRIES) stepOn(coderA, mode, until);
  else if (challenge(mode, bitLimit)) {
    const winner = coderB;
    coderB = coderA;
    coderA = winner;
  }
}

/** One challenge; true: the challenger won and now holds all codes from the image's start. */
function challenge(mode: u32, bitLimit: u32): bool {
  const leader = coderA;
  const challenger = coderB;
  const startCount = leader.count;
  restart(challenger, leader.position, leader.bits + MAX_BITS);
  while (true) {
    if (challenger.position >= leader.position) {
      if (challenger.bits < leader.bits) break;
      if (leader.position >= length) return false;
      if (challenger.size == MAX_ENTRIES && challenger.bits > leader.bits + RESTART_BITS) return false;
      if (leader.bits > bitLimit) return false;
      step(leader, mode);
    } else stepOn(challenger, mode, leader.position);
  }
  const codes = leader.codes;
  store<u16>(codes + ((<usize>startCount) << 1), <u16>(<u32>1 << symbolBits));
  memory.copy(codes + ((<usize>startCount + 1) << 1), challenger.codes, (<usize>challenger.count) << 1);
  leader.codes = challenger.codes;
  challenger.codes = codes;
  challenger.count += startCount + 1;
  return true;
}
