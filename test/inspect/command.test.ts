/** `cast2gif inspect` as users start it, and what it reports about recordings. */
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { reportText } from '#cast2gif/cli/commands/inspect-text.js';
import { inspect, inspectGif, render, type Warning } from '#cast2gif/index.js';
import { realCommand as command, run, temporaryFolder } from '../cli/run.js';

const lines = [
  '{"version": 2, "width": 40, "height": 5, "title": "A \\u009b31m title", "idle_time_limit": 2}',
  '[0.5, "o", "$ "]',
  '[1, "i", "l"]',
  '[1.5, "o", "ls\\r\\nfile\\r\\n"]',
  'not an event',
  '[2, "m", "Chapter"]',
  '[2.5, "r", "50x6"]',
  '[62.5, "o", "$ "]',
];
const recording = Buffer.from(`${lines.join('\n')}\n`);

async function recordingReport(input: Uint8Array, options = {}) {
  const report = await inspect(input, options);
  assert.equal(report.kind, 'recording');
  if (report.kind !== 'recording') throw new Error('unreachable');
  return report;
}

test('a recording is described as it is, and as it will look', async () => {
  const reported: Warning[] = [];
  const report = await recordingReport(recording, { onWarning: (warning: Warning) => reported.push(warning) });
  assert.deepEqual(report.eventCounts, { output: 3, resize: 1, marker: 1, input: 1, exit: 0, restart: 0, other: 0 });
  assert.deepEqual([report.version, report.columns, report.rows, report.durationUs], [2, 40, 5, 62_500_000]);
  assert.deepEqual(report.markers, [{ timeUs: 2_000_000, label: 'Chapter' }]);
  assert.deepEqual([report.warningCount, report.warnings.map(({ line }) => line)], [1, [5]]);
  assert.deepEqual(reported, report.warnings);
  assert.match(
    report.altText,
    /^Terminal recording “A .*title”, \d+ seconds\. Command: “ls”\. The screen finally shows: \$ ls \/ file$/,
  );
  const rendered = await render(recording, { buffer: true, format: 'txt' });
  assert.deepEqual([report.outputDurationUs, report.frameCount], [rendered.durationUs, rendered.frameCount]);
});

test('options shape the picture reported on; a second reading of the events is not counted twice', async () => {
  const report = await recordingReport(recording, { idleTimeLimitSeconds: 'none', columns: 'auto' });
  assert.ok(report.outputDurationUs > 60e6);
  assert.equal(report.eventCounts.output, 3);
});

