import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RelayTally } from '#cast2gif/encode/gif/relay-tally.js';

const LARGE = 1_000_000;
const BITS = 100_000;

/** For how many of so many images of a segment a relay is tried. */
function triesOf(tally: RelayTally, images: number, pixels: number, savedShare: number): number {
  let tries = 0;
  for (let image = 0; image < images; image += 1) {
    if (!tally.isWorthwhile(pixels, BITS)) continue;
    tries += 1;
    tally.add(pixels, BITS, BITS * savedShare);
  }
  return tries;
}

test('relays go on where they save bytes, and for small images anyway', () => {
  assert.equal(triesOf(new RelayTally(), 100, LARGE, 0.02), 100);
  assert.equal(triesOf(new RelayTally(), 100, 1000, 0), 100);
});

test('where they save nothing few large images get one', () => {
  const tries = triesOf(new RelayTally(), 100, LARGE, 0.001);
  assert.ok(tries >= 20 && tries <= 40, `${tries}`);
});

test('the largest images get none, and those that take the most bits', () => {
  assert.equal(triesOf(new RelayTally(), 100, 2 * LARGE, 0.02), 0);
  assert.equal(new RelayTally().isWorthwhile(LARGE, 10 * BITS), false);
  assert.equal(new RelayTally().isWorthwhile(LARGE / 10, BITS), false);
});

test('they come back when the images become such that they pay', () => {
  const tally = new RelayTally();
  triesOf(tally, 20, LARGE, 0);
  triesOf(tally, 60, LARGE, 0.1);
  assert.ok(tally.isWorthwhile(LARGE, BITS));
});
