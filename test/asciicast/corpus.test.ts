/** Every recording opens and holds the events that the index beside it says. */
import assert from 'node:assert/strict';
import { createReadStream, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { openRecording } from '#cast2gif/asciicast/open.js';
import type { Warning } from '#cast2gif/asciicast/recording.js';
import { foldersOf } from '../support.js';

const KINDS: Record<string, string> = { o: 'output', i: 'input', r: 'resize', m: 'marker', x: 'exit' };

interface IndexRow {
  file: string;
  path: string;
  version: number;
  columns: number;
  rows: number;
  durationSeconds: number;
  codes: string;
}

/** Reads a table with a line of titles; the corpus has further columns. */
function readIndex(folder: string): IndexRow[] {
  const [titles, ...lines] = readFileSync(join(folder, 'INDEX.tsv'), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => line.split('\t'));
  return lines.map((values) => {
    const value = (title: string): string => values[titles!.indexOf(title)]!;
    return {
      file: value('file'),
      path: join(folder, value('file')),
      version: Number(value('version')),
      columns: Number(value('cols')),
      rows: Number(value('rows')),
      durationSeconds: Number(value('duration_s')),
      codes: value('codes'),
    };
  });
}

/** What the index says of the codes, by kind of event. */
function expectedCounts(codes: string): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const entry of codes.split(',')) {
    const [code, count] = entry.split(':') as [string, string];
    const kind = KINDS[code] ?? 'other';
    counts[kind] = (counts[kind] ?? 0) + Number(count);
  }
  return counts;
}

test('recordings hold what their index says', async (suite) => {
  for (const row of foldersOf('recordings').flatMap(readIndex)) {
    await suite.test(row.file, async () => {
      const warnings: Warning[] = [];
      const recording = await openRecording(
        { name: row.file, stream: () => createReadStream(row.path) },
        { onWarning: (warning) => warnings.push(warning) },
      );
      const { version, columns, rows } = recording.header;
      assert.deepEqual({ version, columns, rows }, { version: row.version, columns: row.columns, rows: row.rows });
      const counts: Record<string, number> = {};
      let lastUs = 0;
      for await (const batch of recording.events()) {
        for (const event of batch) {
          counts[event.kind] = (counts[event.kind] ?? 0) + 1;
          assert.ok(Number.isSafeInteger(event.timeUs) && event.timeUs >= lastUs);
          lastUs = event.timeUs;
        }
      }
      assert.deepEqual(counts, expectedCounts(row.codes));
      if (row.file === 'v2-swift-esp-spliced.cast') {
        assert.deepEqual(
          warnings.map(({ line }) => line),
          [387],
        );
      } else {
        assert.deepEqual(warnings, []);
        assert.ok(Math.abs(lastUs / 1e6 - row.durationSeconds) < 0.006, `lasts ${lastUs / 1e6} s`);
      }
    });
  }
});
