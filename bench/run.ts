/**
 * Size, speed and memory beside agg: `npm run bench -- [options] [recordings…]`. A recording is a file, or a part of the
 * names of those to take from the corpus (CAST2GIF_CORPUS); without any, the whole corpus.
 * `--levels fast,default,best` which levels (default: default), `--runs N` (default 1; the median counts),
 * `--agg PROGRAM` runs agg beside ours instead of taking its figures from bench/agg.json, `--gifsicle` also shows what
 * `gifsicle -O3` leaves of our output, `--write` puts the table into docs/benchmarks.md.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { openRecording } from '#cast2gif/asciicast/open.js';
import { openSource } from '#cast2gif/io/source.js';
import { geometricMean, gifsicleBytes, machineFactor, median, runNode, writeBetween } from './measure.js';

const project = fileURLToPath(new URL('../../', import.meta.url));
const corpus = process.env.CAST2GIF_CORPUS ?? join(project, '../shared/corpus');
const outputs = join(project, 'bench/out');

/** What agg made of a recording. */
type AggFigures = readonly [seconds: number, kB: number, gifsicleKB: number];

interface AggTable {
  /** Seconds that gzip took on the machine where agg was measured. */
  readonly yardstickSeconds: number;
  readonly recordings: Record<string, AggFigures>;
}

/** Times count where agg takes this long or longer. */
const TIMED_FROM_SECONDS = 3;

interface Row {
  readonly name: string;
  readonly kB: number;
  readonly seconds: number;
  readonly peakMegabytes: number;
  readonly afterGifsicle: number;
}

async function measure(path: string, level: string, runs: number, withGifsicle: boolean): Promise<Row> {
  const name = nameOf(path);
  const output = join(outputs, `${name}.${level}.gif`);
  const costs = [];
  for (let run = 0; run < runs; run += 1) {
    const args = [join(project, 'bin/cast2gif.js'), path, output, '--quiet', '--no-provenance', '--optimize', level];
    const cost = await runNode(project, [...args, ...(await themeArguments(path))]);
    if (cost.status !== 0) throw new Error(`${name}: exit ${cost.status}: ${cost.messages}`);
    costs.push(cost);
  }
  const bytes = statSync(output).size;
  return {
    name,
    kB: bytes / 1000,
    seconds: median(costs.map((cost) => cost.seconds)),
    peakMegabytes: Math.max(...costs.map((cost) => cost.peakMegabytes)),
    afterGifsicle: withGifsicle ? gifsicleBytes(output) / bytes : Number.NaN,
  };
}

/** agg's default theme is dracula, where the recording has none. */
async function themeArguments(path: string): Promise<string[]> {
  const recording = await openRecording(await openSource(path), {});
  const { theme } = recording.header;
  await recording.close();
  return theme === undefined ? ['--theme', 'dracula'] : [];
}

/** Runs agg once with its default settings. */
function measureAgg(program: string, path: string): AggFigures {
  const output = join(outputs, `${nameOf(path)}.agg.gif`);
  const start = performance.now();
  const run = spawnSync(program, ['--quiet', path, output], { stdio: ['ignore', 'ignore', 'inherit'] });
  if (run.status !== 0) throw new Error(`${program} ${path}: ${run.error?.message ?? `exit ${run.status}`}`);
  return [(performance.now() - start) / 1000, statSync(output).size / 1000, gifsicleBytes(output) / 1000];
}

const nameOf = (path: string) => basename(path).replace(/\.(cast|json)$/, '');

/** Geometric means over those recordings that agg converted too. */
interface Means {
  readonly ofAgg: number;
  readonly ofGifsicle: number;
  readonly timesAsFast: number;
  readonly peakMegabytes: number;
  readonly afterGifsicle: number;
}

