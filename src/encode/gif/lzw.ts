/**
 * LZW as GIF has it, in plain TypeScript: the reference that says what the bytes are.
 *
 * Each pixel may be written as its literal colour or, where it did not change, as the transparent
 * index. Two questions decide the size: which of the two to write, and when to clear the dictionary.
 *
 * *Two chains.* At every position one match takes the transparent index at each unchanged pixel and one
 * takes the literal; the longer is written, the transparent one on a tie. Mixing both within one code
 * splits the dictionary into too many variants.
 *
 * *Clear race.* When the dictionary is full, a challenger starts with an empty one at the same position,
 * charged for the clear code. Whichever is behind in pixels moves on. Once the challenger is level with or
 * ahead of the leader in pixels and has spent fewer bits, the clear code goes where the challenger started.
 */

/** Longest code of GIF's LZW, in bits, and the number of entries that it can name. */
const MAX_CODE_BITS = 12;
const MAX_ENTRIES = 1 << MAX_CODE_BITS;

/** A full challenger this many bits behind the leader starts anew where the leader is. */
const RESTART_BITS = 2000;

/** One image as two chains of symbols of equal length, each below `1 << minCodeSize`. */
export interface SymbolChains {
  readonly length: number;
  /** Transparent index at every unchanged pixel, else the literal. */
  readonly transparent: Uint8Array;
  /** The literal wherever the colour table has it, else (at unchanged pixels) the transparent index. */
  readonly literal: Uint8Array;
  /** Bits of a symbol, 2 to 8. */
  readonly minCodeSize: number;
}

/** Which chains a match may follow. */
export type MatchMode = 'both' | 'transparent' | 'literal';

/** Codes of one image without the leading clear code and the end code. */
export interface CodedPixels {
  /** Valid up to `count` until the coder is used again. */
  readonly codes: Uint16Array;
  readonly count: number;
  /** Bits of these codes. */
  readonly bits: number;
}

/** A dictionary, the position it has reached, and the codes written since the image's start or its own. */
class Runner {
  codes: Uint16Array<ArrayBuffer> = new Uint16Array(1 << 12);
  count = 0;
  position = 0;
  bits = 0;
  /** Entries that the decoder will know when it reads the next code. */
  size = 0;
  /** Children of a node: `links[row * symbols + symbol]`, 0 for none (0 is never a child). */
  private links = new Uint16Array(1 << 14);
  private rowOf = new Uint16Array(MAX_ENTRIES);
  private rows = 0;
  private symbolBits = 0;
  /** The string written last: its code (-1: none since the clear). */
  private previous = -1;
  private matchLength = 0;

  /** Forgets everything and starts at `position` with an empty dictionary and `bits` already spent. */
  restart(minCodeSize: number, position: number, bits: number): void {
    this.count = 0;
    this.position = position;
    this.bits = bits;
    this.symbolBits = minCodeSize;
    this.size = (1 << minCodeSize) + 2;
    this.rows = 1;
    this.rowOf.fill(0);
    this.previous = -1;
  }

  get full(): boolean {
    return this.size === MAX_ENTRIES;
  }

  /** Writes one code. */
  step(chains: SymbolChains, mode: MatchMode): void {
    const primary = mode === 'literal' ? chains.literal : chains.transparent;
    const other = mode === 'both' ? chains.literal : primary;
    let code = this.match(primary, chains.length);
    let length = this.matchLength;
    let first = primary[this.position]!;
    if (other !== primary) {
      const otherCode = this.match(other, chains.length);
      if (this.matchLength > length) {
        code = otherCode;
        length = this.matchLength;
        first = other[this.position]!;
      }
    }
    this.write(code);
    if (this.previous >= 0 && this.size < MAX_ENTRIES) this.insert(this.previous, first);
    this.previous = code;
    this.position += length;
  }

  /** The longest entry that `symbols` continue with; its length is left in `matchLength`. */
  private match(symbols: Uint8Array, end: number): number {
    let position = this.position;
    const first = symbols[position++]!;
    let node = first;
    while (position < end) {
      const symbol = symbols[position]!;
      const row = this.rowOf[node]!;
      const child = row === 0 ? 0 : this.links[(row << this.symbolBits) + symbol]!;
      if (child === 0) {
        // The entry that this very code will complete: the previous string and its own first symbol.
        if (node === this.previous && symbol === first && this.size < MAX_ENTRIES) {
          node = this.size;
          position += 1;
        }
        break;
      }
      node = child;
      position += 1;
    }
    this.matchLength = position - this.position;
    return node;
  }

  private write(code: number): void {
    if (this.count === this.codes.length) this.codes = grown(this.codes, this.count + 1);
    this.codes[this.count++] = code;
    this.bits += codeWidth(this.size);
  }

  /** Takes the next entry's number; an entry that exists already uses it up and links nothing. */
  private insert(node: number, symbol: number): void {
    const entry = this.size++;
    let row = this.rowOf[node]!;
    if (row === 0) row = this.newRow(node);
    const link = (row << this.symbolBits) + symbol;
    if (this.links[link] === 0) this.links[link] = entry;
  }

  private newRow(node: number): number {
    const row = this.rows++;
    const end = (row + 1) << this.symbolBits;
    if (end > this.links.length) this.links = grown(this.links, end);
    this.links.fill(0, row << this.symbolBits, end);
    this.rowOf[node] = row;
    return row;
  }
}

