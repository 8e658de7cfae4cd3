/** The road from end to end, as a program that uses the library sees it. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { after, test } from 'node:test';
import {
  Cast2gifError,
  type OutputTarget,
  type Progress,
  type RenderOptions,
  render,
  type Warning,
} from '#cast2gif/index.js';
import { RenderContext, type RenderHooks } from '#cast2gif/render/context.js';
import { projectFolder, recordingsIn, withoutProgram } from '../support.js';

const folder = mkdtempSync(join(tmpdir(), 'cast2gif-render-'));
after(() => rmSync(folder, { recursive: true }));

const demo = join(projectFolder, 'examples/demo.cast');
const GIF_START = 'GIF89a';

/** A v2 recording of what was printed when. */
function recording(...events: readonly (readonly [seconds: number, code: string, data: string])[]): Uint8Array {
  const lines = [{ version: 2, width: 20, height: 3 }, ...events].map((line) => JSON.stringify(line));
  return Buffer.from(`${lines.join('\n')}\n`);
}

async function gifOf(input: Uint8Array, options = {}) {
  const result = await render(input, { buffer: true, format: 'gif' }, options);
  return { ...result, bytes: result.outputs[0]!.bytes! };
}

/** Delays in centiseconds as gifsicle reads them. */
function delaysOf(gif: Uint8Array): number[] {
  const { stdout } = spawnSync('gifsicle', ['--info'], { input: gif, encoding: 'utf8' });
  return [...stdout.matchAll(/delay ([\d.]+)s/g)].map(([, seconds]) => Math.round(Number(seconds) * 100));
}

test('the same recording gives the same bytes from a file, a buffer and a stream, and with any number of threads', async () => {
  const bytes = readFileSync(demo);
  const fromBuffer = await gifOf(bytes);
  assert.equal(Buffer.from(fromBuffer.bytes.subarray(0, 6)).toString(), GIF_START);
  const path = join(folder, 'demo.gif');
  await render(demo, { path }, { threads: 1 });
  const stream = new PassThrough();
  const received: Buffer[] = [];
  stream.on('data', (chunk) => received.push(chunk));
  await render(
    Readable.from([bytes.subarray(0, 1000), bytes.subarray(1000)]),
    { stream, format: 'gif' },
    { threads: 3 },
  );
  assert.deepEqual(readFileSync(path), Buffer.from(fromBuffer.bytes));
  assert.deepEqual(Buffer.concat(received), Buffer.from(fromBuffer.bytes));
});

test('one replay writes several outputs, and reports their sizes', async () => {
  const result = await render(demo, [
    { path: join(folder, 'one.gif') },
    { path: join(folder, 'two.png') },
    { buffer: true, format: 'apng' },
  ]);
  const sizes = ['one.gif', 'two.png'].map((name) => readFileSync(join(folder, name)).length);
  assert.deepEqual(
    result.outputs.map(({ byteLength }) => byteLength),
    [...sizes, result.outputs[2]!.bytes!.length],
  );
});

test('without ffmpeg a video is refused before anything is read or written; other formats need none', async () => {
  const own = mkdtempSync(join(folder, 'no-ffmpeg-'));
  const paths = ['a.gif', 'a.mp4'].map((name) => ({ path: join(own, name) }));
  const ffmpegPath = join(own, 'ffmpeg');
  const unread = new Readable({ read: () => assert.fail('was read') });
  await assert.rejects(render(unread, paths, { ffmpegPath }), { code: 'helper', message: /^--ffmpeg names .*ffmpeg/ });
  assert.deepEqual(readdirSync(own), []);
  await render(demo, paths[0]!, { ffmpegPath, select: '0..1' });
  assert.deepEqual(readdirSync(own), ['a.gif']);
});

