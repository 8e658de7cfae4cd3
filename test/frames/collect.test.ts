import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RecordingEvent } from '#cast2gif/asciicast/recording.js';
import { output, replay, screenAfter, textOf, wholeFrames } from './replay.js';

const times = (frames: readonly { timeUs: number; durationUs: number }[]) =>
  frames.map(({ timeUs, durationUs }) => [timeUs, durationUs]);

test('the output starts at the first visible change and ends after the last event of any kind', async () => {
  const sequence = await replay([
    ...output([2, '\x1b[?2004h'], [3, 'a'], [4, 'b']),
    { kind: 'marker', timeUs: 4_500_000, label: 'm' },
    { kind: 'other', timeUs: 6_000_000 },
  ]);
  const frames = wholeFrames(sequence);
  assert.deepEqual(times(frames), [
    [0, 1_000_000],
    [1_000_000, 5_000_000],
  ]);
  assert.equal(sequence.durationUs, 6_000_000);
  assert.deepEqual(sequence.markers, [{ timeUs: 1_500_000, label: 'm' }]);
});

test('a window shows the state at its end and is dated at its start', async () => {
  const frames = wholeFrames(
    await replay(output([0, 'a'], [0.005, 'b'], [0.09, 'c'], [0.12, 'd'], [0.2, 'e']), { fpsCap: 10 }),
  );
  assert.deepEqual(
    frames.map((frame) => [frame.timeUs, textOf(frame)[0]]),
    [
      [0, 'abc'],
      [120_000, 'abcde'],
    ],
  );
});

test('the wait before the first output is kept where the start is that of the recording', async () => {
  const events: RecordingEvent[] = [
    { kind: 'marker', timeUs: 1_000_000, label: 'm' },
    ...output([2, '\x1b[?2004h'], [3, 'a'], [4, 'b']),
  ];
  const sequence = await replay(events, { start: 'recorded' });
  const frames = wholeFrames(sequence);
  assert.deepEqual(times(frames), [
    [0, 3_000_000],
    [3_000_000, 1_000_000],
    [4_000_000, 3_000_000],
  ]);
  assert.equal(textOf(frames[0]!)[0], '');
  assert.equal(sequence.firstPictureUs, 3_000_000);
  assert.deepEqual(sequence.markers, [{ timeUs: 1_000_000, label: 'm' }]);
  const fromFirstOutput = await replay(events);
  assert.deepEqual([fromFirstOutput.startUs, fromFirstOutput.firstPictureUs], [3_000_000, 0]);
});

test('windows that change nothing visible are dropped', async () => {
  const sequence = await replay(output([0, 'a'], [1, '\x1b[m'], [2, '\ra'], [3, 'b\b \b'], [4, 'c']));
  assert.deepEqual(
    wholeFrames(sequence).map(({ timeUs }) => timeUs),
    [0, 4_000_000],
  );
});

test('a recording that shows nothing still has one blank frame', async () => {
  for (const events of [[], output([1, '\x1b[31m'])]) {
    const frames = wholeFrames(await replay(events));
    assert.deepEqual(times(frames), [[0, 3_000_000]]);
    assert.deepEqual(textOf(frames[0]!), ['', '', '', '', '']);
  }
});

test('a synchronized update is never shown half drawn', async () => {
  const frames = wholeFrames(
    await replay(
      output([0, 'old'], [1, 'er\x1b[?2026h\x1b[2J'], [1.2, '\x1b[Hhalf'], [1.4, '\x1b[Hnew \x1b[?2026l'], [2, '!']),
    ),
  );
  assert.deepEqual(
    frames.map((frame) => [frame.timeUs, textOf(frame)[0]]),
    [
      [0, 'old'],
      [1_000_000, 'older'],
      [1_400_000, 'new'],
      [2_000_000, 'new !'],
    ],
  );
});

test('a synchronized update that does not end is shown after a second of the recording', async () => {
  const frames = wholeFrames(await replay(output([0, 'a\x1b[?2026hb'], [0.5, 'c'], [3, 'd'])));
  assert.deepEqual(
    frames.map((frame) => [frame.timeUs, textOf(frame)[0]]),
    [
      [0, 'a'],
      [1_000_000, 'abc'],
      [3_000_000, 'abcd'],
    ],
  );
});

