import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { test } from 'node:test';
import { eastAsianWidth } from 'get-east-asian-width';
import { UNICODE_VERSION } from '#cast2gif/terminal/code-point-table.js';
import { codePointProperties } from '#cast2gif/terminal/code-points.js';

/** Prepended_Concatenation_Mark: signs before Arabic, Syriac and Kaithi numbers. */
const NUMBER_SIGNS = /^[\u0600-\u0605\u06dd\u070f\u0890\u0891\u08e2\u{110bd}\u{110cd}]$/u;
const REGIONAL_INDICATOR = /^\p{Regional_Indicator}$/u;

/** Every code point but the surrogates. */
function* codePoints(): Generator<number> {
  for (let codePoint = 0; codePoint < 0xd800; codePoint += 1) yield codePoint;
  for (let codePoint = 0xe000; codePoint <= 0x10ffff; codePoint += 1) yield codePoint;
}

/** The first code points, in hexadecimal, that a rule does not hold for. */
function exceptions(holds: (codePoint: number, text: string) => boolean): string[] {
  const found: string[] = [];
  for (const codePoint of codePoints())
    if (found.length < 10 && !holds(codePoint, String.fromCodePoint(codePoint))) found.push(codePoint.toString(16));
  return found;
}

const isWide = (codePoint: number) => codePointProperties(codePoint).width === 2;

test('the table is of the version of Unicode that is installed, and no older than the one Node knows', () => {
  const { devDependencies } = createRequire(import.meta.url)('../../../package.json');
  const installed = Object.keys(devDependencies).filter((name) => name.startsWith('@unicode/unicode-'));
  assert.deepEqual(installed, [`@unicode/unicode-${UNICODE_VERSION}`]);
  assert.ok(
    Number.parseFloat(UNICODE_VERSION) >= Number.parseFloat(process.versions.unicode!),
    `Node ${process.version} knows Unicode ${process.versions.unicode}; see scripts/generate-code-points.mjs`,
  );
});

test('what Node takes for an emoji by default is wide, but for the halves of flags', () => {
  const rule = /^\p{Emoji_Presentation}$/u;
  assert.deepEqual(
    exceptions((codePoint, text) => !rule.test(text) || isWide(codePoint) !== REGIONAL_INDICATOR.test(text)),
    [],
  );
});

test('what is wide or fullwidth in East Asia takes two cells; nothing else does but emoji', () => {
  const wrong = exceptions((codePoint) => {
    const { emojiStyle, width } = codePointProperties(codePoint);
    return width === 0 || isWide(codePoint) === (eastAsianWidth(codePoint) === 2 || (emojiStyle === 2 && width === 2));
  });
  assert.deepEqual(wrong, []);
});

test('emoji styles and pictographs agree with Node, as far as it knows the characters', () => {
  const wrong = exceptions((codePoint, text) => {
    if (/^\p{Cn}$/u.test(text)) return true;
    const { emojiStyle } = codePointProperties(codePoint);
    const expected = /^\p{Emoji_Presentation}$/u.test(text) ? 2 : /^\p{Emoji}$/u.test(text) ? 1 : 0;
    return emojiStyle === expected;
  });
  assert.deepEqual(wrong, []);
});

test('format characters show nothing, except those that belong to a cluster or have a glyph', () => {
  const joins = new Set([2, 10]);
  const wrong = exceptions((codePoint, text) => {
    const { breakClass, width } = codePointProperties(codePoint);
    if (!/^\p{Cf}$/u.test(text)) return width > 0 || /^[\p{Cn}\p{Zl}\p{Zp}]$/u.test(text);
    const hasGlyph = codePoint === 0xad || NUMBER_SIGNS.test(text);
    return (width === 0) === !(hasGlyph || joins.has(breakClass));
  });
  assert.deepEqual(wrong, []);
});

const WIDE: Readonly<Record<string, string>> = {
  'emoji since Unicode 14': '🫡🫠🥹🫶🩷🫨🟰🧌🪿🫎🪉🫩🪾\u{1faea}\u{1facd}',
  'kana extensions': '\u{1aff0}\u{1b000}\u{1b11f}\u{1b132}\u{1b155}\u{1b167}',
  'trigrams and hexagrams, wide since Unicode 16': '☰☷⚊⚏䷀䷿\u{1d300}\u{1d376}',
  Han: '漢\u{20000}\u{30000}\u{323af}',
  'fullwidth forms': '！～￥',
};

for (const [name, text] of Object.entries(WIDE)) {
  test(`two cells: ${name}`, () => {
    for (const character of text) assert.equal(codePointProperties(character.codePointAt(0)!).width, 2, character);
  });
}

test('one cell: letters, symbols that are text unless selected, halves of flags', () => {
  for (const character of 'aé❤☎✔★·─█\u{1f1eb}\ue0b0')
    assert.equal(codePointProperties(character.codePointAt(0)!).width, 1, character);
});
