/** Servers and workers as operators start them, and what they cost: for benchmarks of the service. */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { projectFolder } from '#test/support.js';

/** The command that users start. */
export const COMMAND = join(projectFolder, 'bin/cast2gif.js');
/** Screens of changing text, which make a picture of some 300 kB. */
const SCREENS = 7;
/** Of `/proc/PID/stat`, on Linux whatever the kernel's own. */
const TICKS_PER_SECOND = 100;

/** What a benchmark leaves behind goes with it. */
export const folder = mkdtempSync(join(tmpdir(), 'cast2gif-bench-'));
const children: ChildProcess[] = [];

export interface Started {
  readonly child: ChildProcess;
  readonly pid: number;
  /** The address in its first line of output, if there is one. */
  readonly address: string;
  readonly readyMs: number;
}

export interface StartOptions {
  /** The core that it has to itself. */
  readonly core?: number;
  readonly environment?: Readonly<Record<string, string>>;
}

/** Starts a program of Node that prints a line when it is ready. */
export async function start(words: readonly string[], { core, environment }: StartOptions = {}): Promise<Started> {
  const startedMs = performance.now();
  const pinned = core === undefined ? [] : ['taskset', '-c', String(core)];
  const [program, ...all] = [...pinned, process.execPath, ...words];
  const env = { ...process.env, ...environment };
  const child = spawn(program!, all, { stdio: ['ignore', 'pipe', 'ignore'], cwd: projectFolder, env });
  children.push(child);
  for await (const line of createInterface(child.stdout!)) {
    child.stdout!.resume();
    const address = /http:[^\s,]+/.exec(line)?.[0] ?? '';
    return { child, pid: child.pid!, address, readyMs: performance.now() - startedMs };
  }
  throw new Error(`${words.join(' ')} ended at once`);
}

/** Starts a server on a free port. */
export function startServer(words: readonly string[], options?: StartOptions): Promise<Started> {
  const few = ['serve', '--port', '0', '--rate-limit', '100000000'];
  return start([COMMAND, ...few, ...words], options);
}

/** Starts a worker that renders one picture at a time. */
export function startWorker(words: readonly string[], options?: StartOptions): Promise<Started> {
  return start([COMMAND, 'worker', '--concurrency', '1', '--log-level', 'silent', ...words], options);
}

/** Ends a program; with SIGTERM it may finish what it does. */
export async function stop({ child }: Started, signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill(signal);
  await ended;
}

/** Ends everything, and removes the folder. */
export function cleanUp(): void {
  for (const child of children) child.kill();
  rmSync(folder, { recursive: true, force: true });
}

/** The same bytes by Fastify alone. */
export function startBare(path: string): Promise<Started> {
  const program = `
    const app = require('fastify')();
    const bytes = require('node:fs').readFileSync(${JSON.stringify(path)});
    app.get('/picture.gif', (request, reply) => reply.type('image/gif').send(bytes));
    app.listen({ port: 0 }).then((address) => console.log(address.replace('[::1]', '127.0.0.1')));`;
  return start(['-e', program]);
}

/** Asks with 200 connections, from a process of its own. */
export async function load(url: string, seconds: number, headers: readonly string[] = []) {
  const program = fileURLToPath(import.meta.resolve('autocannon'));
  const words = ['-j', '-c', '200', '-d', String(seconds), ...headers.flatMap((header) => ['-H', header]), url];
  const { stdout } = await promisify(execFile)(process.execPath, [program, ...words], { maxBuffer: 2 ** 24 });
  const { requests, latency, errors } = JSON.parse(stdout);
  if (errors > 0) throw new Error(`${errors} errors`);
  return { perSecond: requests.average as number, p99Ms: latency.p99 as number, count: requests.total as number };
}

/** A figure, and what it has to be. */
export function say(what: string, value: string, goal = ''): void {
  console.log(`${what.padEnd(72)} ${value.padStart(10)}${goal && `   goal ${goal}`}`);
}

/** Resident memory of a process, in megabytes. */
export function rssOf(pid: number): number {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))![1]) / 1000;
}

/** What a process has spent so far, without its children. */
export function cpuSecondsOf(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ');
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
}

/** A small recording of its own for every text. */
export function castOf(text: string): string {
  return `{"version":2,"width":40,"height":10}\n[0,"o",${JSON.stringify(text)}]\n[1,"o"," and more"]\n`;
}

/** A recording whose picture has some 300 kB: such pictures do not come from small ones. */
export function castOfLargePicture(): string {
  const row = (at: number) =>
    Array.from({ length: 80 }, (_, x) => String.fromCharCode(33 + ((x * x * 7 + x * at * 5 + at * 13) % 90))).join('');
  const screen = (at: number) => Array.from({ length: 24 }, (_, y) => row(at * 24 + y)).join('\r\n');
  const events = Array.from(
    { length: SCREENS },
    (_, at) => `[${at / 10},"o",${JSON.stringify(`\x1b[H${screen(at)}`)}]`,
  );
  return `{"version":2,"width":80,"height":24}\n${events.join('\n')}\n`;
}

/** Has a recording rendered, and waits for the picture. */
export async function post(address: string, body: string | Uint8Array, query = ''): Promise<Response> {
  const response = await fetch(`${address}/render${query}`, { method: 'POST', body });
  await response.clone().arrayBuffer();
  return response;
}

/** Asks for a picture for later. Resolves to the job's path. */
export async function promise(address: string, body: string | Uint8Array, query = ''): Promise<string> {
  const headers = { prefer: 'respond-async' };
  const response = await fetch(`${address}/render${query}`, { method: 'POST', body, headers });
  await response.arrayBuffer();
  if (response.status !== 202) throw new Error(`status ${response.status} in place of 202`);
  return response.headers.get('location')!;
}
