import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { test } from 'node:test';
import { createApngEncoder } from '#cast2gif/encode/png/apng.js';
import { createPngEncoder, encodePng } from '#cast2gif/encode/png/still.js';
import { withoutProgram } from '../../support.js';
import { decodeFrames, probe, withFile } from '../decoders.js';
import {
  encodeMadeUp,
  type MadeUp,
  paintedFrames,
  rgbaFrames,
  rgbFrames,
  SMALL,
  surveyOf,
  TRANSLUCENT,
} from '../painted-frames.js';

const withoutFfmpeg = withoutProgram('ffmpeg', '-version');

/** One of each pixel format: 1, 2, 4 and 8 bits, a palette without room for transparency, RGB, direct. */
const KINDS: Record<string, MadeUp> = {
  'two colours': { ...SMALL, colourCount: 2 },
  'three colours': { ...SMALL, colourCount: 3 },
  'four colours': { ...SMALL, colourCount: 4 },
  'twelve colours': SMALL,
  'sixteen colours': { ...SMALL, colourCount: 16 },
  '255 colours': { ...SMALL, columns: 30, rows: 10, colourCount: 255, changesPerFrame: 20 },
  '256 colours': { ...SMALL, columns: 30, rows: 10, colourCount: 256, changesPerFrame: 20 },
  '257 colours': { ...SMALL, columns: 30, rows: 10, colourCount: 257, changesPerFrame: 20 },
  'nothing changes': { ...SMALL, changesPerFrame: 0 },
  'direct colours': { ...SMALL, kind: 'direct', columns: 30, rows: 10, colourCount: 999, changesPerFrame: 9 },
};

function frameBytes(made: MadeUp): number {
  const { widthPx, heightPx } = surveyOf(made).geometry;
  return widthPx * heightPx * 3;
}

for (const [name, made] of Object.entries(KINDS)) {
  test(`APNG with ${name} comes back pixel by pixel`, { skip: withoutFfmpeg }, async () => {
    const bytes = await encodeMadeUp(made, (sink) => createApngEncoder(sink, { plays: 0 }));
    const decoded = withFile('a.apng', bytes, (path) => decodeFrames(path, frameBytes(made)));
    assert.deepEqual(decoded, rgbFrames(made));
  });

  test(`a still PNG with ${name} comes back pixel by pixel`, { skip: withoutFfmpeg }, async () => {
    const { geometry } = surveyOf(made);
    const [first] = paintedFrames(made);
    const bytes = await encodePng(first!.canvas, geometry);
    const decoded = withFile('a.png', bytes, (path) => decodeFrames(path, frameBytes(made)));
    assert.deepEqual(decoded, rgbFrames(made).slice(0, 1));
  });
}

test('what becomes translucent in an APNG does not let the frame before show through', {
  skip: withoutFfmpeg,
}, async () => {
  const bytes = await encodeMadeUp(TRANSLUCENT, (sink) => createApngEncoder(sink, { plays: 0 }));
  const { widthPx, heightPx } = surveyOf(TRANSLUCENT).geometry;
  const decoded = withFile('a.apng', bytes, (path) => decodeFrames(path, widthPx * heightPx * 4, 'rgba'));
  assert.deepEqual(decoded, rgbaFrames(TRANSLUCENT));
});

test('APNG keeps each delay, with no drift', { skip: withoutFfmpeg }, async () => {
  const bytes = await encodeMadeUp(SMALL, (sink) => createApngEncoder(sink, { plays: 3 }));
  const delays = [...chunksOf(bytes)]
    .filter(({ type }) => type === 'fcTL')
    .map(({ data }) => data.readUInt16BE(20) / data.readUInt16BE(22));
  assert.equal(delays.length, SMALL.durationsUs.length);
  let sum = 0;
  let wantedSum = 0;
  for (const [index, durationUs] of SMALL.durationsUs.entries()) {
    sum += delays[index]!;
    wantedSum += durationUs / 1e6;
    assert.ok(Math.abs(sum - wantedSum) < 1e-5, `frame ${index} ends at ${sum} s, not at ${wantedSum} s`);
  }
  const { packets } = withFile('a.apng', bytes, (path) => probe(path, '-show_packets'));
  assert.equal(packets.length, SMALL.durationsUs.length);
});

test('APNG says how often it plays, and its chunks are in order', async () => {
  const bytes = await encodeMadeUp({ ...SMALL, title: 'Déjà vu' }, (sink) => createApngEncoder(sink, { plays: 3 }));
  const chunks = [...chunksOf(bytes)];
  const types = chunks.map(({ type }) => type);
  assert.deepEqual(types.slice(0, 8), ['IHDR', 'acTL', 'sRGB', 'PLTE', 'tRNS', 'iTXt', 'fcTL', 'IDAT']);
  assert.deepEqual(types.slice(8), [...Array(4).fill(['fcTL', 'fdAT']).flat(), 'IEND']);
  const control = chunks[1]!.data;
  assert.deepEqual([control.readUInt32BE(0), control.readUInt32BE(4)], [5, 3]);
  const numbers = chunks.filter(({ type }) => /^f[cd]/.test(type)).map(({ data }) => data.readUInt32BE(0));
  assert.deepEqual(numbers, [...numbers.keys()]);
  assert.match(chunks[5]!.data.toString(), /^Title\0+Déjà vu$/);
});

test('APNG holds changed rectangles only', async () => {
  const made = { ...SMALL, columns: 80, rows: 24, changesPerFrame: 1 };
  const bytes = await encodeMadeUp(made, (sink) => createApngEncoder(sink, { plays: 0 }));
  const rectangles = [...chunksOf(bytes)].filter(({ type }) => type === 'fcTL').slice(1);
  for (const { data } of rectangles) {
    assert.ok(data.readUInt32BE(4) <= made.cellWidthPx && data.readUInt32BE(8) <= made.cellHeightPx);
  }
});

test('pngcheck accepts stills and animations', { skip: withoutProgram('pngcheck') }, async () => {
  const still = await encodeMadeUp(SMALL, (sink) => createPngEncoder(sink, { atUs: 0 }));
  withFile('a.png', still, (path) => execFileSync('pngcheck', ['-q', path]));
  const moving = await encodeMadeUp(SMALL, (sink) => createApngEncoder(sink, { plays: 0 }));
  withFile('a.png', moving, (path) => execFileSync('pngcheck', ['-q', path]));
});

for (const [atUs, wanted] of [
  [0, 0],
  [99_999, 0],
  [100_000, 1],
  [1_200_000, 4],
  [1e12, 4],
] as const) {
  test(`the still at ${atUs} µs is frame ${wanted}`, { skip: withoutFfmpeg }, async () => {
    const bytes = await encodeMadeUp(SMALL, (sink) => createPngEncoder(sink, { atUs }));
    const decoded = withFile('a.png', bytes, (path) => decodeFrames(path, frameBytes(SMALL)));
    assert.deepEqual(decoded, [rgbFrames(SMALL)[wanted]]);
  });
}

function* chunksOf(bytes: Buffer): Generator<{ type: string; data: Buffer }> {
  for (let at = 8; at < bytes.length; ) {
    const length = bytes.readUInt32BE(at);
    yield { type: bytes.toString('latin1', at + 4, at + 8), data: bytes.subarray(at + 8, at + 8 + length) };
    at += length + 12;
  }
}
