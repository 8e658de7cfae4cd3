/** Guards the direction of data: who may import whom (ARCHITECTURE.md). */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { test } from 'node:test';
import { projectFolder } from './support.js';

/** Folder (or file at the top) → folders it may import besides itself, `errors` and types. */
const ALLOWED: Record<string, readonly string[]> = {
  errors: [],
  options: [],
  asciicast: [],
  timeline: [],
  terminal: [],
  frames: ['terminal'],
  theme: [],
  font: [],
  mosaic: ['theme', 'font'],
  encode: ['mosaic'],
  io: [],
  inspect: [],
  budget: ['options'],
  render: [
    'budget',
    'asciicast',
    'timeline',
    'terminal',
    'frames',
    'mosaic',
    'encode',
    'io',
    'theme',
    'font',
    'options',
  ],
  'inspect-recording': ['render', 'options', 'encode', 'inspect'],
  index: ['render', 'inspect-recording', 'options', 'theme', 'font', 'inspect'],
  cli: ['index', 'options', 'io', 'theme', 'font', 'inspect'],
};

const source = join(projectFolder, 'src');

function* importsOf(file: string): Generator<{ target: string; typeOnly: boolean }> {
  const text = readFileSync(file, 'utf8');
  const pattern = /(?:^|\n)\s*(import|export)\s+(type\s)?[^'";]*?from\s+'(\.[^']+)'|import\('(\.[^']+)'\)/g;
  for (const match of text.matchAll(pattern)) {
    yield { target: resolve(dirname(file), match[3] ?? match[4] ?? ''), typeOnly: match[2] !== undefined };
  }
}

function house(path: string): string {
  return (
    relative(source, path)
      .split(sep)[0]
      ?.replace(/\.[jt]s$/, '') ?? ''
  );
}

test('imports follow the direction of data', () => {
  const wrong: string[] = [];
  for (const name of readdirSync(source, { recursive: true, encoding: 'utf8' })) {
    if (!name.endsWith('.ts')) continue;
    const from = house(join(source, name));
    const allowed = ALLOWED[from];
    assert.ok(allowed, `src/${name}: its folder is not in the table of this test`);
    for (const { target, typeOnly } of importsOf(join(source, name))) {
      const to = house(target);
      if (typeOnly || to === from || to === 'errors' || allowed.includes(to)) continue;
      wrong.push(`src/${name} imports ${to}`);
    }
  }
  assert.deepEqual(wrong, []);
});

/** The only places that may touch files, the network, the clock or the environment. */
const OUTSIDE_WORLD = /^(io|cli|theme|font|inspect)\b|^encode\/(video|gif\/(threads|worker|kernel))/;

test('only the edges touch the outside world', () => {
  const wrong: string[] = [];
  for (const name of readdirSync(source, { recursive: true, encoding: 'utf8' })) {
    if (!name.endsWith('.ts') || OUTSIDE_WORLD.test(name.split(sep).join('/'))) continue;
    const text = readFileSync(join(source, name), 'utf8');
    if (/from 'node:(fs|http|https|net|child_process|os)|process\.env|Date\.now|performance\.now/.test(text))
      wrong.push(name);
  }
  assert.deepEqual(wrong, []);
});
