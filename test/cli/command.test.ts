/** The command line in child processes, with a library that only pretends. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { linkSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { COMMANDS } from '#cast2gif/cli/commands/command-table.js';
import { withoutProgram } from '../support.js';
import { realCommand, run, stubCommand, temporaryFolder } from './run.js';

/** A folder with a recording in it. */
function folderWithCast(context: TestContext): string {
  const folder = temporaryFolder(context);
  writeFileSync(join(folder, 'in.cast'), '{"version":2,"width":80,"height":24}\n[1,"o","x"]\n');
  return folder;
}

const noStack = (text: string) => assert.doesNotMatch(text, /^\s+at .*:\d+/m);

test('converts, and says so in one line', async (context) => {
  const folder = folderWithCast(context);
  const { status, stdout, stderr } = await run(['-s', '2', 'in.cast', 'out.gif', 'out.mp4'], { folder });
  assert.equal(status, 0, stderr);
  assert.equal(stdout, '');
  assert.match(stderr, /^out\.gif 1\.2 MB, out\.mp4 1\.2 MB: 640x480 px, 12 frames, 3\.5 s; took \d+\.\d s\n$/);
  assert.equal(
    readFileSync(join(folder, 'out.gif'), 'utf8'),
    'gif {"input":"in.cast","options":{"speed":2,"surface":"command"}}',
  );
  assert.match(readFileSync(join(folder, 'out.mp4'), 'utf8'), /^mp4 /);
});

test('reads standard input and writes standard output', async () => {
  const { status, stdout } = await run(['-', '-', '--quiet'], { stdin: 'cast' });
  assert.equal(status, 0);
  assert.equal(stdout, 'gif {"input":"-","options":{"surface":"command"}}');
  assert.match((await run(['-', '-', '--format', 'png'], { stdin: 'cast' })).stdout, /^png /);
});

