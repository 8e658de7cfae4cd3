/**
 * A dictionary of LZW, with the position that its coder has reached, and the codes.
 *
 * Nodes. A dictionary is a hash table of 32-bit words, whatever the alphabet. A node is known by where its word is, in
 * bytes from the table's start. The word holds the symbol that led here from the parent (8 bits), by how many places the
 * node is behind the first one that parent and symbol ask for, plus 1 so that no word is 0 (12 bits), and the code (12
 * bits). Since `firstPlace` can be undone, the parent follows from these and the place: nothing else has to be compared.
 * And the next place to look at does not depend on the word just read, so the processor need not wait for it.
 *
 * Runs. For each symbol s the strings s^k are kept in a table, so that a run of equal symbols (unchanged pixels above
 * all) is one look-up whatever its length.
 */

import { length, symbolBits } from './chains';
import { growTo, NONE, take, top } from './memory';

export const MAX_BITS: u32 = 12;
export const MAX_ENTRIES: u32 = 4096;

/** One dictionary, the position it has reached, and its codes. */
@unmanaged
export class Coder {
  codes: usize;
  count: u32;
  position: u32;
  bits: u32;
  /** Entries that the decoder knows when it reads the next code. */
  size: u32;
  /** In a relay: the strategy, and the number of the leg that is run. */
  strategy: u32;
  leg: u32;
  /** The string written last: code (NONE after a clear), node, length, first symbol. */
  previous: u32;
  previousNode: u32;
  previousLength: u32;
  previousFirst: u32;
  /** Ends of the runs in which the coder last stood, in either chain. */
  transparentRunEnd: u32;
  literalRunEnd: u32;
  /** The match at `position`, where it is known already: its code and end. */
  nextCode: u32;
  nextEnd: u32;
  /** The nodes: see above. */
  nodes: usize;
  /** Node of each code, for those of `size` so far. */
  nodeOf: usize;
  /** Node of s^k at `(s << 12) + k`, for k up to `runLengths[s]`. */
  runs: usize;
  runLengths: usize;
  /** Length of the longest string under each root. */
  longest: usize;
  /** Code of the string that each linked entry goes on from. */
  parents: usize;
}

export const NODE_PLACES: u32 = 16384;
const NODE_MASK: u32 = NODE_PLACES * 4 - 4;
const NEXT_PLACE: u32 = 1 << 12;

/** In place of a distance: a root, which is nobody's child. */
const ROOT: u32 = 0xfff << 12;

/** An odd number of places for each symbol, in bytes. */
let scatter: usize = 0;

function fillScatter(): void {
  let state: u32 = 1;
  for (let symbol: u32 = 0; symbol < 256; symbol++) {
    state = state * 1664525 + 1013904223;
    store<u32>(scatter + ((<usize>symbol) << 2), ((state >> 16) << 3) | 4);
  }
}

@inline
function firstPlace(node: u32, symbol: u32): u32 {
  return (node * 5 + load<u32>(scatter + ((<usize>symbol) << 2))) & NODE_MASK;
}

@inline
export function rootOf(symbol: u32): u32 {
  return symbol * (NODE_PLACES * 4 / 256);
}

/** Runners of a relay at a time. */
export const MAX_RUNNERS: u32 = 12;

/** The memory of tables of runs, for that many symbols in total: those of two coders with the largest alphabet … */
const RUN_SYMBOLS: u32 = 512;

/** … or of a relay's runners. */
const RUN_SYMBOLS_OF_RELAYS: u32 = MAX_RUNNERS * 256;
let runs: usize = 0;

/** What all dictionaries share. */
export function layOutDictionaries(hasRelay: bool): void {
  scatter = take(256 * 4);
  runs = take((hasRelay ? RUN_SYMBOLS_OF_RELAYS : RUN_SYMBOLS) * MAX_ENTRIES * 2);
  growTo(top);
  fillScatter();
}

/** Gives a coder its part of the tables, of which there is one for each alphabet of `bits`. */
export function shareRuns(coder: Coder, part: u32, bits: u32): void {
  coder.runs = runs + ((<usize>part << bits) * MAX_ENTRIES << 1);
}

export function takeCoder(): Coder {
  const at = take(offsetof<Coder>());
  const nodes = take(NODE_PLACES * 4);
  const nodeOf = take(MAX_ENTRIES * 2);
  const runLengths = take(256 * 4);
  const longest = take(256 * 4);
  const parents = take(MAX_ENTRIES * 2);
  // Memory may not have grown this far yet.
  growTo(top);
  const coder = changetype<Coder>(at);
  coder.nodes = nodes;
  coder.nodeOf = nodeOf;
  coder.runLengths = runLengths;
  coder.longest = longest;
  coder.parents = parents;
  return coder;
}

