/** `cast2gif build`, `cast2gif check` and the configuration they read, as users start them. */
import assert from 'node:assert/strict';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { CONFIG_OPTIONS, CONFIG_SCHEMA_PATH, configSchemaText } from '#cast2gif/options/config-schema.js';
import { RENDER_OPTION_NAMES } from '#cast2gif/options/table.js';
import { readNote } from '#cast2gif/provenance/read-note.js';
import { type RunOptions, realCommand, run, temporaryFolder } from '../cli/run.js';
import { eventually } from '../eventually.js';
import { projectFolder } from '../support.js';

const recording = (text: string) => `{"version": 2, "width": 20, "height": 3}\n[0.2, "o", "$ "]\n[1, "o", "${text}"]\n`;

/** A folder with these files. */
function project(context: TestContext, files: Readonly<Record<string, string | object>>): string {
  const folder = temporaryFolder(context);
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), typeof content === 'string' ? content : JSON.stringify(content, null, 2));
  }
  return folder;
}

const cast2gif = (folder: string, words: readonly string[], options: RunOptions = {}) =>
  run(words, { command: realCommand, folder, ...options });

const CONFIG = {
  options: { theme: 'nord' },
  recordings: {
    'casts/*.cast': { outputs: ['pictures/{name}.gif', 'pictures/{name}.svg'] },
    'casts/intro.cast': { outputs: ['docs/intro.png'], options: { window: 'macos', speed: 2 } },
  },
};
const FILES = {
  'cast2gif.config.json': CONFIG,
  'casts/intro.cast': recording('intro'),
  'casts/other.cast': recording('other'),
};
const PICTURES = [
  'docs/intro.png',
  'pictures/intro.gif',
  'pictures/intro.svg',
  'pictures/other.gif',
  'pictures/other.svg',
];

async function staleIn(folder: string, words: readonly string[] = []): Promise<Record<string, string[]>> {
  const { status, stdout, stderr } = await cast2gif(folder, ['check', '--json', ...words]);
  assert.equal(stderr, '');
  const { stale } = JSON.parse(stdout) as { stale: { output: string; reasons: string[] }[] };
  assert.equal(status, stale.length > 0 ? 1 : 0);
  return Object.fromEntries(stale.map(({ output, reasons }) => [output, reasons]));
}

test('what is stale is built, once, and check says why it is stale', async (context) => {
  const folder = project(context, FILES);
  const at = (name: string) => join(folder, name);
  assert.deepEqual(Object.keys(await staleIn(folder)).sort(), PICTURES);
  const built = await cast2gif(folder, ['build']);
  assert.equal(built.status, 0, built.stderr);
  assert.deepEqual(await staleIn(folder), {});

  const before = PICTURES.map((name) => statSync(at(name)).mtimeMs);
  assert.equal((await cast2gif(folder, ['build'])).stderr, '5 pictures up to date\n');
  assert.deepEqual(
    PICTURES.map((name) => statSync(at(name)).mtimeMs),
    before,
    'fresh pictures are left alone',
  );

  writeFileSync(at('casts/other.cast'), recording('another'));
  writeFileSync(at('docs/intro.png'), Buffer.concat([readFileSync(at('docs/intro.png')), Buffer.from('\n')]));
  rmSync(at('pictures/intro.svg'));
  assert.deepEqual(await staleIn(folder), {
    'pictures/other.gif': ['recording'],
    'pictures/other.svg': ['recording'],
    'pictures/intro.svg': ['missing'],
    'docs/intro.png': ['edited'],
  });
  const again = await cast2gif(folder, ['build', '--json']);
  assert.equal(JSON.parse(again.stdout).fresh, 1);
  assert.equal(JSON.parse(again.stdout).built.length, 4);
  assert.deepEqual(await staleIn(folder), {});

  writeFileSync(at('cast2gif.config.json'), JSON.stringify({ ...CONFIG, options: { theme: 'dracula' } }));
  const { status, stdout } = await cast2gif(folder, ['check']);
  assert.equal(status, 1);
  assert.match(stdout, /^pictures\/intro\.gif: the options have changed$/m);
});

test('pictures are those that a conversion gives', async (context) => {
  const folder = project(context, FILES);
  await cast2gif(folder, ['build', '--jobs', '2']);
  await cast2gif(folder, ['casts/intro.cast', 'plain.png', '--theme', 'nord', '--window', '--speed', '2']);
  assert.deepEqual(readFileSync(join(folder, 'docs/intro.png')), readFileSync(join(folder, 'plain.png')));
});

test('recordings can be named on the command line, with options', async (context) => {
  const folder = project(context, { 'a.cast': recording('a'), 'deep/b.cast': recording('b') });
  const words = ['**/*.cast', '-o', '{dir}/{name}.svg', '--theme', 'nord'];
  assert.equal((await cast2gif(folder, ['build', ...words])).status, 0);
  assert.deepEqual(await staleIn(folder, words), {});
  assert.deepEqual(await staleIn(folder, [...words, '--speed', '2']), {
    'a.svg': ['options'],
    'deep/b.svg': ['options'],
  });
  assert.equal((await cast2gif(folder, ['build', 'a.cast'])).status, 0);
  assert.ok(existsSync(join(folder, 'a.gif')));
});

