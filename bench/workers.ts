/**
 * `npm run bench:workers`: what many machines give and cost, as ratios within one run, with a Redis and, for S3,
 * versitygw if it is installed, else moto. `--quick` does less of everything; words such as `twoWorkers` choose
 * parts. A whole run writes what it has measured to bench/workers.json, which `npm run bench:scaling` reads.
 */
import { randomUUID } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { Redis } from 'ioredis';
import type { JobOrder } from '#cast2gif/jobs/jobs.js';
import { RemoteQueue } from '#cast2gif/jobs/remote-queue.js';
import { RemoteWorker } from '#cast2gif/jobs/remote-worker.js';
import type { JobDocument } from '#cast2gif/server/service/job-document.js';
import { freePort, type RedisServer, startRedis } from '#test/jobs/redis.js';
import { startFaultyProxy } from '#test/store/faulty-proxy.js';
import { environmentOf, startMoto } from '#test/store/moto.js';
import { startVersitygw, withoutVersitygw } from '#test/store/versitygw.js';
import { projectFolder, recordingsIn } from '#test/support.js';
import { median } from './measure.js';
import {
  castOf,
  castOfLargePicture,
  cleanUp,
  cpuSecondsOf,
  folder,
  load,
  post,
  promise,
  rssOf,
  type Started,
  say,
  startServer,
  startWorker,
  stop,
} from './service-processes.js';

const isQuick = process.argv.includes('--quick');
const RENDERS = isQuick ? 16 : 100;
const ROUNDS = isQuick ? 1 : 3;
const KILLS = isQuick ? 2 : 5;
const QUEUE_JOBS = isQuick ? 100 : 500;
const WAITING = isQuick ? 1000 : 10_000;
const LOAD_SECONDS = isQuick ? 2 : 5;
const LOAD_ROUNDS = isQuick ? 1 : 5;
const AT_ONCE = 50;
/** One picture may take a quarter of it: of those of 300 kB it holds what is known about them, and no bytes. */
const TOO_SMALL_CACHE = '1MB';
/** Larger recordings would leave the last worker alone with one of them for long. */
const LARGEST_CAST = 100_000;

/** What `bench/scaling.ts` starts from. */
export interface MeasuredFigures {
  renderSeconds: number[];
  pictureBytes: number[];
  queueMs: number;
  redisCpuMsPerJob: number;
  redisBytesPerWaitingJob: number;
  serverCpuMsPerPromise: number;
  serverCpuMsPerCachedGet: number;
  storeReadsPerJob: number;
  storeWritesPerJob: number;
  workerMegabytes: number;
  serverMegabytes: number;
}

const figures: Partial<MeasuredFigures> = {};
const rounded = (value: number, digits = 2) => Number(value.toPrecision(digits + 1));
const newFolder = () => mkdtempSync(join(folder, 'store-'));

/** Recordings and ways to render them, each another picture. */
function rendersOf(count: number): { cast: Uint8Array; query: string }[] {
  const small = recordingsIn('recordings').filter((path) => statSync(path).size < LARGEST_CAST);
  const casts = small.filter((path) => path.endsWith('.cast')).map((path) => readFileSync(path));
  return Array.from({ length: count }, (_, at) => ({
    cast: casts[at % casts.length]!,
    query: `?format=gif&speed=${1 + Math.floor(at / casts.length) / 1000}`,
  }));
}

async function inTurns<T>(items: readonly T[], action: (item: T, at: number) => Promise<unknown>): Promise<void> {
  for (let at = 0; at < items.length; at += AT_ONCE) {
    await Promise.all(items.slice(at, at + AT_ONCE).map((item, more) => action(item, at + more)));
  }
}

