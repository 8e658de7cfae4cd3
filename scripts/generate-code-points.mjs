// Writes src/terminal/code-point-table.ts: what Unicode says about clusters and widths of every code point, in
// few bytes. For a new version of Unicode, install @unicode/unicode-<version> and a get-east-asian-width
// that knows it, change UNICODE_VERSION, and run `npm run generate:code-points`.
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { eastAsianWidth } from 'get-east-asian-width';

const UNICODE_VERSION = '18.0.0';
const CODE_POINTS = 0x110000;
const LINE_LENGTH = 110;
const SOFT_HYPHEN = 0xad;

/** Numbers of Grapheme_Cluster_Break as src/terminal/graphemes.ts knows them; 0 if not listed. */
const BREAK_CLASSES = {
  Extend: 2,
  Regional_Indicator: 3,
  SpacingMark: 4,
  L: 5,
  V: 6,
  T: 7,
  LV: 8,
  LVT: 9,
  ZWJ: 10,
};
const PICTOGRAPHIC = 11;

const path = (name) => fileURLToPath(new URL(`../${name}`, import.meta.url));

/** Calls `visit` with every code point that has a property. */
async function forEach(property, visit) {
  const { default: ranges } = await import(`@unicode/unicode-${UNICODE_VERSION}/${property}/ranges.mjs`);
  for (const { begin, end } of ranges) for (let codePoint = begin; codePoint < end; codePoint += 1) visit(codePoint);
}

const widths = Uint8Array.from({ length: CODE_POINTS }, (_, codePoint) => eastAsianWidth(codePoint));
const breakClasses = new Uint8Array(CODE_POINTS);
const emojiStyles = new Uint8Array(CODE_POINTS);

for (const [name, number] of Object.entries(BREAK_CLASSES))
  await forEach(`Grapheme_Cluster_Break/${name}`, (codePoint) => (breakClasses[codePoint] = number));
// Voiced sound marks of halfwidth katakana extend a cluster according to the standard, but take a cell of their own, as in JIS X 0201.
breakClasses.fill(0, 0xff9e, 0xffa0);
await forEach('Binary_Property/Extended_Pictographic', (codePoint) => (breakClasses[codePoint] = PICTOGRAPHIC));
await forEach('Binary_Property/Emoji', (codePoint) => (emojiStyles[codePoint] = 1));
await forEach('Binary_Property/Emoji_Presentation', (codePoint) => {
  emojiStyles[codePoint] = 2;
  // One regional indicator is half of a flag, and half as wide.
  if (breakClasses[codePoint] !== BREAK_CLASSES.Regional_Indicator) widths[codePoint] = 2;
});
await forEach('Grapheme_Cluster_Break/Control', (codePoint) => {
  if (codePoint > 0xa0 && codePoint !== SOFT_HYPHEN) widths[codePoint] = 0;
});

const values = [];
let packed = '';
let runStart = 0;
let runValue;
for (let codePoint = 0; codePoint < CODE_POINTS; codePoint += 1) {
  const value = emojiStyles[codePoint] * 64 + breakClasses[codePoint] * 4 + widths[codePoint];
  if (value === runValue) continue;
  if (!values.includes(value)) values.push(value);
  packed += (codePoint - runStart).toString(36) + String.fromCharCode(65 + values.indexOf(value));
  runStart = codePoint;
  runValue = value;
}
const lines = packed.match(new RegExp(`.{1,${LINE_LENGTH}}`, 'g')).map((line) => `  '${line}'`);
const source = `/**
 * Grapheme_Cluster_Break, width and emoji style of all code points.
 * Written by scripts/generate-code-points.mjs; see it for the form.
 */

/** The version of Unicode that the table was made from. */
export const UNICODE_VERSION = '${UNICODE_VERSION}';

/** What a run of code points may be: emoji style times 64, plus break class times four, plus cells. */
export const CODE_POINT_VALUES = [${values.join(', ')}];

/** Runs of equal code points: the length of the run before in base 36, then a capital letter, the index of the value. */
export const CODE_POINT_RUNS =
${lines.join(' +\n')};
`;
const target = path('src/terminal/code-point-table.ts');
if (readFileSync(target, 'utf8') !== source) writeFileSync(target, source);
