/**
 * `npm run bench:scaling`: what 1 to 1,000 workers give, where Redis, the store or the servers become the limit, and
 * what a busy public site costs: a simulation that starts from bench/workers.json, which `npm run bench:workers` writes.
 * Puts its tables into docs/scaling.md.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectFolder } from '#test/support.js';
import { writeBetween } from './measure.js';
import type { MeasuredFigures } from './workers.js';

const WORKERS = [1, 10, 100, 1000];
const JOBS = 100_000;
/** How much of what is possible arrives, so that waits stay short. */
const LOAD = 0.7;
/** Amazon S3 promises so many requests a second for a prefix, and more as it learns of them. */
const STORE_WRITES_PER_SECOND = 3500;
const STORE_READS_PER_SECOND = 5500;
/** A server in JavaScript answers on one core, and is to have some of it left. */
const SERVER_LOAD = 0.7;

/** A busy public site. */
const SITE = { viewsPerDay: 5e6, peak: 4, cachedShare: 0.8, rendersPerDay: 50_000, keptPictures: 1e6 };
/** List prices in US dollars, Amazon Web Services, us-east-1. */
const PRICES = {
  coreHour: 0.03625,
  redisHour: 0.032,
  gigabyteMonth: 0.023,
  write: 5e-6,
  read: 4e-7,
  gigabyteOut: 0.09,
};
const HOURS_PER_MONTH = 730;
const DAYS_PER_MONTH = HOURS_PER_MONTH / 24;

const measured = JSON.parse(readFileSync(join(projectFolder, 'bench/workers.json'), 'utf8')) as MeasuredFigures;
const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

