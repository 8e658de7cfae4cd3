/** The codes chosen last, and how they become bytes. */

import { symbolBits } from './chains';
import { codeWidth, MAX_ENTRIES } from './dictionary';
import { take } from './memory';

let packed: usize = 0;

export function packedAt(): usize {
  return packed;
}

export function layOutPacking(area: usize): void {
  packed = take(area + area / 2 + area / 32 + 1024);
}

/** The codes chosen last. */
let chosenCodes: usize = 0;
let chosenCount: u32 = 0;

export function choose(codes: usize, count: u32): void {
  chosenCodes = codes;
  chosenCount = count;
}

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
