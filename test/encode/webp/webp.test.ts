import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Encoder } from '#cast2gif/encode/encoder.js';
import { createWebpEncoder } from '#cast2gif/encode/webp/animation.js';
import { encodeLossless as encodePicture } from '#cast2gif/encode/webp/lossless.js';
import { createByteSpool } from '#cast2gif/io/byte-spool.js';
import type { ByteSink } from '#cast2gif/io/sink.js';
import { withoutProgram } from '../../support.js';
import { decodeFrames, python, withFile, withoutPillow } from '../decoders.js';
import {
  encodeMadeUp,
  type MadeUp,
  MemorySink,
  paintedFrames,
  randomNumbers,
  rgbaFrames,
  rgbFrames,
  SMALL,
  surveyOf,
  TRANSLUCENT,
} from '../painted-frames.js';

function webpEncoder(sink: ByteSink, plays: number, threads = 1): Encoder {
  return createWebpEncoder(sink, { plays, threads, spool: createByteSpool({ memoryBytes: 0 }) });
}

const KINDS: Record<string, MadeUp> = {
  'one colour': { ...SMALL, colourCount: 1 },
  'two colours': { ...SMALL, colourCount: 2 },
  'four colours': { ...SMALL, colourCount: 4 },
  'twelve colours': SMALL,
  '200 colours': { ...SMALL, columns: 30, rows: 10, colourCount: 200, changesPerFrame: 20 },
  '257 colours': { ...SMALL, columns: 40, rows: 20, colourCount: 257, changesPerFrame: 200 },
  'direct colours': { ...SMALL, kind: 'direct', columns: 40, rows: 20, colourCount: 999, changesPerFrame: 300 },
};

/** Every frame composed on the canvas, in base 64, and its duration. */
const DECODE = `
import sys, json, base64, PIL.Image
picture = PIL.Image.open(sys.argv[1]); frames = []
for index in range(picture.n_frames):
    picture.seek(index); pixels = picture.convert(sys.argv[2]).tobytes()
    frames.append([base64.b64encode(pixels).decode(), picture.info['duration']])
print(json.dumps([picture.info['loop'], frames]))`;

async function decoded(
  made: MadeUp,
  mode: 'RGB' | 'RGBA' = 'RGB',
): Promise<{ loop: number; frames: Buffer[]; durations: number[] }> {
  const bytes = await encodeMadeUp(made, (sink) => webpEncoder(sink, 3));
  const [loop, frames] = withFile('a.webp', bytes, (path) => python<[number, [string, number][]]>(DECODE, path, mode));
  return {
    loop,
    frames: frames.map(([pixels]) => Buffer.from(pixels, 'base64')),
    durations: frames.map(([, duration]) => duration),
  };
}

for (const [name, made] of Object.entries(KINDS)) {
  test(`WebP with ${name} comes back pixel by pixel`, { skip: withoutPillow() }, async () => {
    const { frames } = await decoded(made);
    // Frames that look like the one before are part of it.
    const wanted = rgbFrames(made).filter((frame, index, all) => index === 0 || !frame.equals(all[index - 1]!));
    assert.equal(frames.length, wanted.length);
    for (const [index, frame] of frames.entries()) assert.ok(frame.equals(wanted[index]!), `frame ${index}`);
  });
}

test('what becomes translucent does not let the frame before show through', { skip: withoutPillow() }, async () => {
  const { frames } = await decoded(TRANSLUCENT, 'RGBA');
  assert.deepEqual(frames, rgbaFrames(TRANSLUCENT));
});

test('delays are right to the millisecond, with no drift', { skip: withoutPillow() }, async () => {
  const durationsUs = [33_333, 33_333, 33_334, 16_700, 16_700, 1_000_400, 20_000_000_000];
  const { durations, loop } = await decoded({ ...SMALL, durationsUs });
  assert.equal(loop, 3);
  assert.deepEqual(durations, [33, 34, 33, 17, 16, 1001, 16_777_215, 3_222_785]);
});

test('a frame that changes nothing extends the one before', { skip: withoutPillow() }, async () => {
  const { durations } = await decoded({ ...SMALL, durationsUs: [100_000, 200_000, 300_000], changesPerFrame: 0 });
  assert.deepEqual(durations, [600]);
});

test('any number of threads makes the same file', async () => {
  for (const name of ['twelve colours', 'direct colours']) {
    const made = { ...KINDS[name]!, durationsUs: Array(25).fill(40_000) };
    const [one, two, four] = await Promise.all(
      [1, 2, 4].map((threads) => encodeMadeUp(made, (sink) => webpEncoder(sink, 0, threads))),
    );
    assert.ok(one!.equals(two!) && one!.equals(four!), name);
  }
});

test('abort ends the threads and frees the spool', async () => {
  const spool = createByteSpool();
  const encoder = createWebpEncoder(new MemorySink(), { plays: 0, threads: 2, spool });
  await encoder.start(surveyOf(SMALL));
  for (const frame of paintedFrames({ ...SMALL, durationsUs: [1, 1, 1] })) await encoder.add(frame);
  await encoder.abort();
  assert.equal(spool.byteLength, 0);
});

