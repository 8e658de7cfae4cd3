/** What the page asks for and what its snippets say are the same picture. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import fc from 'fast-check';
import { readConvertArguments } from '#cast2gif/cli/convert-arguments.js';
import { canonicalOptions } from '#cast2gif/options/canonical.js';
import { FORMAT_NAMES, type Format } from '#cast2gif/options/formats.js';
import type { RenderOptions } from '#cast2gif/options/render-options.js';
import { readRequestOptions } from '#cast2gif/options/request.js';
import { OPTION_ROWS } from '#cast2gif/options/table.js';
import { readAddress } from '#cast2gif/server/pictures/signed-address.js';
import { flagsFor, queryOf, REQUEST_OPTIONS, requestOption, titleOf } from '#cast2gif/web/picture-options.js';
import { unsignedPath } from '#cast2gif/web/remote-address.js';
import { pictureName, type SnippetPicture, snippetsFor } from '#cast2gif/web/snippets.js';

/** Options that a visitor can choose: a value of each kind for some of them. */
const chosenOptions: fc.Arbitrary<RenderOptions> = fc.record(
  {
    theme: fc.constantFrom('nord', '#000,#fff,1,2,3,4,5,6,7,8'),
    window: fc.constantFrom('macos', 'plain', 'none'),
    title: fc.string({ maxLength: 20 }).filter((text) => !text.startsWith('-')),
    shadow: fc.boolean(),
    keys: fc.boolean(),
    columns: fc.constantFrom<number | 'auto'>(80, 'auto'),
    fontSizePx: fc.constantFrom(6, 12.5, 16),
    marginFill: fc.constantFrom('#336699..#993366', 'transparent'),
    speed: fc.constantFrom(0.5, 1, 2),
    idleTimeLimitSeconds: fc.constantFrom(0.5, 2),
    select: fc.constantFrom('1.5..', '..2', '1..2'),
    loop: fc.constantFrom<number | 'forever'>(1, 3, 'forever'),
    optimize: fc.constantFrom('fast', 'best'),
    for: fc.constantFrom('github', 'anywhere'),
    maxBytes: fc.constantFrom(1000, 2 ** 20),
  },
  { requiredKeys: [] },
);

const anyFormat = fc.constantFrom(...FORMAT_NAMES);

test('a query asks for the options that were chosen', () => {
  fc.assert(
    fc.property(anyFormat, chosenOptions, (format, options) => {
      const query = new URLSearchParams(queryOf(format, options));
      assert.equal(query.get('format'), format);
      const read = readRequestOptions(query, { otherNames: ['format'] });
      assert.deepEqual(canonicalOptions(format, read), canonicalOptions(format, options));
    }),
  );
});

test('the flags ask for the same', () => {
  fc.assert(
    fc.property(anyFormat, chosenOptions, (format, options) => {
      const { render } = readConvertArguments(['a.cast', 'b.gif', ...flagsFor(format, options)]);
      assert.deepEqual(canonicalOptions(format, render), canonicalOptions(format, options));
    }),
  );
});

test('the page offers what a request may set, within the bounds of the service', () => {
  const operatorOnly = ['watermark', 'fontFamily', 'ffmpegPath', 'threads', 'allKeys'] as const;
  assert.deepEqual(
    REQUEST_OPTIONS.filter((name) => (operatorOnly as readonly string[]).includes(name)),
    [],
  );
  assert.equal(requestOption('scale', {}).row.maximum, OPTION_ROWS.scale.service?.maximum);
  assert.equal(requestOption('scale', { scale: { maximum: 2 } }).row.maximum, 2);
  assert.equal(titleOf(OPTION_ROWS.idleTimeLimitSeconds), 'Idle time limit');
  assert.equal(titleOf(OPTION_ROWS.columns), 'Columns');
});

function picture(changes: Partial<SnippetPicture>): SnippetPicture {
  const usual = { castName: 'demo.cast', format: 'gif' as Format, options: {}, altText: 'a demo' };
  return { ...usual, widthPx: 10, heightPx: 20, service: 'https://pictures.example', ...changes };
}

function snippet(title: string, changes: Partial<SnippetPicture>): string {
  const found = snippetsFor(picture(changes)).find((each) => each.title === title);
  assert.ok(found, `no snippet ${title}`);
  return found.text;
}