test('the first frame shows something, and the length is the last event plus the last hold', {
  skip: withoutProgram('gifsicle'),
}, async () => {
  const input = recording([2, 'o', 'a'], [3, 'o', 'b'], [4.5, 'i', 'x']);
  const { bytes, durationUs, frameCount } = await gifOf(input, { lastFrameDurationSeconds: 2 });
  assert.equal(frameCount, 2);
  assert.equal(durationUs, 4.5e6);
  assert.deepEqual(delaysOf(bytes), [100, 350]);
});

test('speed shortens all but the last hold, after the idle limit', { skip: withoutProgram('gifsicle') }, async () => {
  const input = recording([0, 'o', 'a'], [10, 'o', 'b']);
  const options = { idleTimeLimitSeconds: 4, speed: 2, lastFrameDurationSeconds: 1 };
  assert.deepEqual(delaysOf((await gifOf(input, options)).bytes), [200, 100]);
  assert.deepEqual(delaysOf((await gifOf(input, { ...options, idleTimeLimitSeconds: 'none' })).bytes), [500, 100]);
});

test('a hold longer than a GIF delay is split, and lasts as long', { skip: withoutProgram('gifsicle') }, async () => {
  const input = recording([0, 'o', 'a'], [2000, 'o', 'b']);
  const delays = delaysOf((await gifOf(input, { idleTimeLimitSeconds: 'none' })).bytes);
  assert.equal(
    delays.reduce((sum, delay) => sum + delay, 0),
    200_300,
  );
  assert.ok(delays.every((delay) => delay >= 2 && delay <= 65_535));
});

test('scale and font size multiply the picture; options that are wrong are named', async () => {
  const input = recording([0, 'o', 'a']);
  const [one, two] = [await gifOf(input), await gifOf(input, { scale: 2, paddingPx: 0 })];
  assert.deepEqual([one.widthPx, one.heightPx], [22 * 10, 4 * 22]);
  assert.deepEqual([two.widthPx, two.heightPx], [20 * 20, 3 * 44]);
  await assert.rejects(gifOf(input, { speed: 0 }), { name: 'Cast2gifError', code: 'usage', message: /speed/ });
  await assert.rejects(gifOf(input, { spede: 1 }), { code: 'usage', message: /spede.*speed/ });
});

test('progress rises, warnings carry lines, strict makes an error of them', async () => {
  const broken = Buffer.concat([recording([0, 'o', 'a']), Buffer.from('what?\n[1, "o", "b"]\n')]);
  const progress: Progress[] = [];
  const warnings: Warning[] = [];
  await render(
    broken,
    { buffer: true, format: 'gif' },
    {
      onProgress: (step) => progress.push(step),
      onWarning: (warning) => warnings.push(warning),
    },
  );
  assert.deepEqual(
    warnings.map(({ line }) => line),
    [3],
  );
  assert.deepEqual(new Set(progress.map(({ stage }) => stage)), new Set(['replay', 'encode']));
  assert.equal(progress.at(-1)!.fraction, 1);
  // So short an input is read at once.
  assert.equal(progress[0]!.fraction, 1);
  await assert.rejects(gifOf(broken, { strict: true }), { code: 'recording', line: 3 });
});

test('an aborted run rejects, leaves the old file alone and nothing beside it', async () => {
  const own = mkdtempSync(join(folder, 'abort-'));
  const path = join(own, 'out.gif');
  writeFileSync(path, 'old');
  const controller = new AbortController();
  const onProgress = ({ stage }: Progress): void => {
    if (stage === 'encode') controller.abort();
  };
  await assert.rejects(render(demo, { path }, { signal: controller.signal, onProgress }), { code: 'aborted' });
  assert.equal(readFileSync(path, 'utf8'), 'old');
  assert.deepEqual(readdirSync(own), ['out.gif']);
});

test('signals are heard while an encoder computes, and until the very end', async () => {
  for (const format of ['webp', 'svg'] as const) {
    const controller = new AbortController();
    const onProgress = (): void => void setTimeout(() => controller.abort(), 0);
    const run = render(demo, { buffer: true, format }, { signal: controller.signal, onProgress });
    await assert.rejects(run, { code: 'aborted' }, format);
  }
});

