/** The report against a decoder: both must see the same images. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createGifEncoder } from '#cast2gif/encode/gif/gif-encoder.js';
import { inspectGif } from '#cast2gif/inspect/gif-report.js';
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
  assert.equal(gif.frames.length, images.length);
  assert.equal(gif.plays, 3);
  assert.equal(gif.durationUs, 14 * 150_000);
  let timeCs = 0;
  for (const [index, image] of images.entries()) {
    const reported = gif.frames[index]!;
    assert.equal(reported.timeUs, timeCs * 10_000);
    assert.deepEqual(
      [reported.leftPx, reported.topPx, reported.widthPx, reported.heightPx],
      [image.leftPx, image.topPx, image.widthPx, image.heightPx],
    );
    assert.equal(reported.palette === 'local', image.hasLocalTable);
    timeCs += image.delayCs;
  }
  const header = 13 + gif.globalPaletteBytes + 19;
  assert.equal(
    gif.frames.reduce((sum, image) => sum + image.byteLength, header + 1),
    bytes.length,
  );
});