test('reports fit narrow and wide terminals, and hold no control characters', async () => {
  const gif = await render(recording, { buffer: true, format: 'gif' });
  for (const report of [inspectGif(gif.outputs[0]!.bytes!), await recordingReport(recording)]) {
    for (const columns of [1, 30, 44, 80, 300]) {
      const text = reportText(report, columns);
      assert.doesNotMatch(text, /[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
      const longest = Math.max(...text.split('\n').map(({ length }) => length));
      assert.ok(longest <= Math.max(30, Math.min(columns, 100)), `${longest} of ${columns} columns`);
    }
  }
});

test('the command: text and JSON, files and standard input, a GIF and a recording', async (context) => {
  const folder = temporaryFolder(context);
  writeFileSync(join(folder, 'a.cast'), recording);
  await render(recording, { path: join(folder, 'a.gif') });
  const text = await run(['inspect', 'a.gif'], { command, folder });
  assert.deepEqual([text.status, text.stderr], [0, '']);
  assert.match(
    text.stdout,
    /^GIF +\d+x\d+ px, version 89a, [\d,]+ bytes\n.*\nCostliest moments, [\d.]+ % of the GIF's [\d,]+ bytes\n +time +bytes/s,
  );
  const json = await run(['inspect', '--json', 'a.gif'], { command, folder });
  assert.deepEqual(JSON.parse(json.stdout), inspectGif(readFileSync(join(folder, 'a.gif'))));
  const piped = await run(['inspect', '-', '--json'], { command, folder, stdin: recording.toString() });
  assert.deepEqual(JSON.parse(piped.stdout), JSON.parse(JSON.stringify(await inspect(recording, { costs: true }))));
  assert.match(
    (await run(['inspect', 'a.cast'], { command, folder })).stdout,
    /Costliest moments.*\n *in GIF +recorded/,
  );
  assert.doesNotMatch(piped.stdout, /\u009b/);
});

test('the command: bad input is one line and a status', async (context) => {
  const folder = temporaryFolder(context);
  await render(recording, { path: join(folder, 'a.gif') });
  writeFileSync(join(folder, 'a.cast'), recording);
  writeFileSync(join(folder, 'cut.gif'), readFileSync(join(folder, 'a.gif')).subarray(0, 900));
  writeFileSync(join(folder, 'page.html'), '<!doctype html><html></html>');
  writeFileSync(join(folder, 'short'), 'GIF8');
  const cases: [words: string[], status: number, stderr: RegExp][] = [
    [['cut.gif'], 3, /^cast2gif: cut\.gif: the GIF is cut short: it ends at byte 900, after [^\n]*\n$/],
    [['page.html'], 3, /^cast2gif: page\.html: not a recording[^\n]*\n$/],
    [['short'], 3, /^cast2gif: short: [^\n]*\n$/],
    [['missing'], 4, /^cast2gif: [^\n]*missing[^\n]*\n$/],
    [[], 2, /^cast2gif: FILE is missing; expected: cast2gif inspect \[OPTIONS\] FILE \[RECORDING\]\n/],
    [['a.gif', 'a.cast', 'b.cast'], 2, /^cast2gif: [^\n]*expected: /],
    [['a.cast', 'a.cast'], 2, /^cast2gif: a\.cast is not a GIF; expected [^\n]*\n/],
    [['a.gif', 'a.cast', '--sped', '2'], 2, /^cast2gif: unknown option --sped, did you mean/],
  ];
  for (const [words, status, stderr] of cases) {
    const finished = await run(['inspect', ...words], { command, folder });
    assert.equal(finished.status, status, finished.stderr);
    assert.match(finished.stderr, stderr);
    assert.equal(finished.stdout, '');
  }
});

test('moments of a GIF are given in the time of its recording, under the options it was made with', async () => {
  const long = Buffer.from(
    [
      '{"version": 2, "width": 60, "height": 5}',
      '[1, "o", "$ "]',
      '[40, "o", "first\\r\\n"]',
      `[41, "o", "${'lots of letters that cost many bytes '.repeat(3)}"]`,
      '[90, "o", "\\u001b[H\\u001b[2Jlast│screen"]',
    ].join('\n'),
  );
  for (const options of [{}, { speed: 4 }, { idleTimeLimitSeconds: 'none' as const }, { select: '5.5..' }]) {
    const { outputs } = await render(long, { buffer: true, format: 'gif' }, options);
    const report = await inspect(outputs[0]!.bytes!, { ...options, recording: long });
    if (report.kind !== 'gif') throw new Error('unreachable');
    assert.deepEqual(report.notes, []);
    const reported = new Map(report.costliest.map(({ index, recorded }) => [index, recorded!]));
    const last = reported.get(report.frames.length - 1)!;
    assert.deepEqual([last.timeUs, last.text], [90_000_000, 'last screen']);
    const before = reported.get(report.frames.length - 2)!;
    assert.deepEqual([before.timeUs, before.rows], [41_000_000, [1, 2]]);
    assert.match(before.text, /^lots of letters/);
  }
  const { outputs } = await render(long, { buffer: true, format: 'gif' }, { speed: 4 });
  const wrong = await inspect(outputs[0]!.bytes!, { recording: long });
  assert.ok(wrong.kind === 'gif' && wrong.notes.some((note) => /options .* GIF was made with/.test(note)));
  await assert.rejects(inspect(long, { recording: long }), { code: 'usage' });
});

test('the library says what it expects instead of a path', () => {
  assert.throws(() => inspectGif('a.gif' as unknown as Uint8Array), { code: 'usage', message: /expected the bytes/ });
});