test('every recording becomes a GIF', async () => {
  for (const path of recordingsIn('recordings')) {
    if (statSync(path).size > 500_000) continue; // the bench takes the large ones
    const result = await render(path, { buffer: true, format: 'gif' }, { optimize: 'fast' });
    assert.ok(result.frameCount >= 1, path);
    assert.equal(result.outputs[0]!.bytes!.at(-1), 0x3b, path);
  }
});

test('every malformed file becomes a picture with warnings or one clear line', async () => {
  for (const path of recordingsIn('malformed')) {
    try {
      const result = await render(path, { buffer: true, format: 'gif' }, { optimize: 'fast' });
      assert.ok(result.frameCount >= 1, path);
    } catch (error) {
      assert.ok(error instanceof Cast2gifError, `${path}: ${error}`);
      assert.equal(error.exitStatus, 3, `${path}: ${error.message}`);
      assert.doesNotMatch(error.message, /\n/);
    }
  }
});

test('stills show the moment asked for, and by default a full screen rather than an empty prompt', async () => {
  const input = recording([0, 'o', 'a'], [4, 'o', 'bcdefgh\r\nijk'], [5, 'm', 'full'], [8, 'o', '\x1b[2J\x1b[H$']);
  const text = async (options: object) => {
    const { outputs } = await render(input, { buffer: true, format: 'txt' }, options);
    return Buffer.from(outputs[0]!.bytes!).toString().trim();
  };
  assert.equal(await text({}), '$');
  assert.equal(await text({ at: '1' }), 'a');
  assert.equal(await text({ at: 'marker:full' }), 'abcdefgh\nijk');
  assert.equal(await text({ at: 'event:1' }), 'abcdefgh\nijk');
  const png = async (options: object) =>
    (await render(input, { buffer: true, format: 'png' }, { ...options, provenance: false })).outputs[0]!.bytes;
  assert.deepEqual(await png({}), await png({ at: 'marker:full' }));
  assert.notDeepEqual(await png({}), await png({ at: '100%' }));
  await assert.rejects(text({ at: 'marker:none' }), { code: 'usage' });
});

test('a still is as large as the terminal was, and exact to the microsecond where a moment was asked for', async () => {
  const letters = [...'abcdefghij'].map((letter, at) => [1 + at / 1000, 'o', letter] as const);
  const input = recording([0, 'o', '$ '], ...letters, [2, 'r', '10x4'], [2.5, 'm', 'small'], [3, 'r', '30x8']);
  const png = async (options: object) => {
    const { outputs, widthPx } = await render(input, { buffer: true, format: 'png' }, { ...options, cursor: 'none' });
    const bytes = Buffer.from(outputs[0]!.bytes!);
    assert.equal(bytes.readUInt32BE(16), widthPx);
    return widthPx;
  };
  const [first, small, last] = [await png({ at: '1' }), await png({ at: 'marker:small' }), await png({ at: '100%' })];
  assert.ok(small < first && first < last, `${[small, first, last]}`);
  assert.equal(await png({}), await png({ at: '100%' }));
  for (const [at, text] of [
    ['1', '$ a'],
    ['1.0035', '$ abcd'],
    ['1.009', '$ abcdefghij'],
  ]) {
    const { outputs } = await render(input, { buffer: true, format: 'txt' }, { at: at! });
    assert.equal(Buffer.from(outputs[0]!.bytes!).toString(), `${text}\n`);
  }
});

test('a last frame that lasts no time is still shown, and nothing empty takes the place of a file', async () => {
  const input = recording([0, 'o', 'a'], [1, 'o', 'b'], [2, 'o', 'c']);
  for (const select of ['2..', '1..', '..', '2', '..0']) {
    for (const format of ['gif', 'png', 'apng', 'webp', 'svg', 'txt', 'vtt'] as const) {
      const options = { select, lastFrameDurationSeconds: 0 };
      const { outputs, frameCount } = await render(input, { buffer: true, format }, options);
      assert.ok(frameCount > 0 && outputs[0]!.byteLength > 0, `${format} ${select}`);
    }
  }
});

