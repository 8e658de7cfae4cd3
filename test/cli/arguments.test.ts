import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type ConvertArguments, readConvertArguments } from '#cast2gif/cli/convert-arguments.js';
import { Cast2gifError } from '#cast2gif/errors.js';

const parse = async (line: string | string[]): Promise<ConvertArguments> =>
  readConvertArguments(typeof line === 'string' ? line.split(' ').filter(Boolean) : line);
const usage = (pattern: RegExp) => (error: unknown) =>
  error instanceof Cast2gifError && error.code === 'usage' && pattern.test(error.message);

test("agg's command lines work unchanged", async () => {
  const { files, render, command, notices } = await parse([
    ...'--font-family'.split(' '),
    'JetBrains Mono',
    ...'--theme monokai --renderer resvg in.cast out.gif'.split(' '),
  ]);
  assert.deepEqual(files, ['in.cast', 'out.gif']);
  assert.deepEqual(render, { fontFamily: ['JetBrains Mono'], theme: 'monokai' });
  assert.deepEqual(command, {});
  assert.deepEqual(notices, ['--renderer is ignored: cast2gif has only one renderer']);
});

/** Each flag of agg's --help with what it must come to. */
const AGG: [string, object][] = [
  ['--text-font-family A,B', { fontFamily: ['A', 'B'] }],
  ['--emoji-font-family E', { emojiFontFamily: ['E'] }],
  ['--font-family A', { fontFamily: ['A'] }],
  ['--font-size 20', { fontSizePx: 20 }],
  ['--font-antialiasing 12', { antialiasingLevels: 12 }],
  ['--font-antialiasing off', { antialiasingLevels: 2 }],
  ['--font-aa 6', { antialiasingLevels: 6 }],
  ['--font-hinting false', {}],
  ['--font-dir /a --font-dir /b,c', { fontDirectories: ['/a', '/b,c'] }],
  ['--line-height 1.2', { lineHeight: 1.2 }],
  ['--theme 000000,ffffff,1,2,3,4,5,6,7,8', { theme: '000000,ffffff,1,2,3,4,5,6,7,8' }],
  ['--bold-is-bright', { boldIsBright: true }],
  ['--speed 1.5', { speed: 1.5 }],
  ['--no-loop', { loop: 1 }],
  ['--idle-time-limit 2', { idleTimeLimitSeconds: 2 }],
  ['--fps-cap 15', { fpsCap: 15 }],
  ['--last-frame-duration 0.5', { lastFrameDurationSeconds: 0.5 }],
  ['--select 10..1m20s', { select: '10..1m20s' }],
  ['--cols 100', { columns: 100 }],
  ['--rows 30', { rows: 30 }],
  ['--renderer swash', {}],
];

for (const [flags, render] of AGG) {
  test(`agg ${flags}`, async () => {
    const parsed = await parse(`${flags} in.cast out.gif`);
    assert.deepEqual(parsed.files, ['in.cast', 'out.gif']);
    assert.deepEqual(parsed.render, render);
    assert.deepEqual((await parse(`in.cast ${flags} out.gif`)).files, ['in.cast', 'out.gif']);
  });
}

test("agg's switches of the command itself", async () => {
  assert.deepEqual((await parse('-v -v -q in.cast out.gif')).command, { verbose: true, quiet: true });
  assert.deepEqual((await parse('--verbose --quiet in.cast out.gif')).command, { verbose: true, quiet: true });
  assert.deepEqual((await parse('-vq in.cast out.gif')).files, ['in.cast', 'out.gif']);
});

test("asciicast2gif's command lines work unchanged", async () => {
  const { files, render, notices } = await parse('-t solarized-dark -s 2 -S 1 -w 100 -h 30 in out');
  assert.deepEqual(files, ['in', 'out']);
  assert.deepEqual(render, { theme: 'solarized-dark', speed: 2, scale: 1, columns: 100, rows: 30 });
  assert.deepEqual(notices, []);
  assert.deepEqual((await parse('-tmonokai -s1.5 -w100 -h30 in out')).render, {
    theme: 'monokai',
    speed: 1.5,
    columns: 100,
    rows: 30,
  });
});

