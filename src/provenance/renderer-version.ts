import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';

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

/** Reads at once: there are a few small files, and handing each to another thread would take longer. */
async function readRendererVersion(): Promise<string> {
  const hash = createHash('sha256');
  const { version, dependencies } = JSON.parse(readFileSync(new URL('package.json', PACKAGE_FOLDER), 'utf8'));
  hash.update(JSON.stringify([version, dependencies]));
  for (const file of DATA.flatMap(filesAt)) hash.update(file).update(readFileSync(new URL(file, PACKAGE_FOLDER)));
  return `${version}-${hash.digest('hex').slice(0, 16)}`;
}

function filesAt(name: string): string[] {
  if (!name.endsWith('/')) return [name];
  const entries = readdirSync(new URL(name, PACKAGE_FOLDER), { withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => `${name}${entry.name}`)
    .sort();
}
