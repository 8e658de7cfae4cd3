/** The current asciinema, 3.x, reads what `rec` and `edit` write. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { realCommand, run, temporaryFolder } from '../cli/run.js';

const asciinema = process.env.CAST2GIF_ASCIINEMA3;
const skip = asciinema === undefined ? 'CAST2GIF_ASCIINEMA3 names no asciinema 3; .ci/run --full installs one' : false;

test('asciinema 3 reads recordings of both versions, cut and redacted ones too', { skip }, async (context) => {
  const folder = temporaryFolder(context);
  const cast2gif = async (...words: string[]) => {
    const { status, stderr } = await run(words, { command: realCommand, folder });
    assert.equal(status, 0, stderr);
  };
  const command = `printf 'one\\n\\033[31mtwo\\033[m\\nhunter2 é漢🔥'`;
  await cast2gif('rec', '-q', '-c', command, '--size', '40x5', '--title', 'Three lines', 'a.cast');
  await cast2gif('rec', '-q', '-c', command, '--cast-version', '2', 'b.cast');
  await cast2gif('edit', 'a.cast', 'c.cast', '--redact', 'hunter2', '--speed', '2');
  for (const [name, last] of [
    ['a.cast', 'hunter2 é漢🔥'],
    ['b.cast', 'hunter2 é漢🔥'],
    ['c.cast', '******* é漢🔥'],
  ] as const) {
    const words = ['convert', '--overwrite', '--output-format', 'txt', join(folder, name), join(folder, 'out.txt')];
    const { status, stderr } = spawnSync(asciinema!, words, { encoding: 'utf8', env: { HOME: folder } });
    assert.equal(status, 0, stderr);
    assert.deepEqual(readFileSync(join(folder, 'out.txt'), 'utf8').trimEnd().split('\n'), ['one', 'two', last], name);
  }
});
