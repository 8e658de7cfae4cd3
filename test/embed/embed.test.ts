/** `cast2gif embed`, as users start it. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { realCommand, run, temporaryFolder } from '../cli/run.js';

const cast = [
  { version: 2, width: 20, height: 4, title: 'Greeting' },
  [1, 'o', '$ hello\r\n'],
  [9, 'o', 'Hi <you>\r\n'],
]
  .map((line) => JSON.stringify(line))
  .join('\n');

test('a page on GitHub gets light and dark, moving and still, and the snippet for them', async (context) => {
  const folder = temporaryFolder(context);
  writeFileSync(join(folder, 'demo.cast'), cast);
  const { status, stdout, stderr } = await run(['embed', 'demo.cast', '--out', 'my pictures', '--alt', 'A greeting'], {
    command: realCommand,
    folder,
  });
  assert.equal(status, 0, stderr);
  const files = ['demo-dark.gif', 'demo-dark.png', 'demo-light.gif', 'demo-light.png'];
  assert.deepEqual(readdirSync(join(folder, 'my pictures')).sort(), files);
  for (const name of files) assert.ok(stdout.includes(`my%20pictures/${name}`), name);
  const [, width, height] = /width="(\d+)" height="(\d+)" alt="A greeting"/.exec(stdout)!;
  const png = readFileSync(join(folder, 'my pictures/demo-light.png'));
  assert.deepEqual([png.readUInt32BE(16), png.readUInt32BE(20)], [Number(width), Number(height)]);
  assert.match(stdout, /<details>.*Hi <you>.*<\/details>/s);
  assert.match(stderr, /WCAG 2\.2\.2/);
});

test('an SVG is light and dark in one file', async (context) => {
  const folder = temporaryFolder(context);
  writeFileSync(join(folder, 'demo.cast'), cast);
  const embed = (...words: string[]) => run(['embed', 'demo.cast', ...words], { command: realCommand, folder });
  const { status, stdout, stderr } = await embed('--format', 'svg');
  assert.equal(status, 0, stderr);
  assert.deepEqual(readdirSync(folder).sort(), ['demo.cast', 'demo.svg']);
  assert.match(stdout, /^<img src="demo\.svg" /);
  assert.match(readFileSync(join(folder, 'demo.svg'), 'utf8'), /prefers-color-scheme:dark/);
  const refused = await embed('--format', 'svg', '--for', 'npm', '--base-url', 'https://example.org');
  assert.equal(refused.status, 2);
  assert.match(refused.stderr, /--format: npm does not show svg/);
});

test('a site that needs a full address says so, and gets one', async (context) => {
  const folder = temporaryFolder(context);
  writeFileSync(join(folder, 'demo.cast'), cast);
  const embed = (...words: string[]) =>
    run(['embed', 'demo.cast', '--for', 'pypi', ...words], { command: realCommand, folder });
  const refused = await embed();
  assert.equal(refused.status, 2);
  assert.match(refused.stderr, /pypi shows pictures by their full address; add --base-url URL/);
  assert.deepEqual(readdirSync(folder), ['demo.cast']);
  const { stdout } = await embed('--base-url', 'https://example.org/x/', '--no-loop');
  assert.match(stdout, /^!\[.*Greeting.*\]\(https:\/\/example\.org\/x\/demo\.gif\)\n$/);
  assert.deepEqual(readdirSync(folder).sort(), ['demo.cast', 'demo.gif']);
});
