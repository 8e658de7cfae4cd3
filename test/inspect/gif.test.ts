/** The structure of GIFs: ours as gifsicle reads it, and hostile bytes. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { Cast2gifError, inspectGif, render } from '#cast2gif/index.js';
import { projectFolder, withoutProgram } from '../support.js';

const demo = readFileSync(join(projectFolder, 'examples/demo.cast'));
const rendered = await render(demo, { buffer: true, format: 'gif' }, { loop: 3 });
const gif = rendered.outputs[0]!.bytes!;

/** A GIF of 4x3 pixels: screen, then whatever blocks are given, then the end mark. */
function tinyGif(...blocks: readonly (readonly number[])[]): Uint8Array {
  const screen = [...Buffer.from('GIF89a'), 4, 0, 3, 0, 0x80, 0, 0, ...[0, 0, 0, 255, 255, 255]];
  return Uint8Array.from([...screen, ...blocks.flat(), 0x3b]);
}

const control = (delayCs: number, flags = 0) => [0x21, 0xf9, 4, flags, delayCs & 255, delayCs >> 8, 0, 0];
/** An image with a local table of four colours, or none; its data is not looked at. */
const image = (left: number, top: number, width: number, height: number, local = false) => [
  ...[0x2c, left, 0, top, 0, width, 0, height, 0, local ? 0x81 : 0],
  ...(local ? Array<number>(12).fill(7) : []),
  ...[2, 2, 0x44, 0x01, 0],
];

/** Either a report or one clear line, and no other error. */
function readOrRefuse(bytes: Uint8Array): boolean {
  try {
    const { frames, byteLength } = inspectGif(bytes);
    assert.ok(frames.length > 0 && frames.reduce((total, frame) => total + frame.byteLength, 0) <= byteLength);
    return true;
  } catch (error) {
    assert.ok(error instanceof Cast2gifError, String(error));
    assert.equal(error.code, 'recording');
    assert.equal(error.exitStatus, 3);
    return false;
  }
}

test('a rendered GIF is described as it was made', () => {
  const report = inspectGif(gif);
  assert.deepEqual(
    [report.widthPx, report.heightPx, report.plays, report.byteLength],
    [rendered.widthPx, rendered.heightPx, 3, gif.length],
  );
  assert.ok(Math.abs(report.durationUs - rendered.durationUs) <= 10_000);
  assert.equal(report.frames[0]!.widthPx * report.frames[0]!.heightPx, report.widthPx * report.heightPx);
  assert.deepEqual(report.notes, []);
  assert.equal(report.trailingBytes, 0);
  assert.equal(report.costliest[0]!.byteLength, report.largestFrameBytes);
});

test('every block counts where it belongs', () => {
  const comment = [0x21, 0xfe, 2, 104, 105, 0];
  const bytes = tinyGif(
    control(50, 0x0d),
    image(0, 0, 4, 3),
    comment,
    control(1),
    image(1, 1, 2, 1, true),
    image(3, 2, 2, 1),
  );
  const report = inspectGif(bytes);
  const [first, second, third] = report.frames;
  assert.deepEqual(first, {
    ...{ timeUs: 0, delayCs: 50, leftPx: 0, topPx: 0, widthPx: 4, heightPx: 3, disposal: 'previous' },
    ...{ transparent: true, interlaced: false, palette: 'global', paletteSize: 2, codeSize: 2, byteLength: 8 + 15 },
  });
  assert.deepEqual(
    [second!.timeUs, second!.palette, second!.paletteSize, second!.byteLength],
    [500_000, 'local', 4, 35],
  );
  assert.deepEqual([third!.timeUs, third!.delayCs, third!.byteLength], [510_000, 0, 15]);
  const { plays, pixelCount, canvasShare, localPaletteBytes, globalPaletteBytes, medianFrameBytes } = report;
  assert.deepEqual(
    { plays, pixelCount, canvasShare, localPaletteBytes, globalPaletteBytes, medianFrameBytes },
    {
      plays: 1,
      pixelCount: 16,
      canvasShare: 16 / 36,
      localPaletteBytes: 12,
      globalPaletteBytes: 6,
      medianFrameBytes: 23,
    },
  );
  assert.deepEqual(
    report.costliest.map(({ index }) => index),
    [1, 0, 2],
  );
  assert.deepEqual(report.notes, [
    '2 frames with a delay under 0.02 s, which browsers show for 0.1 s',
    '1 frame with a rectangle that reaches beyond the canvas',
  ]);
});

