/** `cast2gif rec`, as users start it. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { startProgram } from '#cast2gif/capture/pseudo-terminal.js';
import { withoutProgram } from '../support.js';
import { type RunOptions, realCommand, run, temporaryFolder } from './run.js';

const skip = process.platform === 'win32' ? 'written for a Unix shell' : false;

const rec = (words: readonly string[], options: RunOptions) =>
  run(['rec', ...words], { command: realCommand, ...options });

/** Header and events. */
function linesOf(cast: string): [Record<string, unknown>, ...[number, string, string][]] {
  return cast
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line)) as [Record<string, unknown>, ...[number, string, string][]];
}

const outputOf = (cast: string) =>
  linesOf(cast)
    .slice(1)
    .map((line) => ((line as string[])[1] === 'o' ? (line as string[])[2] : ''))
    .join('');

test('a command becomes a recording and pictures; the exit status is the command’s', { skip }, async (context) => {
  const folder = temporaryFolder(context);
  const words = ['-c', 'printf "\\033[32mgreen\\033[m"; exit 4', '--size', '20x4', '--title', 'Colours'];
  const { status, stdout, stderr } = await rec([...words, 'a.cast', 'a.gif', 'a.txt'], { folder });
  assert.equal(status, 4, stderr);
  assert.equal(stdout, '');
  assert.match(stderr, /^recorded a\.cast\na\.gif .*, a\.txt .*: \d+x\d+ px, /);
  const [header, ...events] = linesOf(readFileSync(join(folder, 'a.cast'), 'utf8'));
  assert.deepEqual(header.term, { cols: 20, rows: 4, type: 'xterm-256color' });
  assert.equal(header.title, 'Colours');
  assert.deepEqual(
    events.map(([, code, data]) => [code, data]),
    [
      ['o', '\u001b[32mgreen\u001b[m'],
      ['x', '4'],
    ],
  );
  assert.equal(readFileSync(join(folder, 'a.txt'), 'utf8').trim(), 'green');
});

test('-q says nothing; standard output takes the recording', { skip }, async (context) => {
  const { status, stdout, stderr } = await rec(['-q', '-c', 'echo hi', '-'], { folder: temporaryFolder(context) });
  assert.deepEqual([status, stderr], [0, '']);
  assert.equal(outputOf(stdout), 'hi\r\n');
});

test('nothing is read from standard input where there is no terminal', { skip }, async (context) => {
  const command = 'read -t 1 x || stty -a | grep -q icanon && echo "got [$x]"';
  const { stdout } = await rec(['-q', '-c', command.replace('-t 1 ', '< /dev/null '), '-'], {
    folder: temporaryFolder(context),
    stdin: 'typed\n',
  });
  assert.equal(outputOf(stdout), 'got []\r\n');
});

test('variables that are not named stay outside', { skip }, async (context) => {
  const environment = { API_TOKEN: 's3cret', GREETING: 'hello' };
  const words = ['-q', '-c', 'echo "[$API_TOKEN] $GREETING $EXTRA"', '--env', 'GREETING', '--env', 'EXTRA=1', '-'];
  const { stdout } = await rec(words, { folder: temporaryFolder(context), environment });
  assert.equal(outputOf(stdout), '[] hello 1\r\n');
});

const script = `# what is hidden is not in the recording
hide
run TOKEN=s3cret; clear
show
run echo hello
marker listing
type cat
press Enter
type abc
press Enter
wait /^abc\\n/
press Ctrl+D
wait
`;

test('a script with fixed times gives the same bytes twice, and hides what it should', {
  skip,
}, async (context) => {
  const folder = temporaryFolder(context);
  writeFileSync(join(folder, 'demo.script'), script);
  for (const name of ['a.cast', 'b.cast']) {
    const { status, stderr } = await rec(['--script', 'demo.script', '--timing', 'fixed', name], { folder });
    assert.equal(status, 0, stderr);
  }
  const [first, second] = ['a.cast', 'b.cast'].map((name) => readFileSync(join(folder, name), 'utf8'));
  assert.equal(first, second);
  assert.doesNotMatch(first!, /s3cret|timestamp/);
  const [, ...events] = linesOf(first!);
  assert.match(outputOf(first!), /echo hello\r\nhello\r\n\$ cat\r\nabc\r\nabc\r\n\$ $/);
  assert.deepEqual(
    events.filter(([, code]) => code === 'm').map(([, , label]) => label),
    ['listing'],
  );
  // Keys come one at a time.
  assert.ok(events.filter(([, , data]) => data.length === 1).length >= 'echo hello cat abc'.length - 4);
});

test('a script whose text does not come names its line; nothing is written', { skip }, async (context) => {
  const folder = temporaryFolder(context);
  writeFileSync(join(folder, 'demo.script'), 'run echo hello\nwait /never/ 0.2s\n');
  writeFileSync(join(folder, 'a.cast'), 'precious');
  const { status, stderr } = await rec(['--script', 'demo.script', 'a.cast'], { folder });
  assert.equal(status, 4);
  assert.match(stderr, /^cast2gif: demo\.script: line 2: never did not appear within 0\.2 s; the last output was /m);
  assert.equal(readFileSync(join(folder, 'a.cast'), 'utf8'), 'precious');
  assert.deepEqual(readdirSync(folder).sort(), ['a.cast', 'demo.script']);
});