/** The words that a shell makes of each line. */
function shellWords(lines: readonly string[]): string[][] {
  const script = lines.map((line) => `set -- ${line}\nprintf '%s\\0' "$@" ''`).join('\n');
  const { stdout } = spawnSync('sh', ['-c', script], { encoding: 'utf8' });
  return stdout.split('\0\0').map((words) => words.split('\0'));
}

test('a shell reads the words of the command as they were meant, whatever file name and title hold', () => {
  const texts = fc.sample(
    fc.string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 12 }).filter((text) => /^[^\0/]+$/.test(text)),
    200,
  );
  const names = texts.map((text) => `${text}.cast`);
  const commands = names.map((castName, index) =>
    snippet('Command', { castName, options: { title: `t${texts[index]}` } }),
  );
  const words = shellWords(commands);
  for (const [index, castName] of names.entries()) {
    const [program, input, output, ...flags] = words[index]!;
    assert.equal(program, 'cast2gif');
    assert.equal(input?.replace(/^\.\//, ''), castName);
    assert.ok(!input?.startsWith('-') && !output?.startsWith('-'));
    assert.deepEqual(flags, ['--title', `t${texts[index]}`]);
  }
});

test('curl sends the recording to the address that made the picture', () => {
  const [words] = shellWords([snippet('curl', { castName: "it's.cast", options: { theme: 'nord', speed: 2 } })]);
  assert.deepEqual(words, [
    ...['curl', '--fail', '--data-binary', "@it's.cast", '--output', "it's.gif"],
    'https://pictures.example/render?format=gif&speed=2&theme=nord',
  ]);
});

test('the picture of a recording elsewhere is shown and made by addresses', () => {
  const remote = { recording: 'https://elsewhere.example/1.cast', picture: 'https://pictures.example/r/-/-/aHR0.gif' };
  const changes = { castName: '1.cast', remote };
  assert.equal(snippet('Markdown', changes), `![a demo](${remote.picture})`);
  assert.equal(snippet('Command', changes), `cast2gif ${remote.recording} 1.gif`);
  assert.equal(snippet('curl', changes), `curl --fail --output 1.gif ${remote.picture}`);
});

test('Markdown and HTML show the picture, whatever its name and description hold', () => {
  const changes = { castName: 'a (1) "b".cast', altText: 'a [b] <c> "d" & e' };
  assert.equal(snippet('Markdown', changes), '![a \\[b\\] <c> "d" & e](a%20%281%29%20%22b%22.gif)');
  assert.equal(
    snippet('HTML', changes),
    '<img src="a%20(1)%20%22b%22.gif" width="10" height="20" alt="a [b] &lt;c&gt; &quot;d&quot; &amp; e">',
  );
  assert.match(
    snippet('HTML', { format: 'mp4' }),
    /^<video src="demo\.mp4" .* aria-label="a demo" autoplay loop muted playsinline/,
  );
});

test('a picture for each colour scheme, once there are two', () => {
  assert.equal(
    snippet('Light and dark', { other: { theme: 'github-light', isDark: false } }),
    [
      '<picture>',
      '  <source media="(prefers-color-scheme: light)" srcset="demo-github-light.gif">',
      '  <img src="demo.gif" width="10" height="20" alt="a demo">',
      '</picture>',
    ].join('\n'),
  );
  const titles = (changes: Partial<SnippetPicture>) => snippetsFor(picture(changes)).map(({ title }) => title);
  assert.deepEqual(titles({}), ['Markdown', 'HTML', 'Command', 'curl']);
  assert.deepEqual(titles({ format: 'webm' }), ['HTML', 'Command', 'curl']);
  assert.deepEqual(titles({ format: 'txt' }), ['Command', 'curl']);
});

test('a picture is named after its recording', () => {
  assert.equal(pictureName('demo.cast.gz', 'gif'), 'demo.gif');
  assert.equal(pictureName('.cast', 'gif'), 'recording.gif');
  assert.equal(pictureName('v1.2', 'webm', 'nord'), 'v1.2-nord.webm');
});

test('the address of a recording elsewhere is one that the server takes', () => {
  fc.assert(
    fc.property(anyFormat, chosenOptions, fc.webUrl(), (format, options, source) => {
      const read = readAddress(unsignedPath(source, format, options));
      assert.equal(read?.source, source);
      assert.equal(read?.format, format);
      assert.deepEqual(
        [...(read?.options ?? [])].sort(),
        [...canonicalOptions(format, options)].map(([name, value]) => [name, value]).sort(),
      );
    }),
  );
});