/** Seconds from the first of some workers being ready to the last of the pictures that waited. */
async function drain(redis: RedisServer, workerCount: number): Promise<number> {
  const store = newFolder();
  await flush(redis);
  const words = ['--queue', redis.address, '--store', `file:${store}`];
  const server = await startServer(['--no-render', '--log-level', 'silent', ...words]);
  await inTurns(rendersOf(RENDERS), ({ cast, query }) => promise(server.address, cast, query));
  const port = await freePort();
  const workers = Array.from({ length: workerCount }, (_, core) =>
    startWorker(core === 0 ? [...words, '--metrics-port', String(port)] : words, { core }),
  );
  await Promise.race(workers);
  const startedMs = performance.now();
  const isDone = (name: string) => name.endsWith('.json');
  for (let done = 0; done < RENDERS; await wait(20)) done = namesIn(join(store, 'pictures')).filter(isDone).length;
  const seconds = (performance.now() - startedMs) / 1000;
  if (workerCount === 1) await noteRenders(port, store);
  for (const each of [...(await Promise.all(workers)), server]) await stop(each);
  return seconds;
}

function namesIn(path: string): string[] {
  try {
    return readdirSync(path, { recursive: true, encoding: 'utf8' });
  } catch {
    return [];
  }
}

/**
 * How long renders take of a core: how they differ is seen from when each picture came, how long they are from the CPU
 * time of all, so that it does not matter what else the machine does.
 */
async function noteRenders(metricsPort: number, store: string): Promise<void> {
  const at = join(store, 'pictures');
  const names = namesIn(at).filter((name) => name.endsWith('.json'));
  const ends = names.map((name) => statSync(join(at, name)).mtimeMs).sort((a, b) => a - b);
  const gaps = ends.slice(1).map((end, index) => end - ends[index]!);
  const text = await (await fetch(`http://127.0.0.1:${metricsPort}/metrics`)).text();
  const cpuSeconds = Number(/^cast2gif_render_cpu_seconds_total\{[^}]*\} (\S+)/m.exec(text)![1]);
  const meanGap = gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length;
  figures.renderSeconds = gaps.map((gap) => rounded((gap / meanGap) * (cpuSeconds / RENDERS)));
  figures.pictureBytes = names.map((name) => JSON.parse(readFileSync(join(at, name), 'utf8')).byteLength);
  say('CPU time of a render, on average', `${(cpuSeconds / RENDERS).toFixed(2)} s`);
}

async function flush(redis: RedisServer): Promise<void> {
  const client = new Redis(redis.address);
  await client.flushall();
  client.disconnect();
}

async function twoWorkers(redis: RedisServer): Promise<void> {
  const ratios: number[] = [];
  for (let round = 0; round < ROUNDS; round++) ratios.push((await drain(redis, 1)) / (await drain(redis, 2)));
  say(`two workers over one, each pinned to a core, ${RENDERS} renders waiting`, median(ratios).toFixed(2), '>= 1.8');
}

/** Through a queue and a worker whose work takes no time. */
async function queueOverhead(redis: RedisServer): Promise<void> {
  const shared = { redis: { address: redis.address }, rendererVersion: randomUUID() };
  const workedMs = { start: 0, end: 0 };
  const work = async () => {
    workedMs.start = performance.now();
    await wait(5);
    workedMs.end = performance.now();
  };
  const worker = new RemoteWorker({ ...shared, work, concurrency: 1 });
  const queue = await RemoteQueue.open({ ...shared, worker, maximumWaiting: 10 });
  const costs: number[] = [];
  const cpuBefore = await redisCpuMs(redis);
  for (let at = 0; at < QUEUE_JOBS; at++) {
    const startedMs = performance.now();
    await (await queue.ask(orderOf(at), { priority: 'animation' })).ended;
    costs.push(performance.now() - startedMs - (workedMs.end - workedMs.start));
  }
  figures.redisCpuMsPerJob = rounded(((await redisCpuMs(redis)) - cpuBefore) / QUEUE_JOBS);
  await queue.close(0);
  figures.queueMs = rounded(median(costs));
  const p95 = costs.toSorted((a, b) => a - b)[Math.floor(costs.length * 0.95)]!;
  say('what the queue adds to a job, enqueue to work and end to answer', `${median(costs).toFixed(1)} ms`, '< 20 ms');
  say('the same, 95th percentile', `${p95.toFixed(1)} ms`);
  say('CPU time of Redis for a job', `${figures.redisCpuMsPerJob} ms`);
}

function orderOf(at: number): JobOrder {
  return { key: at.toString(16).padStart(64, '0'), castHash: 'ab'.repeat(32), format: 'gif', options: '' };
}

