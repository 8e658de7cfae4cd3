// Makes what pages consist of, dist/web/page/: scripts and styles in one file for each page, named by their content so
// that they may be kept for good, and index.html, the first page, which names its own. The server fills in what it alone knows ({{facts}}).
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const project = new URL('../', import.meta.url);
const source = new URL('src/web/browser/', project);
const target = new URL('dist/web/page/', project);
const MODULES = ['page.ts', 'page.css', 'recording-page.ts', 'recording-page.css', 'plain.css', 'iframe.css'];
/** What runs in frames and pages of other sites: no modules, which a page without an origin could not load. */
const SCRIPTS = ['iframe-page.ts', 'embed-script.ts'];
/** What the server makes a part of its answers, instead of serving it as it is. */
const WITHIN_ANSWERS = ['plain.css', 'embed-script.js'];

/** Files that are served as they are, by the names that index.html knows. */
const PLAIN_FILES = {
  'icon.svg': new URL('icon.svg', source),
  'hero.svg': new URL('examples/hero.svg', project),
  'hero-still.png': new URL('examples/hero-still.png', project),
  'demo.cast': new URL('examples/demo.cast', project),
};

async function bundledThemes() {
  const folder = new URL('themes/', project);
  const names = (await readdir(folder)).filter((name) => name.endsWith('.json')).sort();
  const themes = await Promise.all(
    names.map(async (name) => JSON.parse(await readFile(new URL(name, folder), 'utf8'))),
  );
  return themes.map(({ name, dark, foreground, background, palette }) => ({
    name,
    dark,
    foreground,
    background,
    palette,
  }));
}

async function bundle(files, format) {
  const { outputFiles } = await build({
    entryPoints: files.map((name) => fileURLToPath(new URL(name, source))),
    outdir: fileURLToPath(target),
    bundle: true,
    minify: true,
    write: false,
    format,
    target: ['chrome111', 'firefox121', 'safari16.4'],
    define: { BUNDLED_THEMES: JSON.stringify(await bundledThemes()) },
    logLevel: 'warning',
  });
  return outputFiles.map(({ path, contents }) => [basename(path), contents]);
}

async function plainFiles() {
  return Promise.all(Object.entries(PLAIN_FILES).map(async ([name, url]) => [name, await readFile(url)]));
}

function hashedName(name, bytes) {
  const hash = createHash('sha256').update(bytes).digest('hex').slice(0, 12);
  return name.replace(/\.[^.]+$/, (extension) => `-${hash}${extension}`);
}

await rm(target, { recursive: true, force: true });
await mkdir(target, { recursive: true });
const names = {};
const bundled = [...(await bundle(MODULES, 'esm')), ...(await bundle(SCRIPTS, 'iife'))];
for (const [name, bytes] of [...bundled, ...(await plainFiles())]) {
  names[name] = WITHIN_ANSWERS.includes(name) ? name : hashedName(name, bytes);
  await writeFile(new URL(names[name], target), bytes);
}
for (const name of WITHIN_ANSWERS) delete names[name];
const html = await readFile(new URL('index.html', source), 'utf8');
const named = html.replace(/\{\{([\w-]+\.\w+)\}\}/g, (_whole, name) => `assets/${names[name]}`);
await writeFile(new URL('index.html', target), named);
await writeFile(new URL('names.json', target), JSON.stringify(names));
