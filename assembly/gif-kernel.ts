/**
 * The hot loops of the GIF encoder, in AssemblyScript, compiled to WebAssembly by `npm run build`.
 * `src/encode/gif/plain-kernel.ts` says the same in plain TypeScript and is the reference: a test holds
 * the two together, code by code. What is faster here:
 *
 * - Runs. For each symbol s the dictionary's strings s^k are kept in a table, so that a run of equal symbols
 *   (unchanged pixels above all) is one look-up whatever its length.
 * - Where both chains agree they are walked once; the literal chain is skipped where no string under its
 *   first symbol is longer than the match that the transparent chain has.
 * - A dictionary is one hash table of 64 KB, whatever the alphabet: see `Nodes` below.
 * - Pixels are compared, and made into chains, many at a time.
 *
 * Memory is laid out once by `layOut`; all pointers below point into it.
 */

const MAX_BITS: u32 = 12;
const MAX_ENTRIES: u32 = 4096;
const RESTART_BITS: u32 = 2000;
const NONE: u32 = 0xffffffff;

/** Bytes behind a chain that may be read and written. */
const CHAIN_PADDING: usize = 96;

const MODE_BOTH: u32 = 0;
const MODE_TRANSPARENT: u32 = 1;
const MODE_LITERAL: u32 = 2;

// ---- Memory ----

let canvasBytes: usize = 0;
let canvases: usize = 0;
let usedFlags: usize = 0;
let usedBits: usize = 0;
let colourList: usize = 0;
let symbolTable: usize = 0;
let cellList: usize = 0;
let tileList: usize = 0;
let tiles: usize = 0;
let transparentChain: usize = 0;
let literalChain: usize = 0;
let packed: usize = 0;

let canvasWidth: u32 = 0;
let cellWidth: u32 = 0;
let cellHeight: u32 = 0;
let columnsPx: u32 = 0;
let originX: u32 = 0;
let originY: u32 = 0;

let top: usize = 0;

function take(bytes: usize): usize {
  const at = top;
  top = (top + bytes + 31) & ~(<usize>15);
  return at;
}

/** Lays out memory for canvases of this size; returns 0 if there is not enough memory, else 1. */
export function layOut(
  width: u32,
  height: u32,
  canvasCount: u32,
  hasRelay: u32,
  columns: u32,
  rows: u32,
  cellWidthPx: u32,
  cellHeightPx: u32,
  originXPx: u32,
  originYPx: u32,
): u32 {
  canvasWidth = width;
  cellWidth = cellWidthPx;
  columnsPx = columns * cellWidthPx;
  cellHeight = cellHeightPx;
  originX = originXPx;
  originY = originYPx;
  const area: usize = <usize>width * height;
  const cells: usize = <usize>columns * rows;
  top = (__heap_base + 15) & ~(<usize>15);
  usedFlags = take(65536);
  usedBits = take(256 / 8);
  colourList = take(65536 * 2);
  symbolTable = take(65536);
  scatter = take(256 * 4);
  pace = take(PACE_BYTES);
  newPace = take(PACE_BYTES);
  runs = take((hasRelay ? RUN_SYMBOLS_OF_RELAYS : RUN_SYMBOLS) * MAX_ENTRIES * 2);
  coderA = takeCoder();
  coderB = takeCoder();
  shareRuns(coderA, 0, 8);
  shareRuns(coderB, 1, 8);
  if (hasRelay) takeRunners();
  canvasBytes = (area * 2 + 63) & ~(<usize>31);
  canvases = take(canvasBytes * canvasCount);
  cellList = take(cells * 4);
  tileList = take(cells * 4);
  transparentChain = take(area + CHAIN_PADDING);
  literalChain = take(area + CHAIN_PADDING);
  // At worst a code for every pixel, and a clear code for every lap.
  const codes = area + area / 64 + 64;
  setCodes(coderA, take(codes * 2));
  setCodes(coderB, take(codes * 2));
  packed = take(area + area / 2 + area / 32 + 1024);
  takeBands(area, rows, codes);
  tiles = top;
  if (!growTo(top)) return 0;
  memory.fill(usedFlags, 0, 65536);
  memory.fill(usedBits, 0, 256 / 8);
  fillScatter();
  return 1;
}

/** Whether there is memory up to here. */
function growTo(end: usize): bool {
  const pages = <i32>((end + 65535) >> 16) - memory.size();
  return pages <= 0 || memory.grow(pages) >= 0;
}

/** Where the pixels of tiles are to be written, behind everything else; 0 if there is not enough memory. */
export function reserveTiles(bytes: usize): usize {
  // Rows of tiles are read 16 bytes at a time.
  return growTo(tiles + bytes + 16) ? tiles : 0;
}

export function canvasAt(canvas: u32): usize {
  return canvases + <usize>canvas * canvasBytes;
}
export function cellListAt(): usize {
  return cellList;
}
export function tileListAt(): usize {
  return tileList;
}
export function colourListAt(): usize {
  return colourList;
}
export function symbolTableAt(): usize {
  return symbolTable;
}
export function packedAt(): usize {
  return packed;
}

