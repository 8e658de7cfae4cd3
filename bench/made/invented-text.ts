/** Words, names, paths and source code that mean nothing but look like what terminals show. */
import { styled } from './scripted-terminal.js';
import type { SeededRandom } from './seeded-random.js';

const NOUNS = [
  ...['account', 'archive', 'batch', 'branch', 'buffer', 'cache', 'channel', 'client', 'cluster', 'config', 'cursor'],
  ...['device', 'engine', 'entry', 'event', 'field', 'filter', 'gateway', 'handler', 'index', 'invoice', 'journal'],
  ...['ledger', 'letter', 'lock', 'margin', 'message', 'mirror', 'module', 'network', 'node', 'order', 'packet'],
  ...['parser', 'payment', 'pipeline', 'point', 'policy', 'queue', 'record', 'region', 'request', 'route', 'schema'],
  ...['segment', 'session', 'shard', 'signal', 'snapshot', 'stream', 'table', 'target', 'thread', 'ticket', 'token'],
  ...['topic', 'tree', 'volume', 'window', 'worker', 'writer'],
];
const VERBS = [
  ...['accepted', 'closed', 'compiled', 'copied', 'created', 'deleted', 'drained', 'fetched', 'flushed', 'indexed'],
  ...['loaded', 'merged', 'moved', 'opened', 'parsed', 'pruned', 'read', 'received', 'renamed', 'replayed', 'resolved'],
  ...['restored', 'retried', 'scheduled', 'sent', 'sorted', 'started', 'stored', 'updated', 'verified', 'written'],
];
const SMALL = ['the', 'a', 'for', 'with', 'from', 'into', 'after', 'before', 'of', 'in', 'by', 'over', 'under', 'and'];
const SUFFIXES = ['ts', 'rs', 'go', 'py', 'c', 'h', 'json', 'md', 'toml', 'css', 'yaml', 'sql'];

/** A noun. */
export const noun = (random: SeededRandom) => random.pick(NOUNS);

/** A past participle. */
export const verb = (random: SeededRandom) => random.pick(VERBS);

/** Words in a row. */
export function words(random: SeededRandom, count: number): string {
  const kinds = [NOUNS, VERBS, SMALL];
  return Array.from({ length: count }, () => random.pick(random.pick(kinds))).join(' ');
}

/** A name as in source code: `queueWriter`. */
export function identifier(random: SeededRandom): string {
  const last = noun(random);
  return random.chance(0.5) ? last : `${noun(random)}${last[0]!.toUpperCase()}${last.slice(1)}`;
}

/** `queue-writer.ts`. */
export const fileName = (random: SeededRandom) => `${noun(random)}-${noun(random)}.${random.pick(SUFFIXES)}`;

/** `src/session/queue-writer.ts`. */
export function path(random: SeededRandom): string {
  const folders = Array.from({ length: random.between(1, 3) }, () => noun(random));
  return ['src', ...folders, fileName(random)].join('/');
}

/** A line of source code, coloured as an editor does. */
export function codeLine(random: SeededRandom, indent: number): string {
  const line = random.pick(CODE_LINES)(random);
  return `${' '.repeat(indent * 2)}${line}`;
}

const keyword = (word: string) => styled('38;5;176', word);
const called = (random: SeededRandom) => styled('38;5;111', identifier(random));
const quoted = (random: SeededRandom) => styled('38;5;150', `'${words(random, random.between(1, 5))}'`);
const digits = (random: SeededRandom) => styled('38;5;215', `${random.between(0, 4096)}`);
const comment = (text: string) => styled('3;38;5;243', text);

const CODE_LINES: readonly ((random: SeededRandom) => string)[] = [
  () => '',
  () => '}',
  (random) => comment(`// ${words(random, random.between(3, 11))}`),
  (random) =>
    `${keyword('const')} ${identifier(random)} = ${called(random)}(${identifier(random)}, ${digits(random)});`,
  (random) => `${keyword('const')} ${identifier(random)} = ${quoted(random)};`,
  (random) => `${keyword('if')} (${identifier(random)} < ${digits(random)}) ${keyword('return')} ${quoted(random)};`,
  (random) => `${keyword('for')} (${keyword('const')} ${noun(random)} ${keyword('of')} ${called(random)}()) {`,
  (random) => `${identifier(random)}.${called(random)}(${quoted(random)}, ${identifier(random)}.${noun(random)});`,
  (random) =>
    `${keyword('export function')} ${called(random)}(${identifier(random)}: ${styled('38;5;80', 'string')}) {`,
  (random) =>
    `${keyword('return')} ${identifier(random)} + ${digits(random)} * ${called(random)}(${identifier(random)});`,
];
