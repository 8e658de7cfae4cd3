/** Servers and workers on Redis, with real processes that are killed. */
import assert from 'node:assert/strict';
import { randomInt } from 'node:crypto';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { afterTest } from '../../clean-up.js';
import { realCommand, run } from '../../cli/run.js';
import { type RedisServer, startRedis, withoutRedis } from '../../jobs/redis.js';
import { type S3Server, startMoto, withoutMoto } from '../../store/moto.js';
import { castOf } from '../cast-of.js';
import { assertEachEndedOnce, fleet, pictureOf, promisedJob, untilRefusedSoon } from '../fleet.js';
import { bytesOf, render, serve } from '../harness.js';
import { startWorkerProcess, type WorkerProcess } from '../worker-processes.js';

const KILLS = Number(process.env.CAST2GIF_KILLS ?? 20);
const JOBS = 12;

const without = withoutRedis || withoutMoto;

/** Numbers of killed workers whose renders still run or whose folders are still there. */
async function leftBy(workers: readonly WorkerProcess[]): Promise<string[]> {
  const names = await readdir(tmpdir());
  return workers
    .map(({ process: { pid } }) => `cast2gif-renders-${pid}-`)
    .filter((start) => names.some((name) => name.startsWith(start)));
}

suite('servers and workers', { skip: without }, () => {
  let moto: S3Server;
  before(async () => {
    moto = await startMoto();
    Object.assign(process.env, moto.environment);
  });
  after(() => moto?.stop());

  test('workers make what servers answer, byte for byte as one machine does', async (context) => {
    const { server, words } = await fleet(context, moto);
    assert.equal((await server.fetch('/ready')).status, 200);
    const worker = await startWorkerProcess(context, words);
    const alone = await serve(context);
    const [here, there] = await Promise.all([alone, server].map((each) => render(each, castOf('same'), '?format=gif')));
    assert.equal(there!.status, 200);
    assert.deepEqual(await bytesOf(there!), await bytesOf(here!));
    const broken = await render(server, 'not a recording');
    assert.equal(broken.status, 422);
    for (const path of ['/health', '/ready']) assert.equal((await fetch(worker.watchAddress + path)).status, 200);
    const metrics = await (await fetch(`${worker.watchAddress}/metrics`)).text();
    assert.match(metrics, /cast2gif_renders_total\{format="gif",outcome="done"\} 1/);
    worker.process.kill('SIGTERM');
    assert.equal(await worker.ended, 0);
  });

  test(`requirement 16: ${KILLS} workers killed at any moment: every job ends, once, and nothing is left behind`, async (context) => {
    const { server, shared, words } = await fleet(context, moto);
    const workers = await Promise.all([0, 1].map(() => startWorkerProcess(context, words)));
    const jobs = await Promise.all(Array.from({ length: JOBS }, (_, at) => promisedJob(server, castOf(`job ${at}`))));
    const dead: WorkerProcess[] = [];
    while (dead.length < KILLS) {
      await wait(randomInt(800));
      const victim = workers.shift()!;
      victim.process.kill('SIGKILL');
      assert.equal(await victim.ended, 'SIGKILL');
      dead.push(victim);
      // Work for every kill.
      jobs.push(await promisedJob(server, castOf(`another ${dead.length}`)));
      workers.push(await startWorkerProcess(context, words));
    }
    await assertEachEndedOnce(server, shared.store, jobs);
    while ((await leftBy(dead)).length > 0) await wait(50);
  });

  test('requirement 23: without Redis, what is stored is served, new renders are refused at once, all heals', async (context) => {
    const { redis, server } = await fleet(context, moto, { noRender: false, concurrency: 1 });
    const made = await render(server, castOf('kept'), '?format=gif');
    const address = made.headers.get('content-location')!;
    const bytes = await bytesOf(made);
    for (const [stop, start] of [
      [() => redis.kill(), () => redis.start()],
      [async () => redis.pause(), async () => redis.resume()],
    ] as const) {
      await stop();
      await untilRefusedSoon(server);
      assert.deepEqual(await bytesOf(await server.fetch(address)), bytes);
      assert.equal((await server.fetch('/health')).status, 200);
      await start();
      while ((await server.fetch('/ready')).status !== 200) await wait(50);
      assert.equal((await render(server, castOf(`healed ${randomInt(2 ** 40)}`), '?format=gif')).status, 200);
    }
  });

  test('a promise outlives a Redis that forgets everything, and the server that made it', async (context) => {
    const redis = await startRedis('nothing');
    afterTest(context, () => redis.remove());
    const bucket = `forgets-${randomInt(2 ** 40)}`;
    await moto.makeBucket(bucket);
    const shared = { queue: redis.address, store: `s3://${bucket}` };
    const first = await serve(context, { ...shared, noRender: true });
    const job = await promisedJob(first, castOf('promised'));
    await redis.kill();
    await first.stop();
    await redis.start();
    const second = await serve(context, { ...shared, noRender: false, concurrency: 1 });
    assert.equal(Buffer.from((await pictureOf(second, job)).subarray(0, 6)).toString(), 'GIF89a');
  });
});

suite('settings of servers and workers', { skip: withoutRedis }, () => {
  let redis: RedisServer;
  let folder: string;
  before(async () => {
    redis = await startRedis();
    folder = await mkdtemp(join(tmpdir(), 'cast2gif-workers-'));
  });
  after(async () => {
    await redis.remove();
    await rm(folder, { recursive: true });
  });

  async function assertRefused(words: readonly string[], expected: RegExp): Promise<void> {
    const { status, stdout, stderr } = await run(words, { command: realCommand });
    assert.equal(status, 2, stderr);
    assert.equal(stdout, '');
    assert.match(stderr, expected);
    assert.equal(stderr.trim().split('\n').length, 1, stderr);
  }

  test('what cannot work is refused with one line', async () => {
    const store = ['--store', `file:${folder}/any`];
    await assertRefused(['worker', ...store], /--queue: a worker needs the queue of its servers/);
    await assertRefused(['worker', '--queue', redis.address], /--store: a worker needs the store of its servers/);
    await assertRefused(['worker', ...store, '--queue', 'http://x'], /--queue: expected memory, or an address such as/);
    await assertRefused(['worker', ...store, '--queue', 'redis://:pw@x'], /--queue: .*CAST2GIF_QUEUE_PASSWORD/);
    await assertRefused(['serve', '--port', '0', ...store, '--no-render'], /--no-render: nobody would render/);
  });

  test('a folder works only where all see the same', async (context) => {
    const queue = ['--queue', redis.address];
    await serve(context, { queue: redis.address, noRender: true, store: `file:${folder}/one` });
    const same = await startWorkerProcess(context, [...queue, '--store', `file:${folder}/one`]);
    same.process.kill('SIGTERM');
    assert.equal(await same.ended, 0);
    await assertRefused(
      ['worker', ...queue, '--store', `file:${folder}/two`],
      /--store: other servers and workers of this queue use another store/,
    );
  });
});
