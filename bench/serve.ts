/**
 * `npm run bench:serve`: what the server costs, as ratios within one run: against a bare route that sends the same bytes
 * from memory, and against the command line. `--quick` asks less.
 */
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, readlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { recordingsIn } from '#test/support.js';
import { median } from './measure.js';
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
const ROUNDS = isQuick ? 2 : 5;
const SECONDS = isQuick ? 2 : 5;
const BURST = isQuick ? 20 : 100;
const MIXED = isQuick ? 1000 : 10_000;

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

async function cachedPictures(address: string): Promise<void> {
  const made = await post(address, castOfLargePicture());
  const picture = `${address}${made.headers.get('content-location')}`;
  const bytes = Buffer.from(await (await fetch(picture)).arrayBuffer());
  writeFileSync(join(folder, 'picture.gif'), bytes);
  const bare = await startBare(join(folder, 'picture.gif'));
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

async function coldRender(address: string): Promise<void> {
  const path = recordingsIn('recordings').find((name) => name.endsWith('v2-welcome.cast'));
  if (path === undefined)
    return say('cold POST of v2-welcome over the command line', 'skipped', '<= 0.8 (no corpus here)');
  const ratios: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    // Another speed is another picture of the same length.
    const speed = String(1 + round / 1e6);
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

async function mixedRequests(address: string, pid: number): Promise<void> {
  const made = await post(address, castOf('mixed'));
  const picture = made.headers.get('content-location')!;
  const hostile = [`/r/-/-/${'x'.repeat(4000)}.gif`, '/p/..%2f..%2fsecret', '/%', '/jobs/x', '/r/x/y/z.gif'];
  const ask = async (at: number) => {
    if (at % 500 === 499) return post(address, castOf(`mixed ${at}`), '?format=txt');
    if (at % 5 === 4) return (await fetch(address + hostile[((at / 5) % hostile.length) | 0]!)).arrayBuffer();
    if (at % 5 === 3) return (await fetch(`${address}/health`)).arrayBuffer();
    return (await fetch(address + picture)).arrayBuffer();
  };
  const run = async (count: number) => {
    for (let at = 0; at < count; at += 50) await Promise.all(Array.from({ length: 50 }, (_, more) => ask(at + more)));
  };
  await run(MIXED / 5);
  const before = { rss: rssOf(pid), files: filesOf(pid) };
  await run(MIXED);
  say(`server process after ${MIXED} mixed requests`, `${Math.round(rssOf(pid))} MB`, '< 150 MB');
  say('growth over them', `${Math.round(rssOf(pid) - before.rss)} MB`, 'none');
  say('descriptors more than before', String(filesOf(pid) - before.files), '0');
}

try {
  const { address, pid, readyMs } = await startServer(['--store', `file:${folder}/store`, '--log-level', 'info']);
  say('ready after start', `${Math.round(readyMs)} ms`, '< 1000 ms');
  await new Promise((resolve) => setTimeout(resolve, 3000));
  say('server process idle', `${Math.round(rssOf(pid))} MB`, '< 150 MB');
  await coldRender(address);
  await burst(address);
  await cachedPictures(address);
  await mixedRequests(address, pid);
} finally {
  cleanUp();
}
