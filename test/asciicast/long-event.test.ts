import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { LongEvent } from '#cast2gif/asciicast/long-event.js';
import { cast, readText, V2, V3 } from './reading.js';

/** JSON strings with every kind of escape sequence, and a lot of backslashes. */
const jsonString = fc
  .array(
    fc.oneof(
      fc.constantFrom('\\\\', '\\"', '\\n', '\\u001b', '\\ud83d\\ude00', '\\ud83d', '\\/', 'u12', 'a', '🐎', '\\\\u00'),
      fc.string({ maxLength: 5 }).map((text) => JSON.stringify(text).slice(1, -1)),
    ),
    { maxLength: 20 },
  )
  .map((parts) => parts.join(''));

test('data read in parts is what JSON.parse reads in one', () => {
  fc.assert(
    fc.property(jsonString, fc.array(fc.nat(120), { maxLength: 6 }), (raw, cuts) => {
      const first = '[1.5, "o", "';
      const line = `${first}${raw}", "more"]`;
      const event = new LongEvent(line.slice(0, first.length));
      assert.deepEqual(event.beginning, { time: 1.5, code: 'o' });
      let data = event.read('');
      let start = first.length;
      for (const cut of [...cuts.sort((a, b) => a - b).map((at) => at + first.length), line.length]) {
        data += event.read(line.slice(start, Math.max(start, cut)));
        start = Math.max(start, cut);
      }
      assert.equal(data, JSON.parse(`"${raw}"`));
      assert.ok(event.ended);
    }),
    { numRuns: 2000 },
  );
});

test('output of any length is read, in parts of one time', async () => {
  const data = `žluťoučký 🐎\r\n\u001b[31m"\\`.repeat(20_000);
  const text = cast(V3, [1, 'o', 'a'], [0.5, 'o', data], [0.25, 'o', 'end']);
  for (const size of [100_000, 7001, 300_000]) {
    const cuts = Array.from({ length: Math.ceil(text.length / size) }, (_, at) => at * size);
    const { events, warnings } = await readText(text, { limits: { lineBytes: 1 } }, cuts);
    assert.deepEqual(warnings, []);
    assert.deepEqual(events[0], { kind: 'output', timeUs: 1_000_000, data: 'a' });
    assert.deepEqual(events.at(-1), { kind: 'output', timeUs: 1_750_000, data: 'end' });
    const long = events.slice(1, -1);
    assert.ok(long.length > 1);
    assert.ok(long.every(({ timeUs }) => timeUs === 1_500_000));
    assert.equal(long.map((event) => (event.kind === 'output' ? event.data : '?')).join(''), data);
  }
});

test('long lines that are not output, broken or truncated', async () => {
  const filler = 'x'.repeat(200_000);
  const outcome = async (...lines: string[]): Promise<unknown> => {
    const { events, warnings } = await readText(cast(V2, ...lines), { limits: { lineBytes: 1 } }, [1000, 100_000]);
    return [events.map(({ kind }) => kind).join(), warnings.map(({ line, message }) => `${line}: ${message}`)];
  };
  const end = '[9, "o", "end"]';
  assert.deepEqual(await outcome(filler, end), [
    'output',
    ['2: a line of more than 64 KiB that is not an event, skipped'],
  ]);
  assert.deepEqual(await outcome(`[1, "i", "${filler}"]`, end), [
    'other,output',
    ['2: a line of more than 64 KiB that is a "i" event, skipped'],
  ]);
  assert.deepEqual(await outcome(end, `[9, "o", "${filler}`), ['output,output,output', ['3: the event is cut short']]);
  assert.deepEqual(await outcome(`[1, "o", "${filler}\\x${filler}"]`, end), [
    'output,output',
    ['2: not valid JSON, the rest of it is skipped'],
  ]);
  assert.deepEqual(await outcome(`# ${filler}`, end), ['output', []]);
});
