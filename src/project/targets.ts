/** From the patterns of a project to its pictures, one by one. */
import { existsSync } from 'node:fs';
import { basename, dirname, relative, resolve, sep } from 'node:path';
import { Cast2gifError } from '../errors.js';
import { extensionList, type Format, formatOfPath } from '../options/formats.js';
import type { RenderOptions } from '../options/render-options.js';
import type { Project, ProjectEntry } from './config.js';

/** One picture of a project. All paths are absolute. */
export interface PictureTarget {
  readonly output: string;
  readonly recording: string;
  readonly format: Format;
  readonly options: RenderOptions;
}

/**
 * Finds the recordings of a project and what is to be made of them, in a stable order.
 * @param advice what to do where two pictures would have the same name
 * @throws Cast2gifError `input-missing` where a pattern matches nothing; `usage` for outputs that cannot be
 */
export async function targetsOf(
  { folder, entries }: Pick<Project, 'folder' | 'entries'>,
  advice = '{name} in outputs keeps them apart',
): Promise<readonly PictureTarget[]> {
  const targets: PictureTarget[] = [];
  for (const entry of entries) {
    for (const recording of await recordingsOf(entry, folder)) {
      targets.push(...entry.outputs.map((output) => targetOf(output, recording, entry, folder)));
    }
  }
  assertDistinct(targets, advice);
  return targets;
}

const GLOB_SIGN = /[*?{}[\]]/;

async function recordingsOf({ pattern }: ProjectEntry, folder: string): Promise<readonly string[]> {
  const path = resolve(folder, pattern);
  // A name may hold signs of patterns; one that is not there is reported when it is read.
  if (existsSync(path) || !GLOB_SIGN.test(pattern)) return [path];
  if (alternativesIn(pattern) > MOST_ALTERNATIVES) {
    throw new Cast2gifError('usage', `its braces stand for more than ${MOST_ALTERNATIVES} patterns`, {
      subject: pattern,
    });
  }
  const { glob } = await import('tinyglobby');
  const found = await glob(pattern, {
    cwd: folder,
    absolute: true,
    expandDirectories: false,
    ignore: ['**/node_modules/**'],
  });
  if (found.length === 0) throw new Cast2gifError('input-missing', 'no recording matches', { subject: pattern });
  return found.map((name) => resolve(name)).sort();
}

/** Each is matched by itself: doubled a few dozen times, they would take all memory. */
const MOST_ALTERNATIVES = 1000;

/** How many patterns `{a,b}/{c,d}` stands for, at most. */
function alternativesIn(pattern: string): number {
  const open: number[] = [];
  let product = 1;
  for (const sign of pattern) {
    if (sign === '{') open.push(1);
    else if (sign === ',' && open.length > 0) open[open.length - 1]! += 1;
    else if (sign === '}') product *= open.pop() ?? 1;
  }
  return product;
}

/** `casts` for `casts/**\/*.cast`, and for `casts/demo.cast`: the folders that a pattern names. */
function fixedFolder(pattern: string): string {
  const folders = pattern.split('/').slice(0, -1);
  const at = folders.findIndex((name) => GLOB_SIGN.test(name));
  return folders.slice(0, at < 0 ? undefined : at).join('/') || (pattern.startsWith('/') ? '/' : '.');
}

/** `demo` for `casts/demo.cast.gz`. */
function nameOf(recording: string): string {
  return basename(recording).replace(/(?:\.(?:cast|json))?(?:\.(?:gz|zst))?$/i, '');
}

function targetOf(output: string, recording: string, entry: ProjectEntry, folder: string): PictureTarget {
  const format = formatOfPath(output);
  if (format === undefined) {
    throw new Cast2gifError('usage', `expected a name that ends in ${extensionList()}`, { subject: output });
  }
  const from = (base: string) => relative(base, dirname(recording)).replaceAll(sep, '/') || '.';
  const values = {
    name: nameOf(recording),
    dir: from(folder),
    // A pattern may lead back up; what is below a folder does not.
    subfolder: existsSync(resolve(folder, entry.pattern))
      ? '.'
      : from(resolve(folder, fixedFolder(entry.pattern))).replace(/^(?:\.\.(?:\/|$))+/, '') || '.',
  };
  const path = output.replace(/\{(name|dir|subfolder)\}/g, (_, key: keyof typeof values) => values[key]);
  // A recording may be named like that, too.
  if (basename(path).includes('%m')) {
    throw new Cast2gifError('usage', 'a picture of each marker (%m) cannot be kept up to date', { subject: path });
  }
  return { output: resolve(folder, path), recording, format, options: entry.options };
}

/** Systems on which two names that differ in case alone are the same file. */
const FOLDS_CASE = ['darwin', 'win32'].includes(process.platform);

function assertDistinct(targets: readonly PictureTarget[], advice: string): void {
  const fileOf = (path: string) => (FOLDS_CASE ? path.toLowerCase() : path);
  const seen = new Map<string, string>();
  const recordings = new Set(targets.map(({ recording }) => fileOf(recording)));
  for (const { output, recording } of targets) {
    const wrong = (problem: string) => new Cast2gifError('usage', problem, { subject: output });
    if (recordings.has(fileOf(output))) throw wrong('it is a recording; it would be overwritten');
    const other = seen.get(fileOf(output));
    if (other !== undefined) {
      const makers = other === recording ? `twice from ${other}` : `from ${other} and from ${recording}`;
      throw wrong(`it would be made ${makers}; ${advice}`);
    }
    seen.set(fileOf(output), recording);
  }
}
