import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { after, test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import type { VideoChoice } from '#cast2gif/encode/video/codecs.js';
import { type Ffmpeg, findFfmpeg, openFfmpeg } from '#cast2gif/encode/video/find-ffmpeg.js';
import { createVideoEncoder } from '#cast2gif/encode/video/video-encoder.js';
import { Cast2gifError } from '#cast2gif/errors.js';
import { realCommand, run } from '../../cli/run.js';
import { eventually } from '../../eventually.js';
import { projectFolder, withoutProgram } from '../../support.js';
import { decodeFrames, probe, withFile } from '../decoders.js';
import { encodeMadeUp, type MadeUp, MemorySink, paintedFrames, rgbFrames, SMALL, surveyOf } from '../painted-frames.js';

const withoutFfmpeg = withoutProgram('ffmpeg', '-version') || withoutProgram('ffprobe', '-version');

/** What the tests' ffmpeg can do; nothing where there is none. */
const FFMPEG: Ffmpeg = withoutFfmpeg
  ? { program: 'ffmpeg', knowsFpsMode: true, encoders: new Set() }
  : await openFfmpeg();

function without(encoder: string): string | false {
  return withoutFfmpeg || (FFMPEG.encoders.has(encoder) ? false : `ffmpeg has no ${encoder}`);
}

/** The same ffmpeg with one encoder alone. */
function only(encoder: string): Ffmpeg {
  return { ...FFMPEG, encoders: new Set([encoder]) };
}

/** Odd width and height, so that both are padded. */
const MADE: MadeUp = {
  ...SMALL,
  columns: 21,
  rows: 10,
  cellHeightPx: 10,
  title: 'A "title" -y',
  command: 'sh -c "x" -i /etc/passwd',
  markers: [
    { timeUs: 100_000, label: 'first' },
    { timeUs: 1_133_333, label: '' },
  ],
};
const END_US = 3_499_011;
const WIDTH_PX = 150;
const HEIGHT_PX = 104;

const KINDS: readonly (readonly [string, VideoChoice, string, number])[] = [
  ['H.264 in MP4', { container: 'mp4' }, 'libx264', 1 / 90_000],
  ['AV1 (SVT) in MP4', { container: 'mp4', codec: 'av1' }, 'libsvtav1', 1 / 90_000],
  ['AV1 (libaom) in MP4', { container: 'mp4', codec: 'av1' }, 'libaom-av1', 1 / 90_000],
  ['VP9 in WebM', { container: 'webm' }, 'libvpx-vp9', 1 / 1000],
  ['AV1 (SVT) in WebM', { container: 'webm', codec: 'av1' }, 'libsvtav1', 1 / 1000],
  ['AV1 (libaom) in WebM', { container: 'webm', codec: 'av1' }, 'libaom-av1', 1 / 1000],
];

for (const [name, options, encoder, tick] of KINDS) {
  test(`${name}: each screen once, at its time, with tags and chapters`, { skip: without(encoder) }, async () => {
    const bytes = await encodeMadeUp(MADE, (sink) => createVideoEncoder(sink, { ...options, ffmpeg: only(encoder) }));
    const facts = withFile(`a.${options.container}`, bytes, (path) =>
      probe(path, '-show_packets', '-select_streams', 'v', '-show_streams', '-show_format', '-show_chapters'),
    );
    const times = facts.packets.map((packet: { pts_time: string }) => Number(packet.pts_time));
    const wanted = [0, 0.1, 0.133333, 1.133333, 1.153333, END_US / 1e6 - 0.033333];
    assert.equal(times.length, wanted.length);
    for (const [index, time] of times.entries()) {
      assert.ok(Math.abs(time - wanted[index]!) <= tick, `frame ${index} is at ${time}, not ${wanted[index]}`);
    }
    assert.ok(Math.abs(Number(facts.format.duration) - END_US / 1e6) <= 0.002, facts.format.duration);
    const { width, height, pix_fmt, color_range, color_space, color_transfer, color_primaries } = facts.streams[0];
    assert.deepEqual([width, height, pix_fmt], [WIDTH_PX, HEIGHT_PX, 'yuv420p']);
    assert.deepEqual([color_range, color_space, color_transfer, color_primaries], ['tv', 'bt709', 'bt709', 'bt709']);
    const { title, comment, COMMENT } = facts.format.tags;
    assert.deepEqual([title, comment ?? COMMENT], [MADE.title, MADE.command]);
    const chapters = facts.chapters.map((chapter: { start_time: string; tags: { title: string } }) => [
      Number(chapter.start_time).toFixed(3),
      chapter.tags.title,
    ]);
    assert.deepEqual(chapters, [
      ['0.000', 'Start'],
      ['0.100', 'first'],
      ['1.133', 'Marker 2'],
    ]);
  });
}

test('MP4 has its index in front', { skip: without('libx264') }, async () => {
  const bytes = await encodeMadeUp(MADE, (sink) => createVideoEncoder(sink, { container: 'mp4', ffmpeg: FFMPEG }));
  assert.ok(bytes.indexOf('moov') < bytes.indexOf('mdat'));
});

/** The sixteen colours of many terminals and a few between. */
const THEME = [
  0x000000, 0xcd0000, 0x00cd00, 0xcdcd00, 0x0000ee, 0xcd00cd, 0x00cdcd, 0xe5e5e5, 0x7f7f7f, 0xff0000, 0x00ff00,
  0xffff00, 0x5c5cff, 0xff00ff, 0x00ffff, 0xffffff,
];

for (const [name, options, encoder] of KINDS) {
  for (const kind of ['indexed', 'direct'] as const) {
    test(`${name}: plain colours of an ${kind} canvas survive`, { skip: without(encoder) }, async () => {
      const made: MadeUp = {
        ...SMALL,
        kind,
        colours: THEME,
        colourCount: THEME.length,
        cellWidthPx: 24,
        cellHeightPx: 24,
        columns: 8,
        rows: 6,
        plain: true,
      };
      const { geometry } = surveyOf(made);
      const bytes = await encodeMadeUp(made, (sink) => createVideoEncoder(sink, { ...options, ffmpeg: only(encoder) }));
      const frames = withFile('video', bytes, (path) =>
        decodeFrames(path, geometry.widthPx * (geometry.heightPx + 1) * 3),
      );
      const wanted = rgbFrames(made);
      assert.equal(frames.length, wanted.length + 1);
      let worst = 0;
      for (const [index, frame] of wanted.entries()) {
        for (let row = 0; row < made.rows; row++) {
          for (let column = 0; column < made.columns; column++) {
            const at = ((2 + row * 24 + 12) * geometry.widthPx + 1 + column * 24 + 12) * 3;
            worst = Math.max(worst, colourDifference(frame.readUIntBE(at, 3), frames[index]!.readUIntBE(at, 3)));
          }
        }
      }
      assert.ok(worst <= 3, `a colour is off by ΔE ${worst.toFixed(2)}`);
    });
  }
}

test('letters stay crisp: SSIM against the painted frames', { skip: without('libx264') }, async () => {
  const made: MadeUp = { ...MADE, columns: 40, rows: 20, colours: [0x101418, 0xd0d0d0], colourCount: 2 };
  const { widthPx, heightPx } = surveyOf(made).geometry;
  const bytes = await encodeMadeUp(made, (sink) => createVideoEncoder(sink, { container: 'mp4', ffmpeg: FFMPEG }));
  const painted = rgbFrames(made);
  withFile('a.mp4', bytes, (video) => {
    withFile('a.rgb', Buffer.concat([...painted, painted.at(-1)!]), (raw) => {
      const crop = `crop=${widthPx}:${heightPx - 1}:0:0`;
      const { stderr } = spawnSync(
        'ffmpeg',
        [
          ...['-i', video, '-f', 'rawvideo', '-pix_fmt', 'rgb24', '-s', `${widthPx}x${heightPx}`, '-i', raw],
          ...[
            '-lavfi',
            `[1]scale=out_color_matrix=bt709:out_range=tv,format=yuv420p,${crop}[r];[0]${crop},setpts=N/25/TB[d];[d][r]ssim`,
          ],
          ...['-f', 'null', '-'],
        ],
        { encoding: 'utf8' },
      );
      const ssim = Number(/SSIM Y:([\d.]+)/.exec(stderr)?.[1]);
      assert.ok(ssim >= 0.995, `SSIM is ${ssim}\n${stderr}`);
    });
  });
});

test('browsers play the file even if nothing moves', { skip: without('libx264') }, async () => {
  const made = { ...MADE, durationsUs: [500_000, 250_000, 86_400_000_000], changesPerFrame: 0 };
  const bytes = await encodeMadeUp(made, (sink) => createVideoEncoder(sink, { container: 'mp4', ffmpeg: FFMPEG }));
  const { packets, format } = withFile('a.mp4', bytes, (path) =>
    probe(path, '-show_packets', '-select_streams', 'v', '-show_format'),
  );
  assert.equal(packets.length, 2);
  assert.ok(Math.abs(Number(format.duration) - 86_400.75) < 0.002, format.duration);
});

const folder = mkdtempSync(join(tmpdir(), 'cast2gif-test-'));
after(() => rmSync(folder, { recursive: true }));

/** A stand-in for ffmpeg that does what `script` says. */
function standIn(name: string, script: string): Ffmpeg {
  const program = join(folder, name);
  writeFileSync(program, `#!/bin/sh\n${script}\n`);
  chmodSync(program, 0o755);
  return { program, knowsFpsMode: true, encoders: new Set(['libx264']) };
}

/** Part of a stand-in: answers what ffmpeg is asked first. */
const LISTS_ENCODERS = `case "$*" in -encoders) echo ' V....D libx264 H.264'; echo ' V....D libvpx-vp9 VP9'; exit;; esac
`;
const RECORDING = '{"version": 2, "width": 20, "height": 4}\n[0.5, "o", "red"]\n[1.5, "o", " and plain"]\n';

const onWindows = process.platform === 'win32' ? 'needs a shell' : false;

test('no text of a recording reaches the command line', { skip: onWindows }, async () => {
  const log = join(folder, 'arguments');
  const ffmpeg = standIn('logs', `printf '%s\\n' "$@" > ${log}; cat > ${log}.input; echo video >&3`);
  await encodeMadeUp(MADE, (sink) => createVideoEncoder(sink, { container: 'mp4', ffmpeg }));
  const words = readFileSync(log, 'utf8').trim().split('\n');
  assert.ok(
    words.every((word) => /^[\w:,./+-]+$/.test(word)),
    words.join(' '),
  );
  assert.equal(words.filter((word) => word === '-protocol_whitelist').length, 2);
  assert.ok(readFileSync(`${log}.input`).includes(MADE.title!));
});

test("ffmpeg's failure is one line", { skip: onWindows }, async () => {
  const ffmpeg = standIn('fails', "printf '[libx264 @ 0x1] no \\033[31mluck\\ntoday\\n' >&2; exit 187");
  await assert.rejects(
    encodeMadeUp(MADE, (sink) => createVideoEncoder(sink, { container: 'mp4', ffmpeg })),
    (error) => {
      assert.ok(error instanceof Cast2gifError);
      assert.equal(error.code, 'helper');
      assert.equal(error.message, `${ffmpeg.program} failed (status 187): no \ufffd[31mluck`);
      return true;
    },
  );
});

for (const container of ['mp4', 'webm'] as const) {
  test(`an ffmpeg that succeeds without a video has failed: ${container}`, { skip: onWindows }, async () => {
    const { program } = standIn('empty', `${LISTS_ENCODERS}cat > /dev/null`);
    const output = join(folder, `kept.${container}`);
    writeFileSync(output, 'precious');
    const { status, stderr } = await run(['-', output, '--ffmpeg', program], {
      command: realCommand,
      stdin: RECORDING,
    });
    assert.equal(stderr, `cast2gif: ${program} succeeded but wrote no video\n`);
    assert.equal(status, 5);
    assert.equal(readFileSync(output, 'utf8'), 'precious');
  });
}

test('a program that is not ffmpeg is reported in one line', { skip: onWindows }, async () => {
  await assert.rejects(openFfmpeg({ ffmpegPath: folder }), {
    code: 'helper',
    message: `--ffmpeg names ${folder}, which is not a program that can be run`,
  });
  const { program } = standIn('false', 'exit 1');
  await assert.rejects(openFfmpeg({ ffmpegPath: program }), {
    code: 'helper',
    message: `${program} could not be run (status 1)`,
  });
  const endless = standIn('endless', 'yes').program;
  await assert.rejects(openFfmpeg({ ffmpegPath: endless }), { code: 'helper', message: /has no end/ });
});

test('a missing ffmpeg is named', async () => {
  await assert.rejects(openFfmpeg({ ffmpegPath: '/nowhere/ffmpeg' }), {
    code: 'helper',
    message: '--ffmpeg names /nowhere/ffmpeg, which is not a program that can be run',
  });
});

test('ffmpeg is asked for its version and its encoders', { skip: onWindows }, async () => {
  const answer = (version: string) => {
    const banner = `echo 'ffmpeg version ${version} Copyright (c) the developers' >&2`;
    const list = "printf ' V..... = Video\\n ------\\n V....D libx264    H.264 (codec h264)\\n A....D aac   AAC\\n'";
    return openFfmpeg({ ffmpegPath: standIn(`answers-${version}`, `${banner}; ${list}`).program });
  };
  const { encoders } = await answer('n6.1.1');
  assert.ok(encoders.has('libx264') && !encoders.has('aac'));
  const versions = ['4.4.2-0ubuntu', '5.0', '5.1.9-0+deb12u1', 'n7.1', 'N-109468-gd39b34123d'];
  const known = await Promise.all(versions.map(async (version) => (await answer(version)).knowsFpsMode));
  assert.deepEqual(known, [false, false, true, true, true]);
  const broken = standIn('broken', 'echo cannot open shared object >&2; exit 127').program;
  await assert.rejects(openFfmpeg({ ffmpegPath: broken }), { code: 'helper', message: /broken could not be run/ });
});

test('wrong options are refused, and so is what ffmpeg cannot do', () => {
  const create = (choice: VideoChoice, ...encoders: string[]) => {
    const ffmpeg: Ffmpeg = { program: '/usr/bin/ffmpeg', knowsFpsMode: true, encoders: new Set(encoders) };
    return () => createVideoEncoder(new MemorySink(), { ...choice, ffmpeg });
  };
  assert.throws(create({ container: 'mp4', codec: 'vp9' }, 'libvpx-vp9'), {
    code: 'usage',
    message: 'videoCodec: mp4 holds h264 or av1, not vp9',
  });
  assert.throws(create({ container: 'mp4', crf: 52 }, 'libx264'), {
    code: 'usage',
    message: 'crf: expected a whole number from 0 to 51 for h264, not 52',
  });
  assert.throws(create({ container: 'mp4' }, 'libvpx-vp9', 'libaom-av1'), {
    code: 'helper',
    message:
      '/usr/bin/ffmpeg cannot make H.264: it has no libx264; install a fuller ffmpeg and name it with --ffmpeg, ' +
      'or write .mp4 with --video-codec av1',
  });
  assert.throws(create({ container: 'webm', codec: 'av1' }), {
    code: 'helper',
    message:
      '/usr/bin/ffmpeg cannot make AV1: it has no libsvtav1 nor libaom-av1; install a fuller ffmpeg and name it with --ffmpeg',
  });
});

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** Whether a script has written its process's number into a file. */
function isWritten(path: string): boolean {
  return existsSync(path) && readFileSync(path, 'utf8').endsWith('\n');
}

async function assertGone(pid: number): Promise<void> {
  assert.ok(pid > 0);
  await eventually(`process ${pid} is gone`, () => !isAlive(pid));
}

/** Deaf to polite signals, and so is what it waits for; `pids` names both. */
const DEAF_FAMILY = (pids: string) => `trap '' INT TERM HUP
sleep 1000 & echo $$ $! > ${pids}.part; mv ${pids}.part ${pids}
`;

for (const [when, before, after] of [
  ['while it is asked for its encoders', '', 'wait'],
  ['while it hangs', LISTS_ENCODERS, 'wait'],
  ['while it writes to nobody', LISTS_ENCODERS, 'yes'],
  ['while it complains', LISTS_ENCODERS, 'yes complaint >&2'],
] as const) {
  for (const [signal, expected] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const) {
    test(`one ${signal} ends ffmpeg's wrapper and all it started, ${when}`, { skip: onWindows }, async () => {
      const home = mkdtempSync(join(folder, 'family-'));
      const pids = join(home, 'pids');
      const { program } = standIn('family', `${before}${DEAF_FAMILY(pids)}${after}`);
      const output = join(home, 'out.mp4');
      const { status, stderr } = await run(['-', output, '--ffmpeg', program], {
        command: realCommand,
        stdin: RECORDING,
        onStart: async (child) => {
          await eventually('the stand-in has started', () => existsSync(pids));
          child.kill(signal);
        },
      });
      assert.equal(stderr, '');
      assert.equal(status, expected);
      for (const pid of readFileSync(pids, 'utf8').split(' ')) await assertGone(Number(pid));
      assert.ok(!existsSync(output));
    });
  }
}

test('abort ends ffmpeg and leaves nothing', { skip: onWindows }, async (context) => {
  const { TMPDIR } = process.env;
  const temporary = mkdtempSync(join(folder, 'temporary-'));
  process.env.TMPDIR = temporary;
  context.after(() => {
    if (TMPDIR === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = TMPDIR;
  });
  const pid = join(folder, 'pid');
  const ffmpeg = standIn('hangs', `echo $$ > ${pid}; exec sleep 1000`);
  const encoder = createVideoEncoder(new MemorySink(), { container: 'mp4', ffmpeg });
  await encoder.start(surveyOf(MADE));
  for (const frame of paintedFrames({ ...MADE, durationsUs: [1, 1] })) await encoder.add(frame);
  await eventually('the stand-in has started', () => isWritten(pid));
  await encoder.abort();
  assert.throws(() => process.kill(Number(readFileSync(pid, 'utf8')), 0));
  assert.deepEqual(readdirSync(temporary), []);
});

test('a killed run leaves no file and no ffmpeg', {
  skip: process.platform === 'linux' ? false : 'elsewhere a killed run leaves one temporary file',
}, async () => {
  const temporary = mkdtempSync(join(folder, 'temporary-'));
  const pid = join(folder, 'killed');
  // Says when it has started; reads to the end, as ffmpeg does.
  const { program } = standIn(
    'reads',
    `case "$*" in *pipe:0*) echo $$ > ${pid}; exec cat > /dev/null;; esac
echo ' V....D libx264 H.264'`,
  );
  const output = join(folder, 'killed.mp4');
  const recording = join(projectFolder, 'examples/demo.cast');
  const words = [join(projectFolder, 'bin/cast2gif.js'), recording, output, '--ffmpeg', program];
  const child = spawn(process.execPath, words, { env: { ...process.env, TMPDIR: temporary }, stdio: 'ignore' });
  await eventually('ffmpeg has started', () => isWritten(pid));
  child.kill('SIGKILL');
  await once(child, 'close');
  await assertGone(Number(readFileSync(pid, 'utf8')));
  assert.ok(!existsSync(output));
  assert.deepEqual(readdirSync(temporary), []);
});

test('a signal ends a run that waits for ffmpeg', { skip: onWindows }, async () => {
  const started = join(folder, 'waits-started');
  const ffmpeg = standIn('waits', `: > ${started}; exec sleep 1000`);
  const controller = new AbortController();
  const options = { container: 'mp4', ffmpeg, signal: controller.signal } as const;
  const encoding = encodeMadeUp({ ...MADE, durationsUs: Array(40).fill(50_000) }, (sink) =>
    createVideoEncoder(sink, options),
  );
  const rejected = assert.rejects(encoding, { code: 'aborted' });
  await eventually('the stand-in has started', () => existsSync(started));
  controller.abort();
  await rejected;
});

test('a signal that comes while ffmpeg is being started is heard', { skip: onWindows }, async () => {
  const controller = new AbortController();
  const ffmpeg = standIn('starts', 'exec sleep 1000');
  const encoder = createVideoEncoder(new MemorySink(), { container: 'mp4', ffmpeg, signal: controller.signal });
  const started = encoder.start(surveyOf(MADE));
  controller.abort();
  await started;
  const [frame] = paintedFrames(MADE);
  await assert.rejects(
    async () => {
      await encoder.add(frame!);
      await encoder.finish();
    },
    { code: 'aborted' },
  );
  await encoder.abort();
});

test('an ffmpeg that hangs is ended with all it started, whether it is stopped or deaf', {
  skip: onWindows,
}, async (context) => {
  context.mock.timers.enable({ apis: ['setInterval'] });
  for (const [index, hanging] of ['kill -STOP $$', 'exec sleep 1000', 'cat >/dev/null; exec sleep 1000'].entries()) {
    const pid = join(folder, `hanging-pid-${index}`);
    const ffmpeg = standIn('silent', `sleep 1000 & echo $! > ${pid}; ${hanging}`);
    const made = { ...MADE, durationsUs: Array<number>(40).fill(50_000) };
    const encoding = encodeMadeUp(made, (sink) =>
      createVideoEncoder(sink, { container: 'mp4', ffmpeg, silenceMs: 500 }),
    );
    let hasEnded = false;
    const rejected = assert
      .rejects(encoding, {
        code: 'helper',
        message: `${ffmpeg.program} hangs: it has read and written nothing for 0.5 s`,
      })
      .finally(() => (hasEnded = true));
    await eventually('the stand-in has started', () => isWritten(pid));
    await eventually('the encoder has given up', () => {
      context.mock.timers.tick(250);
      return hasEnded;
    });
    await rejected;
    await assertGone(Number(readFileSync(pid, 'utf8')));
  }
});

test('an ffmpeg that waits for its input does not hang', { skip: onWindows }, async (context) => {
  context.mock.timers.enable({ apis: ['setInterval'] });
  const ffmpeg = standIn('patient', 'cat > /dev/null; echo video >&3');
  const encoder = createVideoEncoder(new MemorySink(), { container: 'mp4', ffmpeg, silenceMs: 1000 });
  await encoder.start(surveyOf(MADE));
  // What comes before the frames fits into the pipe; the next turn knows that it has been taken.
  await setImmediate();
  context.mock.timers.tick(5000);
  for (const frame of paintedFrames(MADE)) await encoder.add(frame);
  await encoder.finish();
});

test('a file that grows beyond its limit ends ffmpeg while it writes', { skip: onWindows }, async () => {
  const ffmpeg = standIn('grows', 'head -c 100000 /dev/zero >&3; exec sleep 1000');
  await assert.rejects(
    encodeMadeUp(MADE, (sink) => createVideoEncoder(sink, { container: 'mp4', ffmpeg, maximumBytes: 99_999 })),
    { code: 'limit', message: 'the output is larger than the limit of 99999 bytes' },
  );
});

test('without a folder for temporary files there is no video, and one line says so', { skip: onWindows }, async () => {
  const { program } = standIn('unused', LISTS_ENCODERS);
  const missing = join(folder, 'missing');
  const { status, stderr } = await run(['-', join(folder, 'no.mp4'), '--ffmpeg', program], {
    command: realCommand,
    stdin: RECORDING,
    environment: { TMPDIR: missing },
  });
  assert.equal(stderr, `cast2gif: cannot create a temporary file in ${missing}: no such file or folder\n`);
  assert.equal(status, 4);
});

test('without ffmpeg the message says how to install it', async () => {
  const tools = join(folder, 'tools');
  mkdirSync(tools);
  writeFileSync(join(tools, 'pacman'), '', { mode: 0o755 });
  const environment = { PATH: ['', '.', tools].join(delimiter) };
  await assert.rejects(findFfmpeg({ environment, platform: 'linux' }), (error) => {
    assert.ok(error instanceof Cast2gifError && error.code === 'helper');
    return /"sudo pacman -S ffmpeg"/.test(error.message);
  });
  await assert.rejects(findFfmpeg({ environment, platform: 'darwin' }), /"brew install ffmpeg"/);
  await assert.rejects(findFfmpeg({ environment, platform: 'win32' }), /winget/);
});

/** CIE 1976 ΔE of two sRGB colours under D65. */
function colourDifference(first: number, second: number): number {
  const [a, b] = [lab(first), lab(second)];
  return Math.hypot(a[0]! - b[0]!, a[1]! - b[1]!, a[2]! - b[2]!);
}

function lab(rgb: number): number[] {
  const [red, green, blue] = [rgb >> 16, (rgb >> 8) & 255, rgb & 255].map((value) => {
    const share = value / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  const curve = (value: number) => (value > 216 / 24389 ? Math.cbrt(value) : (value * 24389) / 27 / 116 + 16 / 116);
  const x = curve((0.4124564 * red + 0.3575761 * green + 0.1804375 * blue) / 0.95047);
  const y = curve(0.2126729 * red + 0.7151522 * green + 0.072175 * blue);
  const z = curve((0.0193339 * red + 0.119192 * green + 0.9503041 * blue) / 1.08883);
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}