test('-h is help unless a number follows', async () => {
  for (const line of ['-h', '-h in.cast', '-qh', '-s 2 -h', '--speed x --help', '--bogus -h in.cast']) {
    assert.deepEqual((await parse(line)).command, { help: true }, line);
  }
  assert.deepEqual((await parse('-h auto in.cast')).render, { rows: 'auto' });
  assert.deepEqual((await parse('-h=24 -s=2')).render, { rows: 24, speed: 2 });
  assert.deepEqual((await parse(['--title', '-h', 'in.cast'])).render, { title: '-h' });
});

test('standard streams, numbers and odd names stay files', async () => {
  assert.deepEqual((await parse('- -')).files, ['-', '-']);
  assert.deepEqual((await parse('-q - out.gif')).files, ['-', 'out.gif']);
  assert.deepEqual((await parse('0123 1e3.gif')).files, ['0123', '1e3.gif']);
  assert.deepEqual((await parse('-- -t --speed')).files, ['-t', '--speed']);
  assert.deepEqual((await parse('a.cast a.b.c=d.gif')).files, ['a.cast', 'a.b.c=d.gif']);
});

test('the value of an option may look like an option', async () => {
  assert.deepEqual((await parse(['--select', '..', 'in', 'out'])).render, { select: '..' });
  await assert.rejects(parse('--speed -1 in out'), usage(/^--speed: .*not -1$/));
});

test('a flag that stands for a choice can name another', async () => {
  assert.deepEqual((await parse('--window in out')).render, { window: 'macos' });
  assert.deepEqual((await parse('--window=plain in out')).render, { window: 'plain' });
  assert.deepEqual((await parse('--keys=false in out')).render, { keys: false });
});

test('the last of contradicting options wins, lists add up', async () => {
  assert.deepEqual((await parse('--speed 2 -s 3 in out')).render, { speed: 3 });
  assert.deepEqual((await parse('--loop 3 --no-loop in out')).render, { loop: 1 });
  assert.deepEqual((await parse('--font-family A,B --font-family C in out')).render, { fontFamily: ['A', 'B', 'C'] });
});

test('mistakes are named as they were written', async () => {
  const mistakes: [string, RegExp][] = [
    ['--them nord in out', /^unknown option --them, did you mean "--theme"\?$/],
    ['--fps_cap 3 in out', /^unknown option --fps_cap, did you mean "--fps-cap"\?$/],
    ['--zzzzzzzz in out', /^unknown option --zzzzzzzz$/],
    ['-x in out', /^unknown option -x$/],
    ['-qx in out', /^unknown option -x in -qx$/],
    ['--speed fast in out', /^--speed: expected a number above 0 and up to 1000000, not "fast"$/],
    ['-s 0 in out', /^--speed: .* not 0$/],
    ['--no-loop=3 in out', /^--no-loop: takes no value$/],
    ['--keys=perhaps in out', /^--keys: expected true or false, not "perhaps"$/],
    ['in out --speed', /^--speed needs a value$/],
    ['--loop in.cast out.gif', /^--loop: expected a whole number of times .* not "in\.cast"$/],
    ['--no-strict in out', /^unknown option --no-strict/],
    ['--constructor in out', /^unknown option --constructor$/],
    ['--__proto__ x in out', /^unknown option|^in/],
  ];
  for (const [line, pattern] of mistakes) await assert.rejects(parse(line), usage(pattern), line);
});

test('any words become arguments or a usage error', async () => {
  const word = fc.oneof(
    fc.string(),
    fc.constantFrom('-', '--', '-h', '-t', '--theme', '--loop', '--no-loop', '-sS', '--speed=', '-w=1', '--a.b', '-1'),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(word, { maxLength: 6 }), async (words) => {
      try {
        await parse(words);
      } catch (error) {
        assert.ok(error instanceof Cast2gifError, String(error));
      }
    }),
    { numRuns: 300 },
  );
});
