/** The GitHub Action: its steps, run as a runner runs them. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { actionYaml } from '#cast2gif/options/action-file.js';
import { CONFIG_OPTIONS } from '#cast2gif/options/config-schema.js';
import { temporaryFolder } from '../cli/run.js';
import { projectFolder, withoutProgram } from '../support.js';

const recording = (text: string) => `{"version": 2, "width": 20, "height": 3}\n[1, "o", "${text}"]\n`;
const withoutBash = withoutProgram('bash');
const actionFile = readFileSync(join(projectFolder, 'action.yml'), 'utf8');

/** What a runner knows after the action has run. */
interface ActionRun {
  readonly status: number | null;
  readonly log: string;
  readonly outputs: Readonly<Record<string, string>>;
  readonly summary: string;
}

/** The inputs of the file with their defaults. */
function defaults(): Record<string, string> {
  const inputs = actionFile.slice(actionFile.indexOf('inputs:'), actionFile.indexOf('outputs:\n  changed'));
  return Object.fromEntries(
    [...inputs.matchAll(/^ {2}([\w-]+):\n(?: {4}.*\n)*? {4}default: (".*")$/gm)].map(([, name, text]) => [
      name!,
      JSON.parse(text!) as string,
    ]),
  );
}

/** Runs the steps one after another, with the environment that a runner gives them. */
function runAction(
  workspace: string,
  inputs: Record<string, string>,
  environment: Record<string, string> = {},
): ActionRun {
  const [outputPath, summaryPath] = [join(workspace, '../output'), join(workspace, '../summary')];
  for (const path of [outputPath, summaryPath]) writeFileSync(path, '');
  const steps = [...actionFile.matchAll(/^ {6}run: (.+)$/gm)].map(([, script]) => script!);
  assert.equal(steps.length, 2);
  let log = '';
  let status: number | null = 0;
  for (const script of steps) {
    const run = spawnSync('bash', ['--noprofile', '--norc', '-e', '-o', 'pipefail', '-c', script], {
      cwd: workspace,
      encoding: 'utf8',
      env: {
        ...{ PATH: process.env.PATH, HOME: process.env.HOME, CI: 'true', GITHUB_ACTIONS: 'true' },
        ...{ GITHUB_WORKSPACE: workspace, GITHUB_ACTION_PATH: projectFolder },
        ...{ GITHUB_OUTPUT: outputPath, GITHUB_STEP_SUMMARY: summaryPath },
        ...{ GITHUB_SERVER_URL: 'https://github.com', GITHUB_REPOSITORY: 'someone/thing', GITHUB_REF_NAME: 'main' },
        CAST2GIF_ACTION_INPUTS: JSON.stringify({ ...defaults(), ...inputs }),
        ...environment,
      },
    });
    log += run.stdout + run.stderr;
    status = run.status;
    if (status !== 0) break;
  }
  return {
    status,
    log,
    outputs: outputsIn(readFileSync(outputPath, 'utf8')),
    summary: readFileSync(summaryPath, 'utf8'),
  };
}

/** The file that steps append their outputs to: `name<<MARK`, lines, `MARK`. */
function outputsIn(text: string): Record<string, string> {
  return Object.fromEntries(
    [...text.matchAll(/^(\w+)<<(\w+)\n([\s\S]*?)\n\2$/gm)].map(([, name, , value]) => [name!, value!]),
  );
}

function workspaceOf(context: TestContext, files: Record<string, string>): string {
  const workspace = join(temporaryFolder(context), 'workspace');
  mkdirSync(join(workspace, 'casts'), { recursive: true });
  for (const [name, content] of Object.entries(files)) writeFileSync(join(workspace, name), content);
  return workspace;
}

const FILES = {
  'casts/a.cast': recording('a'),
  'casts/b, b.cast': recording('b'),
  'cast2gif.config.json': JSON.stringify({ recordings: { 'casts/*.cast': { outputs: ['{name}.gif'] } } }),
};

test('the file of the action is the table of options', () => {
  assert.equal(actionFile, actionYaml(), 'run: npm run generate');
  const names = Object.keys(defaults());
  for (const name of ['mode', 'config', 'files', 'outputs', 'max-bytes', ...CONFIG_OPTIONS.keys()]) {
    assert.ok(names.includes(name), name);
  }
});

test('check fails on stale pictures and says where; render makes them', { skip: withoutBash }, (context) => {
  const workspace = workspaceOf(context, FILES);
  const stale = runAction(workspace, { mode: 'check' });
  assert.equal(stale.status, 1);
  assert.match(stale.log, /^::error file=casts\/a\.cast::a\.gif is stale: missing$/m);
  assert.match(stale.log, /^::error file=casts\/b%2C b\.cast::b, b\.gif is stale: missing$/m);
  assert.deepEqual(stale.outputs, { changed: 'false', stale: 'a.gif\nb, b.gif', files: '', bytes: '0' });
  assert.match(stale.summary, /^0 pictures up to date, 2 pictures stale$/m);

  const rendered = runAction(workspace, { mode: 'render' });
  assert.equal(rendered.status, 0, rendered.log);
  const bytes = ['a.gif', 'b, b.gif'].reduce((sum, name) => sum + readFileSync(join(workspace, name)).length, 0);
  const files = 'a.gif\nb, b.gif';
  assert.deepEqual(rendered.outputs, { changed: 'true', stale: files, files, bytes: String(bytes) });
  assert.match(
    rendered.summary,
    /\| a\.gif \| missing \| – \| \d+\.\d kB \| <img .*someone\/thing\/raw\/main\/a\.gif">/,
  );

  const fresh = runAction(workspace, { mode: 'check' });
  assert.equal(fresh.status, 0, fresh.log);
  assert.deepEqual(fresh.outputs, { changed: 'false', stale: '', files: '', bytes: '0' });

  writeFileSync(join(workspace, 'casts/a.cast'), recording('other'));
  const changed = runAction(workspace, { mode: 'check' });
  assert.match(changed.log, /^::error file=a\.gif::a\.gif is stale: the recording has changed$/m);
});

test('files, outputs and options come as inputs', { skip: withoutBash }, (context) => {
  const workspace = workspaceOf(context, FILES);
  const inputs = { files: 'casts/*.cast\n', outputs: 'out/{name}.svg', theme: 'nord', window: 'macos', keys: 'false' };
  const { status, log, outputs } = runAction(workspace, { mode: 'render', ...inputs });
  assert.equal(status, 0, log);
  assert.equal(outputs.files, 'out/a.svg\nout/b, b.svg');
  assert.equal(runAction(workspace, { mode: 'check', ...inputs }).status, 0);
  assert.equal(runAction(workspace, { mode: 'check', ...inputs, 'max-bytes': '1MB' }).status, 1);
});

test('what is wrong with the inputs is an annotation', { skip: withoutBash }, (context) => {
  const workspace = workspaceOf(context, FILES);
  for (const [inputs, expected] of [
    [{ mode: 'chekc' }, /^::error::mode: expected check or render, not "chekc"$/m],
    [{ speed: 'fast' }, /^::error::cast2gif: --speed: expected a number/m],
    [{ config: 'none.json' }, /^::error::cast2gif: .*none\.json/m],
    [{ files: '--version' }, /^::error file=--version::/m],
  ] as const) {
    const { status, log } = runAction(workspace, inputs);
    assert.match(log, expected);
    assert.notEqual(status, 0);
  }
});
