/** From match to match: while the dictionary grows, and once it is full. */

import { length, literalChain, MODE_BOTH, MODE_LITERAL, transparentChain, transparentSymbol } from './chains';
import { childOf, Coder, codeWidth, findRunEnd, insert, link, MAX_ENTRIES, rootOf, write } from './dictionary';
import { findMatch, matchBehindFork, matchBoth, usedFirst, walkEnd } from './matches';
import { NONE } from './memory';

/** With a full dictionary a match is cut short by at most this many pixels. */
export let lookAhead: u32 = 0;

export function lookAheadBy(pixels: u32): void {
  lookAhead = pixels;
}

/** Writes codes up to `until` at least while the dictionary grows, or one with a full dictionary. */
@inline
export function stepOn(coder: Coder, mode: u32, until: u32): void {
  if (until > length) until = length;
  if (coder.size == MAX_ENTRIES) stepAhead(coder, mode);
  else if (mode == MODE_BOTH) learnAlongBoth(coder, until);
  else learnAlong(coder, mode == MODE_LITERAL, until);
}

/** Writes one code. */
export function step(coder: Coder, mode: u32): void {
  if (coder.size == MAX_ENTRIES) stepAhead(coder, mode);
  else stepAndLearn(coder, mode);
}

function stepAndLearn(coder: Coder, mode: u32): void {
  const position = coder.position;
  const code = findMatch(coder, mode);
  writeAndLearn(coder, code, usedFirst, position, walkEnd);
}

@inline
function writeAndLearn(coder: Coder, code: u32, first: u32, position: u32, end: u32): void {
  write(coder, code);
  if (coder.previous != NONE) insert(coder, first);
  coder.previous = code;
  coder.previousNode = <u32>load<u16>(coder.nodeOf + ((<usize>code) << 1));
  coder.previousLength = end - position;
  coder.previousFirst = first;
  coder.position = end;
}

/** `stepAndLearn`, except that the match is cut short where it and the next one reach further so. */
export function stepAheadAndLearn(coder: Coder, mode: u32): void {
  const position = coder.position;
  let code = findMatch(coder, mode);
  const first = usedFirst;
  let end = walkEnd;
  if (end < length) {
    const cut = lookPast(coder, mode, end);
    for (let generation: u32 = 0; generation < cut; generation++)
      // The entry about to be made goes on from the string written last.
      code = code == coder.size ? coder.previous : <u32>load<u16>(coder.parents + ((<usize>code) << 1));
    end -= cut;
    // What is learned now may make the next match longer.
    coder.nextEnd = 0;
  }
  writeAndLearn(coder, code, first, position, end);
}

/**
 * Steps while the dictionary grows, up to `until`, along a single chain: what `stepAndLearn` does, in one loop that
 * keeps everything in local variables.
 */
function learnAlong(coder: Coder, isLiteral: bool, until: u32): void {
  const chain = isLiteral ? literalChain : transparentChain;
  const end = length;
  const nodes = coder.nodes;
  const nodeOf = coder.nodeOf;
  const runLengths = coder.runLengths;
  const codes = coder.codes;
  let position = coder.position;
  let size = coder.size;
  let count = coder.count;
  let bits = coder.bits;
  let previous = coder.previous;
  let previousNode = coder.previousNode;
  let previousLength = coder.previousLength;
  let previousFirst = coder.previousFirst;
  let runEnd = isLiteral ? coder.literalRunEnd : coder.transparentRunEnd;
  while (position < until && size < MAX_ENTRIES) {
    const symbol = <u32>load<u8>(chain + position);
    const known = load<u32>(runLengths + ((<usize>symbol) << 2));
    let node = rootOf(symbol);
    let at = position + 1;
    let isOpen = true;
    if (known > 2) {
      if (runEnd <= position) runEnd = findRunEnd(chain, position);
      const run = runEnd - position;
      isOpen = run <= known;
      at = position + (isOpen ? run : known);
      node = <u32>load<u16>(coder.runs + (((<usize>symbol << 12) + at - position) << 1));
    }
    while (isOpen && at < end) {
      const next = <u32>load<u8>(chain + at);
      const child = childOf(nodes, node, next);
      if (child == NONE) break;
      node = child;
      at++;
    }
    let code = load<u32>(nodes + node) & 4095;
    if (code == previous && at < end && load<u8>(chain + at) == <u8>symbol) {
      at++;
      code = size;
    }
    store<u16>(codes + ((<usize>count) << 1), <u16>code);
    count++;
    bits += codeWidth(size);
    if (previous != NONE) {
      link(coder, size, previous, previousNode, previousLength, previousFirst, symbol);
      size++;
    }
    previous = code;
    previousNode = <u32>load<u16>(nodeOf + ((<usize>code) << 1));
    previousLength = at - position;
    previousFirst = symbol;
    position = at;
  }
  if (isLiteral) coder.literalRunEnd = runEnd;
  else coder.transparentRunEnd = runEnd;
  coder.position = position;
  coder.size = size;
  coder.count = count;
  coder.bits = bits;
  coder.previous = previous;
  coder.previousNode = previousNode;
  coder.previousLength = previousLength;
  coder.previousFirst = previousFirst;
}

