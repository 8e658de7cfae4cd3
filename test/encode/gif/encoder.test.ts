import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Encoder } from '#cast2gif/encode/encoder.js';
import { createGifEncoder, type GifOptions } from '#cast2gif/encode/gif/gif-encoder.js';
import { withoutProgram } from '../../support.js';
import { decodeGif } from './decoder.js';
import { memorySink, play, type Scene, type SceneFrame } from './scene.js';

const OPTIONS: GifOptions = { loop: 'forever', level: 'default', threads: 1 };
const LEVELS = ['fast', 'default', 'best'] as const;

async function encode(scene: Scene, options: Partial<GifOptions> = {}) {
  const sink = memorySink();
  const painted = await play(scene, createGifEncoder(sink, { ...OPTIONS, ...options }));
  return { bytes: Buffer.from(sink.bytes()), painted };
}

/** The encoder's methods as a plain object. */
function boundTo(encoder: Encoder): Encoder {
  return {
    start: (survey) => encoder.start(survey),
    add: (frame) => encoder.add(frame),
    finish: () => encoder.finish(),
    abort: () => encoder.abort(),
  };
}

/** Distinct colours, spread over the cube. */
function someColours(count: number): Uint32Array {
  return Uint32Array.from({ length: count }, (_, index) => Math.imul(index + 1, 0x9e3779) & 0xffffff);
}

/** The screens that are visible, each with its hundredths of a second; equal neighbours are one. */
function shownScreens(screens: readonly { pixels: Int32Array; delayCs: number }[]) {
  const shown: { pixels: Int32Array; delayCs: number }[] = [];
  for (const screen of screens) {
    const last = shown.at(-1);
    if (last && Buffer.compare(Buffer.from(last.pixels.buffer), Buffer.from(screen.pixels.buffer)) === 0)
      last.delayCs += screen.delayCs;
    else shown.push({ pixels: screen.pixels.slice(), delayCs: screen.delayCs });
  }
  return shown;
}

const COLUMNS = 9;
const ROWS = 6;

const frameArbitrary: fc.Arbitrary<SceneFrame> = fc.record({
  durationUs: fc.constantFrom(20_000, 30_000, 33_333, 500_000, 700_000_000),
  cells: fc.array(
    fc.record({
      column: fc.nat(COLUMNS - 1),
      row: fc.nat(ROWS - 1),
      look: fc.oneof(fc.nat(3), fc.nat(5000)),
    }),
    { maxLength: 60 },
  ),
  around: fc.option(fc.nat(300), { nil: undefined, freq: 6 }),
});

const sceneArbitrary: fc.Arbitrary<Scene> = fc.record({
  columns: fc.constant(COLUMNS),
  rows: fc.constant(ROWS),
  kind: fc.constantFrom('indexed', 'direct'),
  rgb: fc.constantFrom(1, 2, 3, 5, 17, 100, 254, 255).map(someColours),
  frames: fc.array(frameArbitrary, { minLength: 1, maxLength: 12 }),
});

for (const level of LEVELS)
  test(`${level}: every decoded frame equals the painted one, for as long`, async () => {
    const check = async (scene: Scene) => {
      const { bytes, painted } = await encode(scene, { level });
      const decoded = shownScreens(decodeGif(bytes).images);
      let startUs = 0;
      const expected = shownScreens(
        painted.map((pixels, index) => {
          const fromCs = Math.round(startUs / 10_000);
          startUs += scene.frames[index]!.durationUs;
          return { pixels, delayCs: Math.round(startUs / 10_000) - fromCs };
        }),
      );
      assert.deepEqual(
        decoded.map((screen) => screen.delayCs),
        expected.map((screen) => screen.delayCs),
      );
      for (const [index, screen] of decoded.entries()) assert.deepEqual(screen.pixels, expected[index]!.pixels);
    };
    await fc.assert(fc.asyncProperty(sceneArbitrary, check), { numRuns: 60 });
  });