test('no output grows beyond its hard limit, whatever its format, and nothing of it is left', async () => {
  const input = recording([0, 'o', 'a'], [1, 'o', 'b']);
  const home = mkdtempSync(join(folder, 'hard-'));
  const video = withoutProgram('ffmpeg', '-version') ? [] : (['mp4', 'webm'] as const);
  for (const format of ['gif', 'apng', 'webp', 'png', 'svg', 'txt', 'vtt', ...video] as const) {
    const path = join(home, 'picture');
    writeFileSync(path, 'precious');
    const { byteLength } = (await render(input, { buffer: true, format })).outputs[0]!;
    await assert.rejects(render(input, { path, format }, { maxOutputBytes: byteLength - 1 }), {
      code: 'limit',
      message: `the output is larger than the limit of ${byteLength - 1} bytes`,
    });
    assert.equal(readFileSync(path, 'utf8'), 'precious');
    assert.deepEqual(readdirSync(home), ['picture']);
    await render(input, { path, format }, { maxOutputBytes: byteLength });
    assert.equal(statSync(path).size, byteLength);
  }
});

test('a size budget gives way to the hard limit', async () => {
  const { byteLength } = (await render(demo, { buffer: true, format: 'gif' })).outputs[0]!;
  const maxOutputBytes = Math.round(byteLength * 0.7);
  const fitted = await render(demo, { buffer: true, format: 'gif' }, { maxBytes: byteLength - 1, maxOutputBytes });
  assert.ok(fitted.outputs[0]!.byteLength <= maxOutputBytes);
});

test('work that uses too much CPU time ends with that limit, and leaves nothing', async () => {
  const home = mkdtempSync(join(folder, 'cpu-'));
  const output = { path: join(home, 'demo.gif') };
  await assert.rejects(render(demo, output, { maxCpuSeconds: 0.01, scale: 4 }), {
    code: 'timeout',
    message: 'the render takes longer than the limit of 0.01 s of CPU time',
  });
  assert.deepEqual(readdirSync(home), []);
  await render(demo, output, { maxCpuSeconds: 1000 });
});

test('frames that are too large for a video are refused, at the start and where the terminal grows', {
  skip: withoutProgram('ffmpeg', '-version'),
}, async () => {
  const large = Buffer.from('{"version":2,"width":372,"height":200}\n[0,"o","a"]\n');
  const message = /^a frame of the video would be 3740x4422 pixels, more than the limit of 8388608/;
  const progress: Progress[] = [];
  const onProgress = (step: Progress) => progress.push(step);
  await assert.rejects(render(large, { buffer: true, format: 'webm' }, { onProgress }), { code: 'limit', message });
  assert.deepEqual(progress, []);
  const growing = recording([0, 'o', 'a'], [1, 'r', '372x200'], [2, 'o', 'b']);
  await assert.rejects(render(growing, { buffer: true, format: 'mp4' }), { code: 'limit', message });
  await render(large, { buffer: true, format: 'png' });
});

test('no warning changes the direction of text, whatever a recording holds', () => {
  const warnings: string[] = [];
  const context = new RenderContext({ onWarning: ({ message }) => warnings.push(message) });
  context.warn({ message: 'a\u202eb' }, 'recording');
  assert.deepEqual(warnings, ['a\ufffdb']);
});

