/** What machines and Redis do to a queue: die, stall, come back, forget. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { suite, type TestContext, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Redis } from 'ioredis';
import { Cast2gifError } from '#cast2gif/errors.js';
import type { Job, JobOrder, Work } from '#cast2gif/jobs/jobs.js';
import { RemoteQueue, type RemoteQueueSettings } from '#cast2gif/jobs/remote-queue.js';
import { RemoteWorker } from '#cast2gif/jobs/remote-worker.js';
import { afterTest } from '../clean-up.js';
import { eventually } from '../eventually.js';
import { withWrongClock } from './clock.js';
import { type RedisServer, startRedis, withoutRedis } from './redis.js';

const DYING_WORKER = fileURLToPath(new URL('./dying-worker.js', import.meta.url));
const HOLDING_WORKER = fileURLToPath(new URL('./holding-worker.js', import.meta.url));
const BLOCKING_WORKER = fileURLToPath(new URL('./blocking-worker.js', import.meta.url));
const STILL = { priority: 'still' } as const;

function order(digit: string): JobOrder {
  return { key: digit.repeat(64), castHash: 'ab'.repeat(32), format: 'gif', options: '-' };
}

async function redisFor(context: TestContext, keeps?: 'data' | 'nothing'): Promise<RedisServer> {
  const redis = await startRedis(keeps);
  afterTest(context, () => redis.remove());
  return redis;
}

type Shared = Pick<RemoteQueueSettings, 'redis' | 'rendererVersion'>;

async function queueFor(context: TestContext, shared: Shared, more: Partial<RemoteQueueSettings> = {}) {
  const queue = await RemoteQueue.open({ ...shared, maximumWaiting: 100, ...more });
  afterTest(context, () => queue.close(0));
  return queue;
}

function workerFor(context: TestContext, shared: Shared, work: Work): RemoteWorker {
  const worker = new RemoteWorker({ ...shared, work, concurrency: 1, firstBackoffMs: 1 });
  afterTest(context, () => worker.close(0));
  return worker;
}

const sharedFor = ({ address }: RedisServer): Shared => ({ redis: { address }, rendererVersion: randomUUID() });

/** Asks until it is taken: Redis may be away for a while. */
async function askUntilTaken(queue: RemoteQueue, wanted: JobOrder): Promise<Job> {
  for (;;) {
    try {
      return await queue.ask(wanted, STILL);
    } catch (error) {
      assert.equal((error as Cast2gifError).code, 'unavailable');
      await wait(50);
    }
  }
}

/** The first refusal comes within a second, later ones at once: what is known is not tried out again. */
async function assertRefusedSoon(queue: RemoteQueue, digit: string): Promise<void> {
  const refused = assert.rejects(queue.ask(order(digit), STILL), { code: 'unavailable', httpStatus: 503 });
  await before(1000, refused);
  await assert.rejects(queue.find(order(digit).key), { code: 'unavailable' });
  await assert.rejects(queue.withdraw(order(digit).key), { code: 'unavailable' });
  const again = Promise.all(
    [...'0123456789'].map((other) => assert.rejects(queue.ask(order(other), STILL), { code: 'unavailable' })),
  );
  await before(0, again);
}

/** Fails when a timer that is set now fires first. A busy machine holds up both. */
async function before(ms: number, action: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const over = new Promise<'late'>((resolve) => {
    timer = setTimeout(() => setImmediate(resolve, 'late'), ms);
  });
  assert.notEqual(await Promise.race([action, over]), 'late');
  clearTimeout(timer);
}

