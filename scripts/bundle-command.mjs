// Bundles all modules that the command runs in its main thread into dist/command.cjs, those of a thread that codes GIFs
// into dist/gif-worker.cjs, and those of a child that renders for the server into dist/render-child.cjs: Node takes some
// 60 ms longer to find and link them one by one. Packages stay outside, and every module keeps the URL of its own file,
// so that it finds what is beside it (fonts, themes, other threads). Only bin/ and the server's renderer use the bundles.
// Then converts a recording, so that the launcher keeps the code that was compiled on the way.
import { spawnSync } from 'node:child_process';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const dist = fileURLToPath(new URL('../dist/', import.meta.url));

const ownAddresses = {
  name: 'own addresses',
  setup({ onLoad }) {
    onLoad({ filter: /\.js$/ }, async ({ path }) => {
      const name = relative(dist, path).replaceAll('\\', '/');
      const source = await readFile(path, 'utf8');
      // The bundle has a `require` already, that of the launcher.
      const withoutRequire = source.replace('const require = createRequire(import.meta.url);', '');
      const withBundledThread = withoutRequire.replace("'./gif-worker.js'", "'../../gif-worker.cjs'");
      return { contents: withBundledThread.replaceAll('import.meta.url', `moduleAddress(${JSON.stringify(name)})`) };
    });
  },
};

const { outputFiles } = await build({
  entryPoints: {
    command: `${dist}cli/main.js`,
    'render-child': `${dist}renderer/render-child.js`,
    'gif-worker': `${dist}encode/gif/gif-worker.js`,
  },
  outdir: dist,
  outExtension: { '.js': '.cjs' },
  bundle: true,
  packages: 'external',
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  // Packages are required: a script that is run with compiled code cannot import.
  supported: { 'dynamic-import': false },
  banner: {
    js: "const moduleAddress = (name) => new URL(name, require('node:url').pathToFileURL(__filename)).href;",
  },
  plugins: [ownAddresses],
  logLevel: 'warning',
  write: false,
});
// A script in ASCII is read faster and takes half of the memory.
const inAscii = (text) =>
  text.replace(/[^\0-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
for (const { path, text } of outputFiles) await writeFile(path, inAscii(text));

await rm(`${dist}compiled`, { recursive: true, force: true });
const project = fileURLToPath(new URL('../', import.meta.url));
const output = join(tmpdir(), `cast2gif-build-${process.pid}.gif`);
const words = [join(project, 'bin/cast2gif.js'), join(project, 'examples/demo.cast'), output, '--quiet'];
// Without that code everything works, only not as fast.
const { status } = spawnSync(process.execPath, words, { env: { ...process.env, NODE_OPTIONS: '' }, stdio: 'inherit' });
if (status !== 0) console.error('bundle-command: no compiled code, because a recording could not be converted');
await rm(output, { force: true });
