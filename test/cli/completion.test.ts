import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { withoutProgram } from '../support.js';
import { realCommand, run, temporaryFolder } from './run.js';

async function script(shell: string): Promise<string> {
  const { status, stdout } = await run(['completion', shell], { command: realCommand });
  assert.equal(status, 0);
  return stdout;
}

/** What bash would offer for the last word in a folder, whose files count too. */
function bashOffers(folder: string, completion: string, words: string[]): string[] {
  const program = `${completion}
COMP_WORDS=(${words.map((word) => `'${word}'`).join(' ')}); COMP_CWORD=$((\${#COMP_WORDS[@]}-1))
_cast2gif; printf '%s\\n' "\${COMPREPLY[@]}"`;
  const { stdout, stderr } = spawnSync('bash', ['--norc', '-c', program], { cwd: folder, encoding: 'utf8' });
  assert.equal(stderr, '');
  return stdout.trim().split('\n');
}

test('bash completes options, values and commands', { skip: withoutProgram('bash') }, async (context) => {
  const folder = temporaryFolder(context);
  const completion = await script('bash');
  assert.deepEqual(bashOffers(folder, completion, ['cast2gif', 'in.cast', '--idle']), ['--idle-time-limit']);
  assert.deepEqual(bashOffers(folder, completion, ['cast2gif', '--theme', 'gruv']), ['gruvbox-dark', 'gruvbox-light']);
  assert.deepEqual(bashOffers(folder, completion, ['cast2gif', '-O', 'b']), ['best']);
  assert.deepEqual(bashOffers(folder, completion, ['cast2gif', 'them']), ['themes']);
  assert.deepEqual(bashOffers(folder, completion, ['cast2gif', 'themes', '--js']), ['--json']);
  assert.deepEqual(bashOffers(folder, completion, ['cast2gif', 'completion', 'f']), ['fish']);
  assert.deepEqual(bashOffers(folder, completion, ['cast2gif', 'inspect', '--theme', 'nor']), ['nord']);
  writeFileSync(join(folder, 'logo.png'), '');
  for (const words of [
    ['--watermark', 'lo'],
    ['--theme', 'lo'],
    ['in.cast', 'lo'],
    ['themes', '--preview', 'lo'],
  ]) {
    assert.deepEqual(bashOffers(folder, completion, ['cast2gif', ...words]), ['logo.png']);
  }
  for (const words of [
    ['--title', 'lo'],
    ['--speed', 'lo'],
    ['themes', 'lo'],
  ]) {
    assert.deepEqual(bashOffers(folder, completion, ['cast2gif', ...words]), ['']);
  }
});

for (const shell of ['zsh', 'fish']) {
  test(`${shell} reads its script`, { skip: withoutProgram(shell) }, async (context) => {
    const path = join(temporaryFolder(context), 'completion');
    writeFileSync(path, await script(shell));
    const { status, stderr } = spawnSync(shell, ['-n', path], { encoding: 'utf8' });
    assert.equal(status, 0, stderr);
  });
}

test('every option is in every script', async () => {
  for (const shell of ['zsh', 'fish']) {
    const completion = await script(shell);
    for (const flag of ['theme', 'no-loop', 'max-frames']) assert.ok(completion.includes(flag), `${shell} ${flag}`);
  }
});

test('another shell is refused', async () => {
  const { status, stderr } = await run(['completion', 'tcsh'], { command: realCommand });
  assert.equal(status, 2);
  assert.match(stderr, /^cast2gif: SHELL: expected bash, zsh or fish, not "tcsh"/);
});
