/** Prefix codes as WebP's lossless format has them (WebP Lossless Bitstream Specification, section 6). */
import type { BitWriter } from './bit-writer.js';

/** A code word by symbol: its bits (first bit lowest) and how many; symbols that do not occur have none. */
export interface PrefixCode {
  readonly lengths: Uint8Array;
  readonly words: Uint16Array;
}

const MAX_LENGTH = 15;
const MAX_LENGTH_OF_LENGTHS = 7;

/** Order in which the lengths of the code for lengths are stored. */
const LENGTH_ORDER = [17, 18, 0, 1, 2, 3, 4, 5, 16, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15];

/** The best code for these frequencies with words of at most `maxLength` bits. A lone symbol takes no bits. */
export function buildCode(frequencies: Uint32Array, maxLength = MAX_LENGTH): PrefixCode {
  const lengths = codeLengths(frequencies, maxLength);
  const used = lengths.reduce((count, length) => count + (length > 0 ? 1 : 0), 0);
  const words = canonicalWords(lengths);
  return used === 1 ? { lengths: new Uint8Array(lengths.length), words } : { lengths, words };
}

/** Huffman's lengths; where a word is too long, rare symbols are counted as less rare until none is. */
function codeLengths(frequencies: Uint32Array, maxLength: number): Uint8Array {
  for (let least = 1; ; least *= 2) {
    const lengths = huffmanLengths(frequencies, least);
    if (lengths.every((length) => length <= maxLength)) return lengths;
  }
}

interface Node {
  readonly weight: number;
  readonly symbol: number;
  readonly children?: readonly [Node, Node];
}

function huffmanLengths(frequencies: Uint32Array, least: number): Uint8Array {
  const lengths = new Uint8Array(frequencies.length);
  const leaves: Node[] = [];
  for (const [symbol, frequency] of frequencies.entries()) {
    if (frequency > 0) leaves.push({ weight: Math.max(frequency, least), symbol });
  }
  if (leaves.length === 0) return lengths;
  if (leaves.length === 1) {
    lengths[leaves[0]!.symbol] = 1;
    return lengths;
  }
  leaves.sort((first, second) => first.weight - second.weight || first.symbol - second.symbol);
  assignDepths(joinAll(leaves), 0, lengths);
  return lengths;
}

/** Two queues, both rising: the lightest node is at the front of one of them. */
function joinAll(leaves: readonly Node[]): Node {
  const joined: Node[] = [];
  let [nextLeaf, nextJoined] = [0, 0];
  const lightest = (): Node => {
    const leaf = leaves[nextLeaf];
    const inner = joined[nextJoined];
    if (leaf && (!inner || leaf.weight <= inner.weight)) {
      nextLeaf++;
      return leaf;
    }
    nextJoined++;
    return inner!;
  };
  for (let joins = 1; joins < leaves.length; joins++) {
    const children = [lightest(), lightest()] as const;
    joined.push({ weight: children[0].weight + children[1].weight, symbol: -1, children });
  }
  return joined.at(-1)!;
}

function assignDepths(node: Node, depth: number, lengths: Uint8Array): void {
  if (!node.children) lengths[node.symbol] = depth;
  else for (const child of node.children) assignDepths(child, depth + 1, lengths);
}

/** Shorter words first, then lower symbols; stored with the first bit lowest. */
function canonicalWords(lengths: Uint8Array): Uint16Array {
  const words = new Uint16Array(lengths.length);
  let word = 0;
  for (let length = 1; length <= MAX_LENGTH; length++) {
    for (let symbol = 0; symbol < lengths.length; symbol++) {
      if (lengths[symbol] === length) words[symbol] = reversed(word++, length);
    }
    word *= 2;
  }
  return words;
}

function reversed(word: number, length: number): number {
  let result = 0;
  for (let bit = 0; bit < length; bit++) result |= ((word >> bit) & 1) << (length - 1 - bit);
  return result;
}

/** Stores a code so that a decoder can rebuild it. */
export function writeCode(bits: BitWriter, frequencies: Uint32Array, code: PrefixCode): void {
  const used = [...frequencies.keys()].filter((symbol) => frequencies[symbol]! > 0);
  if (used.length <= 2 && used.every((symbol) => symbol < 256)) writeSimpleCode(bits, used);
  else writeNormalCode(bits, code.lengths);
}

/** One or two symbols, spelled out. */
function writeSimpleCode(bits: BitWriter, used: readonly number[]): void {
  const [first = 0, second] = used;
  bits.write(1, 1);
  bits.write(second === undefined ? 0 : 1, 1);
  bits.write(first > 1 ? 1 : 0, 1);
  bits.write(first, first > 1 ? 8 : 1);
  if (second !== undefined) bits.write(second, 8);
}

/** A length, or how often a length is repeated. */
interface Token {
  readonly symbol: number;
  readonly extra: number;
  readonly extraBits: number;
}

function writeNormalCode(bits: BitWriter, lengths: Uint8Array): void {
  const tokens = [...lengthTokens(lengths)];
  const frequencies = new Uint32Array(19);
  for (const { symbol } of tokens) frequencies[symbol]!++;
  const lengthLengths = codeLengths(frequencies, MAX_LENGTH_OF_LENGTHS);
  const code = buildCode(frequencies, MAX_LENGTH_OF_LENGTHS);
  let stored = LENGTH_ORDER.length;
  while (stored > 4 && lengthLengths[LENGTH_ORDER[stored - 1]!] === 0) stored--;
  bits.write(0, 1);
  bits.write(stored - 4, 4);
  for (const symbol of LENGTH_ORDER.slice(0, stored)) bits.write(lengthLengths[symbol]!, 3);
  bits.write(0, 1); // lengths of the whole alphabet follow
  for (const { symbol, extra, extraBits } of tokens) {
    bits.write(code.words[symbol]!, code.lengths[symbol]!);
    bits.write(extra, extraBits);
  }
}

/** Runs of zeros and repetitions get symbols of their own: 17 and 18, and 16. */
function* lengthTokens(lengths: Uint8Array): Generator<Token> {
  let previous = 8;
  for (let at = 0; at < lengths.length; ) {
    const length = lengths[at]!;
    let run = 1;
    while (at + run < lengths.length && lengths[at + run] === length) run++;
    at += run;
    if (length !== 0 && length !== previous) {
      yield { symbol: length, extra: 0, extraBits: 0 };
      run--;
      previous = length;
    }
    while (run > 0) {
      const [least, most, symbol, extraBits] =
        length !== 0 ? [3, 6, 16, 2] : run > 10 ? [11, 138, 18, 7] : [3, 10, 17, 3];
      const repeated = run >= least! ? Math.min(run, most!) : 0;
      yield repeated > 0
        ? { symbol: symbol!, extra: repeated - least!, extraBits: extraBits! }
        : { symbol: length, extra: 0, extraBits: 0 };
      run -= Math.max(1, repeated);
    }
  }
}