test('resizes are followed unless an axis is fixed, and those beyond the limit are left out', async () => {
  const warnings: string[] = [];
  const events = [
    ...output([0, 'abcdefghij\r\nsecond']),
    { kind: 'resize', timeUs: 1_000_000, columns: 30, rows: 8 } as const,
    ...output([2, '\x1b[8;30HX']),
    { kind: 'resize', timeUs: 3_000_000, columns: 70_000, rows: 8 } as const,
    { kind: 'resize', timeUs: 4_000_000, columns: 6, rows: 3 } as const,
  ];
  const sequence = await replay(events, { onWarning: ({ message }) => warnings.push(message) });
  assert.deepEqual([sequence.columns, sequence.rows], [30, 8]);
  const last = wholeFrames(sequence).at(-1)!;
  assert.deepEqual([last.columns, last.rows], [6, 3]);
  assert.equal(textOf(last)[7], '');
  assert.equal(warnings.length, 1);
  assert.match(warnings[0]!, /70000x8/);

  const fixed = await replay(events, { fixedColumns: true });
  assert.deepEqual([fixed.columns, fixed.rows], [20, 8]);
});

test('a second recording starts on an empty terminal', async () => {
  const sequence = await replay([
    ...output([0, 'first \x1b[31m\x1b]0;never ended']),
    { kind: 'restart', timeUs: 1_000_000, columns: 25, rows: 4 },
    ...output([1, 'second']),
  ]);
  const last = wholeFrames(sequence).at(-1)!;
  assert.deepEqual([last.columns, last.rows], [25, 4]);
  assert.equal(textOf(last)[0], 'second');
  assert.equal(last.cells[0]![0]!.foreground, 0xc0c0c0);
});

test('the frames can be read again, and a sequence with more cells than the table holds stays right', async () => {
  const moments: [number, string][] = [];
  for (let frame = 0; frame < 40; frame += 1) {
    let data = '\x1b[H';
    for (let cell = 0; cell < 100 * 50; cell += 1) data += `\x1b[48;2;${frame};${cell >> 8};${cell & 255}m `;
    moments.push([frame, data]);
  }
  const sequence = await replay(output(...moments), { columns: 100, rows: 50 });
  assert.ok(sequence.cells.generation > 0);
  for (let reading = 0; reading < 2; reading += 1) {
    let count = 0;
    const grid = new Map<number, number>();
    for (const frame of sequence.frames()) {
      for (let at = 0; at < frame.changeCount; at += 1)
        grid.set(frame.positions[at]!, sequence.cells.cell(frame.cellIds[at]!).background);
      assert.equal(grid.get(49 * 65_536 + 99), (count << 16) + 4999);
      assert.equal(grid.get(0), count << 16);
      count += 1;
    }
    assert.equal(count, 40);
  }
});

test('an abort is heard', async () => {
  await assert.rejects(replay(output([0, 'a']), { signal: AbortSignal.abort() }), { code: 'aborted' });
});

test('too many frames are an error', async () => {
  await assert.rejects(replay(output([0, 'a'], [1, 'b'], [2, 'c']), { limits: { frames: 2 } }), { code: 'limit' });
});

test('a screen after some output', async () => {
  assert.deepEqual(textOf(await screenAfter('one\r\ntwo')), ['one', 'two', '', '', '']);
});

test('frames follow the default background, cells beyond the terminal too', async () => {
  const events: RecordingEvent[] = [
    ...output([0, 'a\x1b[48;2;1;2;3m\x1b[2J'], [1, '\x1b[?5h'], [2, '\x1b[?5l\x1b]11;#445566\x07']),
    { kind: 'resize', timeUs: 3_000_000, columns: 10, rows: 5 },
    ...output([4, '\x1b]111\x07'], [5, '\x1b]11;#101010\x07']),
  ];
  const sequence = await replay(events);
  const backgrounds = Array.from(sequence.frames(), ({ timeUs, background }) => [timeUs / 1e6, background]);
  assert.deepEqual(backgrounds, [
    [0, 0x101010],
    [1, 0xc0c0c0],
    [2, 0x445566],
    [3, 0x445566],
    [4, 0x101010],
  ]);
  const beyond = wholeFrames(sequence).map(({ cells }) => cells[0]![15]!.background);
  assert.deepEqual(beyond, [0x010203, 0x010203, 0x010203, 0x445566, 0x101010]);
});

test('a signal is heard during one event, however much it costs', async () => {
  // Each control scrolls a million cells between margins; all of them take seconds.
  const data = `\x1b[?69h\x1b[400;1000s\x1b[999;500H${'\v'.repeat(20_000)}`;
  const controller = new AbortController();
  const replaying = replay(output([0, data]), { columns: 1_000, rows: 1_000, signal: controller.signal });
  setTimeout(() => controller.abort(), 20);
  await assert.rejects(replaying, { code: 'aborted' });
});
