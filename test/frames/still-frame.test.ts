import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RecordingEvent } from '#cast2gif/asciicast/recording.js';
import { keysUntil, stillOf } from '#cast2gif/frames/still-frame.js';
import { output, replay, textOf, wholeFrames } from './replay.js';

const SECOND_US = 1_000_000;

test('a still has the size that the terminal had at its moment', async () => {
  const events: RecordingEvent[] = [
    ...output([0, 'wide\x1b[1;20Hx']),
    { kind: 'resize', timeUs: SECOND_US, columns: 10, rows: 3 },
    ...output([2, '\x1b[2J\x1b[Hsmall']),
    { kind: 'resize', timeUs: 3 * SECOND_US, columns: 30, rows: 8 },
    ...output([4, '\x1b[2J\x1b[Hlarge']),
  ];
  const sequence = await replay(events);
  const shown: unknown[] = [];
  for (const seconds of [0.5, 2.5, 4.5, 99]) {
    const still = await stillOf(sequence, seconds * SECOND_US);
    const [frame, ...more] = wholeFrames(still);
    assert.deepEqual(more, []);
    shown.push([still.columns, still.rows, textOf(frame!)[0]!.slice(0, 5).trim()]);
  }
  assert.deepEqual(shown, [
    [20, 5, 'wide'],
    [10, 3, 'small'],
    [30, 8, 'large'],
    [30, 8, 'large'],
  ]);
});

test('a still of a sequence whose table was emptied on the way shows the right cells', async () => {
  const moments: [number, string][] = [];
  for (let frame = 0; frame < 40; frame += 1) {
    let data = '\x1b[H';
    for (let cell = 0; cell < 100 * 50; cell += 1) data += `\x1b[48;2;${frame};${cell >> 8};${cell & 255}m `;
    moments.push([frame, data]);
  }
  const sequence = await replay(output(...moments), { columns: 100, rows: 50 });
  assert.ok(sequence.cells.generation > 0);
  for (const second of [0, 17, 39]) {
    const { cells } = wholeFrames(await stillOf(sequence, second * SECOND_US))[0]!;
    assert.equal(cells[49]![99]!.background, (second << 16) + 4999);
    assert.equal(cells[0]![0]!.background, second << 16);
  }
});

test('keys after the moment are left out, the others dated from it', () => {
  const key = (timeUs: number) => ({ timeUs, stroke: { kind: 'named', name: 'Enter' } as const });
  assert.deepEqual(keysUntil([key(1), key(5), key(9)], 5), [key(-4), key(0)]);
});