/** The same along both chains: most matches that start with a changed pixel end before an unchanged one. */
function learnAlongBoth(coder: Coder, until: u32): void {
  const end = length;
  const transparent = transparentSymbol;
  const chain = transparentChain;
  const nodes = coder.nodes;
  const nodeOf = coder.nodeOf;
  const codes = coder.codes;
  let position = coder.position;
  let size = coder.size;
  let count = coder.count;
  let bits = coder.bits;
  let previous = coder.previous;
  let previousNode = coder.previousNode;
  let previousLength = coder.previousLength;
  let previousFirst = coder.previousFirst;
  while (position < until && size < MAX_ENTRIES) {
    let first = <u32>load<u8>(chain + position);
    let at = position + 1;
    let code: u32 = 0;
    let node = rootOf(first);
    let next = first;
    while (next != transparent && at < end) {
      next = <u32>load<u8>(chain + at);
      if (next == transparent) break;
      const child = childOf(nodes, node, next);
      if (child == NONE) break;
      node = child;
      at++;
    }
    if (next == transparent) {
      coder.position = position;
      coder.size = size;
      coder.previous = previous;
      coder.previousLength = previousLength;
      coder.previousFirst = previousFirst;
      if (first == transparent) {
        code = matchBoth(coder);
        first = usedFirst;
      } else code = matchBehindFork(coder, first, at, node);
      at = walkEnd;
    } else {
      code = load<u32>(nodes + node) & 4095;
      // The entry about to be made may go on in either chain.
      if (code == previous && at < end && (next == first || load<u8>(literalChain + at) == <u8>first)) {
        at++;
        code = size;
      }
    }
    store<u16>(codes + ((<usize>count) << 1), <u16>code);
    count++;
    bits += codeWidth(size);
    if (previous != NONE) {
      link(coder, size, previous, previousNode, previousLength, previousFirst, first);
      size++;
    }
    previous = code;
    previousNode = <u32>load<u16>(nodeOf + ((<usize>code) << 1));
    previousLength = at - position;
    previousFirst = first;
    position = at;
  }
  coder.position = position;
  coder.size = size;
  coder.count = count;
  coder.bits = bits;
  coder.previous = previous;
  coder.previousNode = previousNode;
  coder.previousLength = previousLength;
  coder.previousFirst = previousFirst;
}

/** With a full dictionary: the match is cut short where it and the next one reach further so. */
export function stepAhead(coder: Coder, mode: u32): void {
  const position = coder.position;
  let code = coder.nextCode;
  let end = coder.nextEnd;
  if (end <= position) {
    code = findMatch(coder, mode);
    end = walkEnd;
  }
  if (end < length && lookAhead > 0) {
    const cut = lookPast(coder, mode, end);
    for (let generation: u32 = 0; generation < cut; generation++)
      code = <u32>load<u16>(coder.parents + ((<usize>code) << 1));
    end -= cut;
  }
  write(coder, code);
  coder.position = end;
}

/** Pixels by which a match that ends at `end` is best cut short; keeps the match that follows then. */
function lookPast(coder: Coder, mode: u32, end: u32): u32 {
  // The ends of runs are found for rising positions only.
  const transparentRunEnd = coder.transparentRunEnd;
  const literalRunEnd = coder.literalRunEnd;
  let best: u32 = 0;
  let cut = end - coder.position - 1;
  if (cut > lookAhead) cut = lookAhead;
  for (coder.position = end - cut; coder.position <= end; coder.position++) {
    const code = findMatch(coder, mode);
    if (walkEnd < coder.nextEnd) continue;
    coder.nextCode = code;
    coder.nextEnd = walkEnd;
    best = end - coder.position;
  }
  coder.transparentRunEnd = transparentRunEnd;
  coder.literalRunEnd = literalRunEnd;
  return best;
}
