import assert from 'node:assert/strict';
import { test } from 'node:test';
import { analyseGrapheme, type Presentation } from '#cast2gif/font/grapheme.js';

const CASES: Record<Presentation, readonly string[]> = {
  blank: ['', ' ', '\u00a0', '\u3000', '\u200b', '\u200d\ufe0f', '\u00ad', '\u0007', '\u3164', '\u2800', '\u{e0001}'],
  text: ['a', '1', '#', '1\ufe0f', '©', '❤', '☺\ufe0e', '⚡\ufe0e', 'é', '中', '\ue0b0', '\u0301', '\u0600', '\ufffd'],
  emoji: ['😀', '⚡', '❤\ufe0f', '©\ufe0f', '1\ufe0f\u20e3', '👍🏽', '☝🏽', '❤\u200d🔥', '🇫🇷', '🏴󠁧󠁢󠁥󠁮󠁧󠁿', '👩‍💻'],
};

for (const [presentation, graphemes] of Object.entries(CASES)) {
  test(`presentation: ${presentation}`, () => {
    for (const grapheme of graphemes) {
      assert.equal(analyseGrapheme(grapheme).presentation, presentation, JSON.stringify(grapheme));
    }
  });
}

test('only what leaves ink must be covered', () => {
  assert.deepEqual(analyseGrapheme('❤\ufe0f\u200d🔥').inked, [0x2764, 0x1f525]);
  assert.deepEqual(analyseGrapheme('क\u094d\u200dष').inked, [0x915, 0x94d, 0x937]);
});
