// What the GitHub Action does: calls `cast2gif check` or `cast2gif build`, and tells the runner what came out. See
// action.yml for the inputs and outputs, docs/ci.md for workflows.
import { spawn } from 'node:child_process';
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { CONFIG_OPTIONS } from '../dist/options/config-schema.js';
import { OPTION_ROWS } from '../dist/options/table.js';
import { STALE_REASONS } from '../dist/project/stale-reasons.js';

const COMMAND = join(import.meta.dirname, '../bin/cast2gif.js');
const COMMANDS = { check: 'check', render: 'build' };
const STALE = 1;

/** The command line that the inputs ask for. */
function wordsFor({ mode, config, files, outputs, ...options }) {
  if (!Object.hasOwn(COMMANDS, mode)) throw new Error(`mode: expected check or render, not "${mode}"`);
  const words = [COMMANDS[mode], '--json', '--quiet'];
  if (config) words.push(`--config=${config}`);
  for (const output of linesOf(outputs)) words.push(`--output=${output}`);
  for (const [name, value] of Object.entries(options)) {
    const option = CONFIG_OPTIONS.get(name);
    if (option !== undefined && value !== '') words.push(`--${OPTION_ROWS[option].flag}=${value}`);
  }
  return [...words, '--', ...linesOf(files)];
}

function linesOf(text = '') {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

/** Runs the command. Its messages go to the log and come back, too. */
async function run(words) {
  const child = spawn(process.execPath, [COMMAND, ...words], { stdio: ['ignore', 'pipe', 'pipe'] });
  const texts = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr']) {
    child[name].setEncoding('utf8');
    child[name].on('data', (text) => (texts[name] += text));
  }
  child.stderr.pipe(process.stderr);
  const status = await new Promise((resolve, reject) => child.on('error', reject).on('close', resolve));
  return { status: status ?? 1, ...texts };
}

/** A line that the runner shows beside a file. */
function annotation(kind, file, message) {
  const data = (text) => text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
  const property = (text) => data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
  return `::${kind}${file === undefined ? '' : ` file=${property(file)}`}::${data(message)}`;
}

function why(reasons) {
  return reasons.map((reason) => STALE_REASONS[reason] ?? reason).join(', ');
}

/** Names of files cannot end the list early: the mark is not one of its lines. */
function setOutput(name, value) {
  if (process.env.GITHUB_OUTPUT === undefined) return;
  let mark = 'END';
  while (value.split('\n').includes(mark)) mark += '_';
  appendFileSync(process.env.GITHUB_OUTPUT, `${name}<<${mark}\n${value}\n${mark}\n`);
}

function size(bytes) {
  if (bytes === undefined) return '–';
  return bytes < 1e6 ? `${(bytes / 1e3).toFixed(1)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}

/** Text for a cell of a table. */
function cell(text) {
  return text.replace(/[&<>|\\`*_[\]\n]/g, (sign) => `&#${sign.codePointAt(0)};`);
}

/** The picture as it is on the branch of this run. */
function image(path) {
  const { GITHUB_SERVER_URL: server, GITHUB_REPOSITORY: repository, GITHUB_HEAD_REF, GITHUB_REF_NAME } = process.env;
  const branch = GITHUB_HEAD_REF || GITHUB_REF_NAME;
  if (!server || !repository || !branch) return '';
  const address = [repository, 'raw', branch, path].map(encodeURI).join('/');
  return `<img alt="" width="240" src="${server}/${address}">`;
}

function summaryOf({ fresh, stale = [], built = [], failed }) {
  const row = ({ output, reasons, bytesBefore, bytes }) =>
    `| ${cell(output)} | ${why(reasons)} | ${size(bytesBefore)} | ${size(bytes)} | ${image(output)} |`;
  const changed = [...stale, ...built];
  const table = ['| picture | why | before | after | |', '|---|---|--:|--:|---|', ...changed.map(row)];
  const count = (number, what) => `${number} picture${number === 1 ? '' : 's'} ${what}`;
  const facts = [
    count(fresh, 'up to date'),
    ...(stale.length > 0 ? [count(stale.length, 'stale')] : []),
    ...(built.length > 0 ? [count(built.length, 'made')] : []),
    ...(failed.length > 0 ? [count(failed.length, 'failed')] : []),
  ];
  const errors = failed.map(({ output, error }) => `- ${cell(output)}: ${cell(error)}`);
  return ['### cast2gif', '', facts.join(', '), '', ...(changed.length > 0 ? [...table, ''] : []), ...errors, ''].join(
    '\n',
  );
}

function report(result) {
  const { stale = [], built = [], failed } = result;
  for (const { output, recording, reasons } of stale) {
    // A picture that is not there cannot be shown in the list of changed files.
    const file = reasons.includes('missing') ? recording : output;
    console.log(annotation('error', file, `${output} is stale: ${why(reasons)}`));
  }
  for (const { output, recording, error } of failed) console.log(annotation('error', recording, `${output}: ${error}`));
  for (const { output, reasons } of built) console.log(annotation('notice', output, `made again: ${why(reasons)}`));
  setOutput('changed', String(built.length > 0));
  setOutput('stale', [...stale, ...built].map(({ output }) => output).join('\n'));
  setOutput('files', built.map(({ output }) => output).join('\n'));
  setOutput('bytes', String(built.reduce((sum, { bytes }) => sum + bytes, 0)));
  if (process.env.GITHUB_STEP_SUMMARY) appendFileSync(process.env.GITHUB_STEP_SUMMARY, summaryOf(result));
}

async function main() {
  const { status, stdout, stderr } = await run(wordsFor(JSON.parse(process.env.CAST2GIF_ACTION_INPUTS ?? '{}')));
  if (stdout === '')
    console.log(annotation('error', undefined, stderr.trim() || `cast2gif ended with status ${status}`));
  else report(JSON.parse(stdout));
  if (status === STALE) console.log('Some pictures are stale; "cast2gif build" makes them again.');
  return status;
}

try {
  process.exitCode = await main();
} catch (error) {
  console.log(annotation('error', undefined, error.message));
  process.exitCode = 2;
}
