import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { openRecording } from '#cast2gif/asciicast/open.js';
import type { RecordingEvent } from '#cast2gif/asciicast/recording.js';
import { Cast2gifError } from '#cast2gif/errors.js';
import { cast, read, readText, V2, V3 } from './reading.js';

/** Events as any version of the format can hold them, at times of whole microseconds. */
const eventsArbitrary = fc.array(
  fc.record({
    pauseUs: fc.oneof(fc.integer({ min: 0, max: 3_000_000 }), fc.constant(0)),
    data: fc.string({ unit: 'binary', maxLength: 20 }),
  }),
  { maxLength: 30 },
);

const ok = (events: readonly RecordingEvent[]): string => JSON.stringify(events);

test('the same events read the same from version 1, 2 and 3', async () => {
  await fc.assert(
    fc.asyncProperty(eventsArbitrary, async (events) => {
      let timeUs = 0;
      const absolute = events.map(({ pauseUs, data }) => [(timeUs += pauseUs) / 1e6, 'o', data]);
      const relative = events.map(({ pauseUs, data }) => [pauseUs / 1e6, 'o', data]);
      const stdout = relative.map(([delay, , data]) => [delay, data]);
      const [v1, v2, v3] = await Promise.all([
        readText(JSON.stringify({ version: 1, width: 80, height: 24, stdout }, undefined, 1)),
        readText(cast(V2, ...absolute)),
        readText(cast(V3, ...relative)),
      ]);
      timeUs = 0;
      const expected = events.map(({ pauseUs, data }) => ({ kind: 'output', timeUs: (timeUs += pauseUs), data }));
      assert.deepEqual(v2.events, expected);
      assert.equal(ok(v1.events), ok(v2.events));
      assert.equal(ok(v3.events), ok(v2.events));
      assert.deepEqual(v2.warnings, []);
    }),
    { numRuns: 100 },
  );
});

/** A recording with a bit of everything, sloppy too. */
const MIXED = Buffer.concat([
  Buffer.from('\ufeff# made by hand\r\n\r\n'),
  Buffer.from('{"version": 2, "width": 80, "height": 24, "title": "žluťoučký 🐎"}\r\n'),
  Buffer.from('[0.5, "o", "żółć 🐎 \\u001b[31m"]\r\n[0.6, "r", "100x30"]\r\n[0.7, "m", ""]\r\n[0.8, "i", "x"]\r\n'),
  Buffer.from('broken\r\n[0.9, "o", "raw \u001b[m"],\r\n[1, "o", "bad \xff byte"]\n', 'latin1'),
  Buffer.from('{"version": 3, "term": {"cols": 40, "rows": 10}}\n[1, "o", "second"]\n[2, "x", "0"]\n[1, "o", "cut'),
]);

test('where the bytes are cut changes nothing', async () => {
  const whole = await readText(MIXED);
  assert.deepEqual(
    whole.events.map(({ kind }) => kind).join(),
    'output,resize,marker,input,output,output,restart,output,exit',
  );
  assert.deepEqual(
    whole.warnings.map(({ line }) => line),
    [8, 9, 9, 10, 11, 14],
  );
  const cutsArbitrary = fc.array(fc.nat(MIXED.length), { maxLength: 12 }).map((cuts) => cuts.sort((a, b) => a - b));
  await fc.assert(
    fc.asyncProperty(cutsArbitrary, async (cuts) => assert.deepEqual(await readText(MIXED, {}, cuts), whole)),
    { numRuns: 200 },
  );
});

test('UTF-16, other line ends and gzip read like UTF-8', async () => {
  const text = `${cast(V2, [0.5, 'o', 'żółć 🐎\r\n'], [1, 'o', '日本']).replaceAll('\n', '\r\n')}\r\n`;
  const expected = await readText(text);
  assert.equal(expected.events.length, 2);
  const little = Buffer.from(text, 'utf16le');
  const big = Buffer.from(little).swap16();
  const variants: Record<string, Uint8Array> = {
    'UTF-16LE': little,
    'UTF-16LE with mark': Buffer.concat([Buffer.from([0xff, 0xfe]), little]),
    'UTF-16BE': big,
    'UTF-16BE with mark': Buffer.concat([Buffer.from([0xfe, 0xff]), big]),
    'UTF-8 with mark': Buffer.from(`\ufeff${text}`),
    LF: Buffer.from(text.replaceAll('\r\n', '\n')),
    CR: Buffer.from(text.replaceAll('\r\n', '\r')),
    gzip: gzipSync(text),
    'gzip twice': gzipSync(gzipSync(text)),
    'gzip in two members': Buffer.concat([gzipSync(text.slice(0, 50)), gzipSync(text.slice(50))]),
  };
  for (const [name, bytes] of Object.entries(variants))
    for (const cuts of [[], [1, 2, 3, 4, 5], [45, 46, 47, 48, 49, 50, 51, 52]])
      assert.deepEqual(await readText(bytes, {}, cuts), expected, `${name}, cut at ${cuts}`);
});

