/** Kinds of change, told apart before anything is coded: what another optimiser can still take off. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { test } from 'node:test';
import fc from 'fast-check';
import { createGifEncoder } from '#cast2gif/encode/gif/gif-encoder.js';
import type { Geometry } from '#cast2gif/mosaic/painted-frame.js';
import { withoutProgram } from '../../support.js';
import { noise } from './noise.js';
import { memorySink } from './scene.js';

const GEOMETRY: Geometry = {
  ...{ columns: 60, rows: 15, cellWidthPx: 10, cellHeightPx: 20, originXPx: 0, originYPx: 0 },
  ...{ widthPx: 600, heightPx: 300 },
};
const RGB = Uint32Array.of(0x101010, 0xe0e0e0, 0x20c040, 0x707070);

type Picture = Uint16Array<ArrayBuffer>;

function blank(): Picture {
  return new Uint16Array(GEOMETRY.widthPx * GEOMETRY.heightPx);
}

/** A thin curve, which moves from frame to frame. */
function curve(bends: number, frame: number): Picture {
  const { widthPx, heightPx } = GEOMETRY;
  const picture = blank();
  for (let x = 0; x < widthPx; x += 1) {
    const height = Math.sin((x / widthPx) * bends + frame / 7) * Math.cos(frame / 31 + (x / widthPx) * 3);
    const y = Math.round((0.5 + 0.4 * height) * (heightPx - 4));
    for (let thickness = 0; thickness < 3; thickness += 1) picture[(y + thickness) * widthPx + x] = 2;
  }
  return picture;
}

/** Full of text (noise in runs), of which a few cells change from frame to frame. */
function text(seed: number, frame: number): Picture {
  const { widthPx } = GEOMETRY;
  const source = noise(blank().length, 4, seed);
  const picture = blank();
  for (let at = 0; at < picture.length; at += 1) picture[at] = source[(at - (at % 3)) % 4096]!;
  for (const [row, column] of [
    [2, frame % 60],
    [12, (frame * 7) % 60],
  ] as const)
    for (let y = row * 20; y < row * 20 + 20; y += 1)
      picture.fill(1 + (frame & 1), y * widthPx + column * 10, y * widthPx + column * 10 + 10);
  return picture;
}

/** Bytes of a GIF of 12 frames, and what `gifsicle -O3` leaves of it. */
async function sizes(level: 'fast' | 'default' | 'best', pictureAt: (frame: number) => Picture) {
  const sink = memorySink();
  const encoder = createGifEncoder(sink, { loop: 'forever', level, threads: 1 });
  await encoder.start({
    ...{ geometry: GEOMETRY, frameCount: 12, durationUs: 1_200_000, rgb: RGB, colourUse: Uint32Array.of(9, 8, 7, 6) },
    ...{ changedPixels: 1e7, colourSets: [], title: undefined, command: undefined, markers: [] },
  });
  const allCells = Array.from(
    { length: GEOMETRY.columns * GEOMETRY.rows },
    (_, index) => Math.floor(index / GEOMETRY.columns) * 65_536 + (index % GEOMETRY.columns),
  );
  const damage = { leftPx: 0, topPx: 0, rightPx: GEOMETRY.widthPx, bottomPx: GEOMETRY.heightPx };
  for (let index = 0; index < 12; index += 1)
    await encoder.add({
      ...{ index, timeUs: index * 100_000, durationUs: 100_000, isWhole: index === 0, damage },
      canvas: { kind: 'indexed', ids: pictureAt(index), rgb: RGB },
      damagedCells: index === 0 ? new Uint32Array(0) : Uint32Array.from(allCells),
    });
  await encoder.finish();
  const ours = Buffer.from(sink.bytes());
  return { ours: ours.length, left: execFileSync('gifsicle', ['-O3'], { input: ours, stdio: 'pipe' }).length };
}

const skip = withoutProgram('gifsicle');

for (const level of ['fast', 'default', 'best'] as const) {
  test(`${level}: nothing is left to gifsicle where a thin curve moves over an empty screen`, { skip }, async () => {
    const property = fc.asyncProperty(fc.integer({ min: 2, max: 30 }), async (bends) => {
      const { ours, left } = await sizes(level, (frame) => curve(bends, frame));
      assert.ok(left >= ours * 0.99, `${left} of ${ours}`);
    });
    await fc.assert(property, { numRuns: 5 });
  });

  test(`${level}: nothing is left to gifsicle where few cells of a full screen change`, { skip }, async () => {
    const property = fc.asyncProperty(fc.nat(), async (seed) => {
      const { ours, left } = await sizes(level, (frame) => text(seed, frame));
      assert.ok(left >= ours * 0.99, `${left} of ${ours}`);
    });
    await fc.assert(property, { numRuns: 5 });
  });
}
