/** What happens to servers and workers when Redis, the store, clocks and other servers fail. */
import assert from 'node:assert/strict';
import { randomInt } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { after, before, suite, type TestContext, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { afterTest } from '../../clean-up.js';
import { withWrongClock } from '../../jobs/clock.js';
import { withoutRedis } from '../../jobs/redis.js';
import { type Fault, type FaultyProxy, startFaultyProxy } from '../../store/faulty-proxy.js';
import { environmentOf, type S3Server, startMoto, withoutMoto } from '../../store/moto.js';
import { castOf } from '../cast-of.js';
import { assertEachEndedOnce, assertWhole, fleet, promisedJob } from '../fleet.js';
import { render } from '../harness.js';
import { startServerProcess, startWorkerProcess } from '../worker-processes.js';

const MINUTE_MS = 60_000;
const MOST_FAULTS_IN_A_ROW = 2;

/** Faults by chance, but the same request gets through after some. */
function randomFaults(share: number): FaultyProxy['fault'] {
  const inARow = new Map<string, number>();
  const faults: Fault[] = [
    { kind: 'status', status: 500 },
    { kind: 'status', status: 503 },
    { kind: 'cut-request' },
    { kind: 'lose-answer' },
    { kind: 'cut-answer', afterBytes: 10 },
    { kind: 'refuse' },
    { kind: 'delay', ms: 300 },
  ];
  return ({ method, url, headers }: IncomingMessage) => {
    const name = `${method} ${url}`;
    const count = inARow.get(name) ?? 0;
    const isFaulty = count < MOST_FAULTS_IN_A_ROW && Math.random() < share;
    inARow.set(name, isFaulty ? count + 1 : 0);
    if (!isFaulty) return undefined;
    const fault = faults[randomInt(faults.length)]!;
    // What has no body cannot be cut in the middle of it.
    return fault.kind === 'cut-request' && !(Number(headers['content-length']) > 0) ? { kind: 'refuse' } : fault;
  };
}

suite('servers and workers, with faults', { skip: withoutRedis || withoutMoto }, () => {
  let moto: S3Server;
  let proxy: FaultyProxy;
  before(async () => {
    moto = await startMoto();
    proxy = await startFaultyProxy(moto.endpoint);
    // Servers and workers, all through the proxy.
    Object.assign(process.env, environmentOf(proxy.address));
  });
  after(async () => {
    await proxy?.stop();
    await moto?.stop();
  });

  /** Until the test ends. */
  function setFault(context: TestContext, fault: FaultyProxy['fault']): void {
    proxy.fault = fault;
    afterTest(context, () => {
      proxy.fault = () => undefined;
    });
  }

  test('Redis and the store both away: everything is refused, and what was promised is done when they are back', async (context) => {
    const { redis, server, shared, words } = await fleet(context, moto);
    const jobs = await Promise.all([1, 2, 3, 4, 5, 6].map((at) => promisedJob(server, castOf(`both ${at}`))));
    let refusedCount = 0;
    const refuse = (): Fault => {
      refusedCount += 1;
      return { kind: 'refuse' };
    };
    // Workers start and render, but get rid of nothing.
    setFault(context, ({ method, url }) => (method === 'PUT' && url!.includes('/pictures/') ? refuse() : undefined));
    await Promise.all([0, 1].map(() => startWorkerProcess(context, words)));
    while (refusedCount === 0) await wait(20);
    proxy.fault = refuse;
    await redis.kill();
    assert.equal((await render(server, castOf('neither'))).status, 503);
    assert.equal((await server.fetch('/health')).status, 200);
    await redis.start();
    // The store comes later: workers find that it is still away.
    const earlierCount = refusedCount;
    while (refusedCount < earlierCount + 5) await wait(20);
    proxy.fault = () => undefined;
    await assertEachEndedOnce(server, shared.store, jobs);
    while ((await server.fetch('/ready')).status !== 200) await wait(20);
  });

  test('a store that fails now and then, in the middle of writes and answers', async (context) => {
    const { server, shared, words } = await fleet(context, moto);
    await Promise.all([0, 1].map(() => startWorkerProcess(context, words)));
    setFault(context, randomFaults(0.15));
    const jobs = await Promise.all(Array.from({ length: 10 }, (_, at) => promisedJob(server, castOf(`now ${at}`))));
    for (let look = 0; look < 5; look++) await assertWhole(shared.store);
    await assertEachEndedOnce(server, shared.store, jobs);
    proxy.fault = () => undefined;
    await assertEachEndedOnce(server, shared.store, jobs);
  });

  test('a server that is killed while requests wait: others do what it promised', async (context) => {
    const { server: other, shared, words } = await fleet(context, moto);
    const killed = await startServerProcess(context, ['--no-render', ...words]);
    const jobs = await Promise.all([1, 2, 3, 4].map((at) => promisedJob(killed, castOf(`promised ${at}`))));
    const waitingCasts = [1, 2, 3].map((at) => castOf(`waited for ${at}`));
    const waiting = waitingCasts.map((body) => killed.fetch('/render?format=gif', { method: 'POST', body }));
    const outcomes = Promise.allSettled(waiting);
    killed.process.kill('SIGKILL');
    assert.equal(await killed.ended, 'SIGKILL');
    for (const { status } of await outcomes) assert.equal(status, 'rejected');
    await startWorkerProcess(context, words);
    // Who was not answered asks again.
    jobs.push(...(await Promise.all(waitingCasts.map((cast) => promisedJob(other, cast)))));
    await assertEachEndedOnce(other, shared.store, jobs);
  });

  test('clocks that are wrong by minutes, of workers and a server', async (context) => {
    const { server, shared, words } = await fleet(context, moto);
    const ahead = await startServerProcess(context, ['--no-render', ...words], withWrongClock(12 * MINUTE_MS));
    for (const skewMs of [12 * MINUTE_MS, -12 * MINUTE_MS]) {
      await startWorkerProcess(context, words, withWrongClock(skewMs));
    }
    const jobs = await Promise.all(
      [server, ahead].flatMap((each, at) => [
        promisedJob(each, castOf(`clock ${at}`)),
        ...[1, 2].map((search) => promisedJob(each, castOf(`search ${at} ${search}`), 'format=gif&optimize=best')),
      ]),
    );
    await assertEachEndedOnce(server, shared.store, jobs);
    await assertEachEndedOnce(ahead, shared.store, jobs);
  });
});