// ---- Canvases ----

function cellOffset(index: u32): usize {
  const cell = load<u32>(cellList + ((<usize>index) << 2));
  const x = originX + (cell & 0xffff) * cellWidth;
  const y = originY + (cell >> 16) * cellHeight;
  return (<usize>(y * canvasWidth + x)) << 1;
}

/** How many cells, from one of the list on, are side by side. */
function neighbours(index: u32, count: u32): u32 {
  const first = load<u32>(cellList + ((<usize>index) << 2));
  let next: u32 = 1;
  while (index + next < count && load<u32>(cellList + ((<usize>(index + next)) << 2)) == first + next) next++;
  return next;
}

/** Copies the tiles of the list of tiles into the first `count` cells of the list of cells. */
export function putTiles(canvas: u32, count: u32): void {
  const rowBytes = <usize>cellWidth << 1;
  const stride = <usize>canvasWidth << 1;
  const tileBytes = rowBytes * cellHeight;
  for (let index: u32 = 0; index < count; index++) {
    let from = tiles + <usize>load<u32>(tileList + ((<usize>index) << 2)) * tileBytes;
    let to = canvasAt(canvas) + cellOffset(index);
    for (let row: u32 = 0; row < cellHeight; row++) {
      copyRow(to, from, rowBytes);
      from += rowBytes;
      to += stride;
    }
  }
}

/** Copies the first `count` cells of the list from one canvas to another. */
export function copyCells(fromCanvas: u32, toCanvas: u32, count: u32): void {
  const stride = <usize>canvasWidth << 1;
  let cells: u32 = 0;
  for (let index: u32 = 0; index < count; index += cells) {
    cells = neighbours(index, count);
    const offset = cellOffset(index);
    let from = canvasAt(fromCanvas) + offset;
    let to = canvasAt(toCanvas) + offset;
    for (let row: u32 = 0; row < cellHeight; row++) {
      copyRow(to, from, <usize>(cells * cellWidth) << 1);
      from += stride;
      to += stride;
    }
  }
}

@inline
function copyRow(to: usize, from: usize, bytes: usize): void {
  if (bytes < 16) {
    for (let at: usize = 0; at < bytes; at += 2) store<u16>(to + at, load<u16>(from + at));
    return;
  }
  // The last bytes may be copied twice.
  const last = bytes - 16;
  for (let at: usize = 0; at < last; at += 16) v128.store(to + at, v128.load(from + at));
  v128.store(to + last, v128.load(from + last));
}

// ---- Differences ----

let leftPx: u32 = 0;
let topPx: u32 = 0;
let rightPx: u32 = 0;
let bottomPx: u32 = 0;
let changed: u32 = 0;
let colourCount: u32 = 0;

/** Bit n modulo 8 in byte n. */
const BIT_OF_LANE: v128 = i8x16(1, 2, 4, 8, 16, 32, 64, -128, 1, 2, 4, 8, 16, 32, 64, -128);

export function left(): u32 {
  return leftPx;
}
export function topEdge(): u32 {
  return topPx;
}
export function right(): u32 {
  return rightPx;
}
export function bottom(): u32 {
  return bottomPx;
}
export function changedPixels(): u32 {
  return changed;
}

/** Compares two canvases in the first `count` cells of the list; returns the number of colours, 0 if they agree. */
export function compare(before: u32, after: u32, count: u32): u32 {
  leftPx = topPx = NONE;
  rightPx = bottomPx = changed = 0;
  const stride = <usize>canvasWidth << 1;
  let cells: u32 = 0;
  for (let index: u32 = 0; index < count; index += cells) {
    cells = neighbours(index, count);
    const offset = cellOffset(index);
    let one = canvasAt(before) + offset;
    let two = canvasAt(after) + offset;
    const y = <u32>(offset >> 1) / canvasWidth;
    const x = <u32>(offset >> 1) % canvasWidth;
    for (let row: u32 = 0; row < cellHeight; row++) {
      compareRow(one, two, x, y + row, cells * cellWidth);
      one += stride;
      two += stride;
    }
  }
  return listColours();
}

/** 16 pixels at a time; reads up to 15 behind the row. */
function compareRow(one: usize, two: usize, x: u32, y: u32, width: u32): void {
  let rowChanged: u32 = 0;
  let first = leftPx;
  let end = rightPx;
  for (let column: u32 = 0; column < width; column += 16) {
    const at = <usize>column << 1;
    const low = v128.load(two + at);
    const high = v128.load(two + at, 16);
    const same = i8x16.narrow_i16x8_s(
      i16x8.eq(v128.load(one + at), low),
      i16x8.eq(v128.load(one + at, 16), high),
    );
    let differing = ~i8x16.bitmask(same) & 0xffff;
    if (differing == 0) continue;
    if (column + 16 > width) {
      differing &= (1 << (width - column)) - 1;
      if (differing == 0) break;
    }
    rowChanged += popcnt(<u32>differing);
    const left = x + column + ctz(<u32>differing);
    const right = x + column + 32 - clz(<u32>differing);
    if (left < first) first = left;
    if (right > end) end = right;
    noteColours(low, high, two + at, <u32>differing);
  }
  if (rowChanged == 0) return;
  changed += rowChanged;
  leftPx = first;
  rightPx = end;
  if (y < topPx) topPx = y;
  if (y >= bottomPx) bottomPx = y + 1;
}

