import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { after, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { hasEnded, ownIdentity } from '#cast2gif/io/process-identity.js';
import { openTemporaryFile } from '#cast2gif/io/temporary-files.js';
import { projectFolder } from '../support.js';

const folder = mkdtempSync(join(tmpdir(), 'temporary-'));
after(() => rmSync(folder, { recursive: true }));

/** What another process prints that evaluates this and is killed at its end. */
function killedAfter(module: string, expression: string): string {
  const url = JSON.stringify(pathToFileURL(join(projectFolder, `dist/io/${module}.js`)).href);
  const script = `const its = await import(${url}); process.stdout.write(${expression}); process.kill(process.pid, 'SIGKILL')`;
  return spawnSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' }).stdout;
}

test('what a killed process has left is removed by the next one, and nothing else', () => {
  const left = killedAfter('temporary-files', `its.openTemporaryFile(${JSON.stringify(folder)}).path`);
  assert.deepEqual(readdirSync(folder), [basename(left)]);
  const [, ended] = /^\.cast2gif-(.*)-[0-9a-f]+\.tmp$/.exec(basename(left))!;
  const [host, pid] = ended!.split('-');
  const random = '0123456789abcdef01';
  const others = [
    `.cast2gif-${host!.replace(/./g, 'a')}-${pid}-1-${random}.tmp`,
    `.cast2gif-${ownIdentity()}-${random}.tmp`,
    `.cast2gif-${ended}-${random}.gif`,
    `x.cast2gif-${ended}-${random}.tmp`,
    `.cast2gif-${random}.tmp`,
    'picture.gif',
  ];
  for (const name of others) writeFileSync(join(folder, name), 'x');
  const { path } = openTemporaryFile(folder);
  assert.deepEqual(readdirSync(folder).sort(), [...others, basename(path)].sort());
});

test('a number that is used again protects no file', {
  skip: process.platform === 'linux' ? false : 'when a process was started is known on Linux alone',
}, () => {
  const [host, pid, start] = ownIdentity().split('-');
  assert.equal(hasEnded(`${host}-${pid}-${start}`), false);
  assert.equal(hasEnded(`${host}-${pid}-${Number(start) - 1}`), true);
});

test('a process has ended for certain only on this host', () => {
  const identity = killedAfter('process-identity', 'its.ownIdentity()');
  assert.equal(hasEnded(identity), true);
  assert.equal(hasEnded(identity.replace(/^\w+/, '0'.repeat(12))), false);
});