test('%m in a name makes one still per marker', async () => {
  const input = recording([0, 'o', 'a'], [1, 'm', 'first'], [2, 'o', 'b'], [3, 'm', '']);
  const { outputs } = await render(input, { path: join(folder, 'poster-%m.png') });
  assert.deepEqual(
    outputs.map(({ name }) => name),
    ['0', '1'].map((number) => join(folder, `poster-${number}.png`)),
  );
  await assert.rejects(render(recording([0, 'o', 'a']), { path: join(folder, 'x-%m.png') }), { code: 'usage' });
  await assert.rejects(render(input, { path: join(folder, 'x-%m.gif') }), { code: 'usage', message: /gif/ });
  const own = join(folder, '50%mark');
  mkdirSync(own);
  await render(recording([0, 'o', 'a']), { path: join(own, 'x.gif') });
  assert.deepEqual(readdirSync(own), ['x.gif']);
  const many = Array.from({ length: 501 }, (_, at) => [at, 'm', ''] as const);
  await assert.rejects(render(recording([0, 'o', 'a'], ...many), { path: join(folder, 'x-%m.png') }), {
    code: 'usage',
    message: /501 markers/,
  });
});

test('what the types forbid is a usage error, before anything is done', async () => {
  const input = recording([0, 'o', 'a']);
  const wrong: readonly unknown[] = [
    undefined,
    'out.gif',
    {},
    [],
    { buffer: true },
    { buffer: true, format: 'bmp' },
    { path: join(folder, 'x.gif'), format: 'bmp' },
  ];
  for (const outputs of wrong)
    await assert.rejects(render(input, outputs as never), { code: 'usage' }, JSON.stringify(outputs));
  for (const strange of [undefined, null, 42, {}])
    await assert.rejects(render(strange as never, { buffer: true, format: 'gif' }), { code: 'usage' });
  await assert.rejects(gifOf(input, { fontFamily: ['No Such Font'] }), { code: 'usage' });
});

test('a selection shows its parts, joined, and what the screen held where they begin', {
  skip: withoutProgram('gifsicle'),
}, async () => {
  const input = recording([0, 'o', 'a'], [1, 'm', 'build'], [2, 'o', 'b'], [4, 'o', 'c'], [5, 'o', 'd']);
  const delays = async (select: string) =>
    delaysOf((await gifOf(input, { select, lastFrameDurationSeconds: 1 })).bytes);
  assert.deepEqual(await delays('1..4.5'), [100, 200, 150]);
  assert.deepEqual(await delays('marker:build..3'), [100, 200]);
  assert.deepEqual(await delays('0,50%'), [100, 100]);
  assert.deepEqual(await delays('..'), [200, 200, 100, 100]);
  await assert.rejects(gifOf(input, { select: 'soon' }), { code: 'usage', message: /soon/ });
});

test('a size budget is kept, and what it took is reported; one that cannot be kept leaves the old file alone', async () => {
  const path = join(folder, 'budget.gif');
  const { byteLength: free } = (await render(demo, { buffer: true, format: 'gif' })).outputs[0]!;
  const maxBytes = Math.round(free * 0.7);
  const kept = await render(demo, { path }, { maxBytes });
  assert.ok(readFileSync(path).length <= maxBytes);
  assert.ok(kept.concessions.length > 0);
  const before = readFileSync(path);
  await assert.rejects(render(demo, { path }, { maxBytes: 500 }), { code: 'budget', message: /500/ });
  assert.deepEqual(readFileSync(path), before);
});

