/** Pictures that are made before anybody asks for them. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Cast2gifError } from '#cast2gif/errors.js';
import type { JobOrder } from '#cast2gif/jobs/jobs.js';
import { MemoryQueue } from '#cast2gif/jobs/memory-queue.js';
import { UseMarks } from '#cast2gif/pictures/use-marks.js';
import { WantedPictures } from '#cast2gif/pictures/wanted-pictures.js';
import { MemoryStore } from '#cast2gif/store/memory-store.js';
import type { Store } from '#cast2gif/store/store.js';
import { encodeJson, hashOf, pictureFactsKey, pictureKeyOf, WANTED_PICTURES } from '#cast2gif/store/store-layout.js';
import { eventually } from '../eventually.js';

const casts = (count: number) => Array.from({ length: count }, (_, at) => hashOf(`cast ${at}`));
const order = (name: string): JobOrder => ({ key: hashOf(name), castHash: hashOf(''), format: 'gif', options: '' });

/** A queue that does one thing at a time, each when it is told to. */
function newService(store: Store = new MemoryStore(), rendererVersion = '1') {
  const begun: { order: JobOrder; end: (error?: Error) => void }[] = [];
  const work = (order: JobOrder, { signal }: { signal: AbortSignal }) =>
    new Promise<void>((resolve, reject) => {
      signal.addEventListener('abort', () => reject(new Error('stopped')));
      const end = async (error?: Error) => {
        if (error !== undefined) return reject(error);
        await store.create(pictureFactsKey(order.key), encodeJson({}));
        resolve();
      };
      begun.push({ order, end });
    });
  const jobs = new MemoryQueue({ work, concurrency: 1, maximumWaiting: 2 });
  const clock = { nowMs: 1e12 };
  const now = () => clock.nowMs;
  const marks = new UseMarks(store, 1000, now);
  const trouble: unknown[] = [];
  const onTrouble = (error: unknown) => trouble.push(error);
  const wanted = new WantedPictures({ store, jobs, marks, rendererVersion, now, onTrouble });
  const left = async () => {
    let count = 0;
    for await (const _ of store.list(WANTED_PICTURES)) count += 1;
    return count;
  };
  return { store, jobs, wanted, begun, clock, trouble, left };
}

type TestService = ReturnType<typeof newService>;

/** Ends what has begun until as many have. */
async function work({ begun, wanted }: TestService, count: number): Promise<void> {
  for (let done = 0; done < count; done++) {
    await eventually('the next has begun', () => {
      wanted.look();
      return begun.length > done;
    });
    begun[done]!.end();
  }
}

test('all that are wanted are made, one after the other, and then wanted no more', async () => {
  const service = newService();
  const { wanted, begun, jobs, left, trouble } = service;
  for (const castHash of casts(20)) await wanted.want(castHash, ['png', 'gif']);
  assert.equal(await left(), 40);
  await eventually('one runs, one waits', async () => {
    const { waiting, running } = await jobs.load();
    return waiting === 1 && running === 1;
  });
  await work(service, 40);
  await eventually('0 are left', async () => (await left()) === 0);
  assert.equal(new Set(begun.map(({ order: { key } }) => key)).size, 40);
  wanted.stop();
  await wanted.settled();
  assert.deepEqual(trouble, []);
});

test('while anything waits to be rendered they are not begun, and they keep nothing out of the queue', async () => {
  const { wanted, jobs, begun, left } = newService();
  const [first, second] = [order('first'), order('second')];
  await jobs.ask(first, { priority: 'still' });
  await jobs.ask(second, { priority: 'still' });
  await wanted.want(casts(1)[0]!, ['gif']);
  wanted.look();
  await jobs.ask(order('third'), { priority: 'still' });
  assert.equal(await left(), 1);
  begun[0]!.end();
  await eventually('2 have begun', () => begun.length === 2);
  begun[1]!.end();
  await eventually('3 have begun', () => begun.length === 3);
  assert.deepEqual(
    begun.map(({ order: { key } }) => key),
    [first.key, second.key, order('third').key],
  );
  begun[2]!.end();
  await eventually('the wanted one has begun', () => {
    wanted.look();
    return begun[3]?.order.castHash === casts(1)[0];
  });
});

test('what a killed server has noted is made by another, even of another version', async () => {
  const store = new MemoryStore();
  const killed = newService(store);
  await killed.jobs.ask(order('busy'), { priority: 'still' });
  await killed.jobs.ask(order('waiting'), { priority: 'still' });
  for (const castHash of casts(3)) await killed.wanted.want(castHash, ['gif']);
  killed.wanted.stop();
  const next = newService(store, '2');
  await work(next, 3);
  await eventually('0 are left', async () => (await next.left()) === 0);
  const keys = casts(3).map((castHash) => pictureKeyOf({ castHash, format: 'gif', options: '' }, '2'));
  assert.deepEqual(next.begun.map(({ order: { key } }) => key).sort(), keys.sort());
});

test('more than are held in memory are made as well', async () => {
  const service = newService();
  const many = casts(1100);
  for (const castHash of many) await service.wanted.want(castHash, ['gif']);
  await work(service, many.length);
  await eventually('0 are left', async () => (await service.left()) === 0);
  assert.equal(new Set(service.begun.map(({ order: { key } }) => key)).size, many.length);
});

test('a recording that cannot be rendered is not tried again; one that was stopped is', async () => {
  const { wanted, begun, left, clock, jobs } = newService();
  await wanted.want(casts(1)[0]!, ['gif', 'png']);
  await eventually('1 have begun', () => begun.length === 1);
  begun[0]!.end(new Cast2gifError('recording', 'it cannot be read'));
  await eventually('2 have begun', () => {
    wanted.look();
    return begun.length === 2;
  });
  await eventually('1 are left', async () => (await left()) === 1);
  await jobs.withdraw(begun[1]!.order.key);
  await eventually('3 have begun', () => {
    clock.nowMs += 60_000;
    wanted.look();
    return begun.length === 3;
  });
  assert.equal(begun[2]!.order.key, begun[1]!.order.key);
});

test('what was made in the meantime is not made again', async () => {
  const { wanted, store, begun, left } = newService();
  const [castHash] = casts(1);
  const { key } = { key: pictureKeyOf({ castHash: castHash!, format: 'gif', options: '' }, '1') };
  await store.create(pictureFactsKey(key), encodeJson({}));
  await wanted.want(castHash!, ['gif']);
  await eventually('0 are left', async () => (await left()) === 0);
  assert.equal(begun.length, 0);
});

test('where the queue is away, uploads are noted all the same', async () => {
  const { wanted, jobs, left, trouble } = newService();
  await jobs.close(0);
  await wanted.want(casts(1)[0]!, ['gif']);
  assert.equal(await left(), 1);
  wanted.stop();
  await wanted.settled();
  assert.deepEqual(trouble, []);
});
