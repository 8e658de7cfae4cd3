/** The option table agrees with itself and with everything derived from it. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { Cast2gifError } from '#cast2gif/errors.js';
import { flagsOf } from '#cast2gif/options/describe.js';
import { FORMAT_NAMES, FORMATS, formatOfPath } from '#cast2gif/options/formats.js';
import { readmeWithOptions, renderOptionsSource } from '#cast2gif/options/generate.js';
import type { RenderOptions } from '#cast2gif/options/render-options.js';
import { resolveOptions } from '#cast2gif/options/resolve.js';
import {
  OPTION_NAMES,
  OPTION_ROWS,
  type OptionTable,
  RENDER_OPTION_NAMES,
  type RenderOptionName,
  type ValueOf,
} from '#cast2gif/options/table.js';
import { checkValue, expectation, formatBytes, parseValue } from '#cast2gif/options/value.js';
import { projectFolder } from '../support.js';

/** What the generated interface must say, read from the table's type. */
type Derived = { [N in RenderOptionName]?: ValueOf<OptionTable[N]> | undefined };
type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
const typesAgree: Equal<{ [K in keyof RenderOptions]: RenderOptions[K] }, Derived> = true;

const usage = (pattern: RegExp) => (error: unknown) =>
  error instanceof Cast2gifError && error.code === 'usage' && pattern.test(error.message);

test('the generated interface is the table', () => {
  assert.ok(typesAgree);
  const source = readFileSync(join(projectFolder, 'src/options/render-options.ts'), 'utf8');
  assert.equal(source, renderOptionsSource(), 'run: npm run generate');
});

test("README's option tables are the table", (context) => {
  let readme: string;
  try {
    readme = readFileSync(join(projectFolder, 'README.md'), 'utf8');
  } catch {
    context.skip('no README.md yet');
    return;
  }
  assert.equal(readme, readmeWithOptions(readme), 'run: npm run generate');
});

test('no two options share a flag or a query key', () => {
  const flags = OPTION_NAMES.flatMap((name) => [
    ...flagsOf(OPTION_ROWS[name]),
    ...(OPTION_ROWS[name].negation ? [`--${OPTION_ROWS[name].negation.flag}`] : []),
  ]);
  assert.deepEqual(flags, [...new Set(flags)]);
  const keys = OPTION_NAMES.flatMap((name) => OPTION_ROWS[name].query ?? []);
  assert.deepEqual(keys, [...new Set(keys)]);
});

test('every default passes its own check, as value and as text', () => {
  for (const name of OPTION_NAMES) {
    const row = OPTION_ROWS[name];
    if (row.default === undefined) continue;
    assert.equal(checkValue(row, row.default, name), row.default);
    const text = row.kind === 'bytes' ? formatBytes(row.default as number) : String(row.default);
    assert.equal(parseValue(row, text, name), row.default);
  }
});

test('every number has a lower bound, and no limit can be set by a request', () => {
  for (const name of OPTION_NAMES) {
    const row = OPTION_ROWS[name];
    if (['number', 'integer', 'bytes'].includes(row.kind)) assert.notEqual(row.minimum, undefined, name);
    if (row.group === 'limits' || row.scope === 'command') assert.equal(row.query, undefined, name);
  }
});

test('resolving fills in the defaults', () => {
  const resolved = resolveOptions({ speed: 2, theme: undefined });
  assert.equal(resolved.speed, 2);
  assert.equal(resolved.fpsCap, 30);
  assert.equal(resolved.theme, undefined);
  assert.equal(resolved.loop, 'forever');
  assert.deepEqual(Object.keys(resolved), RENDER_OPTION_NAMES);
});

test('wrong values are refused with field, value and expectation', () => {
  const refused: [unknown, RegExp][] = [
    [{ speed: 0 }, /^speed: expected a number above 0 and up to 1000000, not 0$/],
    [{ speed: Number.NaN }, /^speed: .* not NaN$/],
    [{ speed: '2' }, /^speed: .* not "2"$/],
    [{ rows: 1.5 }, /^rows: expected a whole number of rows from 1 to 10000, or auto, not 1.5$/],
    [{ cursor: 'beam' }, /^cursor: expected recorded, block, bar, underline or none, not "beam"$/],
    [{ fontFamily: 'Hack' }, /^fontFamily: /],
    [{ fpsCapp: 3 }, /^unknown option fpsCapp, did you mean "fpsCap"\?$/],
    [{ quiet: true }, /^unknown option quiet/],
  ];
  for (const [options, pattern] of refused) {
    assert.throws(() => resolveOptions(options as RenderOptions), usage(pattern), JSON.stringify(options));
  }
});

test('text becomes typed values', () => {
  assert.equal(parseValue(OPTION_ROWS.speed, '1.5', '-s'), 1.5);
  assert.equal(parseValue(OPTION_ROWS.speed, '.5', '-s'), 0.5);
  assert.equal(parseValue(OPTION_ROWS.antialiasingLevels, 'off', '--font-aa'), 2);
  assert.equal(parseValue(OPTION_ROWS.maxInputBytes, '1.5MB', '-x'), 1_572_864);
  assert.equal(parseValue(OPTION_ROWS.maxInputBytes, '64k', '-x'), 65_536);
  assert.deepEqual(parseValue(OPTION_ROWS.fontFamily, 'Fira Code, Hack', '-x'), ['Fira Code', 'Hack']);
  for (const text of ['', ' ', '0x10', '1,5', 'Infinity', '5s', 'NaN']) {
    assert.throws(() => parseValue(OPTION_ROWS.speed, text, '--speed'), usage(/^--speed: /), `"${text}"`);
  }
});

test('expectations read as English', () => {
  assert.equal(expectation(OPTION_ROWS.idleTimeLimitSeconds), 'a number of seconds above 0 and up to 86400, or none');
  assert.equal(expectation(OPTION_ROWS.maxInputBytes), 'a size like 500k or 5MB, at least 1');
  assert.equal(expectation(OPTION_ROWS.antialiasingLevels), 'a whole number of levels from 2 to 256, or off');
});

test('a file name decides the format', () => {
  assert.equal(formatOfPath('a/b.GIF'), 'gif');
  assert.equal(formatOfPath('demo.tar.txt'), 'txt');
  assert.equal(formatOfPath('gif'), undefined);
  assert.equal(formatOfPath('a.gif/out'), undefined);
  const extensions = FORMAT_NAMES.flatMap((name) => FORMATS[name].extensions as readonly string[]);
  assert.deepEqual(extensions, [...new Set(extensions)]);
});