test('keystrokes are shown below the terminal by pictures alone; a password never', async () => {
  const keys = [...'ls'].map((key, at) => [1 + at / 10, 'i', key] as const);
  const echoes = [...'ls'].map((key, at) => [1.01 + at / 10, 'o', key] as const);
  const typed = [...keys, ...echoes].sort(([left], [right]) => left - right);
  const secret = [...'ZYXW'].map((key, at) => [3 + at / 10, 'i', key] as const);
  const input = recording([0, 'o', '$ '], ...typed, [2, 'o', '\r\nPassword: '], ...secret, [4, 'o', '\r\n']);
  const textOf = async (format: 'svg' | 'txt' | 'vtt', options: object) =>
    Buffer.from(
      (await render(input, { buffer: true, format }, { ...options, provenance: false })).outputs[0]!.bytes!,
    ).toString();
  const [plain, overlaid] = [await gifOf(input), await gifOf(input, { keys: true })];
  assert.equal(overlaid.heightPx, plain.heightPx + 2 * 22);
  assert.equal(overlaid.durationUs, plain.durationUs);
  for (const format of ['txt', 'vtt'] as const)
    assert.equal(await textOf(format, { keys: true }), await textOf(format, {}));
  const words = (svg: string) => svg.replace(/<style>.*?<\/style>/gs, '').replace(/<[^>]*>/g, '');
  assert.match(words(await textOf('svg', { keys: true })), /•••/);
  assert.doesNotMatch(words(await textOf('svg', { keys: true })), /[ZYXW]/);
  assert.match(words(await textOf('svg', { allKeys: true })), /ZYXW/);
});

test('keystrokes follow speed and selection; a recording without any says so once', async () => {
  const warnings: string[] = [];
  const onWarning = ({ message }: Warning): void => void warnings.push(message);
  const input = recording([0, 'o', 'a'], [4, 'i', '\x03'], [8, 'o', 'b']);
  const at = async (seconds: string, options: object) =>
    Buffer.from(
      (await render(input, { buffer: true, format: 'svg' }, { ...options, at: seconds, onWarning })).outputs[0]!.bytes!,
    ).includes('Ctrl');
  assert.deepEqual([await at('3.9', { keys: true }), await at('4.1', { keys: true })], [false, true]);
  assert.deepEqual(
    [await at('1.9', { keys: true, speed: 2 }), await at('2.1', { keys: true, speed: 2 })],
    [false, true],
  );
  assert.equal(await at('1.1', { keys: true, select: '3..6' }), true);
  assert.deepEqual(warnings, []);
  assert.equal(await at('1', { keys: true, select: '5..6' }), false);
  assert.equal(warnings.length, 1);
  assert.match(warnings[0]!, /no keystrokes/);
  const small = { keys: true, maxBytes: 2000, onWarning };
  const { warningCount } = await render(
    recording([0, 'o', 'a'], [1, 'o', 'b']),
    { buffer: true, format: 'gif' },
    small,
  );
  assert.deepEqual([warnings.length, warningCount], [2, 1]);
});

test('where a file cannot get its name in the end, those that have theirs are named', async () => {
  const own = mkdtempSync(join(folder, 'commit-'));
  const [first, second] = [join(own, 'a.gif'), join(own, 'b.png')];
  const onProgress = ({ stage, fraction }: Progress): void => {
    if (stage === 'encode' && fraction === 1) mkdirSync(second);
  };
  const run = render(recording([0, 'o', 'a']), [{ path: first }, { path: second }], { onProgress });
  await assert.rejects(run, { code: 'output', message: /^cannot write .*b\.png: .*; already written: .*a\.gif$/ });
  assert.deepEqual(readdirSync(own), ['a.gif', 'b.png']);
});

test('messages call options as their reader does', async () => {
  const input = Buffer.from('{"version":2,"width":4,"height":1}\n[0,"o","hi\\u001b[9;9Hx"]\n[2,"o","-"]\n');
  const surfaces = {
    command: ['--lossy has', '--cols auto --rows auto', '--select ..1'],
    library: ['lossy has', "columns: 'auto', rows: 'auto'", "select: '..1'"],
    query: ['?lossy= has', '?cols=auto&rows=auto', '?select=..1'],
    file: ['lossy has', 'cols: auto, rows: auto', 'select: ..1'],
  } as const;
  for (const surface of ['command', 'library', 'query', 'file'] as const) {
    const told = await warningsOf(input, { buffer: true, format: 'png' }, { surface, lossy: 2, scale: 0.5 });
    const [lossy, size, select] = surfaces[surface];
    assert.ok(told[0]!.startsWith(lossy), told[0]);
    assert.ok(told[1]!.endsWith(`; try ${size}`), told[1]);
    const impossible = render(input, { buffer: true, format: 'gif' }, { surface, maxBytes: 100 });
    await assert.rejects(impossible, ({ message }: Error) => message.includes(`(${select})`));
  }
});

