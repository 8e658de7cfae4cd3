/** Large pictures take seconds to compress: signals are heard meanwhile, because that happens on other threads. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Encoder } from '#cast2gif/encode/encoder.js';
import { createGifEncoder } from '#cast2gif/encode/gif/gif-encoder.js';
import { createApngEncoder } from '#cast2gif/encode/png/apng.js';
import { createPngEncoder } from '#cast2gif/encode/png/still.js';
import { createWebpEncoder } from '#cast2gif/encode/webp/animation.js';
import { createByteSpool } from '#cast2gif/io/byte-spool.js';
import type { ByteSink } from '#cast2gif/io/sink.js';
import { encodeMadeUp, type MadeUp, SMALL } from './painted-frames.js';

/** One frame; every pixel of its eight million is left to compress. */
const LARGE: MadeUp = { ...SMALL, columns: 400, rows: 200, cellWidthPx: 10, cellHeightPx: 10, durationsUs: [1e6] };

const ENCODERS: Readonly<Record<string, (sink: ByteSink, signal: AbortSignal) => Encoder>> = {
  gif: (sink, signal) => createGifEncoder(sink, { loop: 'forever', level: 'default', threads: 1, signal }),
  'gif, best': (sink, signal) => createGifEncoder(sink, { loop: 'forever', level: 'best', threads: 1, signal }),
  webp: (sink, signal) => createWebpEncoder(sink, { plays: 0, threads: 1, spool: createByteSpool(), signal }),
  apng: (sink, signal) => createApngEncoder(sink, { plays: 0, signal }),
  png: (sink, signal) => createPngEncoder(sink, { atUs: 0, signal }),
};

for (const [name, create] of Object.entries(ENCODERS)) {
  test(`${name}: a signal is heard while a large frame is compressed`, async () => {
    const controller = new AbortController();
    let encoder: Encoder | undefined;
    // The first turn of the event loop after compression began.
    setImmediate(() => setImmediate(() => controller.abort()));
    const encoding = encodeMadeUp(LARGE, (sink) => (encoder = create(sink, controller.signal)));
    await assert.rejects(encoding, { code: 'aborted' });
    await encoder!.abort();
  });
}
