/**
 * Outputs that a configuration names stay within the project, so that building the pictures of a pull request cannot
 * overwrite other files of the machine.
 */
import { existsSync, lstatSync, realpathSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, relative, sep } from 'node:path';
import { Cast2gifError } from '../errors.js';
import type { PictureTarget } from './targets.js';

/** The folder that outputs stay in: that of the repository where there is one, else that of the configuration. */
export function projectRoot(folder: string): string {
  for (let at = folder; ; at = dirname(at)) {
    if (existsSync(join(at, '.git'))) return at;
    if (dirname(at) === at) return folder;
  }
}

/** @throws Cast2gifError `usage` for an output outside of the folder, be it by way of a symbolic link */
export function assertOutputsWithin(root: string, targets: readonly PictureTarget[]): void {
  const realRoot = realpathSync(root);
  for (const { output } of targets) {
    const path = realPathOf(output);
    if (path !== undefined && isBelow(path, realRoot)) continue;
    throw new Cast2gifError('usage', 'it is outside the project, where a configuration may not write', {
      subject: output,
    });
  }
}

/** Where a file would be written, as far as that exists; undefined for a link that leads nowhere. */
function realPathOf(path: string): string | undefined {
  if (existsSync(path)) return realpathSync(path);
  if (lstatSync(path, { throwIfNoEntry: false }) !== undefined) return undefined;
  const folder = realPathOf(dirname(path));
  return folder === undefined ? undefined : join(folder, basename(path));
}

function isBelow(path: string, folder: string): boolean {
  const way = relative(folder, path);
  return way !== '' && way.split(sep)[0] !== '..' && !isAbsolute(way);
}
