import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type CodedPixels, LzwCoder, packImageData } from '#cast2gif/encode/gif/lzw.js';
import { RelayCoder } from '#cast2gif/encode/gif/lzw-relay.js';
import type { MatchMode, SymbolChains } from '#cast2gif/encode/gif/lzw-runner.js';
import { decodeLzw } from './decoder.js';

/** Repeatable noise: the low bits of a linear congruence's state. */
function noise(length: number, symbols: number, seed: number): Uint8Array {
  let state = seed;
  return Uint8Array.from({ length }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state >>> 16) % symbols;
  });
}

/** Chains of a picture: `changed` (one in this many pixels) decides where the transparent index may not be taken. */
export function chainsOf(
  literal: Uint8Array,
  transparentIndex: number,
  changed: number,
  minCodeSize: number,
): SymbolChains {
  const places = noise(literal.length, 97, changed + 5);
  const transparent = literal.map((symbol, at) =>
    (places[at]! + (at >> 6)) % changed === 0 ? symbol : transparentIndex,
  );
  return { length: literal.length, transparent, literal, minCodeSize };
}

const relay = new RelayCoder();

function check(coder: LzwCoder, chains: SymbolChains, mode: MatchMode): void {
  for (const lookAheadPixels of [0, 3]) checkCodes(coder.code(chains, { mode, lookAheadPixels })!, chains, mode);
}

function checkCodes(coded: CodedPixels, chains: SymbolChains, mode: MatchMode): void {
  const data = packImageData(coded, chains.minCodeSize);
  assert.equal(data[0], chains.minCodeSize);
  const blocks: Uint8Array[] = [];
  let at = 1;
  while (data[at] !== 0) {
    blocks.push(data.subarray(at + 1, at + 1 + data[at]!));
    at += data[at]! + 1;
  }
  assert.equal(at, data.length - 1);
  const symbols = decodeLzw(Buffer.concat(blocks), chains.minCodeSize, chains.length);
  symbols.forEach((symbol, index) => {
    if (symbol === chains.transparent[index] && mode !== 'literal') return;
    assert.ok(mode !== 'transparent' && symbol === chains.literal[index], `symbol ${index}`);
  });
}

test('what was coded decodes, across every code size, the full dictionary and clears', () => {
  const coder = new LzwCoder();
  for (const minCodeSize of [2, 3, 4, 6, 8])
    for (const length of [1, 2, 255, 3000, 40_000, 150_000])
      for (const mode of ['both', 'transparent', 'literal'] as const) {
        const symbols = 1 << minCodeSize;
        // The second half has other statistics, so that a clear pays.
        const literal = noise(length, symbols - 1, length);
        literal.fill(1, 0, length >> 1);
        for (let at = 0; at < length >> 1; at += 3) literal[at] = (at % 7) % (symbols - 1);
        const chains = chainsOf(literal, symbols - 1, 5, minCodeSize);
        check(coder, chains, mode);
        checkCodes(relay.code(chains, 4)!, chains, 'both');
      }
});

test('random pictures decode', () => {
  const coder = new LzwCoder();
  const property = fc.property(
    fc.uint8Array({ max: 3, minLength: 1, maxLength: 3000 }),
    fc.integer({ min: 1, max: 40 }),
    (literal, changed) => {
      const chains = chainsOf(literal, 3, changed, 2);
      check(coder, chains, 'both');
      checkCodes(relay.code(chains, 4)!, chains, 'both');
    },
  );
  fc.assert(property, { numRuns: 100 });
});

test('a limit is kept', () => {
  const chains = chainsOf(noise(50_000, 15, 1), 15, 3, 4);
  const coder = new LzwCoder();
  const matching = { mode: 'both', lookAheadPixels: 2 } as const;
  const { bits } = coder.code(chains, matching)!;
  assert.equal(coder.code(chains, matching, { bits: bits - 1 }), null);
  assert.equal(coder.code(chains, matching, { bits })!.bits, bits);
});

test('a way that is well behind the pace of another is given up, one that keeps up is not', () => {
  const chains = chainsOf(noise(50_000, 15, 1), 15, 30, 4);
  const coder = new LzwCoder();
  const matchingBy = (mode: MatchMode) => ({ mode, lookAheadPixels: 1 });
  const { bits, pace } = coder.code(chains, matchingBy('transparent'))!;
  const limits = { bits: Number.POSITIVE_INFINITY, pace };
  assert.equal(coder.code(chains, matchingBy('literal'), limits), null);
  assert.equal(coder.code(chains, matchingBy('transparent'), limits)!.bits, bits);
  assert.ok(coder.code(chains, matchingBy('literal'))!.bits > bits);
});
