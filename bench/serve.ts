/**
 * `npm run bench:serve`: what the server costs, as ratios within one run: against a bare route that sends the same bytes
 * from memory, and against the command line. `--quick` asks less.
 */
import { type ChildProcess, execFile, execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { projectFolder, recordingsIn } from '#test/support.js';

const isQuick = process.argv.includes('--quick');
const COMMAND = join(projectFolder, 'bin/cast2gif.js');
const ROUNDS = isQuick ? 2 : 5;
const SECONDS = isQuick ? 2 : 5;
const BURST = isQuick ? 20 : 100;
/** Of changing text, which make a picture of some 300 kB. */
const SCREENS = 7;
const MIXED = isQuick ? 1000 : 10_000;

const folder = mkdtempSync(join(tmpdir(), 'cast2gif-bench-'));
const children: ChildProcess[] = [];

/** Starts a program that prints its address in a line. */
function start(words: readonly string[]): Promise<{ address: string; child: ChildProcess; readyMs: number }> {
  const startedMs = performance.now();
  const child = spawn(process.execPath, words, { stdio: ['ignore', 'pipe', 'ignore'], cwd: projectFolder });
  children.push(child);
  return new Promise((resolve, reject) => {
    child.on('exit', (status) => reject(new Error(`ended with ${status}`)));
    child.stdout!.once('data', (line: Buffer) => {
      const address = /http:\S+/.exec(line.toString())![0];
      resolve({ address, child, readyMs: performance.now() - startedMs });
    });
  });
}

/** The same bytes by Fastify alone. */
function startBare(path: string) {
  const program = `
    const app = require('fastify')();
    const bytes = require('node:fs').readFileSync(${JSON.stringify(path)});
    app.get('/picture.gif', (request, reply) => reply.type('image/gif').send(bytes));
    app.listen({ port: 0 }).then((address) => console.log(address.replace('[::1]', '127.0.0.1')));`;
  return start(['-e', program]);
}

/** Asks with 200 connections, from a process of its own. */
async function load(url: string, headers: readonly string[] = []) {
  const program = fileURLToPath(import.meta.resolve('autocannon'));
  const words = ['-j', '-c', '200', '-d', String(SECONDS), ...headers.flatMap((header) => ['-H', header]), url];
  const { stdout } = await promisify(execFile)(process.execPath, [program, ...words], { maxBuffer: 2 ** 24 });
  const { requests, latency, errors } = JSON.parse(stdout);
  if (errors > 0) throw new Error(`${errors} errors`);
  return { perSecond: requests.average as number, p99Ms: latency.p99 as number };
}

const median = (values: readonly number[]) => values.toSorted((a, b) => a - b)[values.length >> 1]!;

function say(what: string, value: string, goal: string): void {
  console.log(`${what.padEnd(66)} ${value.padStart(10)}   goal ${goal}`);
}

const rssOf = (pid: number) => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))![1]) / 1000;
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

function castOf(text: string): string {
  return `{"version":2,"width":40,"height":10}\n[0,"o",${JSON.stringify(text)}]\n[1,"o"," and more"]\n`;
}

async function post(address: string, body: string | Uint8Array, query = ''): Promise<Response> {
  const response = await fetch(`${address}/render${query}`, { method: 'POST', body });
  await response.clone().arrayBuffer();
  return response;
}

async function cachedPictures(address: string): Promise<void> {
  // Pictures of some 300 kB do not come from small recordings.
  const path = join(folder, 'large.cast');
  const row = (at: number) =>
    Array.from({ length: 80 }, (_, x) => String.fromCharCode(33 + ((x * x * 7 + x * at * 5 + at * 13) % 90))).join('');
  const screen = (at: number) => Array.from({ length: 24 }, (_, y) => row(at * 24 + y)).join('\r\n');
  const events = Array.from(
    { length: SCREENS },
    (_, at) => `[${at / 10},"o",${JSON.stringify(`\x1b[H${screen(at)}`)}]`,
  );
  writeFileSync(path, `{"version":2,"width":80,"height":24}\n${events.join('\n')}\n`);
  const made = await post(address, readFileSync(path));
  const picture = `${address}${made.headers.get('content-location')}`;
  const bytes = Buffer.from(await (await fetch(picture)).arrayBuffer());
  writeFileSync(join(folder, 'picture.gif'), bytes);
  const bare = await startBare(join(folder, 'picture.gif'));
  const rounds = [];
  for (let round = 0; round < ROUNDS; round++) {
    const plain = await load(`${bare.address}/picture.gif`);
    const cached = await load(picture);
    const known = await load(picture, [`if-none-match=${made.headers.get('etag')}`]);
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
  const words = [
    'serve',
    '--port',
    '0',
    '--store',
    `file:${folder}/store`,
    '--rate-limit',
    '1000000',
    '--log-level',
    'info',
  ];
  const { address, child, readyMs } = await start([COMMAND, ...words]);
  say('ready after start', `${Math.round(readyMs)} ms`, '< 1000 ms');
  await new Promise((resolve) => setTimeout(resolve, 3000));
  say('server process idle', `${Math.round(rssOf(child.pid!))} MB`, '< 150 MB');
  await coldRender(address);
  await burst(address);
  await cachedPictures(address);
  await mixedRequests(address, child.pid!);
} finally {
  for (const child of children) child.kill();
  rmSync(folder, { recursive: true, force: true });
}
