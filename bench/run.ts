/**
 * Size, speed and memory over the corpus, beside agg's figures: `npm run bench -- [options] [names…]`.
 * `--levels fast,default,best` which levels (default: default), `--runs N` (default 1; the median counts),
 * `--gifsicle` also tells what `gifsicle -O3` takes off our output, `--write` puts the table into README.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { openRecording } from '#cast2gif/asciicast/open.js';
import { openSource } from '#cast2gif/io/source.js';
import { geometricMean, gifsicleBytes, machineFactor, median, runNode, writeBetween } from './measure.js';

const project = fileURLToPath(new URL('../../', import.meta.url));
const corpus = process.env.CAST2GIF_CORPUS ?? join(project, '../shared/corpus');
const agg = JSON.parse(readFileSync(join(project, 'bench/agg.json'), 'utf8')) as {
  yardstickSeconds: number;
  recordings: Record<string, [seconds: number, kB: number, gifsicleKB: number]>;
};

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
  const name = basename(path).replace(/\.(cast|json)$/, '');
  const output = join(project, 'bench/out', `${name}.${level}.gif`);
  const costs = [];
  for (let run = 0; run < runs; run += 1) {
    const args = [join(project, 'bin/cast2gif.js'), path, output, '--quiet', '--optimize', level, '--aa-levels', '6'];
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
    '| level | bytes, of agg | of agg + `gifsicle -O3` | times as fast as agg | peak MB | `gifsicle -O3` leaves of it |',
    '|---|---|---|---|---|---|',
  ];
  for (const [level, rows] of levels) {
    const means = meansOf(rows, factor);
    const cells = [means.ofAgg.toFixed(3), means.ofGifsicle.toFixed(3), means.timesAsFast.toFixed(1)];
    cells.push(means.peakMegabytes.toFixed(0), dashed(means.afterGifsicle, 3));
    lines.push(`| \`${level}\` | ${cells.join(' | ')} |`);
  }
  return lines.join('\n');
}

function table(rows: readonly Row[], factor: number): string {
  const lines = [
    '| recording | kB | of agg | of agg + gifsicle | seconds | times as fast as agg | peak MB | `gifsicle -O3` leaves |',
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
const dashed = (value: number, digits: number) => (Number.isNaN(value) ? '–' : value.toFixed(digits));

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    levels: { type: 'string', default: 'default' },
    runs: { type: 'string', default: '1' },
    gifsicle: { type: 'boolean', default: false },
    write: { type: 'boolean', default: false },
  },
});
if (!existsSync(corpus)) {
  console.error(`no corpus at ${corpus}: set CAST2GIF_CORPUS`);
  process.exit(1);
}
mkdirSync(join(project, 'bench/out'), { recursive: true });
const recordings = readdirSync(join(corpus, 'recordings'))
  .filter((name) => /\.(cast|json)$/.test(name))
  .filter((name) => positionals.length === 0 || positionals.some((part) => name.includes(part)))
  .map((name) => join(corpus, 'recordings', name));
const factor = machineFactor(join(corpus, 'recordings/v2-chat-tui-long.cast'), agg.yardstickSeconds);
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
const note =
  `This machine took ${factor.toFixed(2)} times as long for the yardstick (gzip) as the one that agg was measured on; ` +
  "agg's seconds are corrected by that.";
const sections = [...levels].map(([level, rows]) => `\`--optimize ${level}\`\n\n${table(rows, factor)}`);
console.log([note, summary(levels, factor), ...sections].join('\n\n'));
if (values.write) {
  const shown = levels.get('default') ?? [];
  writeBetween(
    join(project, 'README.md'),
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
