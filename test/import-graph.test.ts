/** Guards the direction of data: who may import whom, and what may touch the outside world (ARCHITECTURE.md). */
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join, posix, sep } from 'node:path';
import { test } from 'node:test';
import { projectFolder } from './support.js';

/** Anyone may import these; they import at most each other. */
const LEAVES = ['errors', 'text', 'turns', 'colour'];

/**
 * The floors, from the ground up: a folder (or a file at the top of `src`) and the other folders it may import. These
 * stand above it in this table, so nothing points up. A type is an import like any other.
 */
const FLOORS: Readonly<Record<string, readonly string[]>> = {
  errors: [],
  text: [],
  turns: [],
  colour: [],
  options: [],
  io: [],
  provenance: ['io'],
  asciicast: [],
  'font/opentype': [],
  'font/subset': ['font/opentype'],
  font: ['font/opentype'],
  theme: ['io'],
  timeline: ['asciicast'],
  terminal: ['asciicast'],
  redact: ['asciicast', 'terminal'],
  keys: ['terminal'],
  frames: ['asciicast', 'terminal', 'keys'],
  captions: ['terminal', 'keys', 'frames'],
  mosaic: ['font', 'terminal', 'frames'],
  dressing: ['io', 'font', 'mosaic'],
  encode: [
    'options',
    'io',
    'provenance',
    'font',
    'font/opentype',
    'font/subset',
    'terminal',
    'frames',
    'mosaic',
    'dressing',
  ],
  render: [
    'redact',
    'options',
    'io',
    'provenance',
    'asciicast',
    'font',
    'theme',
    'timeline',
    'terminal',
    'keys',
    'frames',
    'captions',
    'mosaic',
    'dressing',
    'encode',
  ],
  inspect: ['options', 'io', 'provenance', 'asciicast', 'timeline', 'terminal', 'frames', 'encode', 'render'],
  project: ['options', 'io', 'provenance', 'render'],
  index: ['options', 'io', 'asciicast', 'theme', 'render', 'inspect'],
  capture: ['asciicast', 'terminal'],
  embed: ['options'],
  edit: ['asciicast', 'timeline', 'terminal', 'redact'],
  store: ['options', 'io'],
  renderer: ['options', 'io', 'provenance', 'render', 'inspect'],
  jobs: ['options', 'io', 'store', 'renderer'],
  pictures: ['options', 'io', 'store', 'jobs'],
  recordings: ['options', 'io', 'asciicast', 'timeline', 'store'],
  web: ['options', 'inspect', 'embed'],
  'server/service': ['options', 'io', 'provenance', 'store', 'renderer', 'jobs', 'pictures', 'recordings'],
  server: [
    'options',
    'io',
    'provenance',
    'font',
    'render',
    'store',
    'renderer',
    'jobs',
    'pictures',
    'recordings',
    'embed',
    'web',
    'server/service',
  ],
  cli: [
    'options',
    'io',
    'redact',
    'provenance',
    'project',
    'asciicast',
    'font',
    'theme',
    'render',
    'inspect',
    'index',
    'capture',
    'edit',
    'embed',
    'store',
    'renderer',
    'jobs',
    'pictures',
    'recordings',
    'web',
    'server/service',
    'server',
  ],
};

/** What converting a file must not load: `cli` imports these folders only when a command needs them. */
const LOADED_ON_DEMAND = ['store', 'renderer', 'jobs', 'pictures', 'recordings', 'web', 'server/service', 'server'];

/** Packages that converting a file must do without, and the folders that may import them. */
const OPTIONAL_PACKAGES =
  /^(?:fastify|@fastify\/|bullmq|ioredis|aws4fetch|pino|prom-client|node-pty|@lydell\/node-pty)/;

/** Names of files that are given twice on purpose: a command is called what it runs. */
const MAY_SHARE_A_NAME = /^cli\//;

const sourceFolder = join(projectFolder, 'src');