/** A scene of whole screens: look `base + position` in every cell. */
function screens(
  columns: number,
  rows: number,
  looks: readonly number[],
  rgb: Uint32Array,
  kind: Scene['kind'],
): Scene {
  const frames = looks.map((base) => ({
    durationUs: 100_000,
    cells: Array.from({ length: columns * rows }, (_, index) => ({
      ...{ column: index % columns, row: Math.floor(index / columns) },
      look: base + index,
    })),
  }));
  return { columns, rows, rgb, kind, frames };
}

test('quantised and exact frames in any order look the same on both kinds of canvas', async () => {
  const size = { columns: 14, rows: 10 };
  const everyCell = (lookOf: (index: number) => number) =>
    screens(14, 10, [0], someColours(1), 'indexed').frames[0]!.cells.map((cell, index) => ({
      ...cell,
      look: lookOf(index),
    }));
  const cellsArbitrary = fc.oneof(
    // Hundreds of colours, then a few: whole screens and parts of them.
    fc.nat(3000).map((base) => everyCell((index) => base + index * 3)),
    fc.nat(3000).map((base) => everyCell(() => base)),
    fc
      .tuple(fc.nat(139), fc.nat(139), fc.nat(20))
      .map(([one, other, look]) =>
        everyCell((index) => look + (index % 5)).slice(Math.min(one, other), Math.max(one, other) + 1),
      ),
    fc.tuple(fc.nat(139), fc.nat(3000)).map(([from, base]) => everyCell((index) => base + index * 3).slice(from)),
  );
  const framesArbitrary = fc.array(
    cellsArbitrary.map((cells) => ({ durationUs: 100_000, cells })),
    { minLength: 2, maxLength: 9 },
  );
  const screensOf = async (frames: readonly SceneFrame[], kind: Scene['kind']) => {
    const { bytes } = await encode({ ...size, rgb: someColours(4000), kind, frames }, { level: 'fast' });
    return shownScreens(decodeGif(bytes).images);
  };
  const check = async (frames: readonly SceneFrame[]) =>
    assert.deepEqual(await screensOf(frames, 'indexed'), await screensOf(frames, 'direct'));
  await fc.assert(fc.asyncProperty(framesArbitrary, check), { numRuns: 60 });
});

for (const kind of ['indexed', 'direct'] as const)
  test(`${kind}: frames of at most 255 colours are exact among others that are quantised`, async () => {
    const scene = screens(30, 20, [0, 600, 1200], someColours(3000), kind);
    const exact = { durationUs: 100_000, cells: [{ column: 3, row: 3, look: 77 }] };
    const { bytes, painted } = await encode({ ...scene, frames: [...scene.frames, exact] });
    const { images, widthPx } = decodeGif(bytes);
    assert.equal(images.length, 4);
    const last = images[3]!;
    for (let at = 0; at < last.pixels.length; at += 1) {
      const [x, y] = [at % widthPx, Math.floor(at / widthPx)];
      const isInside = x >= 18 && x < 23 && y >= 24 && y < 31;
      assert.equal(last.pixels[at], isInside ? painted[3]![at]! : images[2]!.pixels[at]!);
    }
    for (const [index, image] of images.entries()) {
      let squares = 0;
      image.pixels.forEach((rgb, at) => {
        for (const shift of [0, 8, 16])
          squares += (((rgb >> shift) & 255) - ((painted[index]![at]! >> shift) & 255)) ** 2;
      });
      const psnr = 10 * Math.log10((255 ** 2 * 3 * image.pixels.length) / squares);
      assert.ok(psnr > 22, `PSNR ${psnr}`);
    }
  });

for (const level of LEVELS)
  test(`${level}: a flash goes away while more colours stay and come than an image can show`, async () => {
    const [columns, rows] = [20, 10];
    const cells = (from: number, end: number, lookOf: (index: number) => number) =>
      Array.from({ length: end - from }, (_, at) => ({
        ...{ column: (from + at) % columns, row: Math.floor((from + at) / columns) },
        look: lookOf(from + at),
      }));
    const frames = [
      cells(0, 200, () => 0),
      [...cells(0, 30, (index) => 100 + index), ...cells(30, 200, () => 1)],
      [...cells(30, 60, (index) => 200 + index), ...cells(60, 200, () => 0)],
    ].map((painted) => ({ durationUs: 100_000, cells: painted }));
    const scene: Scene = { columns, rows, rgb: someColours(3000), kind: 'indexed', frames };
    const { bytes, painted } = await encode(scene, { level });
    const { images } = decodeGif(bytes);
    assert.equal(images.length, 3);
    for (const [index, { pixels }] of images.entries()) assert.deepEqual(pixels, painted[index]);
  });

