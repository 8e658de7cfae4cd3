import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

const PACKAGE_FOLDER = new URL('../../', import.meta.url);

/** Folders that hold what pictures are made of: their files decide pixels. Fonts are known by their list. */
const DATA = ['fonts/fonts.json', 'themes/'];

let known: Promise<string> | undefined;

/**
 * A text that changes whenever the same recording and options may give other bytes: with the version of this package and
 * of those it depends on (they are pinned), its fonts and its themes. The version of the package, `-`, 16 hex digits.
 */
export function rendererVersion(): Promise<string> {
  known ??= readRendererVersion();
  return known;
}

async function readRendererVersion(): Promise<string> {
  const hash = createHash('sha256');
  const { version, dependencies } = JSON.parse(await readFile(new URL('package.json', PACKAGE_FOLDER), 'utf8'));
  hash.update(JSON.stringify([version, dependencies]));
  const files = (await Promise.all(DATA.map(filesAt))).flat();
  const contents = await Promise.all(files.map((file) => readFile(new URL(file, PACKAGE_FOLDER))));
  for (const [at, file] of files.entries()) hash.update(file).update(contents[at]!);
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