test('whatever the bytes are, there is a recording or an error of ours', async () => {
  const anything = fc.uint8Array({ maxLength: 200 });
  const mutated = fc
    .tuple(
      fc.nat(MIXED.length),
      fc.nat(20),
      fc.oneof(fc.uint8Array({ maxLength: 10 }), fc.constantFrom('"', '[', '{', '\n')),
    )
    .map(([at, length, put]) =>
      Buffer.concat([MIXED.subarray(0, at), Buffer.from(put as Uint8Array), MIXED.subarray(at + length)]),
    );
  const headerish = fc
    .json()
    .map((json) => Buffer.from(`{"version":2,"width":80,"height":24,"theme":${json}}\n[${json},"o",${json}]\n${json}`));
  const document = fc
    .tuple(fc.json(), fc.nat(120))
    .map(([json, length]) =>
      Buffer.from(`{"version":1,"width":80,\n"height":24,"stdout":[[1,"a"],${json},[2,"b"]]}`.slice(0, length)),
    );
  await fc.assert(
    fc.asyncProperty(fc.oneof(anything, mutated, headerish, document), async (bytes) => {
      try {
        const { events } = await readText(bytes);
        let lastUs = 0;
        for (const { timeUs } of events) {
          assert.ok(Number.isSafeInteger(timeUs) && timeUs >= lastUs, `time ${timeUs} after ${lastUs}`);
          lastUs = timeUs;
        }
      } catch (error) {
        assert.ok(error instanceof Cast2gifError && error.code === 'recording', String((error as Error).stack));
        assert.ok(error.message.length < 300, error.message);
      }
    }),
    { numRuns: 1500 },
  );
});

test('events can be read again; bad lines are reported once', async () => {
  const warnings: unknown[] = [];
  const text = cast(V2, [1, 'o', 'a'], 'broken', [2, 'o', 'b']);
  const stream = async function* (): AsyncGenerator<Uint8Array> {
    yield Buffer.from(text);
  };
  const recording = await openRecording({ name: 'x', stream }, { onWarning: (warning) => warnings.push(warning) });
  const readings: string[] = [];
  for (let times = 0; times < 3; times += 1) {
    const events: RecordingEvent[] = [];
    for await (const batch of recording.events()) events.push(...batch);
    readings.push(ok(events));
  }
  assert.equal(new Set(readings).size, 1);
  assert.deepEqual(warnings, [{ message: 'neither an event nor a comment, skipped', line: 3 }]);
});

test('a million broken lines are reported in a few', async () => {
  const text = `${JSON.stringify(V2)}\n${'lol!\n'.repeat(100_000)}[1, "o", "end"]\n`;
  const { events, warnings } = await readText(text);
  assert.equal(events.length, 1);
  assert.equal(warnings.length, 11);
  assert.deepEqual(warnings.at(-1), { message: '99990 more lines could not be read and were skipped' });
});

test('a listener that throws makes warnings fatal', async () => {
  const strict = (warning: { message: string; line?: number }): never => {
    throw new Cast2gifError('recording', `line ${warning.line}: ${warning.message}`, { line: warning.line! });
  };
  const fatal = {
    code: 'recording',
    line: 2,
    message: 'test.cast: line 2: neither an event nor a comment, skipped',
  };
  await assert.rejects(readText(cast(V2, 'broken'), { onWarning: strict }), fatal);
  await assert.rejects(readText(cast({ version: 2 }), { onWarning: strict }), { line: 1 });
});

test('an error of the source passes unchanged', async () => {
  const failing = async function* (): AsyncGenerator<Uint8Array> {
    yield Buffer.from(cast(V2, ''));
    throw new Cast2gifError('io', 'the disk is gone');
  };
  await assert.rejects(read(failing), { code: 'io', message: 'the disk is gone' });
});

test('limits', async () => {
  const text = cast(V2, ...Array.from({ length: 100 }, (_, at) => [at, 'o', 'x'.repeat(100)]));
  await assert.rejects(readText(text, { limits: { events: 99 } }), /more events than the limit of 99/);
  await assert.rejects(readText(text, { limits: { inputBytes: 1024 } }), /larger than the limit of 1 KiB/);
  await assert.rejects(readText(gzipSync(text), { limits: { inputBytes: 1024 } }), /larger than the limit of 1 KiB/);
  await assert.rejects(readText(text, { limits: { columns: 79 } }), /line 1: width is 80; expected 1 to 79/);
  await assert.rejects(readText(text, { limits: { rows: 23 } }), /line 1: height is 24; expected 1 to 23/);
  const document = `{"version":1,\n"width":80,"height":24,"stdout":[${'[1,"x"],'.repeat(1000)}[1,"x"]]}`;
  await assert.rejects(readText(document, { limits: { documentBytes: 1024 } }), /longer than the limit of 1 KiB/);
});

test('the stream is closed when reading ends early', async () => {
  let isOpen = 0;
  const stream = async function* (): AsyncGenerator<Uint8Array> {
    isOpen += 1;
    try {
      yield Buffer.from(`${cast(V2, [1, 'o', 'a'])}\n`);
      for (let at = 0; at < 1000; at += 1) yield Buffer.from(`[${at}, "o", "a"]\n`);
    } finally {
      isOpen -= 1;
    }
  };
  const recording = await openRecording({ name: 'x', stream });
  assert.equal(isOpen, 0);
  for await (const _ of recording.events()) break;
  assert.equal(isOpen, 0);
});
