/** The command as users start it, library and all. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { realCommand, run, temporaryFolder } from './run.js';

const command = realCommand;

const recording = [
  '{"version": 2, "width": 20, "height": 4}',
  '[0.5, "o", "\\u001b[31mred\\u001b[m"]',
  '[1.5, "o", " and plain"]',
].join('\n');

test('one replay becomes several outputs', async (context) => {
  const folder = temporaryFolder(context);
  writeFileSync(join(folder, 'in.cast'), recording);
  const { status, stderr } = await run(['in.cast', 'a.gif', 'b.apng', 'c.png'], { command, folder });
  assert.equal(status, 0, stderr);
  assert.match(stderr, /^a\.gif .*, b\.apng .*, c\.png .*: 220x\d+ px, 2 frames, 4\.0 s; took \d+\.\d s\n$/);
  assert.equal(readFileSync(join(folder, 'a.gif')).toString('latin1', 0, 6), 'GIF89a');
  for (const name of ['b.apng', 'c.png']) {
    assert.equal(readFileSync(join(folder, name)).toString('latin1', 1, 4), 'PNG', name);
  }
  assert.deepEqual(readdirSync(folder).sort(), ['a.gif', 'b.apng', 'c.png', 'in.cast']);
});

test('the same recording gives the same bytes, through files and through pipes', async (context) => {
  const folder = temporaryFolder(context);
  const file = await run(['-', 'a.gif', '--threads', '1'], { command, folder, stdin: recording });
  assert.equal(file.status, 0, file.stderr);
  // npm links to the command too.
  const link = join(folder, 'cast2gif');
  symlinkSync(command, link);
  const words = ['/dev/stdin', '/dev/stdout', '--format', 'gif', '-q'];
  const piped = await run(words, { command: link, folder, stdin: recording });
  assert.equal(piped.status, 0, piped.stderr);
  assert.equal(piped.stdout, readFileSync(join(folder, 'a.gif')).toString());
});

test('a failed run leaves what was there', async (context) => {
  const folder = temporaryFolder(context);
  writeFileSync(join(folder, 'page.cast'), '<!doctype html><html></html>');
  writeFileSync(join(folder, 'a.gif'), 'precious');
  const { status, stderr } = await run(['page.cast', 'a.gif'], { command, folder });
  assert.equal(status, 3);
  assert.match(stderr, /^cast2gif: page\.cast: not a recording: .*HTML.*\n$/);
  assert.equal(readFileSync(join(folder, 'a.gif'), 'utf8'), 'precious');
  assert.deepEqual(readdirSync(folder).sort(), ['a.gif', 'page.cast']);
});

test('a warning is an error with --strict', async (context) => {
  const folder = temporaryFolder(context);
  const stdin = `${recording}\nnot an event\n`;
  const lenient = await run(['-', 'a.gif'], { command, folder, stdin });
  assert.equal(lenient.status, 0);
  assert.match(lenient.stderr, /^warning: line 4: .*\na\.gif /);
  const strict = await run(['-', 'b.gif', '--strict'], { command, folder, stdin });
  assert.equal(strict.status, 3);
  assert.match(strict.stderr, /^cast2gif: .*line 4: .*\n$/);
  assert.deepEqual(readdirSync(folder), ['a.gif']);
});

test('bad themes and selections are usage errors with a hint', async (context) => {
  const folder = temporaryFolder(context);
  const { status, stderr } = await run(['-', 'a.gif', '-t', 'gruvbx-dark'], { command, folder, stdin: recording });
  assert.equal(status, 2);
  assert.match(stderr, /^cast2gif: --theme: unknown theme "gruvbx-dark", did you mean "gruvbox-dark"\?\n/);
  assert.deepEqual(readdirSync(folder), []);
});

test('a link is written through, and the mode of a file is kept', async (context) => {
  const folder = temporaryFolder(context);
  mkdirSync(join(folder, 'site'));
  writeFileSync(join(folder, 'site/a.gif'), '');
  chmodSync(join(folder, 'site/a.gif'), 0o604);
  symlinkSync('site/a.gif', join(folder, 'link.gif'));
  const { status, stderr } = await run(['-', 'link.gif'], { command, folder, stdin: recording });
  assert.equal(status, 0, stderr);
  const { size, mode } = statSync(join(folder, 'site/a.gif'));
  assert.ok(size > 100);
  assert.equal(mode & 0o777, 0o604);
  assert.deepEqual(readdirSync(folder).sort(), ['link.gif', 'site']);
});

for (const [signal, expected] of [
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const) {
  test(`${signal} while it reads leaves nothing behind`, async (context) => {
    const folder = temporaryFolder(context);
    const { status, stderr } = await run(['-', 'a.gif'], {
      command,
      folder,
      stdin: null,
      environment: { TMPDIR: folder },
      // More than a pipe holds: once all is written, the command reads, and then waits for the rest.
      onStart: (child) => child.stdin?.write(recording + '\n'.repeat(1_000_000), () => child.kill(signal)),
    });
    assert.equal(status, expected, stderr);
    assert.equal(stderr, '');
    assert.deepEqual(readdirSync(folder), []);
  });
}

test('whatever is printed, a full device is one clear line and exit status 4', {
  skip: !existsSync('/dev/full') && 'no /dev/full',
}, () => {
  for (const words of [['themes'], ['fonts', '--json'], ['--help'], ['--version'], ['completion', 'bash']]) {
    const full = openSync('/dev/full', 'w');
    const { status, stderr } = spawnSync(process.execPath, [realCommand, ...words], {
      stdio: ['ignore', full, 'pipe'],
      encoding: 'utf8',
    });
    closeSync(full);
    assert.equal(status, 4, words.join(' '));
    assert.match(stderr, /^cast2gif: cannot write standard output: .*\n$/);
  }
});
