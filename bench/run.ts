/**
 * Size, speed and memory beside agg: `npm run bench -- [options] [recordings…]`. A recording is a file, or a part of the
 * names of those to take from the corpus (CAST2GIF_CORPUS) and from the made ones (`bench/made`); by default all of both.
 * `--levels fast,default,best` which levels (default: default), `--runs N` (default 1; the median counts),
 * `--agg PROGRAM` runs agg beside ours instead of taking its figures from bench/agg.json, `--gifsicle` also shows what
 * `gifsicle -O3` leaves of our output, `--write` puts the tables into docs/benchmarks.md.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { chosenRecordings, convertToGif, madeRecordings, nameOf, outputs, project } from './chosen-recordings.js';
import { type Cost, geometricMean, gifsicleBytes, gzipSeconds, median, writeBetween } from './measure.js';

/** What agg made of a recording. */
type AggFigures = readonly [seconds: number, kB: number, gifsicleKB: number];

interface AggTable {
  /** Seconds that gzip took for the yardstick on the machine where agg was measured. */
  readonly yardstickSeconds: number;
  readonly recordings: Record<string, AggFigures>;
}

/** What came out for a group of recordings, whose means are stated together. */
interface Result {
  readonly group: string;
  readonly level: string;
  readonly rows: readonly Row[];
}

/** Times count in the mean where agg takes this long or longer. */
const TIMED_FROM_SECONDS = 3;

interface Row {
  readonly name: string;
  /** The GIF. */
  readonly output: string;
  readonly kB: number;
  readonly seconds: number;
  readonly peakMegabytes: number;
  /** The share that `gifsicle -O3` leaves; NaN until that is known. */
  readonly afterGifsicle: number;
}

async function measure(path: string, level: string, runs: number): Promise<Row> {
  const name = nameOf(path);
  const output = join(outputs, `${name}.${level}.gif`);
  const costs: Cost[] = [];
  for (let run = 0; run < runs; run += 1) costs.push(await convertToGif(path, output, level));
  return {
    name,
    output,
    kB: statSync(output).size / 1000,
    seconds: median(costs.map((cost) => cost.seconds)),
    peakMegabytes: Math.max(...costs.map((cost) => cost.peakMegabytes)),
    afterGifsicle: Number.NaN,
  };
}

/** The same results with what gifsicle leaves, which is found out for several files at a time. */
async function withGifsicle(measured: readonly Result[]): Promise<Result[]> {
  const shares = new Map<string, number>();
  const waiting = measured.flatMap(({ rows }) => rows).values();
  const measureSome = async () => {
    for (const { output, kB } of waiting) shares.set(output, (await gifsicleBytes(output)) / 1000 / kB);
  };
  await Promise.all(Array.from({ length: availableParallelism() }, measureSome));
  return measured.map((result) => ({
    ...result,
    rows: result.rows.map((row) => ({ ...row, afterGifsicle: shares.get(row.output)! })),
  }));
}

/** Runs agg once with its default settings; undefined where it fails. */
async function measureAgg(program: string, path: string): Promise<AggFigures | undefined> {
  const output = join(outputs, `${nameOf(path)}.agg.gif`);
  const start = performance.now();
  const run = spawnSync(program, ['--quiet', path, output], { stdio: ['ignore', 'ignore', 'inherit'] });
  if (run.error !== undefined) throw run.error;
  if (run.status !== 0) return undefined;
  const seconds = (performance.now() - start) / 1000;
  return [seconds, statSync(output).size / 1000, (await gifsicleBytes(output)) / 1000];
}

/** Geometric means over those recordings that agg converted too, and the worst of them. */
interface Means {
  readonly ofAgg: number;
  readonly ofGifsicle: number;
  readonly timesAsFast: number;
  readonly leastTimesAsFast: number;
  readonly peakMegabytes: number;
  readonly afterGifsicle: number;
  readonly leastAfterGifsicle: number;
}

function meansOf(rows: readonly Row[]): Means {
  const compared = rows.flatMap((row) => (agg.recordings[row.name] ? [{ row, peer: agg.recordings[row.name]! }] : []));
  const timed = compared.filter(({ peer }) => peer[0] >= TIMED_FROM_SECONDS);
  const speeds = timed.map(({ row, peer }) => (peer[0] * factor) / row.seconds);
  const left = rows.map((row) => row.afterGifsicle);
  return {
    ofAgg: geometricMean(compared.map(({ row, peer }) => row.kB / peer[1])),
    ofGifsicle: geometricMean(compared.map(({ row, peer }) => row.kB / peer[2])),
    timesAsFast: geometricMean(speeds),
    leastTimesAsFast: Math.min(...speeds),
    peakMegabytes: Math.max(...rows.map((row) => row.peakMegabytes)),
    afterGifsicle: geometricMean(left),
    leastAfterGifsicle: Math.min(...left),
  };
}

