/** The documentation: short where it must be, and true of links, options and commands. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { test } from 'node:test';
import { COMMON_ROWS } from '#cast2gif/cli/commands/command-line.js';
import { COMMANDS } from '#cast2gif/cli/commands/command-table.js';
import { commandsMarkdown } from '#cast2gif/cli/commands-page.js';
import { flagsOf } from '#cast2gif/options/describe.js';
import { SERVE_GROUPS } from '#cast2gif/options/service-settings.js';
import { groupsMarkdown } from '#cast2gif/options/settings.js';
import { OPTION_ROWS } from '#cast2gif/options/table.js';
import type { ValueRow } from '#cast2gif/options/value-row.js';
import { projectFolder } from './support.js';

const read = (name: string) => readFileSync(join(projectFolder, name), 'utf8');
const pagesIn = (folder: string) =>
  readdirSync(join(projectFolder, folder))
    .filter((name) => name.endsWith('.md'))
    .map((name) => join(folder, name));
const pages = [...pagesIn('.'), ...pagesIn('docs')];

const MAX_README_BYTES = 9000;

test('README stays short', () => {
  assert.ok(statSync(join(projectFolder, 'README.md')).size <= MAX_README_BYTES);
});

test('the generated part of docs/cli.md is up to date', () => {
  assert.ok(read('docs/cli.md').includes(`\n${commandsMarkdown()}\n`), 'run: npm run generate');
});

/** Text without its code, in which brackets are no links. */
const withoutCode = (page: string) => page.replaceAll(/^```[\s\S]*?^```/gm, '').replaceAll(/`[^`\n]*`/g, '');

/** The anchor that GitHub gives a heading. */
function anchorOf(heading: string): string {
  const text = heading.replaceAll(/[^\p{L}\p{N}\- _]/gu, '');
  return text.trim().toLowerCase().replaceAll(' ', '-');
}

/** Where a page's links lead that stay in the project. */
const linksOf = (name: string) =>
  [...withoutCode(read(name)).matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, target]) => target!)
    .filter((target) => !/^https?:/.test(target));

function brokenLinks(name: string): string[] {
  return linksOf(name).filter((target) => {
    const [path, anchor] = target.split('#') as [string, string?];
    const file = path === '' ? name : join(dirname(name), path);
    if (!existsSync(join(projectFolder, file))) return true;
    return anchor !== undefined && !headingsOf(file).includes(anchor);
  });
}

const headingsOf = (file: string) => [...read(file).matchAll(/^#+ (.*)$/gm)].map(([, heading]) => anchorOf(heading!));

test('every link leads somewhere', () => {
  assert.deepEqual(anchorOf('## `cast2gif` from A to B, again'.slice(3)), 'cast2gif-from-a-to-b-again');
  for (const name of pages) assert.deepEqual(brokenLinks(name), [], name);
});

test('the package holds what README and the guides link to, and the action', () => {
  const words = ['pack', '--dry-run', '--json', '--ignore-scripts'];
  const { stdout } = spawnSync('npm', words, {
    cwd: projectFolder,
    encoding: 'utf8',
    shell: process.platform === 'win32',
  });
  const [{ files }] = JSON.parse(stdout) as [{ files: readonly { path: string }[] }];
  const packed = new Set(files.map(({ path }) => path));
  const linked = ['README.md', ...pagesIn('docs')].flatMap((name) =>
    linksOf(name)
      .map((target) => target.split('#')[0]!)
      .filter((path) => path !== '')
      .map((path) => posix.join(dirname(name), path)),
  );
  assert.ok(linked.includes('docs/embedding.md') && linked.includes('docs/recording.md'));
  const needed = [...linked, 'action.yml', 'action/run.mjs', 'schema/cast2gif.config.schema.json'];
  assert.deepEqual(
    needed.filter((path) => !packed.has(path)),
    [],
  );
});

/** Command lines of cast2gif in blocks of code, and in spans of code those and bare options. */
function ourCommandLines(page: string): string[] {
  const blocks = [...page.matchAll(/^```(?:sh|yaml)?\n([\s\S]*?)^```/gm)].flatMap(([, code]) =>
    code!.replaceAll('\\\n', ' ').split('\n'),
  );
  const spans = [...page.replaceAll(/^```[\s\S]*?^```/gm, '').matchAll(/`([^`]+)`/g)].map(([, code]) => code!);
  const commands = [...blocks, ...spans].flatMap((line) => line.match(/\bcast2gif [^|>&;#]*/g) ?? []);
  return [...commands, ...spans.filter((span) => span.startsWith('--'))];
}

const flagsIn = (line: string) => line.match(/(?<=^|\s)--[a-z][a-z-]*/g) ?? [];

function knownFlags(): Set<string> {
  const tables = [OPTION_ROWS, COMMON_ROWS, ...Object.values(COMMANDS).map(({ options }) => options)];
  const rows = tables.flatMap((table): (ValueRow & { negation?: { flag: string } })[] => Object.values(table));
  return new Set(rows.flatMap((row) => [...flagsOf(row), ...(row.negation ? [`--${row.negation.flag}`] : [])]));
}

test('every option that the documentation names exists', () => {
  const known = knownFlags();
  assert.ok(known.has('--theme') && known.has('--no-shadow') && known.has('--json'));
  for (const name of pages) {
    const flags = ourCommandLines(read(name)).flatMap(flagsIn);
    assert.deepEqual(
      flags.filter((flag) => !known.has(flag)),
      [],
      name,
    );
  }
  assert.ok(ourCommandLines(read('README.md')).flatMap(flagsIn).length > 10);
});

test('every script that the documentation runs exists', () => {
  const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
  for (const name of pages) {
    const used = [...read(name).matchAll(/npm run (?:-s )?([\w:-]+)/g)].map(([, script]) => script!);
    assert.deepEqual(
      used.filter((script) => !(script in scripts)),
      [],
      name,
    );
  }
});

test('the generated part of docs/serving.md is up to date', () => {
  assert.ok(read('docs/serving.md').includes(`\n${groupsMarkdown(SERVE_GROUPS)}\n`), 'run: npm run generate');
});
