/** Every recording of the corpus opens and holds the events its index says. */
import assert from 'node:assert/strict';
import { createReadStream, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { openRecording } from '#cast2gif/asciicast/open.js';
import type { Warning } from '#cast2gif/asciicast/recording.js';
import { corpusFolder, withoutCorpus } from '../support.js';

const KINDS: Record<string, string> = { o: 'output', i: 'input', r: 'resize', m: 'marker', x: 'exit' };

interface IndexRow {
  file: string;
  version: number;
  columns: number;
  rows: number;
  durationSeconds: number;
  codes: string;
}

function readIndex(): IndexRow[] {
  const lines = readFileSync(join(corpusFolder, 'recordings', 'INDEX.tsv'), 'utf8')
    .trimEnd()
    .split('\n');
  return lines.slice(1).map((line) => {
    const [file, , , , version, columns, rows, duration, , codes] = line.split('\t') as string[];
    const numbers = { version: Number(version), columns: Number(columns), rows: Number(rows) };
    return { file: file!, ...numbers, durationSeconds: Number(duration), codes: codes! };
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

test('recordings of the corpus', { skip: withoutCorpus }, async (suite) => {
  for (const row of readIndex()) {
    await suite.test(row.file, async () => {
      const warnings: Warning[] = [];
      const path = join(corpusFolder, 'recordings', row.file);
      const recording = await openRecording(
        { name: row.file, stream: () => createReadStream(path) },
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
