/** Checks input and outputs first, so that what would fail at the end is refused at once. */
import { type BigIntStats, readlinkSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { Cast2gifError } from '../errors.js';
import { DEFAULT_FORMAT, extensionList, FORMATS, type Format, formatOfPath } from '../options/formats.js';

/** Stands for standard input or output. */
export const STANDARD_STREAM = '-';

/** Names of the standard streams that are devices; opened as such they would fail where they are sockets. */
const INPUT_DEVICE = /^\/dev\/(stdin|fd\/0)$/;
const OUTPUT_DEVICE = /^\/dev\/(stdout|fd\/1)$/;

/** An output that can be written, as far as can be known beforehand. */
interface PlannedOutput {
  /** `-` or a path. */
  readonly name: string;
  readonly format: Format;
}

/** What the words of the command line ask for. */
export interface Plan {
  /** `-`, a path or a URL. */
  readonly input: string;
  readonly outputs: readonly PlannedOutput[];
}

/** A file that is read besides the recording. */
export interface ReadFile {
  /** The option that names it, for messages. */
  readonly flag: string;
  readonly path: string;
}

/** A file that no output may replace. */
interface KeptFile {
  readonly stats: BigIntStats;
  /** The end of a message: `is the input itself (demo.cast)`. */
  readonly role: string;
}

/** Whether an input is to be fetched. */
function isUrl(input: string): boolean {
  return /^https?:\/\//i.test(input);
}

/**
 * Checks the files of a command line.
 * @param files the input, then the outputs
 * @param format value of --format: the format of a single output, or of those whose names do not say
 * @param terminal whether standard output is a terminal
 * @param alsoRead what options name; what is not a file is skipped
 * @throws Cast2gifError `usage` or `io`
 */
export function planFiles(
  files: readonly string[],
  format: Format | undefined,
  terminal: boolean,
  alsoRead: readonly ReadFile[] = [],
): Plan {
  const [input, ...names] = files.map((name, index) =>
    (index === 0 ? INPUT_DEVICE : OUTPUT_DEVICE).test(name) ? STANDARD_STREAM : name,
  );
  if (input === undefined) {
    throw new Cast2gifError('usage', 'expected a recording and an output; try: cast2gif demo.cast demo.gif');
  }
  if (names.length === 0) {
    const example = isUrl(input) || input === STANDARD_STREAM ? 'demo' : input.replace(/\.[^./\\]*$/, '');
    throw new Cast2gifError('usage', `expected an output too; try: cast2gif ${input} ${example}.gif`);
  }
  if (files.includes('')) throw new Cast2gifError('usage', 'the name of a file is empty');
  const wins = names.length === 1;
  const outputs = names.map((name) => ({ name, format: formatOf(name, format, wins) }));
  if (format !== undefined && !wins && names.every((name) => formatOfPath(name) !== undefined)) {
    throw new Cast2gifError(
      'usage',
      '--format: the names of the outputs already decide their formats; use it with a single output',
    );
  }
  const kept = keptFiles(input, alsoRead);
  for (const output of outputs) checkOutput(output, kept, terminal);
  assertDistinct(names);
  return { input, outputs };
}

function keptFiles(input: string, alsoRead: readonly ReadFile[]): KeptFile[] {
  const kept: KeptFile[] = [];
  if (input !== STANDARD_STREAM && !isUrl(input)) {
    kept.push({ stats: statInput(input), role: `the input itself (${input})` });
  }
  for (const { flag, path } of alsoRead) {
    const stats = quietly(() => statSync(path, { bigint: true }));
    if (stats !== undefined) kept.push({ stats, role: `the file of ${flag} (${path})` });
  }
  // Devices hold no data: /dev/null may well be both.
  return kept.filter(({ stats }) => stats.isFile());
}

function assertDistinct(names: readonly string[]): void {
  const seen = new Map<string, string>();
  for (const name of names) {
    const place = name === STANDARD_STREAM ? STANDARD_STREAM : placeOf(name);
    const other = seen.get(place);
    if (other !== undefined) {
      const how = other === name ? '' : `: ${other} is the same file`;
      throw new Cast2gifError('usage', `${name} is given twice as an output${how}`);
    }
    seen.set(place, name);
  }
}

/** Where writing to a path puts the file: links are followed, also to a file that does not exist yet. */
function placeOf(path: string): string {
  const place = quietly(() => realpathSync.native(path));
  if (place !== undefined) return place;
  const folder = quietly(() => realpathSync.native(dirname(path)));
  if (folder === undefined) return resolve(path);
  const target = quietly(() => readlinkSync(path));
  return target === undefined ? join(folder, basename(path)) : placeOf(resolve(folder, target));
}

function quietly<T>(ask: () => T): T | undefined {
  try {
    return ask();
  } catch {
    return undefined;
  }
}

/** @param wins whether --format takes precedence over the name */
function formatOf(name: string, format: Format | undefined, wins: boolean): Format {
  if (name === STANDARD_STREAM) return format ?? DEFAULT_FORMAT;
  const found = wins ? (format ?? formatOfPath(name)) : (formatOfPath(name) ?? format);
  if (found !== undefined) return found;
  const hint = /\.(cast|json|gz|zst)$/i.test(name) ? '; the recording comes first, outputs after it' : '';
  throw new Cast2gifError('usage', `${name}: its name must end in ${extensionList()}${hint}`);
}

function statInput(path: string): BigIntStats {
  const stats = statIfAny(path);
  if (stats === undefined) throw new Cast2gifError('input-missing', `${path}: no such file`);
  if (stats.isDirectory()) throw new Cast2gifError('input', `${path} is a folder; expected a recording`);
  return stats;
}

/** Whether two names are of one file that exists. */
export function isSameFile(name: string, other: string): boolean {
  const [stats, otherStats] = [name, other].map((path) => quietly(() => statSync(path, { bigint: true })));
  return stats?.isFile() === true && stats.ino === otherStats?.ino && stats.dev === otherStats.dev;
}

/**
 * Checks that a file can be written at a path, as far as can be known beforehand.
 * @throws Cast2gifError `output`
 */
export function checkPlace(name: string): BigIntStats | undefined {
  const stats = statIfAny(name);
  if (stats?.isDirectory()) throw new Cast2gifError('output', `${name} is a folder; expected the name of a file in it`);
  const folder = dirname(name);
  if (stats === undefined && !statIfAny(folder)?.isDirectory()) {
    throw new Cast2gifError('output', `${name}: the folder ${folder} does not exist`);
  }
  return stats;
}

function checkOutput(output: PlannedOutput, kept: readonly KeptFile[], terminal: boolean): void {
  const { name, format } = output;
  if (name === STANDARD_STREAM) {
    if (!terminal || FORMATS[format].isText) return;
    throw new Cast2gifError('usage', `${format} is binary and would upset this terminal; redirect it with > or |`);
  }
  const stats = checkPlace(name);
  const same = kept.find((file) => file.stats.ino === stats?.ino && file.stats.dev === stats.dev);
  if (same) throw new Cast2gifError('usage', `${name} is ${same.role}; it would be overwritten`);
}

/** What is at a path, links followed; undefined if nothing is. File numbers of Windows need all their bits. */
function statIfAny(path: string): BigIntStats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false, bigint: true });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOTDIR') return undefined;
    throw new Cast2gifError('io', `${path}: ${reasonOf(error)}`, { cause: error });
  }
}

function reasonOf(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  return code === 'EACCES' ? 'permission denied' : message;
}
