import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { Cast2gifError } from '#cast2gif/errors.js';
import { MemoryQueue } from '#cast2gif/jobs/memory-queue.js';
import { renderWork } from '#cast2gif/jobs/render-work.js';
import { type PictureRequest, Pictures } from '#cast2gif/pictures/picture-service.js';
import { type SweepRules, sweep } from '#cast2gif/pictures/sweep.js';
import { takeSweepTurn } from '#cast2gif/pictures/sweep-turn.js';
import { UseMarks } from '#cast2gif/pictures/use-marks.js';
import type { Renderer, RenderTask } from '#cast2gif/renderer/renderer.js';
import { MemoryStore } from '#cast2gif/store/memory-store.js';
import { Secrets } from '#cast2gif/store/secrets.js';
import { hashOf, pictureKey } from '#cast2gif/store/store-layout.js';
import { eventually } from '../eventually.js';

const HOUR_MS = 3_600_000;
const bytes = (text: string) => new TextEncoder().encode(text);

/** A renderer that writes what it was asked for. */
class EchoRenderer implements Renderer {
  readonly isolation = { network: true, limits: true };
  readonly tasks: RenderTask[] = [];
  failure: Error | undefined;
  /** Renders wait for this. */
  gate: Promise<void> = Promise.resolve();

  prepare(): void {}

  async render<T>(task: RenderTask, consume: Parameters<Renderer['render']>[1]): Promise<T> {
    this.tasks.push(task);
    const path = join(tmpdir(), `cast2gif-echo-${process.pid}-${this.tasks.length}`);
    await task.writeCast(path);
    await this.gate;
    if (this.failure !== undefined) throw this.failure;
    await writeFile(path, `picture ${task.format} ${JSON.stringify(task.options)}`);
    const facts = {
      byteLength: 7,
      widthPx: 4,
      heightPx: 3,
      frameCount: 2,
      durationUs: 1e6,
      altText: '',
      warnings: [],
      concessions: [],
    };
    return (await consume({ path, ...facts, cpuSeconds: 0, peakMemoryBytes: 0 })) as T;
  }

  async close(): Promise<void> {}
}

async function openService(rendererVersion = 'v1', store = new MemoryStore(), leaveToOthersMs = 0) {
  const renderer = new EchoRenderer();
  const clock = { ms: 1_800_000_000_000 };
  const now = () => clock.ms;
  const jobs = new MemoryQueue({
    work: renderWork({ store, renderer, rendererVersion, operatorOptions: () => ({}), now }),
    concurrency: 2,
    maximumWaiting: 10,
    firstBackoffMs: 1,
  });
  const secrets = await Secrets.open(store);
  const marks = new UseMarks(store, HOUR_MS / 4, now);
  const failureTtlMs = HOUR_MS;
  const pictures = new Pictures({
    ...{ store, jobs, secrets, rendererVersion, marks, now, failureTtlMs, leaveToOthersMs },
  });
  const rules: SweepRules = { keepMs: HOUR_MS, maximumBytes: undefined, failureTtlMs };
  const sweepNow = (more: Partial<SweepRules> = {}) => sweep({ store, secrets, marks, now }, { ...rules, ...more });
  const castHash = await pictures.keepUpload(bytes('a recording'));
  const request: PictureRequest = { castHash, format: 'gif', options: { theme: 'nord' } };
  return { store, renderer, clock, jobs, pictures, sweepNow, castHash, request };
}

type Service = Awaited<ReturnType<typeof openService>>;

async function make({ pictures }: Service, request: PictureRequest, isPassing = true) {
  const { picture, job } = await pictures.ask(request, { isPassing });
  return picture ?? (await pictures.wait(job!, 10_000))!;
}

async function textOf(picture: { open(): Promise<{ stream: AsyncIterable<Uint8Array> }> }): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of (await picture.open()).stream) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

async function keysOf(store: MemoryStore, prefix: string): Promise<string[]> {
  const keys: string[] = [];
  for await (const { key } of store.list(prefix)) keys.push(key);
  return keys;
}

