/** The current asciinema, 3.x: it reads what `rec` and `edit` write, and uploads to this server. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { realCommand, run, temporaryFolder } from '../cli/run.js';
import { castOf } from '../server/cast-of.js';
import { EchoRenderer, serve } from '../server/harness.js';
import { INSTALL_ID } from '../server/recorder.js';
import { runRecorder } from '../server/recorder-program.js';

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

test('asciinema 3 uploads with all that it can say, and shows what the server says', { skip }, async (context) => {
  const settings = { uploads: true, maxUploadBytes: 2 ** 20, unclaimedTtl: ['7', '30'] };
  const { address, ...server } = await serve(context, settings, { renderer: new EchoRenderer() });
  const folder = temporaryFolder(context);
  const recorder = (...words: string[]) => runRecorder(asciinema!, words, { server: address, folder });
  writeFileSync(join(folder, 'demo.cast'), castOf('hello'));
  const said = ['--title', 'Déjà vu', '--description', '*Look*', '--visibility', 'public'];
  const uploaded = await recorder('upload', ...said, '--audio-url', 'https://example.com/a.mp3', 'demo.cast');
  assert.equal(uploaded.status, 0, uploaded.text);
  const page = new RegExp(`^    (${address}/a/[0-9a-z]{20})$`, 'm').exec(uploaded.text)?.[1];
  assert.ok(page, uploaded.text);
  assert.match(uploaded.text, new RegExp(`^    ${address}/connect/${INSTALL_ID}$`, 'm'));
  assert.equal(await (await fetch(`${page}.cast`)).text(), castOf('hello'));

  const auth = await recorder('auth');
  assert.match(auth.text, new RegExp(`${address}/connect/${INSTALL_ID}`));
  writeFileSync(join(folder, 'large.cast'), castOf('x'.repeat(8 * 2 ** 20)));
  const large = await recorder('upload', 'large.cast');
  assert.deepEqual([large.status, /larger than the limit of/.test(large.text)], [1, true], large.text);
  const stream = await recorder('stream', '--headless', '--remote', '--command', 'true');
  assert.deepEqual([stream.status, /takes no live streams/.test(stream.text)], [1, true], stream.text);
  await server.stop();
});
