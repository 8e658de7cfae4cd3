/**
 * `npm run bench:serve`: what the server costs, as ratios within one run: against a bare route that sends the same bytes
 * from memory, and against the command line. `--quick` asks less; words choose parts: `cold`, `burst`, `cached`, `mixed`,
 * `hostile`.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, readlinkSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { recordingsIn } from '#test/support.js';
import { hostileRequest, ownBombs } from './hostile-inputs.js';
import { median } from './measure.js';
import { descendantsOf, untilIdle, watchChildren } from './process-tree.js';
import {
  COMMAND,
  castOf,
  castOfLargePicture,
  cleanUp,
  folder,
  load,
  post,
  rssOf,
  say,
  startBare,
  startServer,
} from './service-processes.js';

const isQuick = process.argv.includes('--quick');
const chosen = process.argv.slice(2).filter((word) => !word.startsWith('-'));
const isChosen = (part: string) => chosen.length === 0 || chosen.includes(part);
const ROUNDS = isQuick ? 2 : 5;
const SECONDS = isQuick ? 2 : 5;
const BURST = isQuick ? 20 : 100;
const MIXED = isQuick ? 1000 : 10_000;
const temporaryFolder = join(folder, 'tmp');

/** Connections that clients keep alive are not counted. */
function filesOf(pid: number): number {
  const targets = readdirSync(`/proc/${pid}/fd`).map((name) => readlinkIfThere(`/proc/${pid}/fd/${name}`));
  return targets.filter((target) => !target.startsWith('socket:')).length;
}

function readlinkIfThere(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return 'socket:closed';
  }
}

async function cachedPictures(address: string, pid: number): Promise<void> {
  const made = await post(address, castOfLargePicture());
  const picture = `${address}${made.headers.get('content-location')}`;
  const bytes = Buffer.from(await (await fetch(picture)).arrayBuffer());
  writeFileSync(join(folder, 'picture.gif'), bytes);
  const bare = await startBare(join(folder, 'picture.gif'));
  await untilIdle(pid);
  const rounds = [];
  for (let round = 0; round < ROUNDS; round++) {
    const plain = await load(`${bare.address}/picture.gif`, SECONDS);
    const cached = await load(picture, SECONDS);
    const known = await load(picture, SECONDS, [`if-none-match=${made.headers.get('etag')}`]);
    rounds.push({
      throughput: cached.perSecond / plain.perSecond,
      p99: cached.p99Ms / plain.p99Ms,
      known: known.perSecond / plain.perSecond,
    });
  }
  const size = `${Math.round(bytes.length / 1000)} kB`;
  say(
    `cached GET of ${size} over a bare route, throughput`,
    median(rounds.map((r) => r.throughput)).toFixed(2),
    '>= 0.8',
  );
  say('the same, p99', median(rounds.map((r) => r.p99)).toFixed(2), '<= 1.25');
  say('304 answers over the same route, throughput', median(rounds.map((r) => r.known)).toFixed(2), '>= 1');
  bare.child.kill();
}

const timeOf = async (action: () => Promise<unknown> | unknown) => {
  const startedMs = performance.now();
  await action();
  return performance.now() - startedMs;
};

const convert = (input: string, ...words: string[]) =>
  execFileSync(process.execPath, [COMMAND, input, join(folder, 'out.gif'), '--quiet', ...words]);

async function coldRender(address: string, pid: number): Promise<void> {
  const path = recordingsIn('recordings').find((name) => name.endsWith('v2-welcome.cast'));
  if (path === undefined)
    return say('cold POST of v2-welcome over the command line', 'skipped', '<= 0.8 (no corpus here)');
  const ratios: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    // Another speed is another picture of the same length.
    const speed = String(1 + round / 1e6);
    await untilIdle(pid);
    const served = await timeOf(() => post(address, readFileSync(path), `?speed=${speed}`));
    ratios.push(served / (await timeOf(() => convert(path, '--speed', speed))));
  }
  say('cold POST of v2-welcome over the command line', median(ratios).toFixed(2), '<= 0.8');
}

async function burst(address: string): Promise<void> {
  const casts = Array.from({ length: BURST }, (_, at) => castOf(`burst ${at}`));
  const served = await timeOf(() => Promise.all(casts.map((cast) => post(address, cast))));
  const path = join(folder, 'small.cast');
  const converted = await timeOf(() => {
    for (const cast of casts) {
      writeFileSync(path, cast);
      convert(path);
    }
  });
  say(`${BURST} small casts in a burst over the command line`, (served / converted).toFixed(2), '<= 0.6');
}

