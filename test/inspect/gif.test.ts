import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { createGifEncoder } from '#cast2gif/encode/gif/encoder.js';
import { Cast2gifError } from '#cast2gif/errors.js';
import { describeGif } from '#cast2gif/inspect/describe.js';
import { inspectGif } from '#cast2gif/inspect/gif.js';
import { decodeGif } from '../encode/gif/decoder.js';
import { memorySink, play } from '../encode/gif/scene.js';

async function someGif(): Promise<Uint8Array> {
  const sink = memorySink();
  const frames = Array.from({ length: 14 }, (_, index) => ({
    durationUs: 150_000,
    cells: Array.from({ length: index + 1 }, (_, cell) => ({ column: cell % 8, row: cell >> 3, look: index * cell })),
  }));
  const rgb = Uint32Array.from({ length: 40 }, (_, index) => index * 70_000);
  await play(
    { columns: 8, rows: 3, rgb, kind: 'indexed', frames },
    createGifEncoder(sink, { loop: 3, level: 'default', threads: 1 }),
  );
  return sink.bytes();
}

test('says what a decoder sees, and where the bytes are', async () => {
  const bytes = await someGif();
  const gif = inspectGif(bytes);
  const { images } = decodeGif(bytes);
  assert.equal(gif.images.length, images.length);
  assert.equal(gif.plays, 3);
  assert.equal(gif.durationCs, 14 * 15);
  let timeCs = 0;
  for (const [index, image] of images.entries()) {
    const told = gif.images[index]!;
    assert.equal(told.timeCs, timeCs);
    assert.deepEqual(
      [told.leftPx, told.topPx, told.widthPx, told.heightPx],
      [image.leftPx, image.topPx, image.widthPx, image.heightPx],
    );
    assert.equal(told.localColours > 0, image.hasLocalTable);
    timeCs += image.delayCs;
  }
  const header = 13 + 3 * gif.globalColours + 19;
  assert.equal(
    gif.images.reduce((sum, image) => sum + image.byteLength, header + 1),
    bytes.length,
  );
});

test('the description names the costliest images with their times', async () => {
  const gif = inspectGif(await someGif());
  const text = describeGif(gif);
  const largest = gif.images.reduce((a, b) => (b.byteLength > a.byteLength ? b : a));
  assert.match(text, /played 3 times/);
  assert.match(
    text.split('costliest moments:')[1]!,
    new RegExp(
      `^\\s+time.*\\n\\s+0:0${(largest.timeCs / 100).toFixed(2)}\\s+${largest.index}\\s+${largest.byteLength} `,
    ),
  );
});

test('whatever the bytes, the answer is a report or one clear error', async () => {
  const good = await someGif();
  const attempt = (bytes: Uint8Array) => {
    try {
      describeGif(inspectGif(bytes));
    } catch (error) {
      assert.ok(error instanceof Cast2gifError, String(error));
      assert.equal(error.code, 'recording');
    }
  };
  for (let length = 0; length < good.length; length += 1)
    assert.throws(() => inspectGif(good.subarray(0, length)), Cast2gifError, `${length} bytes`);
  const changes = fc.array(fc.tuple(fc.nat(good.length - 1), fc.nat(255)), { minLength: 1, maxLength: 8 });
  fc.assert(
    fc.property(changes, (list) => {
      const bytes = Uint8Array.from(good);
      for (const [at, value] of list) bytes[at] = value;
      attempt(bytes);
    }),
    { numRuns: 500 },
  );
});