suite('queue in Redis, with faults', { skip: withoutRedis, concurrency: 4 }, () => {
  test('a Redis that is not there yet is refused at once, and taken when it comes', async (context) => {
    const redis = await redisFor(context);
    await redis.kill();
    const shared = sharedFor(redis);
    const queue = await queueFor(context, shared);
    const done: string[] = [];
    workerFor(context, shared, async ({ key }) => void done.push(key[0]!));
    assert.equal(queue.isReady(), false);
    await assertRefusedSoon(queue, 'a');
    await redis.start();
    await (await askUntilTaken(queue, order('b'))).ended;
    // What was refused does not come after all.
    assert.deepEqual(done, ['b']);
    await eventually('the queue is ready', () => queue.isReady());
  });

  test('a Redis that hangs is refused within a second; what runs meanwhile ends', async (context) => {
    const redis = await redisFor(context);
    const shared = sharedFor(redis);
    const queue = await queueFor(context, shared);
    let finish = () => {};
    let isStarted = false;
    workerFor(context, shared, () => {
      isStarted = true;
      return new Promise((resolve) => {
        finish = resolve;
      });
    });
    const job = await queue.ask(order('a'), STILL);
    await eventually('the job has started', () => isStarted);
    redis.pause();
    await assertRefusedSoon(queue, 'b');
    await eventually('the queue is not ready', () => !queue.isReady());
    finish();
    redis.resume();
    await job.ended;
    await eventually('the queue is ready', () => queue.isReady());
  });

  test('what was taken survives a killed Redis', async (context) => {
    const redis = await redisFor(context);
    const shared = sharedFor(redis);
    const queue = await queueFor(context, shared);
    const jobs = await Promise.all([...'abcdef'].map((digit) => queue.ask(order(digit), STILL)));
    // Its log of what was done is written once a second.
    await wait(1100);
    await redis.kill();
    await redis.start();
    const done: string[] = [];
    workerFor(context, shared, async ({ key }) => void done.push(key[0]!));
    await Promise.all(jobs.map(({ ended }) => ended));
    assert.deepEqual(done.sort(), [...'abcdef']);
  });

  test('a Redis that has forgotten everything is filled again', async (context) => {
    const redis = await redisFor(context, 'nothing');
    const shared = sharedFor(redis);
    let fillCount = 0;
    const queue = await queueFor(context, shared, { onEmptied: async () => void fillCount++ });
    await eventually('the queue was filled once', () => fillCount === 1);
    const job = await queue.ask(order('a'), STILL);
    await redis.kill();
    await redis.start();
    await eventually('the queue was filled twice', () => fillCount === 2);
    workerFor(context, shared, async () => {});
    await job.ended;
  });

  test('a job survives five workers that die on it, starts elsewhere soon, and the sixth fails it', async (context) => {
    const redis = await redisFor(context);
    const shared = sharedFor(redis);
    const queue = await queueFor(context, shared);
    const job = await queue.ask(order('a'), STILL);
    const dieOnce = async () => {
      const child = spawn(process.execPath, [DYING_WORKER, shared.redis.address, shared.rendererVersion], {
        stdio: 'inherit',
      });
      afterTest(context, () => child.kill('SIGKILL'));
      await once(child, 'exit');
    };
    for (let count = 0; count < 5; count++) await dieOnce();
    assert.equal((await queue.find(order('a').key))?.key, job.key);
    await dieOnce();
    workerFor(context, shared, async () => {});
    await assert.rejects(job.ended, { code: 'unavailable', message: /^6 workers ended while they rendered this; / });
    await (await queue.ask(order('a'), STILL)).ended;
  });

  test('a worker that is held up for too long loses its job to another, and fails nothing', async (context) => {
    const redis = await redisFor(context);
    const shared = sharedFor(redis);
    const queue = await queueFor(context, shared);
    const job = await queue.ask(order('a'), STILL);
    const heldUp = spawn(process.execPath, [BLOCKING_WORKER, shared.redis.address, shared.rendererVersion], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    afterTest(context, () => heldUp.kill('SIGKILL'));
    const isLate = once(heldUp.stdout, 'data');
    await eventually('the job is running', () => job.status.state === 'running');
    const done: string[] = [];
    workerFor(context, shared, async ({ key }) => void done.push(key[0]!));
    await job.ended;
    assert.deepEqual(done, ['a']);
    await isLate;
    await (await queue.ask(order('b'), STILL)).ended;
  });

  test('a worker that has to stop gives its job back', async (context) => {
    const redis = await redisFor(context);
    const shared = sharedFor(redis);
    const queue = await queueFor(context, shared);
    const first = workerFor(context, shared, (_, { signal }) => untilAborted(signal));
    const job = await queue.ask(order('a'), STILL);
    await eventually('the job is running', () => job.status.state === 'running');
    await first.close(0);
    await eventually('the job waits', () => job.status.state === 'waiting');
    workerFor(context, shared, async () => {});
    await job.ended;
  });

  test('servers see and stop each other’s jobs', async (context) => {
    const redis = await redisFor(context);
    const shared = sharedFor(redis);
    const [one, two] = [await queueFor(context, shared), await queueFor(context, shared)];
    const stopped: string[] = [];
    workerFor(context, shared, async ({ key }, { signal }) => {
      await untilAborted(signal).finally(() => stopped.push(key[0]!));
    });
    const [job, same] = await Promise.all([one.ask(order('a'), STILL), two.ask(order('a'), STILL)]);
    await eventually('both are running', () => job.status.state === 'running' && same.status.state === 'running');
    await one.withdraw(order('a').key);
    const waiting = await two.ask(order('b'), STILL);
    assert.equal((await one.find(order('b').key))?.status.state, 'waiting');
    assert.deepEqual(stopped, []);
    await one.withdraw(order('b').key);
    await assert.rejects(waiting.ended, { code: 'aborted' });
    await two.withdraw(order('a').key);
    await Promise.all([job, same].map(({ ended }) => assert.rejects(ended, { code: 'aborted' })));
    assert.deepEqual(stopped, ['a']);
  });

  test('a search that was put off by a clock that is wrong by minutes goes on when that worker is gone', async (context) => {
    const redis = await redisFor(context);
    const shared = sharedFor(redis);
    const queue = await queueFor(context, shared);
    const search = { priority: 'search', caller: '192.0.2.7' } as const;
    let finish = () => {};
    workerFor(context, shared, ({ key }) =>
      key.startsWith('b') ? Promise.resolve() : new Promise((resolve) => (finish = resolve)),
    );
    const first = await queue.ask(order('a'), search);
    await eventually('the job is running', () => first.status.state === 'running');
    const second = await queue.ask(order('b'), search);
    const states: string[] = [];
    second.watch(({ state }) => states.push(state));
    const { switches, environment } = withWrongClock(30 * 60_000);
    const ahead = spawn(process.execPath, [...switches, HOLDING_WORKER, shared.redis.address, shared.rendererVersion], {
      stdio: 'inherit',
      env: { ...process.env, ...environment },
    });
    afterTest(context, () => ahead.kill('SIGKILL'));
    await eventually('the job ran and waits again', () => states.join().includes('running,waiting'));
    ahead.kill('SIGKILL');
    finish();
    await Promise.all([first.ended, second.ended]);
  });

  test('renderer versions do not do each other’s jobs', async (context) => {
    const redis = await redisFor(context);
    const [older, newer] = [sharedFor(redis), sharedFor(redis)];
    const queues = [await queueFor(context, older), await queueFor(context, newer)] as const;
    const jobs = await Promise.all(queues.map((queue) => queue.ask(order('a'), STILL)));
    const done: string[] = [];
    workerFor(context, newer, async () => void done.push('newer'));
    await jobs[1]!.ended;
    assert.equal(jobs[0]!.status.state, 'waiting');
    workerFor(context, older, async () => void done.push('older'));
    await jobs[0]!.ended;
    assert.deepEqual(done, ['newer', 'older']);
  });

  test('ids may be all digits, and what travels is small', async (context) => {
    const redis = await redisFor(context);
    const shared = sharedFor(redis);
    const queue = await queueFor(context, shared);
    const job = await queue.ask(order('1'), { priority: 'search', caller: '192.0.2.7' });
    const client = new Redis(shared.redis.address);
    try {
      const [key] = await client.keys(`*:k${'1'.repeat(64)}`);
      assert.ok(JSON.stringify(await client.hgetall(key!)).length < 1000);
      workerFor(context, shared, async () => {});
      await job.ended;
      await eventually('the queue is ready', () => queue.isReady());
      assert.deepEqual(await client.keys('*:k1*'), []);
      assert.deepEqual(await client.keys('*:interest:*'), []);
    } finally {
      client.disconnect();
    }
  });
});

async function untilAborted(signal: AbortSignal): Promise<never> {
  if (!signal.aborted) await once(signal, 'abort');
  throw new Cast2gifError('aborted', 'stopped');
}