async function redisInfo(redis: RedisServer, name: string): Promise<number> {
  const client = new Redis(redis.address);
  const value = new RegExp(`^${name}:([\\d.]+)`, 'm').exec(await client.info())![1];
  client.disconnect();
  return Number(value);
}

async function redisCpuMs(redis: RedisServer): Promise<number> {
  return 1000 * ((await redisInfo(redis, 'used_cpu_user')) + (await redisInfo(redis, 'used_cpu_sys')));
}

/** Against a server that has answered as many requests, of which one is waiting. */
async function waitingJobs(redis: RedisServer): Promise<void> {
  await flush(redis);
  const words = ['--queue', redis.address, '--store', `file:${newFolder()}`, '--queue-size', '100000'];
  const server = await startServer(['--no-render', '--log-level', 'silent', ...words]);
  await wait(2000);
  figures.serverMegabytes = Math.round(rssOf(server.pid));
  say('a server that has just started', `${figures.serverMegabytes} MB`);
  const requests = Array.from({ length: WAITING }, (_, at) => at);
  await inTurns(requests, () => promise(server.address, castOf('the same')));
  await wait(1000);
  const before = { rss: rssOf(server.pid), redis: await redisInfo(redis, 'used_memory') };
  const cpuBefore = cpuSecondsOf(server.pid);
  await inTurns(requests, (at) => promise(server.address, castOf(`waiting ${at}`)));
  figures.serverCpuMsPerPromise = rounded(((cpuSecondsOf(server.pid) - cpuBefore) / WAITING) * 1000);
  await wait(1000);
  const more = rssOf(server.pid) - before.rss;
  figures.redisBytesPerWaitingJob = Math.round(((await redisInfo(redis, 'used_memory')) - before.redis) / WAITING);
  say(`${WAITING} jobs waiting: memory of the server over none waiting`, `${more.toFixed(0)} MB`, '< +50 MB');
  say('Redis, for each of them', `${figures.redisBytesPerWaitingJob} B`);
  say('CPU time of the server for each', `${figures.serverCpuMsPerPromise} ms`);
  await stop(server, 'SIGKILL');
}

/** A render that takes long enough to be killed in the middle. */
function longCast(): string {
  const events = Array.from({ length: 4000 }, (_, at) => `[${at / 10},"o","\\u001b[H${'abcdefgh'.repeat(90)}${at}"]`);
  return `{"version":2,"width":100,"height":30}\n${events.join('\n')}\n`;
}

async function killedWorker(redis: RedisServer): Promise<void> {
  const seconds: number[] = [];
  for (let round = 0; round < KILLS; round++) {
    await flush(redis);
    const words = ['--queue', redis.address, '--store', `file:${newFolder()}`];
    const server = await startServer(['--no-render', '--log-level', 'silent', ...words]);
    const job = `${server.address}${await promise(server.address, longCast(), '?format=gif')}`;
    const first = await startWorker(['--metrics-port', '0', ...words]);
    while (((await (await fetch(job)).json()) as JobDocument).state !== 'running') await wait(20);
    const second = await startWorker(words);
    if (round === 0) figures.workerMegabytes = Math.round(rssOf(first.pid));
    await stop(first, 'SIGKILL');
    const killedMs = performance.now();
    await untilRendering(second);
    seconds.push((performance.now() - killedMs) / 1000);
    await stop(second, 'SIGKILL');
    await stop(server, 'SIGKILL');
  }
  say('a killed worker’s job starts elsewhere, longest', `${Math.max(...seconds).toFixed(1)} s`, '< 10 s');
  say('a worker, without its children', `${figures.workerMegabytes} MB`);
}

/** Its child has a recording. */
async function untilRendering({ pid }: Started): Promise<void> {
  const isOwn = (name: string) => name.startsWith(`cast2gif-renders-${pid}-`);
  const temporary = join(folder, '..');
  for (;;) {
    const own = readdirSync(temporary).find(isOwn);
    if (own !== undefined && namesIn(join(temporary, own)).some((name) => basename(name) === 'recording.cast')) return;
    await wait(20);
  }
}

interface Kept {
  readonly server: Started;
  readonly url: string;
}

