/** Runs programs and measures what they cost. */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';

/** What one run cost. */
export interface Cost {
  readonly seconds: number;
  /** Peak resident memory, all threads; NaN where the program did not say. */
  readonly peakMegabytes: number;
  readonly status: number | null;
  readonly messages: string;
}

/** Runs a Node program to its end. */
export async function runNode(project: string, args: readonly string[]): Promise<Cost> {
  const folder = mkdtempSync(join(tmpdir(), 'cast2gif-bench-'));
  const report = join(folder, 'memory');
  const preload = pathToFileURL(join(project, 'bench', 'report-memory.mjs')).href;
  const start = process.hrtime.bigint();
  const child = spawn(process.execPath, ['--import', preload, ...args], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, BENCH_MEMORY_REPORT: report },
  });
  let messages = '';
  child.stderr.on('data', (data) => {
    messages += data;
  });
  const status = await new Promise<number | null>((resolve) => child.on('close', resolve));
  const seconds = Number(process.hrtime.bigint() - start) / 1e9;
  const peakMegabytes = status === 0 ? Number(readFileSync(report, 'utf8')) / 1024 : Number.NaN;
  rmSync(folder, { recursive: true });
  return { seconds, peakMegabytes, status, messages };
}

/** Bytes left after `gifsicle -O3`; NaN without gifsicle. */
export async function gifsicleBytes(path: string): Promise<number> {
  const child = spawn('gifsicle', ['-O3', path], { stdio: ['ignore', 'pipe', 'ignore'] });
  let bytes = 0;
  child.stdout.on('data', (data: Buffer) => {
    bytes += data.length;
  });
  const status = await new Promise<number | null>((resolve) =>
    child.on('close', resolve).on('error', () => resolve(null)),
  );
  return status === 0 ? bytes : Number.NaN;
}

/** A yardstick of the machine: CPU seconds that gzip's best compression of a file takes; the fastest of nine runs counts. */
export function gzipSeconds(path: string): number {
  const bytes = readFileSync(path);
  const runs = Array.from({ length: 9 }, () => {
    const start = process.cpuUsage();
    gzipSync(bytes, { level: 9 });
    return process.cpuUsage(start).user / 1e6;
  });
  return Math.min(...runs);
}

/** The middle value; of two, the lower. */
export function median(values: readonly number[]): number {
  return [...values].sort((left, right) => left - right)[Math.floor((values.length - 1) / 2)] ?? Number.NaN;
}

/** The value that so large a share of all, such as 0.99, does not exceed. */
export function percentile(values: readonly number[], share: number): number {
  return [...values].sort((left, right) => left - right)[Math.ceil(values.length * share) - 1] ?? Number.NaN;
}

/** Geometric mean of positive numbers. */
export function geometricMean(values: readonly number[]): number {
  return Math.exp(values.reduce((sum, value) => sum + Math.log(value), 0) / values.length);
}

/** Puts text into a page, between the comments `<!-- name -->` and `<!-- /name -->`. */
export function writeBetween(path: string, name: string, text: string): void {
  const page = readFileSync(path, 'utf8');
  const [start, end] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
  if (!page.includes(start) || !page.includes(end)) throw new Error(`${path} has no place for ${name}`);
  const before = page.slice(0, page.indexOf(start) + start.length);
  writeFileSync(path, `${before}\n\n${text}\n\n${page.slice(page.indexOf(end))}`);
}
