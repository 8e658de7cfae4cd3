// Makes the example recordings and their pictures, which the documentation shows: npm run examples
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const project = fileURLToPath(new URL('../', import.meta.url));
const commands = [
  ['examples/make.mjs'],
  ['bin/cast2gif.js', 'examples/test-card.cast', 'examples/test-card.png', '--at', '100%', '--quiet'],
  ['bin/cast2gif.js', 'examples/demo.cast', 'examples/demo.gif', '--quiet'],
  [
    ...['bin/cast2gif.js', 'examples/demo.cast', 'examples/window.png', '--at', '100%', '--quiet'],
    ...['--window', '--margin-fill', '#2b5876..#8e5a9e', '--theme', 'tokyo-night'],
  ],
  [
    ...['bin/cast2gif.js', 'examples/demo.cast', 'examples/hero.svg', '--select', '3..', '--quiet'],
    ...['--window', '--margin', '0', '--theme', 'tokyo-night'],
  ],
  [
    ...['bin/cast2gif.js', 'examples/demo.cast', 'examples/hero-still.png', '--at', '100%', '--quiet'],
    ...['--window', '--margin', '0', '--theme', 'tokyo-night'],
  ],
  ['bin/cast2gif.js', 'examples/keys.cast', 'examples/keys.gif', '--keys', '--quiet'],
];

for (const command of commands) {
  const run = spawnSync(process.execPath, command, { cwd: project, stdio: 'inherit' });
  if (run.status !== 0) process.exit(run.status ?? 1);
}