test('nothing is rendered where a picture says what made it', async (context) => {
  const folder = project(context, { 'a.cast': recording('a') });
  await cast2gif(folder, ['build', 'a.cast', '-o', 'a.gif', '-o', 'a.txt']);
  // With this limit every render fails; it changes no picture.
  const withLimit = ['--max-frames', '1'];
  assert.deepEqual(await staleIn(folder, ['a.cast', ...withLimit]), {});
  const text = await cast2gif(folder, ['check', 'a.cast', '-o', 'a.txt', ...withLimit]);
  assert.equal(text.status, 3, 'a text carries no note');
  assert.match(text.stderr, /^cast2gif: a\.txt: more than 1 frames/);
});

test('text and pictures without a note are compared with a render', async (context) => {
  const folder = project(context, { 'a.cast': recording('a') });
  const words = ['a.cast', '-o', 'a.txt', '-o', 'a.gif', '--no-provenance'];
  await cast2gif(folder, ['build', ...words]);
  assert.deepEqual(await staleIn(folder, words), {});
  writeFileSync(join(folder, 'a.cast'), recording('b'));
  assert.deepEqual(await staleIn(folder, words), { 'a.txt': ['content'], 'a.gif': ['content'] });
});

test('a picture of another version is stale only where that version drew it differently', async (context) => {
  const folder = project(context, { 'a.cast': recording('a') });
  const [gif, faster] = [join(folder, 'a.gif'), join(folder, 'faster.gif')];
  await cast2gif(folder, ['build', 'a.cast']);
  await cast2gif(folder, ['a.cast', 'faster.gif', '--speed', '2']);
  const older = (path: string) => readFileSync(path, 'latin1').replace(/renderer=\w{12}/, `renderer=${'0'.repeat(12)}`);
  writeFileSync(gif, older(gif), 'latin1');
  assert.equal(readNote(readFileSync(gif))?.note.renderer, '0'.repeat(12));
  const { mtimeMs } = statSync(gif);
  assert.deepEqual(await staleIn(folder, ['a.cast']), {}, 'the same bytes');
  await cast2gif(folder, ['build', 'a.cast']);
  assert.equal(statSync(gif).mtimeMs, mtimeMs);

  const options = readNote(readFileSync(gif))!.note.options;
  writeFileSync(gif, older(faster).replace(/options=\w{16}/, `options=${options}`), 'latin1');
  assert.equal(readNote(readFileSync(gif))?.isIntact, true);
  assert.deepEqual(await staleIn(folder, ['a.cast']), { 'a.gif': ['renderer'] });
});

test('a recording that cannot be rendered does not keep others from being built', async (context) => {
  const folder = project(context, { 'bad.cast': 'no recording', 'good.cast': recording('good') });
  const { status, stderr } = await cast2gif(folder, ['build', '*.cast']);
  assert.equal(status, 3);
  assert.match(stderr, /^cast2gif: bad\.gif: .*bad\.cast: not a recording/m);
  assert.deepEqual(readdirSync(folder).sort(), ['bad.cast', 'good.cast', 'good.gif']);
});

const WRONG: readonly { readonly name: string; readonly config: string | object; readonly expected: RegExp }[] = [
  {
    name: 'a key at the top',
    config: { ...CONFIG, recording: {} },
    expected: /json: recording: unknown key, did you mean "recordings"\?/,
  },
  {
    name: 'a key of a recording',
    config: { recordings: { 'casts/*.cast': { output: ['a.gif'] } } },
    expected: /json: recordings\["casts\/\*\.cast"\]\.output: unknown key, did you mean "outputs"\?/,
  },
  {
    name: 'an option',
    config: { ...CONFIG, options: { them: 'nord' } },
    expected: /json: options\.them: unknown key, did you mean "theme"\?/,
  },
  {
    name: 'a program',
    config: { ...CONFIG, options: { ffmpeg: './evil' } },
    expected: /json: options\.ffmpeg: unknown key/,
  },
  {
    name: 'a value',
    config: { ...CONFIG, options: { speed: -1 } },
    expected: /json: options\.speed: expected a number/,
  },
  {
    name: 'a list that is none',
    config: { recordings: { a: { outputs: 'a.gif' } } },
    expected: /recordings\.a\.outputs: expected a list of paths/,
  },
  { name: 'no recordings', config: { recordings: {} }, expected: /json: recordings: expected at least one recording/ },
  { name: 'JSON', config: '{\n  "recordings": {,}\n}', expected: /json: line 2, column 18: not valid JSON/ },
  {
    name: 'an unknown format',
    config: { recordings: { 'casts/*.cast': { outputs: ['{name}.bmp'] } } },
    expected: /\{name\}\.bmp: expected a name that ends in/,
  },
  {
    name: 'one picture twice',
    config: { recordings: { 'casts/*.cast': { outputs: ['a.gif'] } } },
    expected: /a\.gif: it would be made from .*intro\.cast and from .*other\.cast/,
  },
  {
    name: 'a pattern without a recording',
    config: { recordings: { 'none/*.cast': { outputs: ['{name}.gif'] } } },
    expected: /none\/\*\.cast: no recording matches/,
  },
];