/** Paths below `src`, with slashes. */
const sourceFiles = readdirSync(sourceFolder, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts'))
  .map((name) => name.split(sep).join('/'));

interface Import {
  readonly path: string;
  /** `import()`, or the program of a worker thread: loaded when that line runs. */
  readonly isOnDemand: boolean;
}

/** Static imports, those for their effect alone, dynamic ones, and by URL, as workers are started. */
const IMPORT =
  /(?:^|\n)\s*(?:import|export)\s+(?:[^'";]*?from\s+)?'(?<path>[^']+)'|\b(?:import|require)\(\s*['"`](?<called>[^'"`]+)|new URL\('(?<url>[^']+\.js)'/g;

function importsOf(text: string): Import[] {
  return [...text.matchAll(IMPORT)].map(({ groups }) => {
    const { path, called, url } = groups!;
    return { path: (path ?? called ?? url)!, isOnDemand: path === undefined };
  });
}

function textOf(file: string): string {
  return readFileSync(join(sourceFolder, file), 'utf8');
}

/** The file below `src` that a relative import means. */
function fileOf(from: string, path: string): string {
  return posix.join(posix.dirname(from), path.replace(/\.js$/, '.ts'));
}

/** The row of `FLOORS` that a file belongs to. */
function floorOf(file: string): string {
  const [top, ...below] = file.replace(/\.ts$/, '').split('/');
  const nested = `${top}/${below[0]}`;
  return below.length > 1 && nested in FLOORS ? nested : top!;
}

/** Imports of other files of ours, for every file. */
const graph = new Map(
  sourceFiles.map((file) => [
    file,
    importsOf(textOf(file))
      .filter(({ path }) => path.startsWith('.'))
      .map(({ path, isOnDemand }) => ({ file: fileOf(file, path), isOnDemand })),
  ]),
);

test('no way to import something goes unseen', () => {
  const text = `import a, { b } from './a.js';
import {
  type C,
  d,
} from './d.js';
import './effect.js';
export * from './e.js';
import type { F } from './types.js';
export type { G } from './exported-types.js';
type H = import('./inline.js').H;
const f = await import('./f.js'), g = require('node:g');
new Worker(new URL('./worker.js', import.meta.url));
`;
  const immediate = ['./a.js', './d.js', './effect.js', './e.js', './types.js', './exported-types.js'];
  const onDemand = ['./inline.js', './f.js', 'node:g', './worker.js'];
  assert.deepEqual(importsOf(text), [
    ...immediate.map((path) => ({ path, isOnDemand: false })),
    ...onDemand.map((path) => ({ path, isOnDemand: true })),
  ]);
});

test('every relative import is of a file that exists', () => {
  const missing = [...graph].flatMap(([from, targets]) =>
    targets.filter(({ file }) => !existsSync(join(sourceFolder, file))).map(({ file }) => `${from}: ${file}`),
  );
  assert.deepEqual(missing, []);
});

test('no floor may import one above it', () => {
  const names = Object.keys(FLOORS);
  const upward = names.flatMap((name, at) =>
    FLOORS[name]!.filter((other) => !names.slice(0, at).includes(other)).map((other) => `${name}: ${other}`),
  );
  assert.deepEqual(upward, []);
});

test('imports follow the direction of data', () => {
  const wrong: string[] = [];
  for (const [from, targets] of graph) {
    const floor = floorOf(from);
    const allowed = FLOORS[floor];
    assert.ok(allowed, `src/${from}: its folder is not in the table of this test`);
    for (const { file } of targets) {
      const other = floorOf(file);
      if (other === floor || LEAVES.includes(other) || allowed.includes(other)) continue;
      wrong.push(`src/${from} imports ${file}`);
    }
  }
  assert.deepEqual(wrong, []);
});

/** Tarjan's strongly connected components; only those of more than one node. */
function circlesIn(nodes: ReadonlyMap<string, readonly string[]>): string[][] {
  const order = new Map<string, number>();
  const lowest = new Map<string, number>();
  const stack: string[] = [];
  const circles: string[][] = [];
  const visit = (node: string): void => {
    order.set(node, order.size);
    lowest.set(node, order.get(node)!);
    stack.push(node);
    for (const next of nodes.get(node) ?? []) {
      if (!order.has(next)) visit(next);
      if (stack.includes(next)) lowest.set(node, Math.min(lowest.get(node)!, lowest.get(next)!));
    }
    if (lowest.get(node) !== order.get(node)) return;
    const circle = stack.splice(stack.indexOf(node));
    if (circle.length > 1) circles.push(circle);
  };
  for (const node of nodes.keys()) if (!order.has(node)) visit(node);
  return circles;
}

test('files do not import each other in a circle', () => {
  const sample = new Map([
    ['a', ['b', 'd']],
    ['b', ['c']],
    ['c', ['a']],
    ['d', []],
  ]);
  assert.deepEqual(circlesIn(sample), [['a', 'b', 'c']]);
  const files = new Map([...graph].map(([from, targets]) => [from, targets.map(({ file }) => file)]));
  assert.deepEqual(circlesIn(files), []);
});

test('no two files have the same name', () => {
  const seen = new Map<string, string>();
  const twice: string[] = [];
  for (const file of sourceFiles) {
    if (MAY_SHARE_A_NAME.test(file)) continue;
    const other = seen.get(basename(file));
    if (other !== undefined) twice.push(`${other} and ${file}`);
    seen.set(basename(file), file);
  }
  assert.deepEqual(twice, []);
});

test('converting a file does not load the service', () => {
  const wrong: string[] = [];
  for (const [from, targets] of graph) {
    if (LOADED_ON_DEMAND.includes(floorOf(from))) continue;
    for (const { file, isOnDemand } of targets) {
      if (!isOnDemand && LOADED_ON_DEMAND.includes(floorOf(file))) wrong.push(`src/${from} imports ${file}`);
    }
    for (const { path, isOnDemand } of importsOf(textOf(from))) {
      if (!isOnDemand && OPTIONAL_PACKAGES.test(path)) wrong.push(`src/${from} imports ${path}`);
    }
  }
  assert.deepEqual(wrong, []);
});

/** The only places that may touch files, the network, the clock or the environment. */
const OUTSIDE_WORLD =
  /^(?:io|cli|capture|project|store|renderer|jobs|server|web\/browser)\/|^turns\.ts|^provenance\/renderer-version|^theme\/load-theme|^recordings\/survey-(?:thread|worker)|^font\/(?:bundled|canvas|installed|opentype\/font-file)|^encode\/(?:video\/|threads|gif\/(?:gif-worker|kernel-compiled)|webp\/webp-worker)/;

/** Modules of Node's that compute and touch nothing outside; timers only give the event loop its turn. */
const PURE = /^node:(buffer|crypto|events|module|stream|string_decoder|timers\/promises|url|util|vm|zlib)$/;
const OUTSIDE_GLOBALS =
  /\bprocess\.\w|\bDate\.now\b|\bnew Date\b|\bperformance\.|\bMath\.random\b|\brandom(Bytes|UUID|Int)\b|(?<![\w.])fetch\(|\bset(Timeout|Interval)\(/;

test('only the edges touch the outside world', () => {
  const wrong: string[] = [];
  for (const file of sourceFiles.filter((name) => !OUTSIDE_WORLD.test(name))) {
    const text = textOf(file);
    const modules = importsOf(text)
      .map(({ path }) => path)
      .filter((path) => path.startsWith('node:') && !PURE.test(path));
    const global = OUTSIDE_GLOBALS.exec(text)?.[0];
    if (modules.length > 0 || global !== undefined) wrong.push(`${file}: ${[...modules, global ?? ''].join(' ')}`);
  }
  assert.deepEqual(wrong, []);
});