test('quiet says nothing, verbose every warning', async (context) => {
  const folder = folderWithCast(context);
  const environment = { CAST2GIF_STUB: 'warn:8' };
  const words = ['in.cast', 'out.gif'];
  assert.equal((await run([...words, '-q'], { folder, environment })).stderr, '');
  const usual = (await run(words, { folder, environment })).stderr;
  assert.match(usual, /^(warning: line \d: odd �\[31m\n){5}warning: 3 more warnings; --verbose shows all\nout\.gif/);
  const verbose = (await run([...words, '-v'], { folder, environment })).stderr;
  assert.match(verbose, /^(warning: line \d: odd �\[31m\n){8}out\.gif/);
});

test('no colours, no bar and no control characters where there is no terminal', async (context) => {
  const folder = folderWithCast(context);
  for (const environment of [{}, { NO_COLOR: '1' }, { FORCE_COLOR: '1' }]) {
    const { stderr } = await run(['in.cast', 'out.gif'], { folder, environment });
    assert.doesNotMatch(stderr, /[\u0000-\u0009\u000b-\u001f]/);
  }
});

test('each kind of failure has its exit status and one clear line', async (context) => {
  const folder = folderWithCast(context);
  mkdirSync(join(folder, 'sub.gif'));
  symlinkSync(join(folder, 'in.cast'), join(folder, 'soft.gif'));
  linkSync(join(folder, 'in.cast'), join(folder, 'hard.gif'));
  const failures: [string, number, RegExp, string?][] = [
    ['', 2, /^cast2gif: expected a recording and an output; try: cast2gif demo\.cast demo\.gif\n/],
    ['in.cast', 2, /^cast2gif: expected an output too; try: cast2gif in\.cast in\.gif\n/],
    ['theme', 2, /^cast2gif: theme: no such command, did you mean "themes"\?\n/],
    ['in.cast ', 2, /^cast2gif: the name of a file is empty\n/],
    ['in.cast out.jpg', 2, /^cast2gif: out\.jpg: its name must end in \.gif, .* or \.vtt\n/],
    ['out.gif in.cast', 2, /^cast2gif: in\.cast: .*the recording comes first/],
    ['in.cast - --format bmp', 2, /^cast2gif: --format: expected gif, .* or vtt, not "bmp"\n/],
    ['in.cast a.gif b.mp4 --format webp', 2, /^cast2gif: --format: the names of the outputs already decide/],
    ['in.cast - --format wepb', 2, /did you mean "webp"\?/],
    ['in.cast soft.gif', 2, /^cast2gif: soft\.gif is the input itself/],
    ['in.cast hard.gif', 2, /^cast2gif: hard\.gif is the input itself/],
    ['in.cast a.gif ./a.gif', 2, /^cast2gif: \.\/a\.gif is given twice/],
    ['in.cast a.gif --theme', 2, /^cast2gif: --theme needs a value\nTry "cast2gif --help"\.\n$/],
    ['none.cast a.gif', 4, /^cast2gif: none\.cast: no such file\n$/],
    ['. a.gif', 4, /^cast2gif: \. is a folder/],
    ['in.cast none/a.gif', 4, /^cast2gif: none\/a\.gif: the folder none does not exist\n$/],
    ['in.cast in.cast/a.gif', 4, /^cast2gif: in\.cast\/a\.gif: the folder in\.cast does not exist\n$/],
    ['in.cast sub.gif', 4, /^cast2gif: sub\.gif is a folder/],
    ['in.cast a.gif', 3, /^cast2gif: in\.cast: line 3: not JSON\n$/, 'recording'],
    ['in.cast a.gif', 5, /^cast2gif: ffmpeg is missing\n$/, 'helper'],
    ['in.cast a.gif', 70, /^cast2gif: a bug, please report it: x is not a function\n.*--verbose.*\n$/, 'bug'],
  ];
  for (const [line, expected, pattern, stub] of failures) {
    const environment = stub === undefined ? {} : { CAST2GIF_STUB: stub };
    const words = line === '' ? [] : line.split(' ');
    const { status, stdout, stderr } = await run(words, { folder, environment });
    assert.equal(status, expected, `"${line}": ${stderr}`);
    assert.match(stderr, pattern, line);
    assert.equal(stdout, '', line);
    noStack(stderr);
  }
  assert.deepEqual(readdirSync(folder).sort(), ['hard.gif', 'in.cast', 'soft.gif', 'sub.gif']);
});

test('no output may replace a file that an option names, nor another output through a link', async (context) => {
  const folder = folderWithCast(context);
  for (const name of ['wm.png', 'theme.txt', 'font.ttf']) writeFileSync(join(folder, name), 'kept');
  mkdirSync(join(folder, 'real'));
  symlinkSync('wm.png', join(folder, 'link.png'));
  symlinkSync('t.gif', join(folder, 'u.gif'));
  symlinkSync('real', join(folder, 'other'));
  writeFileSync(join(folder, 'there.gif'), 'kept');
  symlinkSync('there.gif', join(folder, 'here.gif'));
  const failures: [string, RegExp][] = [
    ['a.gif wm.png --watermark wm.png', /wm\.png is the file of --watermark \(wm\.png\); it would be overwritten\n/],
    ['wm.png --watermark link.png', /wm\.png is the file of --watermark \(link\.png\)/],
    ['theme.txt --theme ./theme.txt', /theme\.txt is the file of --theme/],
    ['font.ttf --format gif --font-family font.ttf', /font\.ttf is the file of --font-family/],
    ['font.ttf --format gif --emoji-font-family x,font.ttf', /font\.ttf is the file of --emoji-font-family/],
    ['t.gif u.gif', /u\.gif is given twice as an output: t\.gif is the same file\n/],
    ['here.gif there.gif', /there\.gif is given twice as an output: here\.gif is the same file\n/],
    ['real/a.gif other/a.gif', /other\/a\.gif is given twice/],
  ];
  for (const [line, pattern] of failures) {
    const { status, stderr } = await run(['in.cast', ...line.split(' ')], { folder });
    assert.equal(status, 2, `${line}: ${stderr}`);
    assert.match(stderr, pattern, line);
  }
  for (const name of ['wm.png', 'theme.txt', 'font.ttf', 'there.gif']) {
    assert.equal(readFileSync(join(folder, name), 'utf8'), 'kept', name);
  }
  const { status, stderr } = await run(['in.cast', 'b.png', '--watermark', 'wm.png'], { folder });
  assert.equal(status, 0, stderr);
});

test('a bug shows its stack with --verbose', async (context) => {
  const folder = folderWithCast(context);
  const { stderr } = await run(['-v', 'in.cast', 'a.gif'], { folder, environment: { CAST2GIF_STUB: 'bug' } });
  assert.match(stderr, /^\s+at /m);
});

for (const [signal, expected] of [
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const) {
  test(`${signal} stops quietly with ${expected}`, async (context) => {
    const { status, stderr } = await run(['in.cast', 'a.gif'], {
      folder: folderWithCast(context),
      environment: { CAST2GIF_STUB: 'wait' },
      onOutput: (child) => void child.kill(signal),
    });
    assert.equal(status, expected);
    assert.equal(stderr, '');
  });
}

test('a second signal ends a process that does not stop', async (context) => {
  const { status } = await run(['in.cast', 'a.gif'], {
    folder: folderWithCast(context),
    environment: { CAST2GIF_STUB: 'deaf' },
    onOutput: (child) => void child.kill('SIGTERM'),
  });
  assert.equal(status, 143);
});

test('a closed pipe stops quietly', async (context) => {
  const { status, stderr } = await run(['in.cast', '-'], {
    folder: folderWithCast(context),
    environment: { CAST2GIF_STUB: 'flood' },
    onOutput: (child) => void child.stdout?.destroy(),
  });
  assert.equal(status, 141);
  assert.equal(stderr, '');
});

test('themes are drawn into a picture', async (context) => {
  const folder = temporaryFolder(context);
  const { status, stderr } = await run(['themes', '--preview', 'themes.png'], { command: realCommand, folder });
  assert.equal(status, 0, stderr);
  const png = readFileSync(join(folder, 'themes.png'));
  assert.ok(png.readUInt32BE(16) > 1000, 'width');
  const wrong = await run(['themes', '--preview', 'themes'], { command: realCommand, folder });
  assert.equal(wrong.status, 2);
});

test('fonts are listed with their licences', async () => {
  const { status, stdout } = await run(['fonts'], { command: realCommand });
  assert.equal(status, 0);
  assert.match(stdout, /^JetBrains Mono +text +OFL-1\.1 +regular, bold, italic, boldItalic$/m);
  const fonts = JSON.parse((await run(['fonts', '--json'], { command: realCommand })).stdout);
  assert.ok(fonts.every((font: { licence: string }) => font.licence !== ''));
});

test('a format can be named where the file name says none', async (context) => {
  const folder = folderWithCast(context);
  assert.equal((await run(['in.cast', 'out', '--format', 'png'], { folder })).status, 0);
  assert.match(readFileSync(join(folder, 'out'), 'utf8'), /^png /);
  assert.equal((await run(['in.cast', '/dev/null', '--format', 'gif'], { folder })).status, 0);
  assert.equal((await run(['in.cast', 'anim.png', '--format', 'apng'], { folder })).status, 0);
  assert.match(readFileSync(join(folder, 'anim.png'), 'utf8'), /^apng /);
  assert.match((await run(['in.cast', 'still.png', '-', '--format', 'webp'], { folder })).stdout, /^webp /);
  assert.match(readFileSync(join(folder, 'still.png'), 'utf8'), /^png /);
});

test('help and version', async () => {
  const help = await run(['--help'], { command: realCommand });
  assert.equal(help.status, 0);
  for (const part of ['--idle-time-limit SEC', 'Limits', 'cast2gif themes', 'Exit status']) {
    assert.ok(help.stdout.includes(part), part);
  }
  const serve = (await run(['serve', '--help'], { command: realCommand })).stdout;
  assert.match(serve, /\nUploaded recordings\n +--uploads .*\nStore\n +--store ADDRESS .*\nOptions\n +--config FILE /s);
  const flags = Array.from(serve.matchAll(/^ {2,6}(?:-\w, )?(--[\w-]+)/gm), ([, flag]) => flag);
  assert.equal(new Set(flags).size, flags.length);
  assert.doesNotMatch(help.stdout, /renderer/);
  assert.ok(help.stdout.split('\n').every((line) => line.length <= 80));
  for (const words of [['-h'], ['help'], ['--theme', 'nord', '--help']]) {
    assert.equal((await run(words, { command: realCommand })).stdout, help.stdout);
  }
  const version = await run(['--version'], { command: realCommand });
  assert.match(version.stdout, /^cast2gif \d+\.\d+\.\d+\n$/);
  for (const words of [['-V'], ['-q', '--version']]) {
    assert.equal((await run(words, { command: realCommand })).stdout, version.stdout);
  }
});

test('every command has help', async () => {
  for (const name of Object.keys(COMMANDS)) {
    for (const words of [
      [name, '--help'],
      [name, '-h'],
    ]) {
      const { status, stdout } = await run(words, { command: realCommand });
      assert.equal(status, 0);
      assert.match(stdout, new RegExp(`^Usage: cast2gif ${name} \\[OPTIONS\\].*\n\n[^]*\nOptions\n`));
      assert.ok(stdout.split('\n').every((line) => line.length <= 80));
    }
  }
  const { stdout } = await run(['inspect', '--help'], { command: realCommand });
  assert.match(stdout, /^ {6}--json +Print JSON, for programs$/m);
});

test("a command's own line is checked by its rows", async (context) => {
  const folder = folderWithCast(context);
  const failures: [string, RegExp][] = [
    ['themes --jason', /^cast2gif: unknown option --jason, did you mean "--json"\?\nTry "cast2gif themes --help"\.\n$/],
    ['themes x', /^cast2gif: unexpected "x"; expected: cast2gif themes \[OPTIONS\]\n/],
    ['inspect', /^cast2gif: FILE is missing; expected: cast2gif inspect \[OPTIONS\] FILE \[RECORDING\]\n/],
    ['inspect in.cast --speed x', /^cast2gif: --speed: expected a number/],
    ['completion fihs', /^cast2gif: SHELL: expected bash, zsh or fish, not "fihs", did you mean "fish"\?\n/],
  ];
  for (const [line, pattern] of failures) {
    const { status, stderr } = await run(line.split(' '), { folder });
    assert.equal(status, 2, stderr);
    assert.match(stderr, pattern);
  }
});

test('--version and --help load none of the heavy packages', async () => {
  for (const word of ['--version', '--help']) {
    const environment = { NODE_DEBUG: 'esm,module' };
    const { stderr } = await run([word], { command: realCommand, environment });
    assert.match(stderr, /load built-in module node:fs/, word);
    assert.doesNotMatch(stderr, /looking for "[@a-z]/, word);
  }
});

test('themes are listed', async () => {
  const list = await run(['themes'], { command: realCommand });
  assert.equal(list.status, 0);
  assert.match(list.stdout, /^gruvbox-dark +dark +Pavel Pertsev$/m);
  assert.doesNotMatch(list.stdout, /\u001b/);
  const themes = JSON.parse((await run(['themes', '--json'], { command: realCommand })).stdout);
  assert.ok(themes.length >= 26);
  assert.equal(themes.find((theme: { name: string }) => theme.name === 'nord').background, '#2e3440');
});

/** Runs a command line at a pseudo-terminal; what it shows there, status included. */
function atTerminal(line: string, folder: string, environment: Record<string, string> = {}): string {
  const { NO_COLOR: _, ...inherited } = process.env;
  const { stdout } = spawnSync(
    'script',
    ['-qec', `${process.execPath} ${stubCommand} ${line}; echo "[$?]"`, '/dev/null'],
    {
      cwd: folder,
      env: { ...inherited, TERM: 'xterm', SHELL: '/bin/sh', ...environment },
      encoding: 'utf8',
    },
  );
  return stdout;
}

test('on a terminal: a bar, colours unless NO_COLOR, no binary data', { skip: withoutProgram('script') }, (context) => {
  const folder = folderWithCast(context);
  const warn = { CAST2GIF_STUB: 'warn:1' };
  const shown = atTerminal('in.cast out.gif', folder, warn);
  assert.match(
    shown,
    /^\u001b\[33mwarning:\u001b\[m line 1: .*\r\n\r\u001b\[K█+░+ +50 % {2}replaying\r\u001b\[Kout\.gif /,
  );
  assert.match(shown, /\[0\]\r\n$/);
  const plain = atTerminal('in.cast out.gif', folder, { ...warn, NO_COLOR: '1' });
  assert.match(plain, /^warning: line 1: .*\r\n\r\u001b\[K█/);
  assert.doesNotMatch(atTerminal('in.cast out.gif', folder, { TERM: 'dumb' }), /█|\u001b/);
  assert.doesNotMatch(atTerminal('-q in.cast out.gif', folder, warn), /█|warning/);
  assert.match(atTerminal('in.cast -', folder), /gif is binary .*; redirect it with > or \|\r\n.*\r\n\[2\]/);
  assert.match(atTerminal('in.cast - --format txt', folder), /^txt \{.*\}standard output 1\.2 MB/);
});
