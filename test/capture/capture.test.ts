/** Programs in a pseudo-terminal: nothing they print is lost, whatever the machine is busy with. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RecordingEvent } from '#cast2gif/asciicast/recording.js';
import { type CaptureOptions, capture } from '#cast2gif/capture/capture.js';

const skip = process.platform === 'win32' ? 'written for a Unix shell' : false;

async function record(command: string, options: Partial<CaptureOptions> = {}) {
  const events: RecordingEvent[] = [];
  const status = await capture({
    file: 'sh',
    words: ['-c', command],
    environment: { PATH: process.env.PATH ?? '', TERM: 'xterm-256color' },
    columns: 80,
    rows: 24,
    timing: 'live',
    recordsInput: false,
    signal: new AbortController().signal,
    onEvent: (event) => void events.push(event),
    ...options,
  });
  const output = events.map((event) => (event.kind === 'output' ? event.data : '')).join('');
  return { status, events, output };
}

test('the end of a megabyte is there, twenty times', { skip }, async () => {
  const lines = Array.from({ length: 10_000 }, (_, line) => `${line + 1} ${'x'.repeat(93)}`);
  const expected = `${lines.join('\r\n')}\r\nEND`;
  const print = `awk 'BEGIN { x = sprintf("%93s", ""); gsub(/ /, "x", x); for (i = 1; i <= 10000; i++) print i, x; printf "END" }'`;
  for (let run = 0; run < 20; run += 1) {
    const { output } = await record(print);
    assert.equal(output.length, expected.length, `run ${run}`);
    assert.equal(output, expected);
  }
});

test('a slow receiver gets everything', { skip }, async () => {
  let length = 0;
  const onEvent = async (event: RecordingEvent) => {
    await new Promise(setImmediate);
    if (event.kind === 'output') length += event.data.length;
  };
  await record('seq 1 50000', { onEvent });
  assert.equal(length, 338_894);
});

test('exit statuses and signals are passed on, as shells count them', { skip }, async () => {
  assert.equal((await record('exit 7')).status, 7);
  assert.equal((await record('kill -TERM $$')).status, 143);
  const { events } = await record('exit 7');
  assert.deepEqual(events.at(-1), { kind: 'exit', timeUs: events.at(-1)!.timeUs, status: '7' });
});

test('the program sees a terminal of the size and the environment it was given, and nothing else', {
  skip,
}, async () => {
  process.env.CAST2GIF_TEST_SECRET = 'hidden';
  const { output } = await record('stty size; env', { columns: 91, rows: 13 });
  assert.match(output, /^13 91\r\n/);
  const names = output
    .split('\r\n')
    .slice(1)
    .map((line) => line.split('=')[0])
    .filter((name) => name !== '');
  assert.deepEqual(
    names.filter((name) => !['PATH', 'TERM', 'PWD', 'SHLVL', '_', 'OLDPWD'].includes(name!)),
    [],
  );
});

test('bytes that are not text become U+FFFD, and characters that arrive in two pieces are whole', {
  skip,
}, async () => {
  const { output } = await record(String.raw`printf 'a\377b'; printf '\342\202'; sleep 0.1; printf '\254'`);
  assert.equal(output, 'a\ufffdb€');
});

test('a recording that is stopped keeps what there was, and the program is hung up', { skip }, async () => {
  const controller = new AbortController();
  const events: RecordingEvent[] = [];
  const onEvent = (event: RecordingEvent) => {
    events.push(event);
    if (event.kind === 'output' && event.data.includes('ready')) controller.abort();
    return undefined;
  };
  const { status } = await record('echo ready; sleep 100', { onEvent, signal: controller.signal });
  assert.equal(status, 129);
  assert.equal(events[0]?.kind, 'output');
});
