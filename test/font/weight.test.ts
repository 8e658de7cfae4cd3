import assert from 'node:assert/strict';
import { test } from 'node:test';
import { linearCoverage, textWeights } from '#cast2gif/font/weight.js';

test('weights rise from nothing to everything', () => {
  for (const foreground of [0x000000, 0x333333, 0x808080, 0x50fa7b, 0xffffff]) {
    const weights = textWeights(foreground);
    assert.equal(weights[0], 0);
    assert.equal(weights[255], 255);
    for (let coverage = 1; coverage < 256; coverage++) assert.ok(weights[coverage]! >= weights[coverage - 1]!);
  }
});

// Means of Chromium's pixels over those this rasteriser half covers, JetBrains Mono at 12 to 24 px.
const CHROMIUM_AT_HALF: readonly [foreground: number, weight: number][] = [
  [0xffffff, 0.55],
  [0xdcdcdc, 0.53],
  [0x333333, 0.5],
  [0x000000, 0.48],
];

test('half covered pixels are as heavy as in a browser', () => {
  for (const [foreground, expected] of CHROMIUM_AT_HALF) {
    const weight = textWeights(foreground)[128]! / 255;
    assert.ok(Math.abs(weight - expected) < 0.025, `${foreground.toString(16)}: ${weight}, in Chromium ${expected}`);
  }
});

test('the strengthening of white text is taken back', () => {
  assert.deepEqual([0, 188, 255].map(linearCoverage), [0, 128, 255]);
});