test('a picture is made once, and then found', async () => {
  const service = await openService();
  const all = await Promise.all(Array.from({ length: 100 }, () => make(service, service.request)));
  assert.equal(service.renderer.tasks.length, 1);
  const texts = new Set(await Promise.all(all.map(textOf)));
  assert.equal(texts.size, 1);
  const { picture } = await service.pictures.ask(service.request);
  assert.equal(picture!.mediaType, 'image/gif');
  assert.equal(picture!.widthPx, 4);
  assert.match(picture!.contentHash, /^[0-9a-f]{64}$/);
  assert.equal(service.renderer.tasks.length, 1);
});

test('the key depends on what can change the picture, and on nothing else', async () => {
  const { pictures, castHash } = await openService();
  const key = (request: Partial<PictureRequest>) =>
    pictures.orderOf({ castHash, format: 'gif', options: {}, ...request }).key;
  assert.equal(key({}), key({ options: { threads: 3 } }));
  assert.equal(key({ options: { fpsCap: 10, theme: 'nord' } }), key({ options: { theme: 'nord', fpsCap: 10 } }));
  const keys = [
    key({}),
    key({ format: 'png' }),
    key({ options: { theme: 'nord' } }),
    key({ castHash: 'ff'.repeat(32) }),
  ];
  const newer = await openService('v2');
  keys.push(newer.pictures.orderOf({ castHash, format: 'gif', options: {} }).key);
  assert.equal(new Set(keys).size, keys.length);
});

test('an old picture is found while the new renderer makes its own', async () => {
  const old = await openService('v1');
  const picture = await make(old, old.request);
  const next = await openService('v2', old.store);
  assert.equal(await next.pictures.find(next.pictures.orderOf(next.request).key), undefined);
  assert.equal((await next.pictures.findOlder(next.request))!.key, picture.key);
  const made = await make(next, next.request);
  assert.equal((await next.pictures.findOlder(next.request))!.key, made.key);
});

test('what is wrong with a recording is remembered for a while', async () => {
  const service = await openService();
  service.renderer.failure = new Cast2gifError('recording', 'this is no recording', { line: 3 });
  await assert.rejects(make(service, service.request), { code: 'recording', line: 3 });
  await assert.rejects(service.pictures.ask(service.request), { code: 'recording', line: 3 });
  assert.equal(service.renderer.tasks.length, 1);
  const { key } = service.pictures.orderOf(service.request);
  assert.equal((await service.pictures.status(key))!.state, 'failed');
  service.renderer.failure = undefined;
  service.clock.ms += 2 * HOUR_MS;
  await make(service, service.request);
  assert.equal((await service.pictures.status(key))!.state, 'done');
});

test('failures of machines are not', async () => {
  const service = await openService();
  service.renderer.failure = new Cast2gifError('io', 'the disk is full');
  await assert.rejects(make(service, service.request), { code: 'io' });
  assert.equal(service.renderer.tasks.length, 3);
  service.renderer.failure = undefined;
  await make(service, service.request);
});

test('waiting times out without ending the job', async () => {
  const service = await openService();
  let open!: () => void;
  service.renderer.gate = new Promise((resolve) => {
    open = resolve;
  });
  const { job } = await service.pictures.ask(service.request);
  // Long enough for everything else to come to rest: only this wait keeps the process alive then.
  assert.equal(await service.pictures.wait(job!, 100), undefined);
  const controller = new AbortController();
  const waiting = service.pictures.wait(job!, 60_000, controller.signal);
  controller.abort();
  await assert.rejects(waiting, { code: 'aborted' });
  open();
  assert.ok(await service.pictures.wait(job!, 60_000));
});

test('a promise survives the loss of the queue', async () => {
  const lost = await openService();
  lost.renderer.gate = new Promise(() => {});
  await lost.pictures.promise(lost.request);
  const next = await openService('v1', lost.store);
  const { key } = next.pictures.orderOf(next.request);
  assert.equal((await next.pictures.status(key))!.state, 'waiting');
  assert.equal(await next.pictures.recover(), 1);
  const { picture, job } = await next.pictures.ask(next.request);
  assert.ok(picture ?? (await next.pictures.wait(job!, 10_000)));
  assert.deepEqual(await keysOf(next.store, 'jobs/'), []);
  assert.equal(await next.pictures.recover(), 0);
});

