import { randomUUID } from 'node:crypto';
import { after, before } from 'node:test';
import type { Jobs } from '#cast2gif/jobs/jobs.js';
import { RemoteQueue } from '#cast2gif/jobs/remote-queue.js';
import { RemoteWorker } from '#cast2gif/jobs/remote-worker.js';
import { type RedisServer, startRedis, withoutRedis } from './redis.js';
import { queueSuite } from './suite.js';

let redis: RedisServer;
before(async () => {
  if (withoutRedis === false) redis = await startRedis();
});
after(() => redis?.remove());

queueSuite('Redis', {
  skip: withoutRedis,
  async open({ work, concurrency, maximumWaiting }): Promise<Jobs> {
    const shared = { redis: { address: redis.address }, rendererVersion: randomUUID() };
    const worker = new RemoteWorker({ ...shared, work, concurrency, firstBackoffMs: 1 });
    // What the suite asks for does not depend on how busy the machine is.
    return RemoteQueue.open({ ...shared, worker, maximumWaiting, patienceMs: 30_000 });
  },
});