for (const kind of ['indexed', 'direct'] as const)
  test(`${kind}: a pixel that is painted as before is shown as before, quantised or not`, async () => {
    const scene = screens(30, 20, [0, 0, 40, 40, 80], someColours(3000), kind);
    const { bytes, painted } = await encode(scene);
    const { images } = decodeGif(bytes);
    const shown = (frame: number) => images[[0, 0, 1, 1, 2][frame]!]!.pixels;
    assert.equal(images.length, 3);
    for (let frame = 1; frame < painted.length; frame += 1)
      shown(frame).forEach((rgb, at) => {
        if (painted[frame]![at] === painted[frame - 1]![at]) assert.equal(rgb, shown(frame - 1)[at]);
      });
  });

test('gifsicle and ffmpeg decode the same frames', {
  skip: withoutProgram('gifsicle') || withoutProgram('ffmpeg', '-version'),
}, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'cast2gif-'));
  try {
    for (const level of LEVELS) {
      const frames = Array.from({ length: 40 }, (_, index) => ({
        durationUs: 100_000,
        cells: Array.from({ length: 12 }, (_, cell) => ({
          ...{ column: (index * 3 + cell) % 20, row: (index + cell) % 10 },
          look: index % 3 === 1 ? 4000 + cell : index * cell + 1,
        })),
      }));
      const scene: Scene = { columns: 20, rows: 10, rgb: someColours(90), kind: 'indexed', frames };
      const { bytes, painted } = await encode(scene, { level });
      const file = join(folder, `${level}.gif`);
      writeFileSync(file, bytes);
      const checked = spawnSync('gifsicle', ['--info', file], { encoding: 'utf8' });
      assert.equal(checked.status, 0);
      assert.equal(checked.stderr, '');
      const copy = spawnSync('gifsicle', ['--unoptimize', '--no-warnings', file], { maxBuffer: 1 << 28 });
      const raw = spawnSync(
        'ffmpeg',
        ['-v', 'error', '-i', file, '-vsync', '0', '-pix_fmt', 'rgb24', '-f', 'rawvideo', '-'],
        {
          maxBuffer: 1 << 28,
        },
      );
      const expected = Buffer.concat(
        painted.map((pixels) =>
          Buffer.from(Array.from(pixels).flatMap((rgb) => [rgb >> 16, (rgb >> 8) & 255, rgb & 255])),
        ),
      );
      assert.ok(raw.stdout.equals(expected), `${level}: ffmpeg`);
      decodeGif(copy.stdout).images.forEach((image, index) => {
        assert.deepEqual(image.pixels, painted[index], `${level}: gifsicle`);
      });
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('the bytes do not depend on the number of threads', async () => {
  const looks = Array.from({ length: 150 }, (_, index) => (index % 5) * 40 + (index >> 4));
  const scene = screens(12, 8, looks, someColours(120), 'indexed');
  for (const level of LEVELS) {
    const { bytes } = await encode(scene, { level, threads: 1 });
    for (const threads of [2, 3]) assert.ok((await encode(scene, { level, threads })).bytes.equals(bytes));
  }
});

test('an abandoned encoder ends its threads', async () => {
  const scene = screens(
    12,
    8,
    Array.from({ length: 120 }, (_, index) => index),
    someColours(120),
    'indexed',
  );
  const encoder = createGifEncoder(memorySink(), { ...OPTIONS, threads: 2 });
  await play(scene, { ...boundTo(encoder), finish: () => encoder.abort() });
  await encoder.abort();
});

const twoFrames: Scene = {
  ...{ columns: 2, rows: 1, rgb: someColours(4), kind: 'indexed' },
  frames: [
    { durationUs: 1_500_000_000, cells: [] },
    { durationUs: 655_360_000, cells: [{ column: 1, row: 0, look: 3 }] },
  ],
};

test('holds longer than one delay are split', async () => {
  const { bytes } = await encode(twoFrames);
  const { images } = decodeGif(bytes);
  assert.deepEqual(
    images.map((image) => image.delayCs),
    [65_535, 65_535, 18_930, 65_534, 2],
  );
});

test('a number of plays is written as browsers count', async () => {
  for (const [loop, repetitions] of [
    ['forever', 0],
    [1, null],
    [2, 1],
    [7, 6],
  ] as const)
    assert.equal(decodeGif((await encode(twoFrames, { loop })).bytes).repetitions, repetitions);
});

test('a canvas larger than a GIF can be is refused', async () => {
  const scene: Scene = { ...twoFrames, columns: 14_000 };
  await assert.rejects(encode(scene), { code: 'option-limit', message: /70006×13.*65535/ });
});

/** A tall window through which lines move, some of them several at a time, and in which a few stay. */
function scrollingScene(rgb: Uint32Array): Scene {
  const [columns, rows] = [200, 170];
  const firsts = [0, 1, 2, 5, 6, 6, 9, 10, 11, 12, 40, 41, 43];
  const frames = firsts.map((first, frame) => ({
    durationUs: 100_000,
    cells: Array.from({ length: columns * rows }, (_, index) => {
      const [row, column] = [Math.floor(index / columns), index % columns];
      return {
        row,
        column,
        look: column === 70 && row % 7 === 0 ? frame * 31 : ((first + row) * 7 + (column >> 2)) % 97,
      };
    }).filter(({ row, column }) => row > 3 && (row + first) % 5 !== 0 && column < 60 + ((row + first) % 90)),
  }));
  return { columns, rows, kind: 'indexed', rgb, frames };
}

for (const level of LEVELS)
  test(`${level}: a tall window that scrolls is decoded as painted, and coded alike by any number of threads`, async () => {
    for (const colours of [5, 200]) {
      const scene = scrollingScene(someColours(colours));
      const { bytes, painted } = await encode(scene, { level });
      const { images } = decodeGif(bytes);
      // Only bands reach as far as the cells do: nothing changes in the last columns.
      const hasBands = images.slice(1).some(({ leftPx, widthPx }) => leftPx + widthPx === 3 + 200 * 5);
      if (colours === 200) assert.equal(hasBands, level !== 'best');
      const decoded = shownScreens(images);
      const expected = shownScreens(painted.map((pixels) => ({ pixels, delayCs: 10 })));
      assert.equal(decoded.length, expected.length);
      for (const [index, { pixels }] of decoded.entries())
        assert.ok(Buffer.from(pixels.buffer).equals(Buffer.from(expected[index]!.pixels.buffer)), `frame ${index}`);
      assert.ok(bytes.equals((await encode(scene, { level, threads: 2 })).bytes));
    }
  });

test('flashes of the whole screen, some of more colours than an image can show: all levels show the same', async () => {
  const everywhere = (look: (index: number) => number) =>
    Array.from({ length: COLUMNS * ROWS }, (_, index) => ({
      row: Math.floor(index / COLUMNS),
      column: index % COLUMNS,
      look: look(index),
    }));
  const flashArbitrary = fc.record({
    durationUs: fc.constantFrom(30_000, 500_000),
    cells: fc.constantFrom(
      everywhere(() => 1),
      everywhere((index) => index),
      everywhere((index) => index * 31 + 7),
      everywhere((index) => 2 + (index % 3)),
    ),
  });
  const scene = fc.record({
    columns: fc.constant(COLUMNS),
    rows: fc.constant(ROWS),
    kind: fc.constantFrom('indexed', 'direct'),
    rgb: fc.constantFrom(5, 250, 900).map(someColours),
    frames: fc.array(fc.oneof(frameArbitrary, flashArbitrary), { minLength: 2, maxLength: 10 }),
  });
  const check = async (flashing: Scene) => {
    const shown = [];
    for (const level of LEVELS) shown.push(shownScreens(decodeGif((await encode(flashing, { level })).bytes).images));
    assert.deepEqual(shown[0], shown[2]);
    assert.deepEqual(shown[1], shown[2]);
  };
  await fc.assert(fc.asyncProperty(scene, check), { numRuns: 60 });
});
