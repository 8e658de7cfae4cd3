import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

const PACKAGE_FOLDER = new URL('../../', import.meta.url);

/** Folders that hold what pictures are made of: their files decide pixels. Fonts are known by their list. */
const DATA = ['fonts/fonts.json', 'themes/'];

/**
 * A text that changes whenever the same recording and options may give other bytes: with the version of this package and
 * of those it depends on (they are pinned), its fonts and its themes.
 */
export async function rendererVersion(): Promise<string> {
  const hash = createHash('sha256');
  const { version, dependencies } = JSON.parse(await readFile(new URL('package.json', PACKAGE_FOLDER), 'utf8'));
  hash.update(JSON.stringify([version, dependencies]));
  for (const name of DATA) {
    for (const file of await filesAt(name)) hash.update(file).update(await readFile(new URL(file, PACKAGE_FOLDER)));
  }
  return `${version}-${hash.digest('hex').slice(0, 16)}`;
}

async function filesAt(name: string): Promise<string[]> {
  if (!name.endsWith('/')) return [name];
  const entries = await readdir(fileURLToPath(new URL(name, PACKAGE_FOLDER)), { withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => `${name}${entry.name}`)
    .sort();
}
