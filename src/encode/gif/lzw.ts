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
 *
 * *Pace.* An image may be coded in several ways to keep the shortest. Another way is given up as soon as it is well
 * behind the one before it at the same pixel: it hardly ever makes up for that.
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

/** Marks, at least, that a large image is measured at, and their least distance. */
const PACE_MARKS = 128;
const MIN_MARK_DISTANCE_PX = 64;
/** Codes that end further behind a mark say nothing about it. */
const MARK_WIDTH_PX = 32;
/** Bits behind which a way is given up. */
const PACE_LAG_BITS = 2000;

/** What a way of coding had spent at some pixels of an image: a measure for other ways of coding it. */
export class Pace {
  /** By mark; 0 where there was no code's end. */
  readonly #bits = new Uint32Array(2 * PACE_MARKS);
  readonly #distancePx: number;
  #nextMarkPx = 0;

  constructor(lengthPx: number) {
    this.#distancePx = Math.max(MIN_MARK_DISTANCE_PX, Math.floor(lengthPx / PACE_MARKS));
  }

  /** Notes what was spent up to `position`; false: that is far more than `other` spent. */
  keepsUp(position: number, bits: number, other: Pace | undefined): boolean {
    if (position < this.#nextMarkPx) return true;
    const mark = Math.floor(position / this.#distancePx);
    this.#nextMarkPx = (mark + 1) * this.#distancePx;
    if (position - mark * this.#distancePx > MARK_WIDTH_PX) return true;
    this.#bits[mark] = bits;
    const othersBits = other === undefined ? 0 : other.#bits[mark]!;
    return othersBits === 0 || bits <= othersBits + PACE_LAG_BITS;
  }
}

/** Codes of one image without the leading clear code and the end code. */
export interface CodedPixels {
  /** Valid up to `count` until the coder is used again. */
  readonly codes: Uint16Array;
  readonly count: number;
  /** Bits of these codes. */
  readonly bits: number;
}

/** When to stop. */
export interface Limits {
  /** Most bits. */
  readonly bits: number;
  /** Another way in which the same image was coded. */
  readonly pace?: Pace | undefined;
}

const NO_LIMITS: Limits = { bits: Number.POSITIVE_INFINITY };

/** Codes images one after the other, keeping its buffers. */
export class LzwCoder {
  #leader = new Runner();
  #challenger = new Runner();

  /**
   * Chooses codes for `chains` (not empty). Gives up (null) as soon as they take more bits than allowed or are well
   * behind the pace.
   */
  code(
    chains: SymbolChains,
    matching: Matching,
    limits: Limits = NO_LIMITS,
  ): (CodedPixels & { readonly pace: Pace; readonly clearBits: number }) | null {
    const pace = new Pace(chains.length);
    this.#leader.restart(chains.minCodeSize, 0, 0);
    while (this.#leader.position < chains.length && this.#leader.bits <= limits.bits) {
      if (!this.#leader.full) this.#leader.step(chains, matching);
      else if (this.#challenge(chains, matching, limits.bits))
        [this.#leader, this.#challenger] = [this.#challenger, this.#leader];
      if (!pace.keepsUp(this.#leader.position, this.#leader.bits, limits.pace)) return null;
    }
    const { codes, count, bits, clearBits } = this.#leader;
    return bits > limits.bits ? null : { codes, count, bits, pace, clearBits };
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
export function packImageData(coded: CodedPixels, minCodeSize: number): Uint8Array<ArrayBuffer> {
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
  readonly #bytes: Uint8Array<ArrayBuffer>;
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

  finish(): Uint8Array<ArrayBuffer> {
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
