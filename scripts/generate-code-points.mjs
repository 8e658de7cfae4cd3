// Writes src/terminal/code-point-table.ts: what @xterm/addon-unicode-graphemes knows of every code point, in the few
// bytes it needs. The addon itself unpacks its tables each time it is loaded, which takes longer than most replays.
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { addonProperties } from '../build/test/terminal/unicode-addon.js';

const LINE_LENGTH = 110;
const path = (name) => fileURLToPath(new URL(`../${name}`, import.meta.url));
const { devDependencies } = JSON.parse(readFileSync(path('package.json'), 'utf8'));
const lookUp = addonProperties();
const values = [];
let packed = '';
let runStart = 0;
let runValue;
for (let codePoint = 0; codePoint < 0x110000; codePoint += 1) {
  const { breakClass, width } = lookUp(codePoint);
  const value = breakClass * 4 + width;
  if (value === runValue) continue;
  if (!values.includes(value)) values.push(value);
  packed += (codePoint - runStart).toString(36) + String.fromCharCode(65 + values.indexOf(value));
  runStart = codePoint;
  runValue = value;
}
const lines = packed.match(new RegExp(`.{1,${LINE_LENGTH}}`, 'g')).map((line) => `  '${line}'`);
const source = `/**
 * Grapheme_Cluster_Break and width of all code points: Unicode 15.0 as @xterm/addon-unicode-graphemes ${devDependencies['@xterm/addon-unicode-graphemes']} has it.
 * Written by scripts/generate-code-points.mjs; see it for the form.
 */

/** What a run of code points may be: break class times four, plus cells. */
export const CODE_POINT_VALUES = [${values.join(', ')}];

/** Runs of equal code points: the length of the run before in base 36, then a capital letter, the index of the value. */
export const CODE_POINT_RUNS =
${lines.join(' +\n')};
`;
writeFileSync(path('src/terminal/code-point-table.ts'), source);
