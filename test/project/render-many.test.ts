/** `cast2gif render-many` on one machine, as users start it. */
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { readNote } from '#cast2gif/provenance/read-note.js';
import { type RunOptions, realCommand, run, temporaryFolder } from '../cli/run.js';
import { LONG_CAST } from '../renderer/long-cast.js';

const recording = (text: string) => `{"version": 2, "width": 20, "height": 3}\n[0.2, "o", "$ "]\n[1, "o", "${text}"]\n`;

const FILES = {
  'casts/a.cast': recording('a'),
  'casts/deep/a.cast': recording('deep a'),
  'casts/deep/er/b.cast': recording('b'),
  'casts/broken.cast': 'no recording',
};

/** A folder with these files. */
function folderWith(context: TestContext, files: Readonly<Record<string, string>>): string {
  const folder = temporaryFolder(context);
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
  return folder;
}

const renderMany = (folder: string, words: readonly string[], options: RunOptions = {}) =>
  run(['render-many', ...words], { command: realCommand, folder, ...options });

interface Report {
  readonly fresh: number;
  readonly built: readonly { readonly output: string }[];
  readonly failed: readonly { readonly output: string; readonly recording: string; readonly error: string }[];
}

const filesIn = (folder: string) =>
  (readdirSync(folder, { recursive: true }) as string[]).filter((name) => statSync(join(folder, name)).isFile()).sort();

const WORDS = ['casts/**/*.cast', '--out', 'out', '--formats', 'gif,svg', '--theme', 'nord', '--json'];

test('folders are kept, what is broken stops nothing else, and what is there is not made again', async (context) => {
  const folder = folderWith(context, FILES);
  const first = await renderMany(folder, WORDS);
  const report = JSON.parse(first.stdout) as Report;
  assert.equal(first.status, 3, first.stderr);
  assert.deepEqual(
    report.failed.map(({ output, recording }) => [output, recording]),
    [
      ['out/broken.gif', 'casts/broken.cast'],
      ['out/broken.svg', 'casts/broken.cast'],
    ],
  );
  assert.match(report.failed[0]!.error, /not a recording/);
  assert.match(first.stderr, /^6 made, 0 up to date, 2 failed$/m);
  const made = ['a.gif', 'a.svg', 'deep/a.gif', 'deep/a.svg', 'deep/er/b.gif', 'deep/er/b.svg'];
  assert.deepEqual(filesIn(join(folder, 'out')), made);
  await run(['casts/deep/a.cast', 'plain.gif', '--theme', 'nord'], { command: realCommand, folder });
  assert.deepEqual(readFileSync(join(folder, 'out/deep/a.gif')), readFileSync(join(folder, 'plain.gif')));

  rmSync(join(folder, 'out/deep/a.gif'));
  writeFileSync(join(folder, 'casts/a.cast'), recording('changed'));
  rmSync(join(folder, 'casts/broken.cast'));
  const second = await renderMany(folder, WORDS);
  assert.equal(second.status, 0, second.stderr);
  const again = JSON.parse(second.stdout) as Report;
  assert.equal(again.fresh, 3);
  assert.deepEqual(again.built.map(({ output }) => output).sort(), ['out/a.gif', 'out/a.svg', 'out/deep/a.gif']);
});

test('what cannot work is refused before anything is rendered', async (context) => {
  const folder = folderWith(context, { ...FILES, 'casts/a.json': recording('the same name') });
  const refusals: [words: string[], expected: RegExp, status: number][] = [
    [['casts/*', '--out', 'out'], /a\.gif: it would be made from .*; give one of them another name/, 2],
    [['casts/a.cast', 'casts/deep/a.cast', '--out', 'out'], /a\.gif: it would be made from /, 2],
    [['casts/*.cast'], /expected a folder for the pictures: --out FOLDER/, 2],
    [['casts/*.cast', '--out', 'out', '--formats', 'gif,mp5'], /--formats: .*not "mp5", did you mean "mp4"\?/, 2],
    [['casts/*.cast', '--out', 'out', '--formats', ','], /--formats: expected at least one/, 2],
    [['none/*.cast', '--out', 'out'], /none\/\*\.cast: no recording matches/, 4],
  ];
  for (const [words, expected, status] of refusals) {
    const finished = await renderMany(folder, words);
    assert.match(finished.stderr, expected);
    assert.equal(finished.status, status);
    assert.ok(!existsSync(join(folder, 'out')), words.join(' '));
  }
});

test('Ctrl-C leaves nothing half-written, and the next run goes on from there', async (context) => {
  const names = ['0', '1', '2', '3'];
  const small = Object.fromEntries(names.map((name) => [`casts/${name}.cast`, recording(name)]));
  const folder = folderWith(context, { ...small, 'casts/9.cast': LONG_CAST });
  const words = ['casts/*.cast', '--out', 'out', '--jobs', '2'];
  const stopped = await renderMany(folder, words, {
    onStart: (child) => {
      let text = '';
      child.stderr!.on('data', (chunk) => {
        text += chunk;
        // The last one takes minutes.
        if (text.includes('[4/5]')) child.kill('SIGINT');
      });
    },
  });
  assert.equal(stopped.status, 130);
  const made = names.map((name) => `${name}.gif`);
  assert.deepEqual(filesIn(join(folder, 'out')), made);
  for (const name of made) assert.equal(readNote(readFileSync(join(folder, 'out', name)))?.isIntact, true, name);
  writeFileSync(join(folder, 'casts/9.cast'), recording('9'));
  const { status, stdout } = await renderMany(folder, [...words, '--json']);
  assert.equal(status, 0);
  const { fresh, built } = JSON.parse(stdout) as Report;
  assert.deepEqual([fresh, built.map(({ output }) => output)], [4, ['out/9.gif']]);
});

test('a pattern that leads back up does not lead out of the folder for pictures', async (context) => {
  const folder = folderWith(context, { 'casts/deep/a.cast': recording('a'), 'other/b.cast': recording('b') });
  const { status, stderr } = await renderMany(folder, ['casts/*/../../other/*.cast', '--out', 'out']);
  assert.equal(status, 0, stderr);
  assert.deepEqual(filesIn(folder), ['casts/deep/a.cast', 'other/b.cast', 'out/other/b.gif']);
});

test('braces that would take all memory, and names that mean markers, are refused', async (context) => {
  const folder = folderWith(context, { 'casts/%m.cast': recording('a') });
  const braces = await renderMany(folder, [`${'{a,b}'.repeat(30)}.cast`, '--out', 'out']);
  assert.equal(braces.status, 2);
  assert.match(braces.stderr, /its braces stand for more than 1000 patterns/);
  const marker = await renderMany(folder, ['casts/*.cast', '--out', 'out', '--formats', 'png']);
  assert.equal(marker.status, 2);
  assert.match(marker.stderr, /%m\) cannot be kept up to date/);
});
