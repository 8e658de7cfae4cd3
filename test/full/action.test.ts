/** The GitHub Action under tools that know what a runner does. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { projectFolder, withoutProgram } from '../support.js';

const folder = mkdtempSync(join(tmpdir(), 'cast2gif-action-'));
after(() => rmSync(folder, { recursive: true }));

/** The workflows of docs/ci.md, as files. */
function documentedWorkflows(): string[] {
  const text = readFileSync(join(projectFolder, 'docs/ci.md'), 'utf8');
  return [...text.matchAll(/^```yaml\n(name: [\s\S]*?)^```$/gm)].map(([, workflow]) => workflow!);
}

function writeWorkflow(repository: string, name: string, text: string): void {
  const workflows = join(repository, '.github/workflows');
  mkdirSync(workflows, { recursive: true });
  writeFileSync(join(workflows, name), text);
}

test('actionlint has no complaints', { skip: withoutProgram('actionlint', '-version') }, () => {
  const workflows = documentedWorkflows();
  assert.equal(workflows.length, 3);
  const repository = join(folder, 'linted');
  mkdirSync(join(repository, '.git'), { recursive: true });
  cpSync(join(projectFolder, 'action.yml'), join(repository, 'action.yml'));
  // As the action itself, so that its inputs are checked.
  for (const [at, text] of workflows.entries()) {
    writeWorkflow(repository, `documented-${at}.yml`, text.replace('OWNER/cast2gif@v1', './'));
  }
  const ours = join(projectFolder, '.github/workflows');
  for (const name of readdirSync(ours)) writeWorkflow(repository, name, readFileSync(join(ours, name), 'utf8'));
  const { status, stdout, stderr } = spawnSync('actionlint', ['-no-color'], { cwd: repository, encoding: 'utf8' });
  assert.equal(status, 0, stdout + stderr);
});

test('the action runs under act', { skip: withoutProgram('act') }, () => {
  const repository = join(folder, 'run');
  mkdirSync(join(repository, 'action'), { recursive: true });
  for (const name of ['action.yml', 'action/run.mjs', 'package.json']) {
    cpSync(join(projectFolder, name), join(repository, name));
  }
  for (const name of ['bin', 'dist', 'fonts', 'themes', 'node_modules']) {
    symlinkSync(join(projectFolder, name), join(repository, name));
  }
  writeFileSync(join(repository, 'a.cast'), '{"version": 2, "width": 20, "height": 3}\n[1, "o", "a"]\n');
  const step = (mode: string) =>
    `      - uses: ./\n        id: ${mode}\n        with: { mode: ${mode}, files: a.cast }\n`;
  const say = `      - run: echo "made \${{ steps.render.outputs.files }}, stale <\${{ steps.check.outputs.stale }}>"\n`;
  writeWorkflow(
    repository,
    'pictures.yml',
    `on: push\njobs:\n  pictures:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: actions/checkout@v6\n${step('render')}${step('check')}${say}`,
  );
  const git = (...words: string[]) =>
    spawnSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b.c', ...words], { cwd: repository });
  for (const words of [
    ['init', '-q'],
    ['add', 'a.cast'],
    ['commit', '-qm', 'a'],
  ])
    assert.equal(git(...words).status, 0);
  const words = ['push', '-P', 'ubuntu-latest=-self-hosted'];
  const { status, stdout, stderr } = spawnSync('act', words, { cwd: repository, encoding: 'utf8' });
  assert.equal(status, 0, stdout + stderr);
  assert.match(stdout, /made a\.gif, stale <>/);
});