export function restart(coder: Coder, position: u32, bits: u32): void {
  const symbols: u32 = 1 << symbolBits;
  coder.count = 0;
  coder.position = position;
  coder.bits = bits;
  coder.size = symbols + 2;
  coder.previous = NONE;
  coder.previousLength = 0;
  coder.previousFirst = NONE;
  coder.transparentRunEnd = 0;
  coder.literalRunEnd = 0;
  coder.nextEnd = 0;
  memory.fill(coder.nodes, 0, NODE_PLACES * 4);
  for (let symbol: u32 = 0; symbol < symbols; symbol++) {
    const at = (<usize>symbol) << 2;
    const root = rootOf(symbol);
    store<u32>(coder.nodes + root, ROOT | symbol);
    store<u16>(coder.nodeOf + (at >> 1), <u16>root);
    store<u16>(coder.runs + (((<usize>symbol << 12) + 1) << 1), <u16>root);
    store<u32>(coder.runLengths + at, 1);
    store<u32>(coder.longest + at, 1);
  }
}

/** The end of the run of equal symbols that `position` stands in. */
export function findRunEnd(chain: usize, position: u32): u32 {
  const symbol = load<u8>(chain + position);
  const all = i8x16.splat(<i8>symbol);
  let at = position + 1;
  while (at + 16 <= length) {
    const equal = i8x16.eq(v128.load(chain + at), all);
    if (!i8x16.all_true(equal)) return at + ctz(<u32>~i8x16.bitmask(equal));
    at += 16;
  }
  while (at < length && load<u8>(chain + at) == symbol) at++;
  return at;
}

/** The node that a symbol leads to, or NONE. */
@inline
export function childOf(nodes: usize, node: u32, symbol: u32): u32 {
  const place = firstPlace(node, symbol);
  const wanted = (symbol << 24) | NEXT_PLACE;
  const word = load<u32>(nodes + place);
  if ((word ^ wanted) < MAX_ENTRIES) return place;
  return word == 0 ? NONE : findBehind(nodes, place, wanted);
}

/** The node behind a place that another one has taken, or NONE. */
function findBehind(nodes: usize, firstPlace: u32, firstWanted: u32): u32 {
  let place = firstPlace;
  let wanted = firstWanted;
  while (true) {
    place = (place + 4) & NODE_MASK;
    wanted += NEXT_PLACE;
    const word = load<u32>(nodes + place);
    if ((word ^ wanted) < MAX_ENTRIES) return place;
    if (word == 0) return NONE;
  }
}

/** Takes the next entry's number for previous + symbol. */
export function insert(coder: Coder, symbol: u32): void {
  const entry = coder.size;
  coder.size = entry + 1;
  link(coder, entry, coder.previous, coder.previousNode, coder.previousLength, coder.previousFirst, symbol);
}

/** Links an entry: the previous string and a symbol; one that exists already links nothing. */
@inline
export function link(
  coder: Coder,
  entry: u32,
  previous: u32,
  previousNode: u32,
  previousLength: u32,
  previousFirst: u32,
  symbol: u32,
): void {
  let place = firstPlace(previousNode, symbol);
  let word = (symbol << 24) | NEXT_PLACE;
  for (let there = load<u32>(coder.nodes + place); there != 0; there = load<u32>(coder.nodes + place)) {
    if ((there ^ word) < MAX_ENTRIES) return;
    place = (place + 4) & NODE_MASK;
    word += NEXT_PLACE;
  }
  store<u32>(coder.nodes + place, word | entry);
  store<u16>(coder.nodeOf + ((<usize>entry) << 1), <u16>place);
  store<u16>(coder.parents + ((<usize>entry) << 1), <u16>previous);
  const first = <usize>previousFirst;
  const entryLength = previousLength + 1;
  if (entryLength > load<u32>(coder.longest + (first << 2))) store<u32>(coder.longest + (first << 2), entryLength);
  if (symbol != previousFirst) return;
  const known = load<u32>(coder.runLengths + (first << 2));
  if (load<u16>(coder.runs + (((first << 12) + known) << 1)) != <u16>previousNode) return;
  store<u32>(coder.runLengths + (first << 2), known + 1);
  store<u16>(coder.runs + (((first << 12) + known + 1) << 1), <u16>place);
}

@inline
export function write(coder: Coder, code: u32): void {
  store<u16>(coder.codes + ((<usize>coder.count) << 1), <u16>code);
  coder.count++;
  coder.bits += codeWidth(coder.size);
}

@inline
export function codeWidth(size: u32): u32 {
  const width: u32 = 32 - clz(size);
  return width < MAX_BITS ? width : MAX_BITS;
}
