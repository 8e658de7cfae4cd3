/** `cast2gif render-many --queue`: workers render, with real processes. */
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { after, before, suite, type TestContext, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { afterTest } from '../../clean-up.js';
import { type Finished, type RunOptions, realCommand, run, temporaryFolder } from '../../cli/run.js';
import { type RedisServer, startRedis, withoutRedis } from '../../jobs/redis.js';
import { LONG_CAST } from '../../renderer/long-cast.js';
import { castOf } from '../cast-of.js';
import { startWorkerProcess } from '../worker-processes.js';

interface Report {
  readonly fresh: number;
  readonly built: readonly { readonly output: string }[];
  readonly failed: readonly { readonly output: string; readonly error: string }[];
}

function folderWith(context: TestContext, files: Readonly<Record<string, string>>): string {
  const folder = temporaryFolder(context);
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
  return folder;
}

const filesIn = (folder: string) =>
  (readdirSync(folder, { recursive: true }) as string[]).filter((name) => statSync(join(folder, name)).isFile()).sort();

const reportOf = ({ stdout }: Finished) => JSON.parse(stdout) as Report;

suite('render-many on workers', { skip: withoutRedis }, () => {
  let redis: RedisServer;
  before(async () => {
    redis = await startRedis('nothing');
  });
  after(() => redis?.remove());

  /** A store and a database of Redis that nobody else uses. */
  let database = 0;
  function fleet(context: TestContext, files: Readonly<Record<string, string>>) {
    database += 1;
    const folder = folderWith(context, files);
    const shared = ['--queue', `${redis.address}/${database}`, '--store', `file:${join(folder, 'store')}`];
    const renderMany = (words: readonly string[], options: RunOptions = {}) =>
      run(['render-many', ...shared, '--out', 'out', '--json', ...words], { command: realCommand, folder, ...options });
    return { folder, shared, renderMany };
  }

  test('the pictures are those of this machine, and are made once', async (context) => {
    const files = { 'casts/a.cast': castOf('a'), 'casts/deep/b.cast': castOf('b'), 'casts/bad.cast': 'no recording' };
    const { folder, shared, renderMany } = fleet(context, files);
    const worker = await startWorkerProcess(context, shared);
    const words = ['casts/**/*.cast', '--formats', 'gif,svg', '--theme', 'nord'];
    const first = await renderMany(words);
    assert.equal(first.status, 3, first.stderr);
    const { built, failed } = reportOf(first);
    assert.deepEqual(failed.map(({ output }) => output).sort(), ['out/bad.gif', 'out/bad.svg']);
    assert.match(failed[0]!.error, /not a recording/);
    assert.equal(built.length, 4);
    assert.deepEqual(filesIn(join(folder, 'out')), ['a.gif', 'a.svg', 'deep/b.gif', 'deep/b.svg']);
    await run(['casts/deep/b.cast', 'plain.gif', '--theme', 'nord'], { command: realCommand, folder });
    assert.deepEqual(readFileSync(join(folder, 'out/deep/b.gif')), readFileSync(join(folder, 'plain.gif')));

    const rendered = async () => {
      const text = await (await fetch(`${worker.watchAddress}/metrics`)).text();
      return /cast2gif_renders_total\{format="gif",outcome="done"\} (\d+)/.exec(text)?.[1];
    };
    assert.equal(await rendered(), '2');
    assert.equal(reportOf(await renderMany(words)).fresh, 4);
    // What the store has is only written again.
    writeFileSync(join(folder, 'out/a.gif'), 'damaged');
    assert.deepEqual(
      reportOf(await renderMany(words)).built.map(({ output }) => output),
      ['out/a.gif'],
    );
    assert.equal(await rendered(), '2');
  });

  test('Ctrl-C takes back what waits, and the next run goes on', async (context) => {
    const { folder, shared, renderMany } = fleet(context, { 'casts/0.cast': LONG_CAST, 'casts/1.cast': castOf('1') });
    const worker = await startWorkerProcess(context, shared);
    const isRendering = async () => {
      const text = await (await fetch(`${worker.watchAddress}/metrics`)).text();
      return /cast2gif_queue_running 1/.test(text);
    };
    const stopped = await renderMany(['casts/*.cast'], {
      onStart: async (child) => {
        while (!(await isRendering())) await wait(20);
        child.kill('SIGINT');
      },
    });
    assert.equal(stopped.status, 130);
    assert.ok(!existsSync(join(folder, 'out')) || filesIn(join(folder, 'out')).every((name) => name === '1.gif'));
    worker.process.kill('SIGKILL');
    await worker.ended;
    writeFileSync(join(folder, 'casts/0.cast'), castOf('0'));
    await startWorkerProcess(context, shared);
    assert.equal((await renderMany(['casts/*.cast'])).status, 0);
    assert.deepEqual(filesIn(join(folder, 'out')), ['0.gif', '1.gif']);
  });

  test('it outlasts a Redis that goes away and forgets everything', async (context) => {
    const own = await startRedis('nothing');
    afterTest(context, () => own.remove());
    const folder = folderWith(context, { 'casts/a.cast': castOf('a'), 'casts/b.cast': castOf('b') });
    const shared = ['--queue', own.address, '--store', `file:${join(folder, 'store')}`];
    const words = ['render-many', ...shared, '--out', 'out', '--json', 'casts/*.cast'];
    const finished = run(words, { command: realCommand, folder });
    const isAsked = () =>
      existsSync(join(folder, 'store/uploads')) && filesIn(join(folder, 'store/uploads')).length === 2;
    while (!isAsked()) await wait(20);
    await own.kill();
    await own.start();
    await startWorkerProcess(context, shared);
    const { status, stderr } = await finished;
    assert.equal(status, 0, stderr);
    assert.deepEqual(filesIn(join(folder, 'out')), ['a.gif', 'b.gif']);
  });

  test('what workers cannot do is refused before anything is asked of them', async (context) => {
    const { renderMany, shared, folder } = fleet(context, { 'a.cast': castOf('a') });
    const refusals: [words: string[], expected: RegExp][] = [
      [['a.cast', '--font-dir', '/fonts'], /--font-dir: cannot be set for workers/],
      [['a.cast', '--speed', '100000'], /--speed: expected/],
      [['a.cast', '--theme', './own.json'], /--theme: expected the name of a theme/],
    ];
    for (const [words, expected] of refusals) {
      const { status, stderr } = await renderMany(words);
      assert.equal(status, 2);
      assert.match(stderr, expected);
    }
    const without = await run(['render-many', 'a.cast', '--out', 'out', ...shared.slice(0, 2)], {
      command: realCommand,
      folder,
    });
    assert.match(without.stderr, /--store: workers need a store/);
    const many = await run(['render-many', 'a.cast', '--out', 'out', '--jobs', '65'], { command: realCommand, folder });
    assert.match(many.stderr, /--jobs: expected at most 64 without --queue/);
  });
});