/** Notes those of 16 colours whose bits are set. Most are known: they are looked up in `usedBits` all at once. */
@inline
function noteColours(low: v128, high: v128, at: usize, wanted: u32): void {
  // Colours from 256 on are in neither half of the bits.
  const byteOf = i8x16.narrow_i16x8_u(i16x8.shr_u(low, 3), i16x8.shr_u(high, 3));
  const seven = i16x8.splat(7);
  const bitOf = i8x16.swizzle(BIT_OF_LANE, i8x16.narrow_i16x8_u(v128.and(low, seven), v128.and(high, seven)));
  const lower = i8x16.swizzle(v128.load(usedBits), byteOf);
  const upper = i8x16.swizzle(v128.load(usedBits, 16), i8x16.sub(byteOf, i8x16.splat(16)));
  const unknown = i8x16.eq(v128.and(v128.or(lower, upper), bitOf), i8x16.splat(0));
  let lanes = <u32>i8x16.bitmask(unknown) & wanted;
  for (; lanes != 0; lanes &= lanes - 1) noteColour(load<u16>(at + ((<usize>ctz(lanes)) << 1)));
}

function noteColour(colour: u32): void {
  store<u8>(usedFlags + colour, 1);
  if (colour < 256) {
    const at = usedBits + (colour >> 3);
    store<u8>(at, load<u8>(at) | (<u8>1 << <u8>(colour & 7)));
  }
}

/** Lists the colours of a whole canvas. */
export function coloursOfCanvas(canvas: u32, height: u32): u32 {
  leftPx = topPx = 0;
  rightPx = canvasWidth;
  bottomPx = height;
  changed = canvasWidth * height;
  const from = canvasAt(canvas);
  for (let at: usize = 0; at < changed; at++) store<u8>(usedFlags + load<u16>(from + (at << 1)), 1);
  return listColours();
}

function listColours(): u32 {
  let count: u32 = 0;
  for (let at: usize = 0; at < 65536; at += 8) {
    if (load<u64>(usedFlags + at) == 0) continue;
    for (let colour = at; colour < at + 8; colour++) {
      if (load<u8>(usedFlags + colour) == 0) continue;
      store<u16>(colourList + ((<usize>count) << 1), <u16>colour);
      count++;
    }
    store<u64>(usedFlags + at, 0);
  }
  memory.fill(usedBits, 0, 256 / 8);
  colourCount = count;
  return count;
}

// ---- Symbols ----

let length: u32 = 0;
let symbolBits: u32 = 0;
let transparentSymbol: u32 = 0;
/** Pixels of one of the chains' rows. */
let chainWidth: u32 = 0;
/** With a full dictionary a match is cut short by at most this many pixels. */
let lookAhead: u32 = 0;

/**
 * Makes the two chains of a rectangle. `isLocal`: symbols are found in the table at `symbolTableAt`, else they
 * are the shown colours themselves.
 */
export function makeChains(
  before: u32,
  after: u32,
  x: u32,
  y: u32,
  width: u32,
  height: u32,
  minCodeSize: u32,
  transparent: u32,
  isLocal: u32,
): void {
  length = width * height;
  chainWidth = width;
  memory.fill(pace, 0, PACE_BYTES);
  symbolBits = minCodeSize;
  transparentSymbol = transparent;
  for (let row: u32 = 0; row < height; row++) {
    const offset = (<usize>((y + row) * canvasWidth + x)) << 1;
    const to = <usize>row * width;
    if (isLocal) mapRow(canvasAt(after) + offset, literalChain + to, width);
    else narrowRow(canvasAt(after) + offset, literalChain + to, width);
    if (before != NONE) markRow(canvasAt(before) + offset, canvasAt(after) + offset, transparentChain + to, width);
  }
  if (before == NONE) memory.copy(transparentChain, literalChain, length);
  else chooseTransparent();
}

/** Eight pixels at a time, which are often all of one colour; may write up to seven bytes behind the row. */
function mapRow(from: usize, to: usize, width: u32): void {
  for (let at: usize = 0; at < width; at += 8) {
    const colours = from + (at << 1);
    const first = load<u16>(colours);
    const symbol = <u64>load<u8>(symbolTable + first);
    if (i16x8.all_true(i16x8.eq(v128.load(colours), i16x8.splat(first)))) {
      store<u64>(to + at, symbol * 0x0101010101010101);
      continue;
    }
    store<u8>(to + at, <u8>symbol);
    for (let lane: usize = 1; lane < 8; lane++)
      store<u8>(to + at + lane, load<u8>(symbolTable + load<u16>(colours + (lane << 1))));
  }
}

