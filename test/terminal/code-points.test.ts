import assert from 'node:assert/strict';
import { test } from 'node:test';
import { codePointProperties } from '#cast2gif/terminal/code-points.js';
import { addonProperties } from './unicode-addon.js';

test('the table says of every code point what the addon says', () => {
  const expected = addonProperties();
  const wrong: number[] = [];
  for (let codePoint = 0; codePoint <= 0x10ffff; codePoint += 1) {
    const { breakClass, width } = codePointProperties(codePoint);
    const other = expected(codePoint);
    if (breakClass !== other.breakClass || width !== other.width) wrong.push(codePoint);
  }
  assert.deepEqual(wrong.slice(0, 10), []);
});

test('widths', () => {
  const widths = Array.from('a漢😀é', (character) => codePointProperties(character.codePointAt(0)!).width);
  assert.deepEqual(widths, [1, 2, 2, 1]);
});
