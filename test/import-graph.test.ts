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
  keys: [],
  frames: ['terminal', 'keys'],
  theme: [],
  font: [],
  mosaic: ['theme', 'font'],
  dressing: ['theme', 'font', 'mosaic'],
  encode: ['mosaic', 'dressing', 'font'],
  io: [],
  render: [
    'asciicast',
    'timeline',
    'terminal',
    'frames',
    'keys',
    'mosaic',
    'dressing',
    'encode',
    'io',
    'theme',
    'font',
    'options',
  ],
  inspect: ['render', 'encode', 'io', 'options'],
  index: ['render', 'inspect', 'options', 'theme', 'font'],
  cli: ['index', 'options', 'io', 'theme', 'font', 'inspect'],
};

const source = join(projectFolder, 'src');

/** Static, for their effect alone, dynamic, and by URL, as workers are started. */
const IMPORT =
  /(?:^|\n)\s*(?:import|export)\s+(?<type>type\s)?(?:[^'";]*?from\s+)?'(?<path>[^']+)'|\b(?:import|require)\(\s*['"`](?<called>[^'"`]+)|new URL\('(?<url>[^']+\.js)'/g;

/** What a file's text imports; types alone are no import. */
function* importedBy(text: string): Generator<string> {
  for (const { groups } of text.matchAll(IMPORT)) {
    if (groups!.type === undefined) yield (groups!.path ?? groups!.called ?? groups!.url)!;
  }
}

test('no way to import something goes unseen', () => {
  const text = `import a, { b } from './a.js';
import {
  type C,
  d,
} from './d.js';
import './effect.js';
export * from './e.js';
import type { F } from './types.js';
const f = await import('./f.js'), g = require('node:g');
new Worker(new URL('./worker.js', import.meta.url));
`;
  const seen = ['./a.js', './d.js', './effect.js', './e.js', './f.js', 'node:g', './worker.js'];
  assert.deepEqual([...importedBy(text)], seen);
});

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
    for (const path of importedBy(readFileSync(join(source, name), 'utf8'))) {
      if (!path.startsWith('.')) continue;
      const to = house(resolve(dirname(join(source, name)), path));
      if (to === from || to === 'errors' || allowed.includes(to)) continue;
      wrong.push(`src/${name} imports ${to}`);
    }
  }
  assert.deepEqual(wrong, []);
});

/** The only places that may touch files, the network, the clock or the environment. */
const OUTSIDE_WORLD =
  /^(io|cli|theme|font|inspect)\b|^dressing\/picture|^encode\/(video|threads|gif\/(worker|kernel)|webp\/worker)/;

/** Modules of Node's that compute and touch nothing outside; timers only give the event loop its turn. */
const PURE = /^node:(buffer|crypto|events|module|stream|string_decoder|timers\/promises|url|util|zlib)$/;
const OUTSIDE_GLOBALS =
  /\bprocess\.\w|\bDate\.now\b|\bnew Date\b|\bperformance\.|\bMath\.random\b|\brandom(Bytes|UUID|Int)\b|(?<![\w.])fetch\(|\bset(Timeout|Interval)\(/;

test('only the edges touch the outside world', () => {
  const wrong: string[] = [];
  for (const name of readdirSync(source, { recursive: true, encoding: 'utf8' })) {
    if (!name.endsWith('.ts') || OUTSIDE_WORLD.test(name.split(sep).join('/'))) continue;
    const text = readFileSync(join(source, name), 'utf8');
    const modules = [...importedBy(text)].filter((path) => path.startsWith('node:') && !PURE.test(path));
    const global = OUTSIDE_GLOBALS.exec(text)?.[0];
    if (modules.length > 0 || global !== undefined) wrong.push(`${name}: ${[...modules, global ?? ''].join(' ')}`);
  }
  assert.deepEqual(wrong, []);
});