/** May write up to 15 bytes behind the row: the next row, or the chain's padding, is there. */
function narrowRow(from: usize, to: usize, width: u32): void {
  const limit = i16x8.splat(<i16>(<u32>1 << symbolBits));
  const other = i16x8.splat(<i16>transparentSymbol);
  for (let at: usize = 0; at < width; at += 16) {
    const low = v128.load(from + (at << 1));
    const high = v128.load(from + (at << 1) + 16);
    const narrowLow = v128.bitselect(low, other, i16x8.lt_u(low, limit));
    const narrowHigh = v128.bitselect(high, other, i16x8.lt_u(high, limit));
    v128.store(to + at, i8x16.narrow_i16x8_u(narrowLow, narrowHigh));
  }
}

/** Writes 255 for each pixel that is unchanged, 0 for the others; may write behind the row like `narrowRow`. */
function markRow(one: usize, two: usize, to: usize, width: u32): void {
  for (let at: usize = 0; at < width; at += 16) {
    const low = i16x8.eq(v128.load(one + (at << 1)), v128.load(two + (at << 1)));
    const high = i16x8.eq(v128.load(one + (at << 1), 16), v128.load(two + (at << 1), 16));
    v128.store(to + at, i8x16.narrow_i16x8_s(low, high));
  }
}

/**
 * From the marks of `markRow` to symbols: the transparent one in runs of at least 24 unchanged pixels, and at
 * both ends of the chain, as if it went on unchanged there; else literals. 32 pixels at a time, a bit each.
 */
function chooseTransparent(): void {
  memory.fill(transparentChain + length, 255, CHAIN_PADDING);
  let here = unchangedBits(0);
  let startsBefore = startsOfRuns(0xffff_ffff | (here << 32));
  for (let at: usize = 0; at < length; at += 32) {
    const next = unchangedBits(at + 32);
    const starts = startsOfRuns(here | (next << 32));
    const chosen = <u32>(spread(startsBefore | (starts << 32)) >> 32);
    writeSymbols(at, chosen);
    writeSymbols(at + 16, chosen >> 16);
    here = next;
    startsBefore = starts;
  }
}

/** A bit for each of 32 marks. */
@inline
function unchangedBits(at: usize): u64 {
  const low = <u32>i8x16.bitmask(v128.load(transparentChain + at));
  return low | (<u32>i8x16.bitmask(v128.load(transparentChain + at, 16)) << 16);
}

/** Which of the first 32 bits are set together with the 23 that follow. */
@inline
function startsOfRuns(bits: u64): u64 {
  const of2 = bits & (bits >> 1);
  const of4 = of2 & (of2 >> 2);
  const of8 = of4 & (of4 >> 4);
  return of8 & (of8 >> 8) & (of8 >> 16) & 0xffff_ffff;
}

/** Each bit, and the 23 after it. */
@inline
function spread(bits: u64): u64 {
  const over2 = bits | (bits << 1);
  const over4 = over2 | (over2 << 2);
  const over8 = over4 | (over4 << 4);
  return over8 | (over8 << 8) | (over8 << 16);
}

/** Writes 16 symbols of the transparent chain: the transparent one where the bit is set, else the literal. */
@inline
function writeSymbols(at: usize, bits: u32): void {
  const bytes = i8x16.swizzle(i16x8.splat(<i16>bits), i8x16(0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1));
  const chosen = i8x16.eq(v128.and(bytes, BIT_OF_LANE), BIT_OF_LANE);
  const literal = v128.load(literalChain + at);
  v128.store(transparentChain + at, v128.bitselect(i8x16.splat(<i8>transparentSymbol), literal, chosen));
}

/** Runs of equal symbols in one of the chains. */
export function countRuns(isLiteral: u32): u32 {
  const chain = isLiteral ? literalChain : transparentChain;
  let runs: u32 = 1;
  let at: usize = 1;
  for (; at + 16 <= length; at += 16) {
    const same = i8x16.eq(v128.load(chain + at), v128.load(chain + at - 1));
    runs += 16 - popcnt<u32>(<u32>i8x16.bitmask(same));
  }
  for (; at < length; at++) if (load<u8>(chain + at) != load<u8>(chain + at - 1)) runs++;
  return runs;
}

// ---- LZW ----

