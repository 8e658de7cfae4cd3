/**
 * The longest match at a position. Where both chains agree they are walked once; the literal chain is skipped where no
 * string under its first symbol is longer than the match that the transparent chain has.
 */

import { length, literalChain, MODE_BOTH, MODE_LITERAL, transparentChain, transparentSymbol } from './chains';
import { childOf, Coder, findRunEnd, MAX_ENTRIES, rootOf } from './dictionary';
import { NONE } from './memory';

// What `walk` and the functions around it leave behind.
let walkNode: u32 = 0;
export let walkEnd: u32 = 0;

/** First symbol of the match that was found last. */
export let usedFirst: u32 = 0;

/** Follows the dictionary from a node as far as `chain` goes on. */
@inline
function walk(nodes: usize, chain: usize, from: u32, fromNode: u32): void {
  const end = length;
  let at = from;
  let node = fromNode;
  while (at < end) {
    const symbol = <u32>load<u8>(chain + at);
    const child = childOf(nodes, node, symbol);
    if (child == NONE) break;
    node = child;
    at++;
  }
  walkNode = node;
  walkEnd = at;
}

/**
 * Starts at the root of `symbol`, and jumps over the run that it begins (which ends at `runEnd`).
 * Returns true if the match can go no further.
 */
@inline
function jump(coder: Coder, symbol: u32, position: u32, runEnd: u32): bool {
  const known = load<u32>(coder.runLengths + ((<usize>symbol) << 2));
  const run = runEnd - position;
  const taken = run < known ? run : known;
  walkNode = <u32>load<u16>(coder.runs + (((<usize>symbol << 12) + taken) << 1));
  walkEnd = position + taken;
  return run > known;
}

/** The code of the match that ends at `walkEnd`: one longer if the entry about to be made goes on like `chain`. */
@inline
function closeMatch(coder: Coder, chain: usize, first: u32): u32 {
  const code = load<u32>(coder.nodes + walkNode) & 4095;
  if (
    code == coder.previous &&
    walkEnd < length &&
    load<u8>(chain + walkEnd) == <u8>first &&
    coder.size < MAX_ENTRIES
  ) {
    walkEnd++;
    return coder.size;
  }
  return code;
}

function matchTransparent(coder: Coder): u32 {
  const position = coder.position;
  const symbol = <u32>load<u8>(transparentChain + position);
  if (coder.transparentRunEnd <= position) coder.transparentRunEnd = findRunEnd(transparentChain, position);
  if (!jump(coder, symbol, position, coder.transparentRunEnd))
    walk(coder.nodes, transparentChain, walkEnd, walkNode);
  return closeMatch(coder, transparentChain, symbol);
}

function matchLiteral(coder: Coder): u32 {
  const position = coder.position;
  const symbol = <u32>load<u8>(literalChain + position);
  if (load<u32>(coder.runLengths + ((<usize>symbol) << 2)) > 2) {
    if (coder.literalRunEnd <= position) coder.literalRunEnd = findRunEnd(literalChain, position);
    if (!jump(coder, symbol, position, coder.literalRunEnd)) walk(coder.nodes, literalChain, walkEnd, walkNode);
  } else walk(coder.nodes, literalChain, position + 1, rootOf(symbol));
  return closeMatch(coder, literalChain, symbol);
}

/** Both chains from a changed pixel on: one walk to the first unchanged one, then each its own way. */
function matchFork(coder: Coder, symbol: u32): u32 {
  const nodes = coder.nodes;
  const end = length;
  const transparent = transparentSymbol;
  let at = coder.position + 1;
  let node = rootOf(symbol);
  let forks = false;
  while (at < end) {
    const here = <u32>load<u8>(transparentChain + at);
    if (here == transparent) {
      forks = true;
      break;
    }
    const child = childOf(nodes, node, here);
    if (child == NONE) break;
    node = child;
    at++;
  }
  if (forks) return matchBehindFork(coder, symbol, at, node);
  walkNode = node;
  walkEnd = at;
  // Only the last step can differ: the entry about to be made may go on in either chain.
  const code = closeMatch(coder, transparentChain, symbol);
  return walkEnd > at ? code : closeMatch(coder, literalChain, symbol);
}

/** The same from the first unchanged pixel on, which is at `at`. */
export function matchBehindFork(coder: Coder, symbol: u32, at: u32, node: u32): u32 {
  const nodes = coder.nodes;
  walk(nodes, transparentChain, at, node);
  const code = closeMatch(coder, transparentChain, symbol);
  const codeEnd = walkEnd;
  walk(nodes, literalChain, at, node);
  const literalCode = closeMatch(coder, literalChain, symbol);
  if (walkEnd > codeEnd) return literalCode;
  walkEnd = codeEnd;
  return code;
}

/** The longer match of the two chains; the transparent one on a tie. */
export function matchBoth(coder: Coder): u32 {
  const position = coder.position;
  const symbol = <u32>load<u8>(transparentChain + position);
  usedFirst = symbol;
  if (symbol != transparentSymbol) return matchFork(coder, symbol);
  const code = matchTransparent(coder);
  const codeEnd = walkEnd;
  const literal = <u32>load<u8>(literalChain + position);
  // The entry about to be made belongs to the previous string's root and counts as well.
  let longest = load<u32>(coder.longest + ((<usize>literal) << 2));
  if (literal == coder.previousFirst && coder.previousLength + 1 > longest) longest = coder.previousLength + 1;
  if (longest <= codeEnd - position) return code;
  const literalCode = matchLiteral(coder);
  if (walkEnd > codeEnd) {
    usedFirst = literal;
    return literalCode;
  }
  walkEnd = codeEnd;
  return code;
}

/** Finds the match at the coder's position; returns its code. */
export function findMatch(coder: Coder, mode: u32): u32 {
  const position = coder.position;
  usedFirst = <u32>load<u8>((mode == MODE_LITERAL ? literalChain : transparentChain) + position);
  if (mode == MODE_BOTH) return matchBoth(coder);
  return mode == MODE_LITERAL ? matchLiteral(coder) : matchTransparent(coder);
}