test('webpinfo finds nothing wrong', { skip: withoutProgram('webpinfo', '-version') }, async () => {
  const bytes = await encodeMadeUp(SMALL, (sink) => webpEncoder(sink, 0));
  const { stdout, status } = withFile('a.webp', bytes, (path) => spawnSync('webpinfo', [path], { encoding: 'utf8' }));
  assert.match(stdout, /No error detected/);
  assert.equal(status, 0);
});

test('a picture too large is refused before any work', async () => {
  const encoder = webpEncoder(new MemorySink(), 0);
  const survey = surveyOf({ ...SMALL, columns: 2400 });
  await assert.rejects(encoder.start(survey), { code: 'option-limit', message: /WebP allows 16384 pixels a side/ });
});

const withoutDecoder = withoutProgram('dwebp', '-version') || withoutProgram('ffmpeg', '-version');

/** With a palette where it can have one. */
function encodeLossless(argb: Uint32Array, widthPx: number, heightPx: number): Uint8Array {
  const palette = Uint32Array.from(new Set(argb)).sort();
  const indexOf = new Map([...palette].map((colour, index) => [colour, index]));
  const size = { widthPx, heightPx };
  if (palette.length > 256) return encodePicture({ kind: 'true colour', argb, ...size });
  const indices = Uint8Array.from(argb, (colour) => indexOf.get(colour)!);
  return encodePicture({ kind: 'indexed', indices, palette, ...size });
}

/** Wraps one picture as a file and decodes it with libwebp. */
function throughLibwebp(argb: Uint32Array, width: number, height: number): Uint32Array {
  const payload = encodeLossless(argb, width, height);
  const padding = payload.length & 1;
  const head = Buffer.from('RIFF\0\0\0\0WEBPVP8L\0\0\0\0', 'latin1');
  head.writeUInt32LE(12 + payload.length + padding, 4);
  head.writeUInt32LE(payload.length, 16);
  const file = Buffer.concat([head, payload, Buffer.alloc(padding)]);
  const pam = withFile('a.webp', file, (path) => {
    const run = spawnSync('dwebp', ['-quiet', path, '-pam', '-o', '-'], { maxBuffer: 2 ** 28 });
    assert.equal(run.status, 0, run.stderr.toString());
    return run.stdout;
  });
  const pixels = pam.subarray(pam.indexOf('ENDHDR\n') + 7);
  return Uint32Array.from({ length: width * height }, (_, at) => {
    const rgba = pixels.readUInt32BE(at * 4);
    return ((rgba >>> 8) | (rgba << 24)) >>> 0;
  });
}

test('any picture survives', { skip: withoutDecoder }, () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 70 }),
      fc.integer({ min: 1, max: 70 }),
      fc.integer({ min: 1, max: 600 }),
      fc.integer({ min: 0, max: 30 }),
      fc.integer(),
      (width, height, colourCount, repeats, seed) => {
        const random = randomNumbers(seed);
        const colours = Array.from({ length: colourCount }, () => Math.floor(random() * 2 ** 24) + 0xff000000);
        const argb = new Uint32Array(width * height);
        for (let at = 0; at < argb.length; ) {
          // Runs, copies from further back, or single pixels.
          const from = Math.floor(random() * at);
          const copies = at > 0 && random() < 0.3;
          const colour = colours[Math.floor(random() ** 2 * colourCount)]!;
          for (let count = 1 + Math.floor(random() * repeats); count > 0 && at < argb.length; count--, at++) {
            argb[at] = copies ? argb[Math.max(at - from - 1, 0)]! : colour;
          }
        }
        assert.deepEqual(throughLibwebp(argb, width, height), argb);
      },
    ),
    { numRuns: 60 },
  );
});

test('transparent pixels survive, and a screen of one colour is a few bytes', { skip: withoutDecoder }, () => {
  const argb = Uint32Array.from({ length: 64 }, (_, at) => (at % 3 === 0 ? 0 : 0xff102030));
  assert.deepEqual(throughLibwebp(argb, 8, 8), argb);
  assert.ok(encodeLossless(new Uint32Array(1000 * 500).fill(0xff000000), 1000, 500).length < 100);
});

test('ffmpeg, too, reads a still', { skip: withoutProgram('ffmpeg', '-version') }, async () => {
  const made = { ...SMALL, durationsUs: [100_000] };
  const { widthPx, heightPx } = surveyOf(made).geometry;
  const bytes = await encodeMadeUp(made, (sink) => webpEncoder(sink, 0));
  const anmf = bytes.indexOf('ANMF');
  const payload = bytes.subarray(anmf + 24);
  const head = Buffer.from('RIFF\0\0\0\0WEBP', 'latin1');
  head.writeUInt32LE(4 + payload.length, 4);
  const frames = withFile('a.webp', Buffer.concat([head, payload]), (path) =>
    decodeFrames(path, widthPx * heightPx * 3),
  );
  assert.deepEqual(frames, rgbFrames(made));
});
