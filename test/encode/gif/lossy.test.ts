import assert from 'node:assert/strict';
import { test } from 'node:test';
import { oklab, squaredDistance } from '#cast2gif/colour/oklab.js';
import { createGifEncoder, type GifOptions } from '#cast2gif/encode/gif/gif-encoder.js';
import { decodeGif } from './decoder.js';
import { memorySink, play, type Scene } from './scene.js';

/** Colours along a line through the cube, in steps too small to see. */
const GRADIENT = Uint32Array.from({ length: 2000 }, (_, index) => {
  const along = Math.floor(index / 8);
  return (along << 16) | ((128 + (index % 8)) << 8) | (255 - along);
});

/** Screens of many colours: `bases` says where in the gradient each begins. */
function scene(bases: readonly number[], rgb: Uint32Array, kind: Scene['kind']): Scene {
  const [columns, rows] = [24, 12];
  const frames = bases.map((base) => ({
    durationUs: 100_000,
    cells: Array.from({ length: columns * rows }, (_, index) => ({
      ...{ column: index % columns, row: Math.floor(index / columns) },
      look: base + index,
    })),
  }));
  return { columns, rows, rgb, kind, frames };
}

async function encode(shown: Scene, options: Partial<GifOptions>) {
  const sink = memorySink();
  let standIns = 0;
  const onStandIns = () => {
    standIns += 1;
  };
  const settings: GifOptions = { loop: 'forever', level: 'default', threads: 1, onStandIns, ...options };
  const painted = await play(shown, createGifEncoder(sink, settings));
  return { bytes: Buffer.from(sink.bytes()), painted, standIns };
}

function worstDistance(painted: Int32Array, decoded: Int32Array): number {
  const [wanted, got] = [oklab(Uint32Array.from(painted)), oklab(Uint32Array.from(decoded))];
  let worst = 0;
  for (let at = 0; at < painted.length; at += 1) worst = Math.max(worst, squaredDistance(wanted, at, got, at));
  return 100 * Math.sqrt(worst);
}

const BASES = [0, 1, 2, 40, 41, 300, 1, 1000, 2];

for (const kind of ['indexed', 'direct'] as const)
  test(`${kind}: no pixel of any frame is further from its painted colour than asked, and that saves bytes`, async () => {
    for (const level of ['fast', 'default', 'best'] as const) {
      const exact = await encode(scene(BASES, GRADIENT, kind), { level });
      for (const lossy of [2, 6]) {
        const { bytes, painted, standIns } = await encode(scene(BASES, GRADIENT, kind), { level, lossy });
        const { images } = decodeGif(bytes);
        assert.equal(images.length, BASES.length);
        images.forEach((image, frame) => {
          const worst = worstDistance(painted[frame]!, image.pixels);
          assert.ok(worst <= lossy + 1e-9, `${level}, --lossy ${lossy}: ${worst} in frame ${frame}`);
        });
        const share = bytes.length / exact.bytes.length;
        assert.ok(share < 0.95, `${level}, --lossy ${lossy}: ${share}`);
        assert.equal(standIns, 1);
      }
    }
  });

test('frames that are exact without stay exact', async () => {
  const few = scene(BASES, GRADIENT.filter((_, index) => index % 8 === 0).subarray(0, 250), 'indexed');
  const exact = await encode(few, {});
  const lossy = await encode(few, { lossy: 20 });
  assert.ok(lossy.bytes.equals(exact.bytes));
  assert.equal(lossy.standIns, 0);
});

test('a pixel that was not repainted stays as it is', async () => {
  const still = scene([0, 500], GRADIENT, 'indexed');
  const half = still.frames[1]!.cells.filter(({ row }) => row < 6);
  const { bytes } = await encode(
    { ...still, frames: [still.frames[0]!, { durationUs: 100_000, cells: half }] },
    { lossy: 8 },
  );
  const [first, second] = decodeGif(bytes).images;
  const from = Math.floor(first!.pixels.length / 2) + 200;
  assert.deepEqual(second!.pixels.subarray(from), first!.pixels.subarray(from));
});

test('the bytes do not depend on the number of threads', async () => {
  const many = scene(
    Array.from({ length: 60 }, (_, index) => index * 13),
    GRADIENT,
    'indexed',
  );
  const alone = await encode(many, { lossy: 4 });
  for (const threads of [2, 3]) assert.ok((await encode(many, { lossy: 4, threads })).bytes.equals(alone.bytes));
});
