/**
 * Size, speed and memory over the corpus, beside agg's figures: `npm run bench -- [options] [names…]`.
 * `--levels fast,default,best` which levels (default: default), `--runs N` (default 1; the median counts),
 * `--gifsicle` also tells what `gifsicle -O3` takes off our output, `--write` puts the table into README.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { openRecording } from '#cast2gif/asciicast/open.js';
import { openSource } from '#cast2gif/io/source.js';
import { geometricMean, gifsicleBytes, machineFactor, median, runNode } from './measure.js';

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

function table(rows: readonly Row[], factor: number): string {
  const lines = [
    '| recording | kB | of agg | of agg + gifsicle | seconds | times as fast as agg | peak MB | after `gifsicle -O3` |',
    '|---|---|---|---|---|---|---|---|',
  ];
  const ratios = { agg: [] as number[], gifsicle: [] as number[], speed: [] as number[], left: [] as number[] };
  for (const row of rows) {
    const peer = agg.recordings[row.name];
    const speed = peer === undefined ? Number.NaN : (peer[0] * factor) / row.seconds;
    const cells = [row.kB.toFixed(0), ratio(row.kB, peer?.[1]), ratio(row.kB, peer?.[2]), row.seconds.toFixed(2)];
    cells.push(
      Number.isNaN(speed) ? '–' : speed.toFixed(1),
      row.peakMegabytes.toFixed(0),
      dashed(row.afterGifsicle, 4),
    );
    lines.push(`| ${row.name} | ${cells.join(' | ')} |`);
    if (!Number.isNaN(row.afterGifsicle)) ratios.left.push(row.afterGifsicle);
    if (peer === undefined) continue;
    ratios.agg.push(row.kB / peer[1]);
    ratios.gifsicle.push(row.kB / peer[2]);
    if (peer[0] >= TIMED_FROM_SECONDS) ratios.speed.push(speed);
  }
  const means = [ratios.agg, ratios.gifsicle].map((values) => geometricMean(values).toFixed(3));
  const left = ratios.left.length === 0 ? '–' : geometricMean(ratios.left).toFixed(4);
  const peak = Math.max(...rows.map((row) => row.peakMegabytes)).toFixed(0);
  lines.push(
    `| **geometric mean** | | **${means.join('** | **')}** | | **${geometricMean(ratios.speed).toFixed(1)}** | ${peak} (most) | ${left} |`,
  );
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
const report = [
  `This machine takes ${factor.toFixed(2)} times as long as the one agg was measured on (gzip yardstick); its seconds are corrected by that.`,
];
for (const level of values.levels.split(',')) {
  const rows = [];
  for (const path of recordings) {
    const row = await measure(path, level, Number(values.runs), values.gifsicle);
    rows.push(row);
    console.error(
      `${level} ${row.name} ${row.kB.toFixed(0)} kB ${row.seconds.toFixed(2)} s ${row.peakMegabytes.toFixed(0)} MB`,
    );
  }
  report.push(`\`--optimize ${level}\``, table(rows, factor));
}
console.log(report.join('\n\n'));
if (values.write) writeReadme(report.join('\n\n'));

function writeReadme(text: string): void {
  const path = join(project, 'README.md');
  const readme = readFileSync(path, 'utf8');
  const [start, end] = ['<!-- bench -->', '<!-- /bench -->'];
  const before = readme.slice(0, readme.indexOf(start) + start.length);
  writeFileSync(path, `${before}\n\n${text}\n\n${readme.slice(readme.indexOf(end))}`);
}