for (const { name, config, expected } of WRONG) {
  test(`a configuration is refused with one line that names the place: ${name}`, async (context) => {
    const folder = project(context, { ...FILES, 'cast2gif.config.json': config });
    for (const command of ['build', 'check']) {
      const { status, stderr } = await cast2gif(folder, [command]);
      assert.match(stderr, expected);
      assert.match(stderr, /^cast2gif: .*\n(?:Try .*\n)?$/);
      assert.ok(status === 2 || status === 4, `${status}`);
    }
    assert.ok(!existsSync(join(folder, 'pictures')));
  });
}

test('paths are relative to the configuration, wherever the command is started', async (context) => {
  const folder = project(context, {
    'site/package.json': {
      cast2gif: { options: { theme: './own.json' }, recordings: { 'a.cast': { outputs: ['img/{name}.svg'] } } },
    },
    'site/a.cast': recording('a'),
    'site/own.json': readFileSync(join(projectFolder, 'themes/nord.json'), 'utf8'),
    'elsewhere/x': '',
  });
  const words = ['--config', '../site/package.json'];
  const { status, stderr } = await cast2gif(join(folder, 'elsewhere'), ['build', ...words]);
  assert.equal(status, 0, stderr);
  assert.ok(existsSync(join(folder, 'site/img/a.svg')));
  assert.deepEqual(await staleIn(join(folder, 'site')), {});
  const none = await cast2gif(join(folder, 'elsewhere'), ['check']);
  assert.equal(none.status, 4);
  assert.match(none.stderr, /^cast2gif: no cast2gif\.config\.json here/);
});

test('a configuration writes nothing outside its project, even through a symbolic link', async (context) => {
  const outside = temporaryFolder(context);
  writeFileSync(join(outside, 'victim.txt'), 'before');
  const outputs = (output: string) => ({ recordings: { 'casts/other.cast': { outputs: [output] } } });
  const folder = project(context, { 'casts/other.cast': FILES['casts/other.cast'] });
  symlinkSync(outside, join(folder, 'pictures'));
  symlinkSync(join(outside, 'victim.txt'), join(folder, 'link.txt'));
  symlinkSync(join(outside, 'not-there.txt'), join(folder, 'dangling.txt'));
  for (const output of ['../a.gif', join(outside, 'a.gif'), 'pictures/a.gif', 'link.txt', 'dangling.txt']) {
    writeFileSync(join(folder, 'cast2gif.config.json'), JSON.stringify(outputs(output)));
    for (const command of ['build', 'check']) {
      const { status, stderr } = await cast2gif(folder, [command]);
      assert.equal(status, 2, output);
      assert.match(stderr, /it is outside the project/);
    }
  }
  assert.deepEqual(readdirSync(outside), ['victim.txt']);
  assert.equal(readFileSync(join(outside, 'victim.txt'), 'utf8'), 'before');
  // A repository is one project, wherever in it the file is.
  mkdirSync(join(folder, '.git'));
  mkdirSync(join(folder, 'package'));
  const config = { recordings: { '../casts/other.cast': { outputs: ['../docs/a.gif'] } } };
  writeFileSync(join(folder, 'package/cast2gif.config.json'), JSON.stringify(config));
  assert.equal((await cast2gif(join(folder, 'package'), ['build'])).status, 0);
  assert.ok(existsSync(join(folder, 'docs/a.gif')));
});

test('--watch builds again when a recording changes, and ends with Ctrl-C', async (context) => {
  const folder = project(context, { 'a.cast': recording('a') });
  const gif = join(folder, 'a.gif');
  const hash = () => (existsSync(gif) ? readNote(readFileSync(gif))?.note.recording : undefined);
  const { status } = await cast2gif(folder, ['build', '--watch', 'a.cast'], {
    onStart: async (child) => {
      const hasEnded = () => child.exitCode !== null;
      await eventually('the picture is made', () => hash() !== undefined || hasEnded());
      const first = hash();
      writeFileSync(join(folder, 'a.cast'), recording('changed'));
      await eventually('the picture is made again', () => hash() !== first || hasEnded());
      child.kill('SIGINT');
    },
  });
  assert.equal(status, 130);
  assert.deepEqual(readdirSync(folder).sort(), ['a.cast', 'a.gif']);
  assert.deepEqual(await staleIn(folder, ['a.cast']), {});
});

test('the schema is the table of options, and knows every option but programs', () => {
  assert.equal(
    readFileSync(join(projectFolder, CONFIG_SCHEMA_PATH), 'utf8'),
    configSchemaText(),
    'run: npm run generate',
  );
  const inSchema = Object.keys(JSON.parse(configSchemaText()).definitions.options.properties);
  assert.deepEqual(inSchema, [...CONFIG_OPTIONS.keys()]);
  const missing = RENDER_OPTION_NAMES.filter((name) => ![...CONFIG_OPTIONS.values()].includes(name));
  assert.deepEqual(missing, ['ffmpegPath']);
});