function meansOf(rows: readonly Row[], factor: number): Means {
  const compared = rows.flatMap((row) => (agg.recordings[row.name] ? [{ row, peer: agg.recordings[row.name]! }] : []));
  const timed = compared.filter(({ peer }) => peer[0] >= TIMED_FROM_SECONDS);
  return {
    ofAgg: geometricMean(compared.map(({ row, peer }) => row.kB / peer[1])),
    ofGifsicle: geometricMean(compared.map(({ row, peer }) => row.kB / peer[2])),
    timesAsFast: geometricMean(timed.map(({ row, peer }) => (peer[0] * factor) / row.seconds)),
    peakMegabytes: Math.max(...rows.map((row) => row.peakMegabytes)),
    afterGifsicle: geometricMean(rows.map((row) => row.afterGifsicle)),
  };
}

function summary(levels: ReadonlyMap<string, readonly Row[]>, factor: number): string {
  const lines = [
    '| level | bytes ÷ agg | bytes ÷ (agg, then `gifsicle -O3`) | times as fast as agg | peak MB | share left by `gifsicle -O3` |',
    '|---|---|---|---|---|---|',
  ];
  for (const [level, rows] of levels) {
    const means = meansOf(rows, factor);
    const cells = [means.ofAgg.toFixed(3), means.ofGifsicle.toFixed(3), dashed(means.timesAsFast, 1)];
    cells.push(means.peakMegabytes.toFixed(0), dashed(means.afterGifsicle, 3));
    lines.push(`| \`${level}\` | ${cells.join(' | ')} |`);
  }
  return lines.join('\n');
}

function table(rows: readonly Row[], factor: number): string {
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

function recordingsOfCorpus(parts: readonly string[]): string[] {
  return readdirSync(join(corpus, 'recordings'))
    .filter((name) => /\.(cast|json)$/.test(name))
    .filter((name) => parts.length === 0 || parts.some((part) => name.includes(part)))
    .map((name) => join(corpus, 'recordings', name));
}

const ratio = (value: number, of: number | undefined) => (of === undefined ? '–' : (value / of).toFixed(3));
const dashed = (value: number, digits: number) => (Number.isNaN(value) ? '–' : value.toFixed(digits));

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
const files = positionals.filter((word) => existsSync(word));
if (files.length === 0 && !existsSync(corpus)) {
  console.error(`no corpus at ${corpus}: name files, or set CAST2GIF_CORPUS`);
  process.exit(1);
}
mkdirSync(outputs, { recursive: true });
const recordings = files.length > 0 ? files : recordingsOfCorpus(positionals);
const yardstick = join(corpus, 'recordings/v2-chat-tui-long.cast');
const agg: AggTable =
  values.agg === undefined
    ? JSON.parse(readFileSync(join(project, 'bench/agg.json'), 'utf8'))
    : {
        yardstickSeconds: Number.NaN,
        recordings: Object.fromEntries(recordings.map((path) => [nameOf(path), measureAgg(values.agg!, path)])),
      };
const isSameMachine = values.agg !== undefined || !existsSync(yardstick);
const factor = isSameMachine ? 1 : machineFactor(yardstick, agg.yardstickSeconds);
const levels = new Map<string, readonly Row[]>();
for (const level of values.levels.split(',')) {
  const rows = [];
  for (const path of recordings) {
    const row = await measure(path, level, Number(values.runs), values.gifsicle);
    rows.push(row);
    console.error(
      `${level} ${row.name} ${row.kB.toFixed(0)} kB ${row.seconds.toFixed(2)} s ${row.peakMegabytes.toFixed(0)} MB`,
    );
  }
  levels.set(level, rows);
}
const note = isSameMachine
  ? 'agg was run on the same machine.'
  : `This machine takes ${factor.toFixed(2)} times as long for the yardstick (gzip) as the one that agg was measured on; ` +
    "agg's seconds are scaled by that.";
const sections = [...levels].map(([level, rows]) => `\`--optimize ${level}\`\n\n${table(rows, factor)}`);
console.log([note, summary(levels, factor), ...sections].join('\n\n'));
if (values.write) {
  const shown = levels.get('default') ?? [];
  writeBetween(
    join(project, 'docs/benchmarks.md'),
    'bench',
    [
      summary(levels, factor),
      note,
      '<details><summary>Every recording</summary>',
      table(shown, factor),
      '</details>',
    ].join('\n\n'),
  );
}
