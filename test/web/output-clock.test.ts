/** The page's clock agrees with the renderer's. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import type { EventStream, RecordingEvent } from '#cast2gif/asciicast/recording.js';
import { inspect } from '#cast2gif/inspect/inspect.js';
import { accelerate } from '#cast2gif/timeline/accelerate.js';
import { limitIdle } from '#cast2gif/timeline/limit-idle.js';
import { activityOf, OutputClock } from '#cast2gif/web/output-clock.js';
import { outlineOf } from '#cast2gif/web/recording-outline.js';
import { recordingsIn } from '../support.js';

const anyPace = fc.record({
  idleTimeLimitSeconds: fc.constantFrom(0.5, 2, 60),
  speed: fc.constantFrom(0.5, 1, 4),
});
function timesAfter(pauses: readonly number[]): number[] {
  let time = 0;
  return pauses.map((pause) => (time += pause));
}

/** Times of events in milliseconds, ascending. */
const anyTimes = fc
  .array(fc.integer({ min: 0, max: 10_000 }), { minLength: 1, maxLength: 30 })
  .map((pauses) => timesAfter(pauses));

async function* streamOf(timesMs: readonly number[]): EventStream {
  yield timesMs.map((ms): RecordingEvent => ({ kind: 'output', timeUs: ms * 1000, data: 'x' }));
}

test('events come when the renderer shows them', async () => {
  await fc.assert(
    fc.asyncProperty(anyTimes, anyPace, async (timesMs, pace) => {
      const clock = new OutputClock(
        timesMs.map((ms) => ms / 1000),
        pace,
      );
      const limited = limitIdle(streamOf(timesMs), pace.idleTimeLimitSeconds * 1e6);
      for await (const batch of accelerate(limited, pace.speed)) {
        for (const [index, { timeUs }] of batch.entries()) {
          assert.ok(Math.abs(clock.toOutput(timesMs[index]! / 1000) * 1e6 - timeUs) <= 1);
        }
        assert.ok(Math.abs(clock.durationSeconds * 1e6 - batch.at(-1)!.timeUs) <= 1);
      }
    }),
  );
});

test('there and back is the same moment of the picture', () => {
  fc.assert(
    fc.property(anyTimes, anyPace, fc.double({ min: 0, max: 1, noNaN: true }), (timesMs, pace, share) => {
      const clock = new OutputClock(
        timesMs.map((ms) => ms / 1000),
        pace,
      );
      const output = clock.durationSeconds * share;
      assert.ok(Math.abs(clock.toOutput(clock.toRecorded(output)) - output) < 1e-6);
    }),
  );
});

test('an outline agrees with what the renderer finds in the recording', async (t) => {
  for (const path of recordingsIn('recordings').filter((name) => name.endsWith('.cast'))) {
    await t.test(basename(path), async () => {
      const outline = outlineOf(readFileSync(path, 'utf8'));
      assert.ok(outline);
      const report = await inspect(path);
      assert.ok('markers' in report);
      assert.equal(outline.version, report.version);
      assert.equal(outline.markers.length, report.markers.length);
      for (const [index, { timeUs }] of report.markers.entries()) {
        assert.ok(Math.abs(outline.markers[index]!.seconds * 1e6 - timeUs) <= 1);
      }
    });
  }
});

test('activity is where text is printed', () => {
  const events = { eventSeconds: [0, 1, 9.9], eventWeights: [0, 5, 100] };
  const clock = new OutputClock(events.eventSeconds, { idleTimeLimitSeconds: 60, speed: 1 });
  const bars = activityOf(events, clock, 10);
  assert.equal(bars[9], 1);
  assert.ok(bars[1]! > 0 && bars[1]! < 1);
  assert.ok([0, 2, 3, 4, 5, 6, 7, 8].every((index) => bars[index] === 0));
});

test('an outline of every version', () => {
  const version1 = outlineOf('{"version":1,"width":8,"height":2,"stdout":[[1,"a"],[0.5,"b"]]}');
  assert.deepEqual(version1?.eventSeconds, [1, 1.5]);
  assert.equal(version1?.columns, 8);
  const version2 = outlineOf('{"version":2,"width":8,"height":2,"title":"t"}\n[1,"o","a"]\n[2,"m","here"]\nrubbish\n');
  assert.deepEqual(version2?.markers, [{ seconds: 2, label: 'here' }]);
  assert.equal(version2?.title, 't');
  const version3 = outlineOf('{"version":3,"term":{"cols":9,"rows":3}}\n# comment\n[1,"o","a"]\n[1,"m",""]\n');
  assert.deepEqual(version3?.eventSeconds, [1, 2]);
  assert.deepEqual(version3?.eventWeights, [1, 0]);
  for (const text of ['', 'hello', '[]', '{}', '{"version":"2"}', '{"version":2'])
    assert.equal(outlineOf(text), undefined);
});