function summary(results: readonly Result[]): string {
  const lines = [
    '| recordings | level | bytes ÷ agg | bytes ÷ (agg, then `gifsicle -O3`) | times as fast as agg | least of them | peak MB | left by `gifsicle -O3` | least of them |',
    '|---|---|---|---|---|---|---|---|---|',
  ];
  for (const { group, level, rows } of results) {
    const means = meansOf(rows);
    const cells = [`${group} (${rows.length})`, `\`${level}\``, dashed(means.ofAgg, 3), dashed(means.ofGifsicle, 3)];
    cells.push(dashed(means.timesAsFast, 1), dashed(means.leastTimesAsFast, 1), means.peakMegabytes.toFixed(0));
    cells.push(dashed(means.afterGifsicle, 3), dashed(means.leastAfterGifsicle, 3));
    lines.push(`| ${cells.join(' | ')} |`);
  }
  return lines.join('\n');
}

function table(rows: readonly Row[]): string {
  const lines = [
    '| recording | kB | ÷ agg | ÷ (agg, then gifsicle) | seconds | times as fast as agg | peak MB | left by `gifsicle -O3` |',
    '|---|---|---|---|---|---|---|---|',
  ];
  for (const row of rows) {
    const peer = agg.recordings[row.name];
    const speed = peer === undefined ? Number.NaN : (peer[0] * factor) / row.seconds;
    const cells = [row.kB.toFixed(0), ratio(row.kB, peer?.[1]), ratio(row.kB, peer?.[2]), row.seconds.toFixed(2)];
    cells.push(dashed(speed, 1), row.peakMegabytes.toFixed(0), dashed(row.afterGifsicle, 3));
    lines.push(`| ${row.name} | ${cells.join(' | ')} |`);
  }
  return lines.join('\n');
}

const ratio = (value: number, of: number | undefined) => (of === undefined ? '–' : (value / of).toFixed(3));
const dashed = (value: number, digits: number) => (Number.isFinite(value) ? value.toFixed(digits) : '–');

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    levels: { type: 'string', default: 'default' },
    runs: { type: 'string', default: '1' },
    agg: { type: 'string' },
    gifsicle: { type: 'boolean', default: false },
    write: { type: 'boolean', default: false },
  },
});
mkdirSync(outputs, { recursive: true });
const groups = chosenRecordings(positionals);
const yardstickSeconds = gzipSeconds(madeRecordings().find((path) => nameOf(path) === 'made-flag-table')!);
const agg = values.agg === undefined ? keptFigures() : await figuresOf(values.agg);
const factor = yardstickSeconds / agg.yardstickSeconds;

function keptFigures(): AggTable {
  return JSON.parse(readFileSync(join(project, 'bench/agg.json'), 'utf8'));
}

/** Runs agg on all recordings, and keeps its figures among the outputs. */
async function figuresOf(program: string): Promise<AggTable> {
  const recordings: Record<string, AggFigures> = {};
  for (const path of Object.values(groups).flat()) {
    const figures = await measureAgg(program, path);
    if (figures !== undefined) recordings[nameOf(path)] = figures;
    console.error(`agg ${nameOf(path)} ${figures?.map((figure) => figure.toFixed(1)).join(' ') ?? 'failed'}`);
  }
  const table = { yardstickSeconds, recordings };
  writeFileSync(join(outputs, 'agg.json'), `${JSON.stringify(table, null, 2)}\n`);
  return table;
}

const measured: Result[] = [];
for (const [group, paths] of Object.entries(groups).filter(([, chosen]) => chosen.length > 0)) {
  for (const level of values.levels.split(',')) measured.push({ group, level, rows: await rowsOf(paths, level) });
}

const results = values.gifsicle ? await withGifsicle(measured) : measured;

async function rowsOf(paths: readonly string[], level: string): Promise<Row[]> {
  const rows: Row[] = [];
  for (const path of paths) {
    const row = await measure(path, level, Number(values.runs));
    rows.push(row);
    const figures = `${row.kB.toFixed(0)} kB ${row.seconds.toFixed(2)} s ${row.peakMegabytes.toFixed(0)} MB`;
    console.error(`${level} ${row.name} ${figures}`);
  }
  return rows;
}

const note =
  values.agg !== undefined
    ? 'agg was run on the same machine.'
    : `This machine takes ${factor.toFixed(2)} times as long for the yardstick (gzip) as the one that agg was measured on; ` +
      "agg's seconds are scaled by that.";
const sections = results.map(({ group, level, rows }) => `${group}, \`--optimize ${level}\`\n\n${table(rows)}`);
console.log([note, summary(results), ...sections].join('\n\n'));
if (values.write) {
  const details = ['<details><summary>Every recording</summary>', ...sections, '</details>'];
  writeBetween(join(project, 'docs/benchmarks.md'), 'bench', [summary(results), note, ...details].join('\n\n'));
}