/** Resolves to a number when it is as wanted, or to what it still is after a while. */
async function settled(read: () => number, wanted: number): Promise<number> {
  for (let waits = 0; waits < 100 && read() !== wanted; waits++)
    await new Promise((resolve) => setTimeout(resolve, 50));
  return read();
}

async function mixedRequests(address: string, pid: number): Promise<void> {
  const made = await post(address, castOf('mixed'));
  const picture = made.headers.get('content-location')!;
  const statuses = new Map<number, number>();
  const request = (at: number): readonly [path: string, init?: RequestInit] => {
    if (at % 500 === 499) return ['/render?format=txt', { method: 'POST', body: castOf(`mixed ${at}`) }];
    if (at % 5 === 4) return hostileRequest((at / 5) | 0);
    return [at % 5 === 3 ? '/health' : picture];
  };
  const ask = async (at: number) => {
    const [path, init] = request(at);
    const response = await fetch(address + path, init);
    await response.arrayBuffer();
    statuses.set(response.status, (statuses.get(response.status) ?? 0) + 1);
  };
  const run = async (from: number, count: number) => {
    for (let at = from; at < from + count; at += 50)
      await Promise.all(Array.from({ length: 50 }, (_, more) => ask(at + more)));
  };
  await run(0, MIXED / 5);
  const temporary = () => readdirSync(temporaryFolder, { recursive: true }).length;
  const before = { rss: rssOf(pid), files: filesOf(pid), processes: descendantsOf(pid).length, temporary: temporary() };
  await run(MIXED / 5, MIXED);
  const answers = [...statuses]
    .sort(([left], [right]) => left - right)
    .map(([status, count]) => `${count} x ${status}`);
  console.log(`answers: ${answers.join(', ')}`);
  say(`server process after ${MIXED} mixed requests`, `${Math.round(rssOf(pid))} MB`, '< 150 MB');
  say('growth over them', `${Math.round(rssOf(pid) - before.rss)} MB`, 'none');
  const left = async (read: () => number, earlier: number) => String((await settled(read, earlier)) - earlier);
  say('descriptors more than before', await left(() => filesOf(pid), before.files), '0');
  say('processes more than before', await left(() => descendantsOf(pid).length, before.processes), '0');
  say('temporary files more than before', await left(temporary, before.temporary), '0');
}

/** What a stranger asks for to make the most of a bomb. */
const BOMB_QUERIES = ['?format=gif', '?format=webm&font-size=8', '?format=svg'];

async function hostileInputs(): Promise<void> {
  const { address, child, pid } = await startServer([...STORE, '--spares', '0', '--answer-within', '10m'], OPTIONS);
  const corpus = recordingsIn('hostile').map((path) => [basename(path), readFileSync(path)] as const);
  if (corpus.length === 0) console.log('the hostile recordings of others are skipped: no corpus here');
  for (const [name, body] of [...corpus, ...ownBombs()]) {
    for (const query of isQuick ? BOMB_QUERIES.slice(0, 1) : BOMB_QUERIES) {
      const stopWatching = watchChildren(pid);
      const startedMs = performance.now();
      const response = await post(address, body, query);
      const seconds = (performance.now() - startedMs) / 1000;
      const { cpuSeconds, peakMegabytes } = stopWatching();
      const cost = `${cpuSeconds.toFixed(1)} s CPU ${seconds.toFixed(1)} s ${Math.round(peakMegabytes)} MB`;
      const what = response.ok ? '' : ((await response.json()) as { detail: string }).detail;
      console.log(`${name.padEnd(24)} ${query.padEnd(22)} ${response.status} ${cost.padStart(28)}   ${what}`);
    }
  }
  const healthy = await post(address, castOf('after all that'));
  say('the next request', String(healthy.status), '200');
  child.kill();
}

const STORE = ['--store', `file:${folder}/store`, '--log-level', 'info'];
const OPTIONS = { environment: { TMPDIR: temporaryFolder } };

try {
  mkdirSync(temporaryFolder);
  if (['cold', 'burst', 'cached', 'mixed'].some(isChosen)) {
    const { address, child, pid, readyMs } = await startServer(STORE, OPTIONS);
    say('ready after start', `${Math.round(readyMs)} ms`, '< 1000 ms');
    await untilIdle(pid);
    say('server process idle', `${Math.round(rssOf(pid))} MB`, '< 150 MB');
    if (isChosen('cold')) await coldRender(address, pid);
    if (isChosen('burst')) await burst(address);
    if (isChosen('cached')) await cachedPictures(address, pid);
    if (isChosen('mixed')) await mixedRequests(address, pid);
    child.kill();
  }
  if (isChosen('hostile')) await hostileInputs();
} finally {
  cleanUp();
}