test('how often it plays', () => {
  const looping = (name: string, ...data: number[]) => [0x21, 0xff, 11, ...Buffer.from(name), ...data, 0];
  const plays = (...blocks: number[][]) => inspectGif(tinyGif(...blocks, image(0, 0, 4, 3))).plays;
  assert.equal(plays(), 1);
  assert.equal(plays(looping('NETSCAPE2.0', 3, 1, 0, 0)), 'forever');
  assert.equal(plays(looping('ANIMEXTS1.0', 3, 1, 4, 1)), 261);
  assert.equal(plays(looping('XMP DataXMP', 3, 1, 0, 0)), 1);
  assert.equal(plays(looping('NETSCAPE2.0')), 1);
});

test('damage is reported in one line that says where', () => {
  const refusals: [Uint8Array, RegExp][] = [
    [Buffer.from('GIF88a'), /^not a GIF: /],
    [gif.subarray(0, 20), /^the GIF is cut short: it ends at byte 20, after 0 whole images$/],
    [tinyGif(), /^byte 20: the GIF holds no image$/],
    [tinyGif([0x55]), /^byte 19: expected an image, an extension or the end mark, found 0x55$/],
    [tinyGif([0x21, 0xf9, 2, 0, 0, 0]), /a graphic control extension of 2 bytes; expected 4$/],
    [tinyGif([0x2c, 0, 0, 0, 0, 1, 0, 1, 0, 0, 12, 0]), /a code size of 12; expected 1 to 11$/],
  ];
  for (const [bytes, message] of refusals) assert.throws(() => inspectGif(bytes), { name: 'Cast2gifError', message });
  assert.deepEqual(inspectGif(Buffer.concat([gif, Buffer.from('tail')])).notes, ['4 bytes after the end mark']);
});

test('no truncated GIF is accepted, none crashes it', () => {
  const lengths = fc.integer({ min: 0, max: gif.length - 1 });
  fc.assert(fc.property(lengths, (length) => !readOrRefuse(gif.subarray(0, length))));
});

test('no random bytes crash it, in a real GIF or after a header', () => {
  const place = fc.tuple(fc.nat(gif.length - 1), fc.nat(255));
  fc.assert(
    fc.property(fc.array(place, { minLength: 1, maxLength: 8 }), (places) => {
      const damaged = Uint8Array.from(gif);
      for (const [at, value] of places) damaged[at] = value;
      readOrRefuse(damaged);
    }),
  );
  const parts = fc.constantFrom(
    [0x21],
    [0x2c],
    [0x3b],
    [0],
    control(3),
    image(0, 0, 4, 3),
    image(9, 9, 255, 255, true),
  );
  const noise = fc.array(fc.oneof(parts, fc.array(fc.nat(255), { maxLength: 20 })), { maxLength: 30 });
  fc.assert(
    fc.property(noise, (blocks) => void readOrRefuse(tinyGif(...blocks))),
    { numRuns: 500 },
  );
  fc.assert(fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => !readOrRefuse(bytes)));
});

test('gifsicle reads the same', { skip: withoutProgram('gifsicle') }, () => {
  const { stdout } = spawnSync('gifsicle', ['--info'], { input: gif, encoding: 'utf8' });
  const images = stdout.split(/^ {2}\+ image /m).slice(1);
  const theirs = images.map((text) => {
    const [, width, height] = /(\d+)x(\d+)/.exec(text)!;
    const [, left = '0', top = '0'] = /at (\d+),(\d+)/.exec(text) ?? [];
    const seconds = /delay ([\d.]+)s/.exec(text)?.[1] ?? '0';
    return {
      ...{ widthPx: Number(width), heightPx: Number(height), leftPx: Number(left), topPx: Number(top) },
      delayCs: Math.round(Number(seconds) * 100),
      disposal: { asis: 'keep', background: 'background', previous: 'previous' }[
        /disposal (\w+)/.exec(text)?.[1] ?? ''
      ],
      transparent: /transparent/.test(text),
      localSize: Number(/local color table \[(\d+)\]/.exec(text)?.[1] ?? 0),
    };
  });
  const ours = inspectGif(gif).frames.map((frame) => ({
    ...{ widthPx: frame.widthPx, heightPx: frame.heightPx, leftPx: frame.leftPx, topPx: frame.topPx },
    ...{ delayCs: frame.delayCs, disposal: frame.disposal, transparent: frame.transparent },
    localSize: frame.palette === 'local' ? frame.paletteSize : 0,
  }));
  assert.deepEqual(ours, theirs);
  assert.match(stdout, /loop count 2\n/);
});