/** Bits of the next code when the decoder knows `size` entries. */
function codeWidth(size: number): number {
  return Math.min(MAX_CODE_BITS, 32 - Math.clz32(size));
}

function grown(array: Uint16Array<ArrayBuffer>, needed: number): Uint16Array<ArrayBuffer> {
  const larger = new Uint16Array(Math.max(needed, array.length * 2));
  larger.set(array);
  return larger;
}

/** Codes images one after the other, keeping its buffers. */
export class LzwCoder {
  private leader = new Runner();
  private challenger = new Runner();

  /** Chooses codes for `chains` (not empty). Gives up (null) as soon as they take more than `bitLimit` bits. */
  code(chains: SymbolChains, mode: MatchMode, bitLimit = Number.POSITIVE_INFINITY): CodedPixels | null {
    const { leader } = this;
    leader.restart(chains.minCodeSize, 0, 0);
    while (leader.position < chains.length && !leader.full) leader.step(chains, mode);
    if (leader.position < chains.length) this.race(chains, mode, bitLimit);
    const { codes, count, bits } = this.leader;
    return bits > bitLimit ? null : { codes, count, bits };
  }

  /** From the first full dictionary to the last pixel. */
  private race(chains: SymbolChains, mode: MatchMode, bitLimit: number): void {
    while (this.leader.position < chains.length && this.leader.bits <= bitLimit) {
      if (!this.leader.full) this.leader.step(chains, mode);
      else if (this.challenge(chains, mode, bitLimit)) [this.leader, this.challenger] = [this.challenger, this.leader];
    }
  }

  /** One challenge; true: it was won, and the challenger now holds all codes from the image's start. */
  private challenge(chains: SymbolChains, mode: MatchMode, bitLimit: number): boolean {
    const { leader, challenger } = this;
    const startCount = leader.count;
    challenger.restart(chains.minCodeSize, leader.position, leader.bits + MAX_CODE_BITS);
    for (;;) {
      if (challenger.position >= leader.position) {
        if (challenger.bits < leader.bits) break;
        if (leader.position >= chains.length) return false;
        if (challenger.full && challenger.bits > leader.bits + RESTART_BITS) return false;
        if (leader.bits > bitLimit) return false;
        leader.step(chains, mode);
      } else challenger.step(chains, mode);
    }
    prepend(challenger, leader, startCount, 1 << chains.minCodeSize);
    return true;
  }
}

/** Puts the leader's first `count` codes and a clear code before those of the challenger. */
function prepend(challenger: Runner, leader: Runner, count: number, clearCode: number): void {
  const total = count + 1 + challenger.count;
  if (leader.codes.length < total) leader.codes = grown(leader.codes, total);
  leader.codes[count] = clearCode;
  leader.codes.set(challenger.codes.subarray(0, challenger.count), count + 1);
  [leader.codes, challenger.codes] = [challenger.codes, leader.codes];
  challenger.count = total;
}

/** Packs codes into GIF image data: the code size, blocks of at most 255 bytes, and the empty block. */
export function packImageData(coded: CodedPixels, minCodeSize: number): Uint8Array {
  const clearCode = 1 << minCodeSize;
  const byteCount = Math.ceil((coded.bits + 2 * MAX_CODE_BITS + 7) / 8);
  const packer = new BlockPacker(minCodeSize, byteCount);
  let size = clearCode + 1;
  packer.put(clearCode, minCodeSize + 1);
  for (let index = 0; index < coded.count; index += 1) {
    const code = coded.codes[index]!;
    // The decoder adds an entry with every code but the first after a clear.
    packer.put(code, codeWidth(Math.max(size, clearCode + 2)));
    if (code === clearCode) size = clearCode + 1;
    else if (size < MAX_ENTRIES) size += 1;
  }
  packer.put(clearCode + 1, codeWidth(Math.max(size, clearCode + 2)));
  return packer.finish();
}

/** Little-endian bit packer that cuts its bytes into GIF sub-blocks. */
class BlockPacker {
  private readonly bytes: Uint8Array;
  private length = 2;
  private blockStart = 1;
  private pending = 0;
  private pendingBits = 0;

  constructor(minCodeSize: number, byteCount: number) {
    this.bytes = new Uint8Array(byteCount + Math.ceil(byteCount / 255) + 3);
    this.bytes[0] = minCodeSize;
  }

  put(code: number, width: number): void {
    this.pending |= code << this.pendingBits;
    this.pendingBits += width;
    while (this.pendingBits >= 8) {
      this.putByte(this.pending & 255);
      this.pending >>>= 8;
      this.pendingBits -= 8;
    }
  }

  finish(): Uint8Array {
    if (this.pendingBits > 0) this.putByte(this.pending);
    const last = this.length - this.blockStart - 1;
    if (last > 0) {
      this.bytes[this.blockStart] = last;
      this.bytes[this.length++] = 0;
    } else this.bytes[this.blockStart] = 0;
    return this.bytes.subarray(0, this.length);
  }

  private putByte(byte: number): void {
    this.bytes[this.length++] = byte;
    if (this.length - this.blockStart === 256) {
      this.bytes[this.blockStart] = 255;
      this.blockStart = this.length++;
    }
  }
}
