/** The option table agrees with itself and with everything derived from it. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { Cast2gifError } from '#cast2gif/errors.js';
import { expectation, flagsOf, spell } from '#cast2gif/options/describe.js';
import { FORMAT_NAMES, FORMATS, formatOfPath } from '#cast2gif/options/formats.js';
import { errorsMarkdown, optionsMarkdown, renderOptionsSource } from '#cast2gif/options/generate.js';
import { queryName } from '#cast2gif/options/labels.js';
import type { RenderOptions } from '#cast2gif/options/render-options.js';
import { resolveOptions } from '#cast2gif/options/resolve.js';
import {
  OPTION_NAMES,
  OPTION_ROWS,
  type OptionTable,
  RENDER_OPTION_NAMES,
  type RenderOptionName,
} from '#cast2gif/options/table.js';
import { readValue } from '#cast2gif/options/value.js';
import { isText, type ValueOf, type ValueRow } from '#cast2gif/options/value-row.js';
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

test('the generated documentation is the tables', () => {
  const read = (name: string) => readFileSync(join(projectFolder, 'docs', name), 'utf8');
  assert.equal(read('options.md'), optionsMarkdown(), 'run: npm run generate');
  assert.equal(read('errors.md'), errorsMarkdown(), 'run: npm run generate');
});

test('no two options share a flag or a query key', () => {
  const flags = OPTION_NAMES.flatMap((name) => [
    ...flagsOf(OPTION_ROWS[name]),
    ...(OPTION_ROWS[name].negation ? [`--${OPTION_ROWS[name].negation.flag}`] : []),
  ]);
  assert.deepEqual(flags, [...new Set(flags)]);
  const keys = OPTION_NAMES.flatMap((name) => queryName(OPTION_ROWS[name]) ?? []);
  assert.deepEqual(keys, [...new Set(keys)]);
});

test('every default passes its own check, as value and as text', () => {
  for (const name of OPTION_NAMES) {
    const row = OPTION_ROWS[name];
    if (row.default === undefined) continue;
    assert.equal(readValue(row, row.default, 'library', { option: name }), row.default);
    assert.equal(readValue(row, spell(row, row.default), 'command', { option: name }), row.default);
  }
});

test('every number has a lower bound', () => {
  for (const name of OPTION_NAMES) {
    const row = OPTION_ROWS[name];
    if (['number', 'integer', 'bytes'].includes(row.kind)) assert.notEqual(row.minimum, undefined, name);
  }
});

test('nothing that opens a file, runs a program or lifts a limit is open to a request', () => {
  for (const name of OPTION_NAMES) {
    const row = OPTION_ROWS[name];
    const isForOperators =
      ['path', 'program', 'font', 'address'].includes(row.kind) || row.group === 'limits' || row.scope === 'command';
    if (isForOperators) assert.equal(row.trust, 'operator', name);
    if (row.trust === 'operator') assert.equal(queryName(row), undefined, name);
  }
});

test('every text of a request has a length', () => {
  for (const name of OPTION_NAMES) {
    const row = OPTION_ROWS[name];
    if (row.trust === 'request' && isText(row)) assert.ok(row.service?.maximumLength, name);
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
  const { speed, antialiasingLevels, maxInputBytes, fontFamily } = OPTION_ROWS;
  const parse = (row: ValueRow, text: string) => readValue(row, text, 'command', { label: '--x' });
  assert.equal(parse(speed, '1.5'), 1.5);
  assert.equal(parse(speed, '.5'), 0.5);
  assert.equal(parse(antialiasingLevels, 'off'), 2);
  assert.equal(parse(maxInputBytes, '1.5MB'), 1_572_864);
  assert.equal(parse(maxInputBytes, '64k'), 65_536);
  assert.deepEqual(parse(fontFamily, 'Fira Code, Hack'), ['Fira Code', 'Hack']);
  for (const text of ['', ' ', '0x10', '1,5', 'Infinity', '5s', 'NaN']) {
    assert.throws(() => parse(speed, text), usage(/^--x: expected a number/), `"${text}"`);
  }
  const idle: ValueRow = { kind: 'duration', flag: 'idle', minimum: 0, help: '' };
  for (const [text, seconds] of [
    ['25', 25],
    ['250ms', 0.25],
    ['1.5m', 90],
    ['2h', 7200],
    ['7d', 604_800],
  ] as const) {
    assert.equal(parse(idle, text), seconds);
  }
  assert.equal(spell(idle, 604_800), '7d');
  assert.throws(() => parse(idle, '-1s'), usage(/a time such as 30s/));
});

test('expectations read as English', () => {
  assert.equal(expectation(OPTION_ROWS.idleTimeLimitSeconds), 'a number of seconds above 0 and up to 86400, or none');
  assert.equal(expectation(OPTION_ROWS.maxInputBytes), 'a size such as 500k or 5MB, at least 1');
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
