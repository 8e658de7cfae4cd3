/**
 * LZW as GIF has it, in plain TypeScript: the reference that says what the bytes are.
 *
 * Each pixel may be written as its literal colour or, where it did not change, as the transparent
 * index. Two questions decide the size: which of the two to write, and when to clear the dictionary.
 *
 * `lzw-runner.ts` answers the first, with one mode for a whole stretch of the image.
 *
 * *Clear race.* When the dictionary is full, a challenger starts with an empty one at the same position,
 * charged for the clear code. Whichever is behind in pixels moves on. Once the challenger is level with or
 * ahead of the leader in pixels and has spent fewer bits, the clear code goes where the challenger started.
 */

import {
  codeWidth,
  grown,
  MAX_CODE_BITS,
  MAX_ENTRIES,
  type Matching,
  Runner,
  type SymbolChains,
} from './lzw-runner.js';

/** A full challenger this many bits behind the leader starts again where the leader is. */
const RESTART_BITS = 2000;

/** Codes of one image without the leading clear code and the end code. */
export interface CodedPixels {
  /** Valid up to `count` until the coder is used again. */
  readonly codes: Uint16Array;
  readonly count: number;
  /** Bits of these codes. */
  readonly bits: number;
}

/** Codes images one after the other, keeping its buffers. */
export class LzwCoder {
  #leader = new Runner();
  #challenger = new Runner();

  /** Chooses codes for `chains` (not empty). Gives up (null) as soon as they take more than `bitLimit` bits. */
  code(chains: SymbolChains, matching: Matching, bitLimit = Number.POSITIVE_INFINITY): CodedPixels | null {
    const leader = this.#leader;
    leader.restart(chains.minCodeSize, 0, 0);
    while (leader.position < chains.length && !leader.full) leader.step(chains, matching);
    if (leader.position < chains.length) this.#race(chains, matching, bitLimit);
    const { codes, count, bits } = this.#leader;
    return bits > bitLimit ? null : { codes, count, bits };
  }

  /** From the first full dictionary to the last pixel. */
  #race(chains: SymbolChains, matching: Matching, bitLimit: number): void {
    while (this.#leader.position < chains.length && this.#leader.bits <= bitLimit) {
      if (!this.#leader.full) this.#leader.step(chains, matching);
      else if (this.#challenge(chains, matching, bitLimit))
        [this.#leader, this.#challenger] = [this.#challenger, this.#leader];
    }
  }

  /** One challenge; true: it was won, and the challenger now holds all codes from the image's start. */
  #challenge(chains: SymbolChains, matching: Matching, bitLimit: number): boolean {
    const [leader, challenger] = [this.#leader, this.#challenger];
    const startCount = leader.count;
    challenger.restart(chains.minCodeSize, leader.position, leader.bits + MAX_CODE_BITS);
    for (;;) {
      if (challenger.position >= leader.position) {
        if (challenger.bits < leader.bits) break;
        if (leader.position >= chains.length) return false;
        if (challenger.full && challenger.bits > leader.bits + RESTART_BITS) return false;
        if (leader.bits > bitLimit) return false;
        leader.step(chains, matching);
      } else challenger.step(chains, matching);
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
  readonly #bytes: Uint8Array;
  #length = 2;
  #blockStart = 1;
  #pending = 0;
  #pendingBits = 0;

  constructor(minCodeSize: number, byteCount: number) {
    this.#bytes = new Uint8Array(byteCount + Math.ceil(byteCount / 255) + 3);
    this.#bytes[0] = minCodeSize;
  }

  put(code: number, width: number): void {
    this.#pending |= code << this.#pendingBits;
    this.#pendingBits += width;
    while (this.#pendingBits >= 8) {
      this.#putByte(this.#pending & 255);
      this.#pending >>>= 8;
      this.#pendingBits -= 8;
    }
  }

  finish(): Uint8Array {
    if (this.#pendingBits > 0) this.#putByte(this.#pending);
    const last = this.#length - this.#blockStart - 1;
    if (last > 0) {
      this.#bytes[this.#blockStart] = last;
      this.#bytes[this.#length++] = 0;
    } else this.#bytes[this.#blockStart] = 0;
    return this.#bytes.subarray(0, this.#length);
  }

  #putByte(byte: number): void {
    this.#bytes[this.#length++] = byte;
    if (this.#length - this.#blockStart === 256) {
      this.#bytes[this.#blockStart] = 255;
      this.#blockStart = this.#length++;
    }
  }
}
