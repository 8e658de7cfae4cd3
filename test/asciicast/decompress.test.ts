import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { withoutProgram } from '../support.js';
import { cast, readText, V2 } from './reading.js';

const TEXT = cast(V2, ...Array.from({ length: 3000 }, (_, at) => [at / 100, 'o', `line ${at * 7919}\r\n`]));

const zstd = (text: string | Uint8Array): Buffer => spawnSync('zstd', ['-c'], { input: text }).stdout;

test('zstd, also with gzip around it and in pieces', { skip: withoutProgram('zstd') }, async () => {
  const expected = await readText(TEXT);
  assert.equal(expected.events.length, 3000);
  const packed = zstd(TEXT);
  assert.deepEqual(await readText(packed), expected);
  assert.deepEqual(await readText(packed, {}, [1, 2, 3, 4, 5, 6, 100, 101, 1000]), expected);
  assert.deepEqual(await readText(gzipSync(packed)), expected);
});

test('damaged and cut compression is one clear line', { skip: withoutProgram('zstd') }, async () => {
  for (const [name, packed] of [
    ['gzip', gzipSync(TEXT)],
    ['zstd', zstd(TEXT)],
  ] as const) {
    const cut = packed.subarray(0, packed.length - 20);
    await assert.rejects(readText(cut), {
      code: 'recording',
      message: `test.cast: its ${name} compression is cut short`,
    });
    const damaged = Buffer.from(packed);
    damaged.fill(0xff, 30, 60);
    await assert.rejects(readText(damaged), { code: 'recording', message: /^test\.cast: / });
  }
});

test('a little data that expands to very much ends at the limit', { skip: withoutProgram('zstd') }, async () => {
  const zeros = Buffer.alloc(50_000_000);
  const limits = { inputBytes: 2_000_000 };
  const tooLarge = { code: 'limit', message: /larger than the limit of 2000000 bytes/ };
  const start = Buffer.from(`${JSON.stringify(V2)}\n`);
  const bomb = Buffer.concat([start, zeros]);
  await assert.rejects(readText(gzipSync(bomb), { limits }), tooLarge);
  await assert.rejects(readText(zstd(bomb), { limits }), tooLarge);
});