/** The same chances at each run (mulberry32). */
function chances(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Moments at which workers are free; the soonest first. */
class FreeMoments {
  readonly #heap: number[];

  constructor(count: number) {
    this.#heap = new Array<number>(count).fill(0);
  }

  /** Takes the soonest, and puts another in its place. */
  replaceSoonest(next: (soonest: number) => number): void {
    const heap = this.#heap;
    const value = next(heap[0]!);
    let at = 0;
    for (let child = 1; child < heap.length; child = 2 * at + 1) {
      if (child + 1 < heap.length && heap[child + 1]! < heap[child]!) child += 1;
      if (heap[child]! >= value) break;
      heap[at] = heap[child]!;
      at = child;
    }
    heap[at] = value;
  }
}

interface Simulated {
  readonly rendersPerSecond: number;
  readonly waitP50: number;
  readonly waitP95: number;
  readonly redisLoad: number;
  readonly storeLoad: number;
}

/** What one after another uses: Redis its one core, a store its writes. */
class Resource {
  #freeAt = 0;
  #busySeconds = 0;

  /** Returns when it is done. */
  use(at: number, seconds: number): number {
    this.#freeAt = Math.max(this.#freeAt, at) + seconds;
    this.#busySeconds += seconds;
    return this.#freeAt;
  }

  loadUntil(end: number): number {
    return this.#busySeconds / end;
  }
}

/** @param ratePerSecond how many arrive; Infinity: all are there at the beginning */
function simulate(workerCount: number, ratePerSecond: number): Simulated {
  const random = chances(workerCount);
  const workers = new FreeMoments(workerCount);
  const [redis, store] = [new Resource(), new Resource()];
  const waits: number[] = [];
  let [arrival, lastStart] = [0, 0];
  for (let job = 0; job < JOBS; job++) {
    if (ratePerSecond !== Infinity) arrival -= Math.log(1 - random()) / ratePerSecond;
    const render = measured.renderSeconds[Math.floor(random() * measured.renderSeconds.length)]!;
    workers.replaceSoonest((freeAt) => {
      const taken = redis.use(Math.max(arrival, freeAt), measured.redisCpuMsPerJob / 1000);
      // Its requests come later, but as many a second.
      lastStart = store.use(taken, measured.storeWritesPerJob / STORE_WRITES_PER_SECOND);
      waits.push(lastStart - arrival);
      return lastStart + render + measured.queueMs / 1000;
    });
  }
  waits.sort((a, b) => a - b);
  const at = (share: number) => waits[Math.floor(waits.length * share)]!;
  const loads = { redisLoad: redis.loadUntil(lastStart), storeLoad: store.loadUntil(lastStart) };
  return { rendersPerSecond: JOBS / lastStart, waitP50: at(0.5), waitP95: at(0.95), ...loads };
}

/** Two digits, or all of those before the point. */
function digits(value: number): string {
  return value >= 100 ? Math.round(value).toLocaleString('en') : String(Number(value.toPrecision(2)));
}

/** Waits that nobody notices are not told apart. */
const duration = (seconds: number) => (seconds < 0.01 ? '< 0.01 s' : `${digits(seconds)} s`);
const percent = (share: number) => `${digits(100 * share)} %`;

function workersTable(): string {
  const rows = WORKERS.map((count) => {
    const most = simulate(count, Infinity);
    const usual = simulate(count, LOAD * most.rendersPerSecond);
    const serverCores = (most.rendersPerSecond * measured.serverCpuMsPerPromise) / 1000 / SERVER_LOAD;
    const cells = [
      count.toLocaleString('en'),
      digits(most.rendersPerSecond),
      percent(most.rendersPerSecond / count / simulate(1, Infinity).rendersPerSecond),
      `${duration(usual.waitP50)}, ${duration(usual.waitP95)}`,
      percent(most.redisLoad),
      percent(most.storeLoad),
      String(Math.ceil(serverCores)),
    ];
    return `| ${cells.join(' | ')} |`;
  });
  return [
    `| workers | renders a second | each worker, compared with one alone | wait at ${LOAD * 100} % load, median and 95th percentile | Redis busy | writes of one prefix | cores of servers |`,
    '|---:|---:|---:|---:|---:|---:|---:|',
    ...rows,
  ].join('\n');
}

/** Workers at which each part would be used up, if the others were not. */
function limitsTable(): string {
  const perWorker = 1 / (mean(measured.renderSeconds) + measured.queueMs / 1000);
  const limits = [
    ['one Redis, one core', 1000 / measured.redisCpuMsPerJob],
    ['one prefix of S3, writes', STORE_WRITES_PER_SECOND / measured.storeWritesPerJob],
    ['one prefix of S3, reads', STORE_READS_PER_SECOND / measured.storeReadsPerJob],
    ['one server, promises', (SERVER_LOAD * 1000) / measured.serverCpuMsPerPromise],
  ] as const;
  const rows = limits.map(([name, rate]) => `| ${name} | ${digits(rate)} | ${digits(rate / perWorker)} |`);
  return ['| limit | renders a second | workers that reach it |', '|---|---:|---:|', ...rows].join('\n');
}

function costTable(): string {
  const gigabytes = mean(measured.pictureBytes) / 1e9;
  const seconds = mean(measured.renderSeconds) + measured.queueMs / 1000;
  const rendersPerSecond = (SITE.rendersPerDay / 86_400) * SITE.peak;
  const workers = Math.ceil((rendersPerSecond * seconds) / LOAD);
  const answered = SITE.viewsPerDay * (1 - SITE.cachedShare);
  const getsPerSecond = (answered / 86_400) * SITE.peak;
  const cpuMs = getsPerSecond * measured.serverCpuMsPerCachedGet + rendersPerSecond * measured.serverCpuMsPerPromise;
  const servers = Math.max(2, Math.ceil(cpuMs / 1000 / SERVER_LOAD));
  const writes = SITE.rendersPerDay * DAYS_PER_MONTH * measured.storeWritesPerJob;
  const reads = SITE.rendersPerDay * DAYS_PER_MONTH * measured.storeReadsPerJob + answered * DAYS_PER_MONTH * 0.1;
  const rows: (readonly [string, string, number])[] = [
    ['workers, a core each', `${workers}`, workers * PRICES.coreHour * HOURS_PER_MONTH],
    ['servers, a core each', `${servers}`, servers * PRICES.coreHour * HOURS_PER_MONTH],
    ['Redis', '1', PRICES.redisHour * HOURS_PER_MONTH],
    [
      'pictures kept',
      `${digits(SITE.keptPictures * gigabytes)} GB`,
      SITE.keptPictures * gigabytes * PRICES.gigabyteMonth,
    ],
    ['requests to the store', `${digits((writes + reads) / 1e6)} million`, writes * PRICES.write + reads * PRICES.read],
    [
      'bytes to readers',
      `${digits(answered * DAYS_PER_MONTH * gigabytes)} GB`,
      answered * DAYS_PER_MONTH * gigabytes * PRICES.gigabyteOut,
    ],
  ];
  const total = rows.reduce((sum, [, , dollars]) => sum + dollars, 0);
  const line = (what: string, much: string, dollars: number) => `| ${what} | ${much} | ${digits(dollars)} |`;
  return [
    '| what | how much | US dollars a month |',
    '|---|---:|---:|',
    ...rows.map((row) => line(...row)),
    line('together', '', total),
  ].join('\n');
}

const page = join(projectFolder, 'docs/scaling.md');
for (const [name, table] of [
  ['workers', workersTable()],
  ['limits', limitsTable()],
  ['cost', costTable()],
] as const) {
  console.log(`${table}\n`);
  writeBetween(page, name, table);
}
