/** Which sites take a picture, as the page says. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SITES } from '#cast2gif/options/sites.js';
import { siteFits } from '#cast2gif/web/site-fit.js';

test('a picture fits a site up to its limit, and no further', () => {
  const fitOf = (byteLength: number) =>
    siteFits({ format: 'gif', byteLength, widthPx: 10, heightPx: 10 }).find(({ site }) => site === 'github');
  const { maximumBytes } = SITES.github;
  assert.equal(fitOf(maximumBytes)?.isFine, true);
  assert.equal(fitOf(maximumBytes + 1)?.isFine, false);
  assert.equal(fitOf(maximumBytes / 2)?.used, 0.5);
});

test('pixels count over all frames', () => {
  const fitOf = (frameCount?: number) =>
    siteFits({ format: 'gif', byteLength: 1, widthPx: 1000, heightPx: 1000, frameCount }).find(
      ({ site }) => site === 'devto',
    );
  const frames = SITES.devto.maximumTotalPixels / 1e6;
  assert.equal(fitOf(frames)?.isFine, true);
  assert.equal(fitOf(frames + 1)?.isFine, false);
  assert.equal(fitOf(), undefined);
});

test('a site has limits of its own for some formats, and does not show others', () => {
  const fitOf = (format: 'mp4' | 'gif' | 'webp', at: string) =>
    siteFits({ format, byteLength: 6e6, widthPx: 10, heightPx: 10 }).find(({ site }) => site === at)!;
  assert.deepEqual([fitOf('gif', 'github').isFine, fitOf('mp4', 'github').isFine], [false, true]);
  assert.deepEqual([fitOf('webp', 'medium').isFine, fitOf('webp', 'medium').showsFormat], [false, false]);
});