test('a promise of another renderer version is kept with a picture of this one, under its key and the old address', async () => {
  const old = await openService('v1');
  old.renderer.gate = new Promise(() => {});
  const { job } = await old.pictures.promise(old.request, { isPassing: true });
  const token = await old.pictures.tokenOf(job!.key);
  const next = await openService('v2', old.store, HOUR_MS);
  const own = next.pictures.orderOf(next.request).key;
  // Servers and workers of the old version may be at it.
  next.clock.ms = Date.now();
  assert.equal(await next.pictures.recover(), 0);
  assert.equal((await next.pictures.status(job!.key))!.state, 'waiting');
  next.clock.ms += 2 * HOUR_MS;
  assert.equal(await next.pictures.recover(), 1);
  await eventually('the job is done', async () => (await next.pictures.status(own))?.state === 'done');
  assert.equal(await next.pictures.find(job!.key), undefined);
  assert.equal(await next.pictures.keyOf(token), own);
  await eventually('no promise is left', async () => (await keysOf(next.store, 'jobs/')).length === 0);
  next.clock.ms += 2 * HOUR_MS;
  await next.sweepNow();
  assert.deepEqual(await keysOf(next.store, 'pictures/'), []);
});

test('no renderer puts a picture under the key of another version', async () => {
  const [old, next] = [await openService('v1'), await openService('v2')];
  const job = await next.jobs.ask(old.pictures.orderOf(old.request), { priority: 'still' });
  await assert.rejects(job.ended, { code: 'bug', message: /another version of the renderer/ });
  assert.deepEqual(next.renderer.tasks, []);
  assert.deepEqual(await keysOf(next.store, 'pictures/'), []);
});

test('promises that are young are left alone where only forgotten ones are looked for', async () => {
  const lost = await openService();
  lost.renderer.gate = new Promise(() => {});
  await lost.pictures.promise(lost.request);
  const next = await openService('v1', lost.store);
  next.clock.ms = Date.now();
  assert.equal(await next.pictures.recover(HOUR_MS), 0);
  next.clock.ms += 2 * HOUR_MS;
  assert.equal(await next.pictures.recover(HOUR_MS), 1);
});

test('one of all that use a store sweeps in each span of time', async () => {
  const store = new MemoryStore();
  const turns = (ms: number) =>
    Promise.all(Array.from({ length: 20 }, () => takeSweepTurn(store, 'pictures', ms, 1000)));
  for (const ms of [5000, 5999, 6000, 4000, 7000]) {
    const expected = ms === 5999 ? 0 : 1;
    assert.equal((await turns(ms)).filter(Boolean).length, expected, String(ms));
    assert.equal((await keysOf(store, 'sweeps/')).length, 1);
  }
});

test('more promises than the queue holds do not stop a start', async () => {
  const lost = await openService();
  lost.renderer.gate = new Promise(() => {});
  const promiseOf = (service: Service, speed: number) =>
    service.pictures.promise({ ...service.request, options: { speed } });
  for (let speed = 1; speed <= 12; speed++) await promiseOf(lost, speed);
  const more = await openService('v1', lost.store);
  more.renderer.gate = new Promise(() => {});
  for (let speed = 13; speed <= 15; speed++) await promiseOf(more, speed);
  const next = await openService('v1', lost.store);
  next.renderer.gate = new Promise(() => {});
  assert.equal(await next.pictures.recover(), 12);
  assert.equal((await keysOf(next.store, 'jobs/')).length, 15);
});

test('a promise whose recording has gone is forgotten', async () => {
  const service = await openService();
  const { job } = await service.pictures.promise({ ...service.request, castHash: '0'.repeat(64) });
  await assert.rejects(service.pictures.wait(job!, 10_000), { code: 'not-found' });
  assert.deepEqual(await keysOf(service.store, 'jobs/'), []);
  assert.equal(await service.pictures.status(job!.key), undefined);
});

