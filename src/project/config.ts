/** The pictures of a project as its configuration file names them: `cast2gif.config.json`, or `cast2gif` in package.json. */
import { readFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { Cast2gifError, didYouMean, quotedShort } from '../errors.js';
import { ioError } from '../io/io-error.js';
import { CONFIG_OPTIONS } from '../options/config-schema.js';
import type { RenderOptions } from '../options/render-options.js';
import { OPTION_ROWS } from '../options/table.js';
import { readValue } from '../options/value.js';
import type { OptionValue, ValueRow } from '../options/value-row.js';

/** What is made of some recordings. */
export interface ProjectEntry {
  /** Path or glob pattern of recordings. */
  readonly pattern: string;
  /**
   * Paths of pictures; `{name}` and `{dir}` stand for the recording's name and folder, `{subfolder}` for what of that
   * folder is below the fixed part of the pattern.
   */
  readonly outputs: readonly string[];
  readonly options: RenderOptions;
}

/** Everything that a project makes. */
export interface Project {
  /** What all paths are relative to; absolute. */
  readonly folder: string;
  /** The file that says it, for messages and for those who watch; undefined where the command line does. */
  readonly file: string | undefined;
  readonly entries: readonly ProjectEntry[];
}

const CONFIG_FILE = 'cast2gif.config.json';
const PACKAGE_FILE = 'package.json';

/**
 * Reads a project's configuration.
 * @param path of the file; otherwise the one in `folder` is looked for
 * @throws Cast2gifError `input-missing` where there is none; `usage`, naming the key, where it is wrong
 */
export async function openProject(path: string | undefined, folder: string): Promise<Project> {
  const file = path === undefined ? undefined : resolve(folder, path);
  if (file !== undefined) return readProject(file, await readText(file));
  const own = join(folder, CONFIG_FILE);
  const text = await readText(own, true);
  if (text !== undefined) return readProject(own, text);
  const packageFile = join(folder, PACKAGE_FILE);
  const packageText = await readText(packageFile, true);
  if (packageText !== undefined && /"cast2gif"\s*:\s*\{/.test(packageText))
    return readProject(packageFile, packageText);
  throw new Cast2gifError(
    'input-missing',
    `no ${CONFIG_FILE} here, and no "cast2gif" in a ${PACKAGE_FILE}; name recordings, or a file with --config`,
  );
}

async function readText(file: string, mayBeMissing: true): Promise<string | undefined>;
async function readText(file: string, mayBeMissing?: false): Promise<string>;
async function readText(file: string, mayBeMissing = false): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    const isMissing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    if (isMissing && mayBeMissing) return undefined;
    throw ioError(`cannot read ${file}`, error, isMissing ? 'input-missing' : 'input');
  }
}

function readProject(file: string, text: string): Project {
  const name = basename(file);
  const whole = parseJson(name, text);
  const isPackage = name === PACKAGE_FILE;
  const place = new Place(isPackage ? `${name}: cast2gif` : `${name}: `, isPackage);
  const config = place.object(isPackage ? Object(whole).cast2gif : whole, CONFIG_KEYS);
  const common = readOptions(config.options, place.at('options'), dirname(file));
  const recordings = place.at('recordings');
  const entries = Object.entries(recordings.object(config.recordings)).map(([pattern, value]) =>
    readEntry(pattern, value, recordings.at(pattern), { common, folder: dirname(file) }),
  );
  if (entries.length === 0) throw recordings.error('expected at least one recording');
  return { folder: dirname(file), file, entries };
}

const CONFIG_KEYS = ['$schema', 'options', 'recordings'];
const ENTRY_KEYS = ['outputs', 'options'];

function readEntry(
  pattern: string,
  value: unknown,
  place: Place,
  { common, folder }: { readonly common: RenderOptions; readonly folder: string },
): ProjectEntry {
  const entry = place.object(value, ENTRY_KEYS);
  const { outputs } = entry;
  const isList = Array.isArray(outputs) && outputs.length > 0 && outputs.every((output) => typeof output === 'string');
  if (!isList) throw place.at('outputs').error('expected a list of paths such as ["pictures/{name}.gif"]');
  return { pattern, outputs, options: { ...common, ...readOptions(entry.options, place.at('options'), folder) } };
}

function readOptions(value: unknown, place: Place, folder: string): RenderOptions {
  if (value === undefined) return {};
  const options: Record<string, OptionValue> = {};
  for (const [key, given] of Object.entries(place.object(value, [...CONFIG_OPTIONS.keys()]))) {
    const option = CONFIG_OPTIONS.get(key)!;
    const row = OPTION_ROWS[option];
    options[option] = fromFolder(row, readValue(row, given, 'file', { option, label: place.at(key).text }), folder);
  }
  return options as RenderOptions;
}

/** A value with its relative paths resolved from the configuration's folder. */
function fromFolder(row: ValueRow, value: OptionValue, folder: string): OptionValue {
  if (!['path', 'theme', 'font'].includes(row.kind)) return value;
  // Themes and fonts are names unless they look like files.
  const isPath = (text: string) => row.kind === 'path' || (/[/\\]|\.\w+$/.test(text) && !text.includes(','));
  const absolute = (text: string) => (isPath(text) ? resolve(folder, text) : text);
  if (typeof value === 'string') return absolute(value);
  return Array.isArray(value) ? (value as readonly string[]).map(absolute) : value;
}

function parseJson(name: string, text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\ufeff/, ''));
  } catch (error) {
    const { message } = error as Error;
    const position = Number(/position (\d+)/.exec(message)?.[1] ?? text.length);
    const before = text.slice(0, position).split('\n');
    const at = `line ${before.length}, column ${before.at(-1)!.length + 1}`;
    throw new Cast2gifError('usage', `${at}: not valid JSON`, { subject: name, cause: error });
  }
}

/** Where in a file a value stands, for messages: `cast2gif.config.json: recordings["casts/*.cast"].outputs`. */
class Place {
  readonly #path: string;
  readonly #hasKeys: boolean;

  constructor(path: string, hasKeys: boolean) {
    this.#path = path;
    this.#hasKeys = hasKeys;
  }

  get text(): string {
    return this.#path.replace(/: $/, '');
  }

  at(key: string): Place {
    const isWord = /^[\w$-]+$/.test(key);
    const step = isWord ? `${this.#hasKeys ? '.' : ''}${key}` : `[${JSON.stringify(key)}]`;
    return new Place(this.#path + step, true);
  }

  error(problem: string): Cast2gifError {
    return new Cast2gifError('usage', problem, { subject: this.text });
  }

  /** @param keys those that it may have; any without */
  object(value: unknown, keys?: readonly string[]): Record<string, unknown> {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) throw this.error('expected an object');
    const unknown = keys && Object.keys(value).find((key) => !keys.includes(key));
    if (unknown === undefined) return value as Record<string, unknown>;
    throw new Cast2gifError('usage', `unknown key${didYouMean(unknown, keys!) || `: ${quotedShort(unknown)}`}`, {
      subject: this.at(unknown).text,
    });
  }
}
