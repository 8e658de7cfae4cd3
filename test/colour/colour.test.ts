import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { alphaOf, blend, lay, onMatte, TRANSPARENT } from '#cast2gif/colour/blend.js';
import { contrast, isDark } from '#cast2gif/colour/contrast.js';
import { hexColour, parseHexColour, shortHexColour } from '#cast2gif/colour/hex.js';
import { oklab } from '#cast2gif/colour/oklab.js';
import { LINEAR_LIGHT } from '#cast2gif/colour/srgb.js';

const colours = fc.integer({ min: 0, max: 0xffffff });
const shares = fc.double({ min: 0, max: 1, noNaN: true });

test('what is written as hex is read as the same colour', () => {
  fc.assert(
    fc.property(colours, fc.boolean(), (colour, isUpper) => {
      const texts = [hexColour(colour), hexColour(colour).slice(1), shortHexColour(colour), ` ${hexColour(colour)}\n`];
      for (const text of texts) assert.equal(parseHexColour(isUpper ? text.toUpperCase() : text), colour, text);
    }),
  );
});

test('nothing else is a hex colour', () => {
  for (const text of ['', '#', '#12', '#1234', '#12345', '#1234567', '#ggg', '##123456', '0x123456', '#12 456']) {
    assert.equal(parseHexColour(text), undefined, text);
  }
  fc.assert(
    fc.property(fc.string(), (text) => {
      const isHex = /^\s*#?(?:[0-9a-f]{3}){1,2}\s*$/i.test(text);
      assert.equal(parseHexColour(text) !== undefined, isHex);
    }),
  );
});

test('blending goes from one colour to the other, channel by channel', () => {
  fc.assert(
    fc.property(colours, colours, shares, (under, over, share) => {
      assert.equal(blend(under, over, 0), under);
      assert.equal(blend(under, over, 1), over);
      const blended = blend(under, over, share);
      for (const shift of [0, 8, 16]) {
        const channels = [under, over, blended].map((colour) => (colour >> shift) & 255) as [number, number, number];
        assert.ok(
          channels[2] >= Math.min(channels[0], channels[1]) && channels[2] <= Math.max(channels[0], channels[1]),
        );
      }
      assert.equal(lay(under, over, share), blended);
      assert.equal(onMatte(lay(TRANSPARENT, over, 0), under), under);
      assert.equal(alphaOf(lay(TRANSPARENT, over, share)), Math.round(share * 255));
    }),
  );
});

test('contrast is that of WCAG', () => {
  assert.equal(contrast(0x000000, 0xffffff), 21);
  assert.equal(contrast(0x777777, 0xffffff).toFixed(2), '4.48');
  assert.equal(contrast(0xff0000, 0xffffff).toFixed(2), '4.00');
  assert.ok(isDark(0x1e1e2e) && !isDark(0xfafafa));
});

test('OKLab has the coordinates of its definition', () => {
  const rounded = (colour: number) => [...oklab(Uint32Array.of(colour))].map((value) => Number(value.toFixed(3)));
  assert.deepEqual(rounded(0xffffff), [1, 0, 0]);
  assert.deepEqual(rounded(0xff0000), [0.628, 0.225, 0.126]);
  assert.deepEqual(rounded(0x00ff00), [0.866, -0.234, 0.179]);
  assert.deepEqual(rounded(0x0000ff), [0.452, -0.032, -0.312]);
});

test('linear light has the same bits on every release of Node, whose powers differ in the last ones', () => {
  for (const value of LINEAR_LIGHT) assert.ok(Number.isInteger(value * 2 ** 40), `${value}`);
});
