import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { EventStream, RecordingEvent } from '#cast2gif/asciicast/recording.js';
import { accelerate } from '#cast2gif/timeline/accelerate.js';
import { limitIdle } from '#cast2gif/timeline/limit-idle.js';
import { recordedTimes } from '#cast2gif/timeline/recorded-times.js';
import { surveyEvents } from '#cast2gif/timeline/survey.js';

const output = (timeUs: number): RecordingEvent => ({ kind: 'output', timeUs, data: `at ${timeUs}` });

/** A stream of batches of the given size. */
async function* stream(events: readonly RecordingEvent[], batchSize = 3): EventStream {
  for (let at = 0; at < events.length; at += batchSize) yield events.slice(at, at + batchSize);
}

async function timesOf(events: EventStream): Promise<number[]> {
  const times: number[] = [];
  for await (const batch of events) times.push(...batch.map(({ timeUs }) => timeUs));
  return times;
}

const timesArbitrary = fc
  .array(fc.oneof(fc.nat(10), fc.nat(5_000_000)), { maxLength: 40 })
  .map((gaps) => gaps.map((gap, at) => gaps.slice(0, at).reduce((sum, before) => sum + before, gap)));

test('no pause is longer than the limit, shorter ones stay, in batches of any size', async () => {
  await fc.assert(
    fc.asyncProperty(
      timesArbitrary,
      fc.integer({ min: 1, max: 2_000_000 }),
      fc.integer({ min: 1, max: 7 }),
      async (times, limitUs, size) => {
        const limited = await timesOf(limitIdle(stream(times.map(output), size), limitUs));
        assert.equal(limited.length, times.length);
        for (const [at, timeUs] of times.entries()) {
          const gap = timeUs - (times[at - 1] ?? 0);
          assert.equal(limited[at]! - (limited[at - 1] ?? 0), Math.min(gap, limitUs));
        }
      },
    ),
  );
});

test('without a limit and at speed 1 the stream is passed on as it is', () => {
  const events = stream([output(1)]);
  assert.equal(limitIdle(events, undefined), events);
  assert.equal(accelerate(events, 1), events);
});

test('speed divides, to whole microseconds, and keeps the rest of an event', async () => {
  assert.deepEqual(await timesOf(accelerate(stream([1, 3, 1000].map(output)), 2)), [1, 2, 500]);
  assert.deepEqual(await timesOf(accelerate(stream([3, 1000].map(output)), 0.5)), [6, 2000]);
  for await (const [event] of accelerate(stream([output(8)]), 4))
    assert.deepEqual(event, { kind: 'output', timeUs: 2, data: 'at 8' });
});

test('idle limit and speed do not change the events they were given', async () => {
  const events = [output(5_000_000), output(9_000_000)];
  await timesOf(accelerate(limitIdle(stream(events), 1), 3));
  assert.deepEqual(events, [output(5_000_000), output(9_000_000)]);
});

test('a survey finds duration, markers, sizes and the events that were asked for', async () => {
  const events: RecordingEvent[] = [
    output(10),
    { kind: 'marker', timeUs: 20, label: 'one' },
    { kind: 'resize', timeUs: 30, columns: 100, rows: 5 },
    { kind: 'restart', timeUs: 40, columns: 20, rows: 50 },
    { kind: 'marker', timeUs: 50, label: 'x'.repeat(5000) },
    { kind: 'other', timeUs: 60 },
  ];
  for (const size of [1, 2, 6]) {
    const index = await surveyEvents(stream(events, size), { columns: 80, rows: 24 }, [5, 0, 2, 2, 99]);
    assert.deepEqual(index, {
      durationUs: 60,
      eventCount: 6,
      outputCount: 1,
      markers: [
        { timeUs: 20, label: 'one' },
        { timeUs: 50, label: 'x'.repeat(1000) },
      ],
      eventTimesUs: new Map([
        [0, 10],
        [2, 30],
        [5, 60],
      ]),
      columns: 100,
      rows: 50,
    });
  }
});

test('a survey of nothing', async () => {
  const index = await surveyEvents(stream([]), { columns: 80, rows: 24 }, [0]);
  assert.deepEqual([index.durationUs, index.eventCount, index.eventTimesUs.size], [0, 0, 0]);
});

test('the way back from the output to the recording finds each event, in batches of any size', async () => {
  await fc.assert(
    fc.asyncProperty(
      timesArbitrary,
      fc.integer({ min: 1, max: 7 }),
      fc.constantFrom(0.5, 1, 3),
      async (times, size, speed) => {
        const timeline = (events: EventStream) => accelerate(limitIdle(events, 1_000_000), speed);
        const events = times.map(output);
        const shown = await timesOf(timeline(stream(events, size)));
        // Of events that coincide in the output, the last one counts.
        const expected = shown.map((timeUs) => times[shown.lastIndexOf(timeUs)]!);
        const wanted = [...shown.keys()].reverse();
        const found = await recordedTimes(
          stream(events, size),
          timeline,
          wanted.map((at) => shown[at]!),
        );
        assert.deepEqual(
          found,
          wanted.map((at) => expected[at]!),
        );
      },
    ),
  );
  assert.deepEqual(await recordedTimes(stream([output(5)]), (events) => events, [0, 4, 5, 9]), [0, 0, 5, 5]);
});