test('a promise whose render was given up is forgotten, and can be made again', async () => {
  const { pictures, renderer, request } = await openService();
  renderer.failure = new Cast2gifError('io', 'the disk is full');
  const { job } = await pictures.promise(request);
  await assert.rejects(job!.ended, { code: 'io' });
  await eventually('nobody knows the job', async () => (await pictures.status(job!.key)) === undefined);
  renderer.failure = undefined;
  const again = await pictures.promise(request);
  assert.ok(await pictures.wait(again.job!, 10_000));
});

test('the facts are those of the picture that is there, whoever wrote it', async () => {
  const service = await openService();
  const text = 'written by another version, which was killed before it wrote the facts';
  await service.store.create(pictureKey(service.pictures.orderOf(service.request).key, 'gif'), bytes(text));
  const picture = await make(service, service.request);
  assert.equal(await textOf(picture), text);
  assert.deepEqual([picture.contentHash, picture.byteLength], [hashOf(text), text.length]);
});

test('a withdrawn promise no longer counts', async () => {
  const service = await openService();
  service.renderer.gate = new Promise(() => {});
  const { job } = await service.pictures.promise(service.request);
  await service.pictures.withdraw(job!.key);
  assert.deepEqual(await keysOf(service.store, 'jobs/'), []);
  assert.equal(await service.pictures.status(job!.key), undefined);
});

test('tokens lead to keys and cannot be guessed', async () => {
  const service = await openService();
  const { key } = await make(service, service.request);
  const token = await service.pictures.tokenOf(key);
  assert.equal(await service.pictures.keyOf(token), key);
  for (const wrong of ['', key, '../secret', 'a'.repeat(40), token.toUpperCase(), `${token}\0`])
    assert.equal(await service.pictures.keyOf(wrong), undefined);
});

test('what was sent goes some time after it was last asked for', async () => {
  const service = await openService();
  const { key } = await make(service, service.request);
  const token = await service.pictures.tokenOf(key);
  for (let quarter = 0; quarter < 8; quarter++) {
    service.clock.ms += HOUR_MS / 4;
    await service.pictures.markPassingUse(key);
    await service.sweepNow();
    assert.ok(await service.pictures.find(key), `quarter ${quarter}`);
  }
  // The recording itself was not asked for.
  assert.equal(await service.pictures.hasCast(service.castHash), false);
  service.clock.ms += 2 * HOUR_MS;
  await service.sweepNow();
  assert.equal(await service.pictures.find(key), undefined);
  assert.equal(await service.pictures.keyOf(token), undefined);
  assert.deepEqual(await keysOf(service.store, ''), ['secret']);
});

test('what stays is only dropped for room, longest unused first', async () => {
  const service = await openService();
  const requests = ['nord', 'dracula', 'monokai'].map((theme) => ({ ...service.request, options: { theme } }));
  for (const request of requests) {
    await make(service, request, false);
    service.clock.ms += HOUR_MS;
  }
  await make(service, requests[0]!, false);
  const sizes: number[] = [];
  for await (const { byteLength } of service.store.list('pictures/')) sizes.push(byteLength);
  const total = sizes.reduce((sum, size) => sum + size, 0);
  service.clock.ms += 1000 * HOUR_MS;
  // The recording has gone by then, which was only sent to be rendered.
  const { expired, droppedForRoom } = await service.sweepNow({ maximumBytes: total - 1 });
  assert.deepEqual({ expired, droppedForRoom }, { expired: 1, droppedForRoom: 1 });
  const left = await Promise.all(
    requests.map((request) => service.pictures.find(service.pictures.orderOf(request).key)),
  );
  assert.deepEqual(left.map(Boolean), [true, false, true]);
});

test('recording use costs one write per period', async () => {
  const service = await openService();
  const { key } = await make(service, service.request);
  const before = (await keysOf(service.store, 'uses/')).length;
  for (let time = 0; time < 100; time++) await service.pictures.markPassingUse(key);
  assert.equal((await keysOf(service.store, 'uses/')).length, before);
});
