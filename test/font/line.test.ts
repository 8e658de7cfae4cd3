import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openFontSet } from '#cast2gif/font/font-set.js';

const fonts = openFontSet();
const draw = (text: string, widthPx = 1000) => fonts.drawLine(text, 13, widthPx);

test('a line takes as much room as its letters, and is cut to fit', () => {
  const whole = draw('MMMM iiii');
  assert.ok(draw('MMMM').widthPx > 2 * draw('iiii').widthPx);
  assert.equal(draw('MMMM iiii', whole.widthPx).text, 'MMMM iiii');
  for (let widthPx = 0; widthPx < whole.widthPx; widthPx += 3) {
    const cut = draw('MMMM iiii', widthPx);
    assert.ok(cut.widthPx <= widthPx + 1);
    assert.match(cut.text, /^$|^M+(?: i+)?…$/);
  }
});

test('control characters and marks of direction are never drawn', () => {
  assert.equal(draw('a\x1b]0;b\x07\u202ec\u2028\n d').text, 'a ]0;b c d');
  assert.equal(draw('\x00\x9b').widthPx, 0);
});

test('every script finds its face, emoji their colours', () => {
  for (const text of ['Ж', '漢', 'ש', 'हि', 'ñ', '─']) {
    assert.ok(
      draw(text).coverage.some((value) => value > 200),
      text,
    );
    assert.equal(draw(text).colour, undefined);
  }
  assert.ok(draw('a 🚀').colour!.some((value) => value > 0));
});
