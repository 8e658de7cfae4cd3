// Bundles all modules that the command runs in its main thread into dist/command.cjs, and those of a child that renders
// for the server into dist/render-child.cjs: Node takes some 60 ms longer to find and link them one by one. Packages
// stay outside, and every module keeps the URL of its own file, so that it finds what is beside it (fonts, themes,
// worker threads). Only bin/ and the server's renderer use the bundles.
import { readFile } from 'node:fs/promises';
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const dist = fileURLToPath(new URL('../dist/', import.meta.url));

const ownAddresses = {
  name: 'own addresses',
  setup({ onLoad }) {
    onLoad({ filter: /\.js$/ }, async ({ path }) => {
      const name = relative(dist, path).replaceAll('\\', '/');
      const source = await readFile(path, 'utf8');
      return { contents: source.replaceAll('import.meta.url', `moduleAddress(${JSON.stringify(name)})`) };
    });
  },
};

await build({
  entryPoints: { command: `${dist}cli/main.js`, 'render-child': `${dist}renderer/render-child.js` },
  outdir: dist,
  outExtension: { '.js': '.cjs' },
  bundle: true,
  packages: 'external',
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  banner: {
    js: "const moduleAddress = (name) => new URL(name, require('node:url').pathToFileURL(__filename)).href;",
  },
  plugins: [ownAddresses],
  logLevel: 'warning',
});