/** A server with a picture of 300 kB in its store. */
async function serverWith(store: string, cache: string, environment: Record<string, string> = {}): Promise<Kept> {
  const words = ['--store', store, '--memory-cache', cache, '--spares', '0', '--log-level', 'silent'];
  const server = await startServer(words, { environment });
  const made = await post(server.address, castOfLargePicture());
  return { server, url: `${server.address}${made.headers.get('content-location')}` };
}

async function cachedGets(): Promise<void> {
  const s3 = withoutVersitygw ? await startMoto() : await startVersitygw();
  const name = withoutVersitygw ? 'moto' : 'versitygw';
  const newBucket = async () => {
    const bucket = `bench-${randomUUID()}`;
    await s3.makeBucket(bucket);
    return `s3://${bucket}`;
  };
  const kept = {
    folder: await serverWith(`file:${newFolder()}`, '64MB'),
    memory: await serverWith(await newBucket(), '64MB', s3.environment),
    streamed: await serverWith(`file:${newFolder()}`, TOO_SMALL_CACHE),
    s3: await serverWith(await newBucket(), TOO_SMALL_CACHE, s3.environment),
  };
  for (const { url } of Object.values(kept)) await load(url, 1);
  const ratios = { memory: [] as number[], s3: [] as number[], s3ToMemory: [] as number[] };
  for (let round = 0; round < LOAD_ROUNDS; round++) {
    const cpuBefore = cpuSecondsOf(kept.folder.server.pid);
    const base = await load(kept.folder.url, LOAD_SECONDS);
    const cpuSeconds = cpuSecondsOf(kept.folder.server.pid) - cpuBefore;
    figures.serverCpuMsPerCachedGet = rounded((cpuSeconds / base.count) * 1000);
    ratios.memory.push((await load(kept.memory.url, LOAD_SECONDS)).perSecond / base.perSecond);
    const fromS3 = (await load(kept.s3.url, LOAD_SECONDS)).perSecond;
    ratios.s3.push(fromS3 / (await load(kept.streamed.url, LOAD_SECONDS)).perSecond);
    ratios.s3ToMemory.push(fromS3 / base.perSecond);
  }
  say('cached GET of 300 kB, S3 store over folder, from memory', median(ratios.memory).toFixed(2), '>= 0.8');
  say(`the same where pictures are too large for the memory cache (${name})`, median(ratios.s3).toFixed(2), '>= 0.4');
  say('from S3 over the folder store from memory', median(ratios.s3ToMemory).toFixed(2));
  say('CPU time of the server for a cached GET', `${figures.serverCpuMsPerCachedGet} ms`);
  for (const { server } of Object.values(kept)) await stop(server);
  await s3.stop();
}

/** From the request to the picture, as the store sees it. */
async function storeRequests(): Promise<void> {
  const moto = await startMoto();
  const proxy = await startFaultyProxy(moto.endpoint);
  await moto.makeBucket('counted');
  const server = await startServer(['--store', 's3://counted'], { environment: environmentOf(proxy.address) });
  await post(server.address, castOf('first'));
  proxy.requests.length = 0;
  const JOBS = 5;
  for (let at = 0; at < JOBS; at++) await post(server.address, castOf(`counted ${at}`));
  const isRead = (request: string) => /^(GET|HEAD) /.test(request);
  figures.storeReadsPerJob = rounded(proxy.requests.filter(isRead).length / JOBS);
  figures.storeWritesPerJob = rounded(proxy.requests.filter((request) => !isRead(request)).length / JOBS);
  say('requests to the store for a render: reads', String(figures.storeReadsPerJob));
  say('the same: writes and deletions', String(figures.storeWritesPerJob));
  await stop(server);
  await proxy.stop();
  await moto.stop();
}

const PARTS = { queueOverhead, twoWorkers, killedWorker, waitingJobs, cachedGets, storeRequests };

const words = process.argv.slice(2).filter((word) => !word.startsWith('-'));
const redis = await startRedis();
try {
  for (const [name, part] of Object.entries(PARTS)) if (words.length === 0 || words.includes(name)) await part(redis);
  if (words.length === 0) {
    writeFileSync(join(projectFolder, 'bench/workers.json'), `${JSON.stringify(figures, undefined, 2)}\n`);
  }
} finally {
  cleanUp();
  await redis.remove();
}
