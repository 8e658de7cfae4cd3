/** The made recordings of the benchmark: the same bytes in every run, valid, each of its kind. */
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { openRecording } from '#cast2gif/asciicast/open.js';
import { openSource } from '#cast2gif/io/source.js';
import { MADE_RECORDINGS, writeMadeRecordings } from '../../bench/made/made-recordings.js';
import { SeededRandom } from '../../bench/made/seeded-random.js';
import { afterTest } from '../clean-up.js';

test('numbers follow from the seed', () => {
  const numbers = (seed: number) => {
    const random = new SeededRandom(seed);
    return Array.from({ length: 1000 }, () => random.between(0, 9));
  };
  assert.deepEqual(numbers(7), numbers(7));
  assert.notDeepEqual(numbers(7), numbers(8));
  assert.equal(new Set(numbers(7)).size, 10);
});

test('the same bytes in every run', () => {
  for (const [name, make] of Object.entries(MADE_RECORDINGS)) {
    const [first, second] = [make(), make()];
    assert.ok(first === second, `${name} differs`);
  }
});

test('each is a valid recording of at most 10 MB', async (context) => {
  const folder = mkdtempSync(join(tmpdir(), 'cast2gif-made-'));
  afterTest(context, () => rmSync(folder, { recursive: true }));
  for (const path of writeMadeRecordings(folder)) {
    assert.ok(statSync(path).size < 10e6, path);
    const { eventCount, endUs } = await surveyOf(path);
    assert.equal(eventCount, linesOf(path).length - 1, path);
    assert.ok(endUs >= 3e6 && endUs < 43 * 60e6, path);
  }
});

/** How many events the reader of recordings finds, and when the last one is; fails where it warns. */
async function surveyOf(path: string): Promise<{ eventCount: number; endUs: number }> {
  const onWarning = (warning: unknown) => assert.fail(`${path}: ${JSON.stringify(warning)}`);
  const recording = await openRecording(await openSource(path), { onWarning });
  const events = [];
  for await (const batch of recording.events()) events.push(...batch);
  await recording.close();
  return { eventCount: events.length, endUs: events.at(-1)!.timeUs };
}

const linesOf = (path: string) => readFileSync(path, 'utf8').trimEnd().split('\n');