test('what is redacted is in no output: not in the recording, its command and title, nor in any picture', {
  skip,
}, async (context) => {
  const folder = temporaryFolder(context);
  const command = 'printf "user: bob pass: hun"; sleep 0.1; printf "\\033[31mter2\\033[m ok"; : hunter2';
  const outputs = ['a.cast', 'a.svg', 'a.txt', 'a.vtt', 'a.png', 'a.gif'];
  const options = ['--redact', 'hunter\\d', '--title', 'hunter2', '--alt', 'says hunter2'];
  const { status, stderr } = await rec(['-c', command, ...options, ...outputs], { folder });
  assert.equal(status, 0, stderr);
  assert.match(readFileSync(join(folder, 'a.txt'), 'utf8'), /^user: bob pass: \*{7} ok\n/);
  assert.match(
    outputOf(readFileSync(join(folder, 'a.cast'), 'utf8')),
    /^user: bob pass: \*\*\*\u001b\[31m\*{4}\u001b\[m ok$/,
  );
  for (const name of outputs) assert.doesNotMatch(readFileSync(join(folder, name), 'latin1'), /hunter2/, name);
  assert.deepEqual(readdirSync(folder).sort(), [...outputs].sort());
});

test('wrong sizes, outputs and variables are refused before anything runs', { skip }, async (context) => {
  const folder = temporaryFolder(context);
  const cases: readonly [readonly string[], RegExp][] = [
    [['--size', '80', 'a.cast'], /--size: expected COLUMNSxROWS, as in 80x24, not "80"/],
    [['a.cast', 'b.cast'], /b\.cast: only one recording can be written/],
    [['missing/a.cast'], /missing\/a\.cast: the folder missing does not exist/],
    [['--env', '=x', 'a.cast'], /--env: expected NAME or NAME=VALUE/],
    [['a.xyz'], /a\.xyz: its name must end in/],
  ];
  for (const [words, message] of cases) {
    const { status, stderr } = await rec(['-c', 'touch ran', ...words], { folder });
    assert.ok(status === 2 || status === 4, stderr);
    assert.match(stderr, message);
  }
  assert.deepEqual(readdirSync(folder), []);
});

test('in a terminal keys and sizes are passed on, and the terminal is as it was afterwards', {
  skip,
}, async (context) => {
  const folder = temporaryFolder(context);
  let shown = '';
  let isResized = false;
  const cast = join(folder, 'a.cast');
  const command = `stty -a > before; '${process.execPath}' '${realCommand}' rec -c 'stty size; cat; trap "stty size; exit 0" WINCH; echo ready; while :; do sleep 0.05; done' '${cast}'; stty -a > after`;
  const program = await startProgram({
    file: 'sh',
    words: ['-c', `cd '${folder}' && ${command}`],
    environment: { PATH: process.env.PATH ?? '', TERM: 'xterm-256color' },
    columns: 70,
    rows: 20,
    onOutput: (bytes) => {
      shown += Buffer.from(bytes).toString();
      if (shown.includes('20 70') && !shown.includes('typed')) program.write('typed\r\u0004');
      if (shown.includes('ready') && !isResized) {
        isResized = true;
        program.resize(60, 15);
      }
    },
  });
  assert.equal(await program.ended, 0);
  const recorded = outputOf(readFileSync(cast, 'utf8'));
  assert.match(recorded, /^20 70\r\ntyped\r\n.*typed\r\nready\r\n15 60\r\n$/s);
  assert.match(readFileSync(cast, 'utf8'), /"r","60x15"/);
  assert.match(shown, /recorded /);
  const sizeless = (name: string) => readFileSync(join(folder, name), 'utf8').replace(/rows \d+; columns \d+;/, '');
  assert.equal(sizeless('after'), sizeless('before'));
});

test('the real recorder reads what is written', { skip: skip || withoutProgram('asciinema') }, async (context) => {
  const folder = temporaryFolder(context);
  const { status } = await rec(['-q', '-c', 'printf "one\\ntwo"', '--cast-version', '2', 'a.cast'], { folder });
  assert.equal(status, 0);
  // It insists on a terminal.
  let stdout = '';
  const program = await startProgram({
    file: 'asciinema',
    words: ['cat', join(folder, 'a.cast')],
    environment: { PATH: process.env.PATH ?? '', HOME: folder, TERM: 'xterm', LANG: 'C.UTF-8' },
    columns: 80,
    rows: 24,
    onOutput: (bytes) => {
      stdout += Buffer.from(bytes).toString();
    },
  });
  assert.equal(await program.ended, 0, stdout);
  assert.match(stdout, /^one\r+\ntwo$/);
});
