/** Looks at input and outputs before anything is done: what would fail at the end is refused at once. */
import { type BigIntStats, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { Cast2gifError, didYouMean } from '../errors.js';
import { extensionList, FORMAT_NAMES, FORMATS, type Format, formatOfPath, isFormat } from '../options/formats.js';

/** Stands for standard input or output. */
export const STANDARD_STREAM = '-';

/** Names of the standard streams that are devices; opened as such they would fail where they are sockets. */
const INPUT_DEVICE = /^\/dev\/(stdin|fd\/0)$/;
const OUTPUT_DEVICE = /^\/dev\/(stdout|fd\/1)$/;

/** An output that can be written, as far as one can know beforehand. */
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

/** Whether an input is to be fetched. */
function isUrl(input: string): boolean {
  return /^https?:\/\//i.test(input);
}

/**
 * Checks the files of a command line.
 * @param files the input, then the outputs
 * @param format value of --format: the format of a single output, and of those whose name says none
 * @param terminal whether standard output is a terminal
 * @throws Cast2gifError `usage` or `io`
 */
export function planFiles(files: readonly string[], format: string | undefined, terminal: boolean): Plan {
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
  if (files.includes('')) throw new Cast2gifError('usage', 'expected the names of files; one of them is empty');
  const wins = names.length === 1;
  const outputs = names.map((name) => ({ name, format: formatOf(name, format, wins) }));
  if (format !== undefined && !wins && names.every((name) => formatOfPath(name) !== undefined)) {
    throw new Cast2gifError('usage', '--format: the names of the outputs say their formats; give it with one output');
  }
  const source = input === STANDARD_STREAM || isUrl(input) ? undefined : statInput(input);
  const seen = new Map<string, string>();
  for (const output of outputs) {
    checkOutput(output, input, source, terminal);
    const place = output.name === STANDARD_STREAM ? STANDARD_STREAM : resolve(output.name);
    if (seen.has(place)) throw new Cast2gifError('usage', `${output.name} is given twice as an output`);
    seen.set(place, output.name);
  }
  return { input, outputs };
}

/** @param wins whether --format counts more than the name */
function formatOf(name: string, format: string | undefined, wins: boolean): Format {
  if (format !== undefined && !isFormat(format)) {
    const hint = didYouMean(format, FORMAT_NAMES) || `; there are ${FORMAT_NAMES.join(', ')}`;
    throw new Cast2gifError('usage', `--format: unknown format "${format}"${hint}`);
  }
  if (name === STANDARD_STREAM) return format ?? 'gif';
  const told = wins ? (format ?? formatOfPath(name)) : (formatOfPath(name) ?? format);
  if (told !== undefined) return told;
  const hint = /\.(cast|json|gz|zst)$/i.test(name) ? '; the recording comes first, outputs after it' : '';
  throw new Cast2gifError('usage', `${name}: its name must end in ${extensionList()}${hint}`);
}

function statInput(path: string): BigIntStats {
  const stats = statIfAny(path);
  if (stats === undefined) throw new Cast2gifError('io', `${path}: no such file`);
  if (stats.isDirectory()) throw new Cast2gifError('io', `${path} is a folder; expected a recording`);
  return stats;
}

function checkOutput(output: PlannedOutput, input: string, source: BigIntStats | undefined, terminal: boolean): void {
  const { name, format } = output;
  if (name === STANDARD_STREAM) {
    if (!terminal || FORMATS[format].readable) return;
    throw new Cast2gifError('usage', `not writing ${format} data to a terminal; send it on with > or |`);
  }
  const stats = statIfAny(name);
  if (stats?.isDirectory()) throw new Cast2gifError('io', `${name} is a folder; expected the name of a file in it`);
  // Devices are no data: /dev/null may well be both.
  const same = source?.isFile() && stats?.ino === source.ino && stats.dev === source.dev;
  if (same) throw new Cast2gifError('usage', `${name} is the input itself (${input}); it would be overwritten`);
  const folder = dirname(name);
  if (stats === undefined && !statIfAny(folder)?.isDirectory()) {
    throw new Cast2gifError('io', `${name}: the folder ${folder} does not exist`);
  }
}

/** What lies at a path, links followed; undefined where nothing does. File numbers of Windows need all their bits. */
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