/** One dictionary, the position it has reached, and its codes. */
@unmanaged
class Coder {
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
  /** The nodes: see `Nodes` below. */
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

let coderA: Coder = changetype<Coder>(0);
let coderB: Coder = changetype<Coder>(0);

// Nodes. A dictionary is a hash table of 32-bit words. A node is known by where its word is, in bytes from the table's
// start. The word holds the symbol that led here from the parent (8 bits), by how many places the node is behind the
// first one that parent and symbol ask for, plus 1 so that no word is 0 (12 bits), and the code (12 bits). Since
// `firstPlace` can be undone, the parent follows from these and the place: nothing else has to be compared. And the next
// place to look at does not depend on the word just read, so the processor need not wait for it.

const NODE_PLACES: u32 = 16384;
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
function rootOf(symbol: u32): u32 {
  return symbol * (NODE_PLACES * 4 / 256);
}

/** Runners of a relay at a time. */
const MAX_RUNNERS: u32 = 16;
/** The memory of tables of runs, for that many symbols in total: those of two coders with the largest alphabet … */
const RUN_SYMBOLS: u32 = 512;
/** … or of a relay's runners. */
const RUN_SYMBOLS_OF_RELAYS: u32 = MAX_RUNNERS * 256;
let runs: usize = 0;

/** Gives a coder its part of the tables, of which there is one for each alphabet of `bits`. */
function shareRuns(coder: Coder, part: u32, bits: u32): void {
  coder.runs = runs + ((<usize>part << bits) * MAX_ENTRIES << 1);
}

function takeCoder(): Coder {
  const at = take(offsetof<Coder>());
  const nodes = take(NODE_PLACES * 4);
  const nodeOf = take(4096 * 2);
  const runLengths = take(256 * 4);
  const longest = take(256 * 4);
  const parents = take(4096 * 2);
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

function setCodes(coder: Coder, codes: usize): void {
  coder.codes = codes;
}

function restart(coder: Coder, position: u32, bits: u32): void {
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
function findRunEnd(chain: usize, position: u32): u32 {
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

// What `walk` and the functions around it leave behind.
let walkNode: u32 = 0;
let walkEnd: u32 = 0;

/** Follows the dictionary from a node as far as `chain` goes on. */
@inline
function walk(nodes: usize, chain: usize, from: u32, fromNode: u32): void {
  const end = length;
  let at = from;
  let node = fromNode;
  while (at < end) {
    const symbol = <u32>load<u8>(chain + at);
    let child = firstPlace(node, symbol);
    const wanted = (symbol << 24) | NEXT_PLACE;
    const word = load<u32>(nodes + child);
    if ((word ^ wanted) >= MAX_ENTRIES) {
      if (word == 0) break;
      child = findBehind(nodes, child, wanted);
      if (child == NONE) break;
    }
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
    let child = firstPlace(node, here);
    const wanted = (here << 24) | NEXT_PLACE;
    const word = load<u32>(nodes + child);
    if ((word ^ wanted) >= MAX_ENTRIES) {
      if (word == 0) break;
      child = findBehind(nodes, child, wanted);
      if (child == NONE) break;
    }
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
function matchBehindFork(coder: Coder, symbol: u32, at: u32, node: u32): u32 {
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

function matchBoth(coder: Coder): u32 {
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

/** First symbol of the match that was found last. */
let usedFirst: u32 = 0;

/** Finds the match at the coder's position; returns its code. */
function findMatch(coder: Coder, mode: u32): u32 {
  const position = coder.position;
  usedFirst = <u32>load<u8>((mode == MODE_LITERAL ? literalChain : transparentChain) + position);
  if (mode == MODE_BOTH) return matchBoth(coder);
  return mode == MODE_LITERAL ? matchLiteral(coder) : matchTransparent(coder);
}

/** Writes codes up to `until` at least while the dictionary grows, or one with a full dictionary. */
@inline
function stepOn(coder: Coder, mode: u32, until: u32): void {
  if (until > length) until = length;
  if (coder.size == MAX_ENTRIES) stepAhead(coder, mode);
  else if (mode == MODE_BOTH) learnAlongBoth(coder, until);
  else learnAlong(coder, mode == MODE_LITERAL, until);
}

/** Writes one code. */
function step(coder: Coder, mode: u32): void {
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
function stepAheadAndLearn(coder: Coder, mode: u32): void {
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
      let child = firstPlace(node, next);
      const wanted = (next << 24) | NEXT_PLACE;
      const word = load<u32>(nodes + child);
      if ((word ^ wanted) >= MAX_ENTRIES) {
        if (word == 0) break;
        child = findBehind(nodes, child, wanted);
        if (child == NONE) break;
      }
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
      let child = firstPlace(node, next);
      const wanted = (next << 24) | NEXT_PLACE;
      const word = load<u32>(nodes + child);
      if ((word ^ wanted) >= MAX_ENTRIES) {
        if (word == 0) break;
        child = findBehind(nodes, child, wanted);
        if (child == NONE) break;
      }
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
function stepAhead(coder: Coder, mode: u32): void {
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

@inline
function write(coder: Coder, code: u32): void {
  store<u16>(coder.codes + ((<usize>coder.count) << 1), <u16>code);
  coder.count++;
  coder.bits += codeWidth(coder.size);
}

@inline
function codeWidth(size: u32): u32 {
  const width: u32 = 32 - clz(size);
  return width < MAX_BITS ? width : MAX_BITS;
}

/** Takes the next entry's number for previous + symbol. */
function insert(coder: Coder, symbol: u32): void {
  const entry = coder.size;
  coder.size = entry + 1;
  link(coder, entry, coder.previous, coder.previousNode, coder.previousLength, coder.previousFirst, symbol);
}

/** Links an entry: the previous string and a symbol; one that exists already links nothing. */
@inline
function link(
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

// `Pace` of src/encode/gif/lzw.ts: bits by mark, 0 where there was no code's end.

const PACE_MARKS: u32 = 128;
const MIN_MARK_DISTANCE: u32 = 64;
const MARK_WIDTH: u32 = 32;
const PACE_LAG_BITS: u32 = 2000;
const PACE_BYTES: usize = 2 * PACE_MARKS * 4;

/** Of the last complete way of coding these chains, and of the one under way. */
let pace: usize = 0;
let newPace: usize = 0;
let nextMark: u32 = 0;

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
  lookAhead = lookAheadPixels;
  nextMark = 0;
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
  chosenCodes = coderA.codes;
  chosenCount = coderA.count;
  return coderA.bits;
}

/** Codes up to `until` at least while the dictionary grows, or one challenge. */
@inline
function advance(mode: u32, bitLimit: u32, until: u32): void {
  if (coderA.size < MAX_ENTRIES) stepOn(coderA, mode, until);
  else if (challenge(mode, bitLimit)) {
    const winner = coderB;
    coderB = coderA;
    coderA = winner;
  }
}

/** The codes chosen last. */
let chosenCodes: usize = 0;
let chosenCount: u32 = 0;

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

// ---- Bands: `src/encode/gif/line-bands.ts` explains them ----

const MIN_BAND_PIXELS: u32 = 64_000;
const LINES_A_BAND: u32 = 2;
const MAX_BAND_PIXELS: u32 = 256_000;
const MIN_SCROLLED_PIXELS: u32 = 600_000;
const MIN_SCROLLED_LINES: u32 = 8;

/** Signatures of the lines of two canvases. */
let lineSignatures: usize = 0;

/** Whether at least half of the lines that changed, of these, stood elsewhere before. */
export function haveScrolled(before: u32, after: u32, x: u32, y: u32, width: u32, height: u32): u32 {
  const lines = height / cellHeight;
  if (width * 8 < columnsPx * 7) return 0;
  if (lines < MIN_SCROLLED_LINES || width * height < MIN_SCROLLED_PIXELS || width * cellHeight > MAX_BAND_PIXELS)
    return 0;
  let changedLines: u32 = 0;
  let moved: u32 = 0;
  for (let line: u32 = 0; line < lines; line++) {
    const top = y + line * cellHeight;
    store<u32>(lineSignatures + ((<usize>line) << 2), lineSignature(before, x, top, width));
    store<u32>(lineSignatures + ((<usize>(lines + line)) << 2), lineSignature(after, x, top, width));
  }
  for (let line: u32 = 0; line < lines; line++) {
    const signature = load<u32>(lineSignatures + ((<usize>(lines + line)) << 2));
    if (signature == load<u32>(lineSignatures + ((<usize>line) << 2))) continue;
    changedLines++;
    if (isAmong(signature, lines)) moved++;
  }
  return changedLines > 0 && moved * 2 >= changedLines ? 1 : 0;
}

function isAmong(signature: u32, lines: u32): bool {
  for (let line: u32 = 0; line < lines; line++)
    if (load<u32>(lineSignatures + ((<usize>line) << 2)) == signature) return true;
  return false;
}

function lineSignature(canvas: u32, x: u32, y: u32, width: u32): u32 {
  let all: u32 = 0;
  for (let quarter: u32 = 1; quarter < 4; quarter++) {
    const row = y + ((cellHeight * quarter) >> 2);
    all = all * 31 + signatureOf(canvasAt(canvas) + ((<usize>(row * canvasWidth + x)) << 1), width * 2);
  }
  return all;
}

function signatureOf(from: usize, bytes: u32): u32 {
  const prime = i32x4.splat(0x9e3779b1);
  let low = i32x4.splat(1);
  let high = i32x4.splat(1);
  for (let at: usize = 0; at + 32 <= bytes; at += 32) {
    low = i32x4.mul(v128.xor(low, v128.load(from + at)), prime);
    low = v128.xor(low, i32x4.shr_u(low, 15));
    high = i32x4.mul(v128.xor(high, v128.load(from + at, 16)), prime);
    high = v128.xor(high, i32x4.shr_u(high, 15));
  }
  return folded(high, folded(low, 0));
}

@inline
function folded(lanes: v128, start: u32): u32 {
  let all = start * 31 + i32x4.extract_lane(lanes, 0);
  all = all * 31 + i32x4.extract_lane(lanes, 1);
  all = all * 31 + i32x4.extract_lane(lanes, 2);
  return all * 31 + i32x4.extract_lane(lanes, 3);
}

/** A band coded earlier. */
@unmanaged
class Band {
  /** Of its pixels. */
  signature: u32;
  /** Mode, look-ahead, bits of a symbol, transparent symbol: a byte each. */
  settings: u32;
  /** Where it is in memory: the pixels of the chains that its mode follows, then the codes. */
  at: usize;
  pixels: u32;
  codes: u32;
  bits: u32;
  /** Entries that the decoder knows at its end. */
  size: u32;
}

// Bands are kept in a ring of memory, the oldest of which make room for new ones; so are their descriptions.
const MAX_BANDS: u32 = 256;
const BAND_RING_BYTES: usize = 12_000_000;
let bandRing: usize = 0;
let bandList: usize = 0;
let firstBand: u32 = 0;
let bandCount: u32 = 0;
let bandTop: usize = 0;

/** The codes of all bands of the chains. */
let bandedCodes: usize = 0;

function takeBands(area: usize, rows: u32, codes: usize): void {
  firstBand = bandCount = 0;
  bandTop = 0;
  if (area < MIN_SCROLLED_PIXELS) return;
  lineSignatures = take(<usize>rows * 8);
  bandedCodes = take(codes * 2);
  bandList = take(<usize>MAX_BANDS * offsetof<Band>());
  bandRing = take(BAND_RING_BYTES);
}

/** The band that many places after the oldest. */
@inline
function bandAt(index: u32): Band {
  return changetype<Band>(bandList + <usize>((firstBand + index) % MAX_BANDS) * offsetof<Band>());
}

@inline
function codesOf(band: Band): usize {
  return band.at + <usize>band.pixels * chainCount(band.settings & 255);
}

@inline
function chainCount(mode: u32): u32 {
  return mode == MODE_BOTH ? 2 : 1;
}

/** As `code`, each band with a dictionary of its own; the chains must be of whole lines. */
export function codeInBands(mode: u32, lookAheadPixels: u32, bitLimit: u32): u32 {
  lookAhead = lookAheadPixels;
  let bits: u32 = 0;
  let count: u32 = 0;
  let size: u32 = 0;
  for (let from: u32 = 0; from < length && bits <= bitLimit; ) {
    if (from > 0) {
      store<u16>(bandedCodes + ((<usize>count) << 1), <u16>(<u32>1 << symbolBits));
      count++;
      bits += codeWidth(size);
    }
    const to = bandEnd(from);
    const band = findBand(mode, from, to);
    memory.copy(bandedCodes + ((<usize>count) << 1), codesOf(band), (<usize>band.codes) << 1);
    count += band.codes;
    bits += band.bits;
    size = band.size;
    from = to;
  }
  if (bits > bitLimit) return NONE;
  chosenCodes = bandedCodes;
  chosenCount = count;
  return bits;
}

function bandEnd(from: u32): u32 {
  const line = chainWidth * cellHeight;
  let to = from + line;
  while (to < length && to - from < MAX_BAND_PIXELS) {
    if (to - from >= MIN_BAND_PIXELS && signatureOf(literalChain + to - line, line) % LINES_A_BAND == 0) break;
    to += line;
  }
  return to;
}

/** The band of these pixels, coded now if it is not known. */
function findBand(mode: u32, from: u32, to: u32): Band {
  const settings = mode | (lookAhead << 8) | (symbolBits << 16) | (transparentSymbol << 24);
  const pixels = to - from;
  let signature: u32 = 0;
  if (mode != MODE_TRANSPARENT) signature = signatureOf(literalChain + from, pixels);
  if (mode != MODE_LITERAL) signature = signature * 31 + signatureOf(transparentChain + from, pixels);
  for (let index: u32 = 0; index < bandCount; index++) {
    const band = bandAt(index);
    if (band.signature != signature || band.settings != settings || band.pixels != pixels) continue;
    if (hasPixels(band, mode, from)) return band;
  }
  codeBand(mode, from, to);
  const band = keepBand(mode, from, pixels);
  band.signature = signature;
  band.settings = settings;
  return band;
}

function hasPixels(band: Band, mode: u32, from: u32): bool {
  let at = band.at;
  if (mode != MODE_TRANSPARENT) {
    if (!areEqual(at, literalChain + from, band.pixels)) return false;
    at += band.pixels;
  }
  return mode == MODE_LITERAL || areEqual(at, transparentChain + from, band.pixels);
}

function areEqual(one: usize, two: usize, bytes: u32): bool {
  let at: usize = 0;
  for (; at + 16 <= bytes; at += 16)
    if (v128.any_true(v128.xor(v128.load(one + at), v128.load(two + at)))) return false;
  for (; at < bytes; at++) if (load<u8>(one + at) != load<u8>(two + at)) return false;
  return true;
}

/** Leaves the codes in the first coder. */
function codeBand(mode: u32, from: u32, to: u32): void {
  const end = length;
  length = to;
  restart(coderA, from, 0);
  while (coderA.position < to) advance(mode, NONE, to);
  length = end;
}

/** Keeps the pixels and what the first coder has made of them. */
function keepBand(mode: u32, from: u32, pixels: u32): Band {
  const codeBytes = (<usize>coderA.count) << 1;
  const band = makeRoom(<usize>pixels * chainCount(mode) + codeBytes);
  band.pixels = pixels;
  band.codes = coderA.count;
  band.bits = coderA.bits;
  band.size = coderA.size;
  let at = band.at;
  if (mode != MODE_TRANSPARENT) {
    memory.copy(at, literalChain + from, pixels);
    at += pixels;
  }
  if (mode != MODE_LITERAL) {
    memory.copy(at, transparentChain + from, pixels);
    at += pixels;
  }
  memory.copy(at, coderA.codes, codeBytes);
  return band;
}

/** A new band with so much of the ring, which the oldest bands give up. */
function makeRoom(bytes: usize): Band {
  if (bandTop + bytes > BAND_RING_BYTES) {
    while (bandCount > 0 && bandAt(0).at >= bandRing + bandTop) forgetOldest();
    bandTop = 0;
  }
  const at = bandRing + bandTop;
  bandTop = (bandTop + bytes + 15) & ~(<usize>15);
  while (bandCount == MAX_BANDS || (bandCount > 0 && bandAt(0).at >= at && bandAt(0).at < at + bytes)) forgetOldest();
  bandCount++;
  const band = bandAt(bandCount - 1);
  band.at = at;
  return band;
}

function forgetOldest(): void {
  firstBand = (firstBand + 1) % MAX_BANDS;
  bandCount--;
}

// ---- Relay: src/encode/gif/lzw-relay.ts explains it ----

const LEAST_LAP_BITS: u32 = 150;
const MOST_LAP_BITS: u32 = 2000;
const LAP_SHARE: u32 = 4;
const LAG_BITS: u32 = 1500;
const CLEAR_AFTER_BITS: u32 = 4000;
const STRATEGY_COUNT: u32 = 4;
/** Those before it are match modes. This one follows both chains, and always looks ahead. */
const STRATEGY_AHEAD: u32 = 3;
const STRATEGY_AFTER_CLEAR: u32 = MODE_BOTH;
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

function takeRunners(): void {
  entrants = take(MAX_RUNNERS * 4);
  legs = take(MAX_LEGS * LEG_BYTES);
  for (let index: u32 = 0; index < MAX_RUNNERS; index++) setEntrant(index, takeCoder());
}

/** As `code`, with clear codes and strategies chosen by a relay. */
export function codeRelay(lookAheadPixels: u32, bitLimit: u32): u32 {
  lookAhead = lookAheadPixels;
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
  chosenCodes = writer.codes;
  chosenCount = writer.count;
  return writer.bits;
}

function writeClear(coder: Coder): void {
  write(coder, <u32>1 << symbolBits);
  const count = coder.count;
  restart(coder, coder.position, coder.bits);
  coder.count = count;
}

// ---- Packing ----

/** Packs the codes chosen last into GIF image data at `packedAt`; returns its length. */
export function pack(): u32 {
  store<u8>(packed, <u8>symbolBits);
  // First the bits, far enough behind to be moved into blocks afterwards.
  const most = chosenCount + (chosenCount >> 1) + 16;
  const stream = packed + most / 255 + 32;
  return 1 + putBlocks(packed + 1, stream, putCodes(stream));
}

/** All codes, with a clear code before and an end code behind them; returns their bytes. */
function putCodes(stream: usize): usize {
  const clear: u32 = 1 << symbolBits;
  let to = stream;
  let pending: u64 = clear;
  let pendingBits: u32 = symbolBits + 1;
  // Entries that the decoder knows; it makes none of the first code after a clear.
  let size = clear + 1;
  for (let index: u32 = 0; index <= chosenCount; index++) {
    const value = index < chosenCount ? <u32>load<u16>(chosenCodes + ((<usize>index) << 1)) : clear + 1;
    pending |= <u64>value << pendingBits;
    pendingBits += codeWidth(size < clear + 2 ? clear + 2 : size);
    if (pendingBits >= 32) {
      store<u32>(to, <u32>pending);
      to += 4;
      pending >>= 32;
      pendingBits -= 32;
    }
    if (value == clear) size = clear + 1;
    else if (size < MAX_ENTRIES) size++;
  }
  store<u64>(to, pending);
  return to - stream + ((pendingBits + 7) >> 3);
}

/** Blocks of at most 255 bytes, each with its length before it, and an empty one; returns their bytes. */
function putBlocks(start: usize, stream: usize, bytes: usize): u32 {
  let to = start;
  for (let at: usize = 0; at < bytes; at += 255) {
    const length = bytes - at < 255 ? bytes - at : 255;
    store<u8>(to, <u8>length);
    memory.copy(to + 1, stream + at, length);
    to += length + 1;
  }
  store<u8>(to, 0);
  return <u32>(to + 1 - start);
}