test('--lossy says when it has no effect', async () => {
  const recording = Buffer.from('{"version":2,"width":4,"height":1}\n[0,"o","hi"]\n');
  const messages = async (format: 'gif' | 'png', lossy: number) => {
    const told: string[] = [];
    await render(recording, { buffer: true, format }, { lossy, onWarning: ({ message }) => told.push(message) });
    return told;
  };
  assert.deepEqual(await messages('gif', 2), ['lossy changed nothing: every frame is shown in its exact colours']);
  assert.deepEqual(await messages('png', 2), ['lossy has no effect here: it is for .gif']);
  assert.deepEqual(await messages('gif', 0), []);
});

/** Messages of a run's warnings, in their order. */
async function warningsOf(
  input: Uint8Array,
  target: OutputTarget,
  options: RenderOptions & RenderHooks,
): Promise<string[]> {
  const messages: string[] = [];
  await render(input, target, { ...options, onWarning: ({ message }) => messages.push(message) });
  return messages;
}

test('under a size budget every warning is given, and given once', async () => {
  const input = recording([0, 'o', 'hello'], [1, 'o', ' there'], [2, 'o', ' you']);
  const free = (await gifOf(input)).outputs[0]!.byteLength;
  const options = { fontFamily: ['No Such Font', 'JetBrains Mono'], maxBytes: Math.round(free * 0.6) };
  const messages = await warningsOf(input, { buffer: true, format: 'gif' }, options);
  assert.equal(messages.length, 1, messages.join('\n'));
  assert.match(messages[0]!, /No Such Font/);
});

test('a video says what replaces its transparency, also under a size budget', {
  skip: withoutProgram('ffmpeg', '-version'),
}, async () => {
  const input = recording([0, 'o', 'a']);
  for (const budget of [{}, { maxBytes: 1e6 }, { for: 'github' as const }]) {
    const options: RenderOptions = { marginPx: 20, marginFill: 'transparent', ...budget };
    const messages = await warningsOf(input, { buffer: true, format: 'mp4' }, options);
    assert.match(messages.join('\n'), /^mp4: videos have no transparency[^\n]*$/, JSON.stringify(budget));
  }
});

test('a budget of pixels alone keeps nothing in memory: the output is written as it is encoded', async () => {
  for (const [budget, isHeld] of [
    [{ for: 'devto' }, false],
    [{ maxBytes: 1e9 }, true],
  ] as const) {
    const own = mkdtempSync(join(folder, 'held-'));
    const seen = new Set<string>();
    const onProgress = ({ stage }: Progress): void => {
      if (stage === 'encode') for (const name of readdirSync(own)) seen.add(name);
    };
    await render(recording([0, 'o', 'a']), { path: join(own, 'a.gif') }, { ...budget, onProgress });
    assert.equal(seen.size, isHeld ? 0 : 1, JSON.stringify(budget));
    assert.deepEqual(readdirSync(own), ['a.gif']);
  }
});

test('strict ends with the code of what was wrong', async () => {
  const fine = recording([0, 'o', 'a']);
  const broken = Buffer.concat([fine, Buffer.from('what?\n')]);
  const cases: readonly (readonly [Uint8Array, RenderOptions, string])[] = [
    [fine, { at: '0' }, 'usage'],
    [fine, { lossy: 2 }, 'usage'],
    [fine, { keys: true }, 'usage'],
    [fine, { fontFamily: ['No Such Font', 'JetBrains Mono'] }, 'usage'],
    [broken, {}, 'recording'],
  ];
  for (const [input, options, code] of cases) {
    await assert.rejects(gifOf(input, { ...options, strict: true }), { code }, JSON.stringify(options));
  }
});
