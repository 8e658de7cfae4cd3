import assert from 'node:assert/strict';
import { Writable } from 'node:stream';
import { test } from 'node:test';
import type { OutputStream } from '#cast2gif/cli/console.js';
import { summary } from '#cast2gif/cli/convert.js';
import { ProgressBar, progressLine } from '#cast2gif/cli/progress.js';

test('the bar says how far it is and how long it will take', () => {
  const line = (fraction: number | undefined, seconds: number) => progressLine({ stage: 'encode', fraction }, seconds);
  assert.equal(line(undefined, 0), 'encoding …');
  assert.equal(line(0, 0), '░░░░░░░░░░░░░░░░░░░░░░░░   0 %  encoding');
  assert.equal(line(0.5, 4), '████████████░░░░░░░░░░░░  50 %  encoding, 4 s left');
  assert.equal(line(0.25, 30), '██████░░░░░░░░░░░░░░░░░░  25 %  encoding, 1:30 left');
  assert.equal(line(0.5, 4000), '████████████░░░░░░░░░░░░  50 %  encoding, 1:06:40 left');
  assert.equal(line(1, 9), '████████████████████████ 100 %  encoding, 0 s left');
  assert.equal(line(7, 0), line(1, 0));
});

test('the bar stays on one line and leaves nothing behind', () => {
  let written = '';
  const stream: OutputStream & { columns: number } = Object.assign(
    new Writable({
      write(chunk, _, done) {
        written += chunk;
        done();
      },
    }),
    { isTTY: true, columns: 20 },
  );
  const bar = new ProgressBar(stream);
  bar.clear();
  assert.equal(written, '');
  bar.update({ stage: 'replay', fraction: 0.5 });
  bar.update({ stage: 'replay', fraction: 0.6 });
  assert.equal(written, `\r\u001b[K${'█'.repeat(12)}${'░'.repeat(7)}`);
  bar.clear();
  bar.clear();
  assert.ok(written.endsWith('░\r\u001b[K'));
});

test('the summary is one line of what counts', () => {
  const facts = { widthPx: 640, heightPx: 400, durationUs: 3_450_000, warningCount: 0, concessions: [] };
  const gif = (name: string, byteLength: number) => ({ name, format: 'gif' as const, byteLength });
  assert.equal(
    summary({ ...facts, frameCount: 1, outputs: [gif('a.gif', 999)] }, 0.04),
    'a.gif 999 bytes: 640x400 px, 1 frame, 3.5 s; took 0.0 s',
  );
  assert.equal(
    summary({ ...facts, frameCount: 2, outputs: [gif('a\u001b.gif', 12_345), gif('b.gif', 123_456_789)] }, 61),
    'a\ufffd.gif 12.3 kB, b.gif 123 MB: 640x400 px, 2 frames, 3.5 s; took 61.0 s',
  );
  const lineFor = (format: 'png' | 'svg' | 'txt' | 'vtt', isStill = false) =>
    summary({ ...facts, frameCount: 2, outputs: [{ name: 'x', format, byteLength: 10 }] }, 1, isStill);
  assert.equal(lineFor('png'), 'x 10 bytes: 640x400 px; took 1.0 s');
  assert.equal(lineFor('svg'), 'x 10 bytes: 640x400 px, 2 frames, 3.5 s; took 1.0 s');
  assert.equal(lineFor('svg', true), 'x 10 bytes: 640x400 px; took 1.0 s');
  assert.equal(lineFor('txt'), 'x 10 bytes; took 1.0 s');
  assert.equal(lineFor('vtt'), 'x 10 bytes: 3.5 s; took 1.0 s');
});
