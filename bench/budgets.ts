/**
 * What a size budget costs, and how well it is used: `npm run bench:budgets -- [--bytes 1000000] [--runs 3]
 * [recording…]`, by default the recordings of the corpus; those that fit as they are, are left out.
 */
import { existsSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { type RenderResult, render } from '#cast2gif/index.js';
import { median } from './measure.js';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    bytes: { type: 'string', default: '1000000' },
    runs: { type: 'string', default: '3' },
  },
});
const project = fileURLToPath(new URL('../../', import.meta.url));
const corpus = process.env.CAST2GIF_CORPUS ?? join(project, '../shared/corpus');
const folder = join(corpus, 'recordings');
const found = existsSync(folder) ? readdirSync(folder).filter((name) => /\.(cast|json)$/.test(name)) : [];
const paths = positionals.length > 0 ? positionals : found.map((name) => join(folder, name));

/** One run and the CPU time of all its threads: wall time says little on a machine that does other work. */
interface Run {
  readonly result: RenderResult;
  readonly cpuSeconds: number;
  readonly seconds: number;
}

async function run(path: string, maxBytes?: number): Promise<Run> {
  const start = process.hrtime.bigint();
  const before = process.cpuUsage();
  const result = await render(path, { buffer: true, format: 'gif' }, { maxBytes, provenance: false });
  const { user, system } = process.cpuUsage(before);
  const seconds = Number(process.hrtime.bigint() - start) / 1e9;
  return { result, cpuSeconds: (user + system) / 1e6, seconds };
}

const COLUMNS = [
  'recording',
  'plain, MB',
  'plain, CPU s',
  'with budget, CPU s',
  'times',
  'elapsed, times',
  'budget used',
  'pixels',
  'given up',
];

/** A row of the table; undefined where the recording fits as it is. */
async function measure(path: string, maxBytes: number): Promise<string | undefined> {
  const name = basename(path).replace(/\.[a-z]+$/, '');
  const plain = [await run(path)];
  const plainBytes = plain[0]!.result.outputs[0]!.byteLength;
  if (plainBytes <= maxBytes) return undefined;
  const fitted: Run[] = [];
  try {
    while (fitted.length < Number(values.runs)) {
      fitted.push(await run(path, maxBytes));
      plain.push(await run(path));
    }
  } catch (error) {
    return row([name, megabytes(plainBytes), ...Array(COLUMNS.length - 3).fill('–'), (error as Error).message]);
  }
  const { outputs, concessions, widthPx, heightPx } = fitted[0]!.result;
  const middle = (runs: readonly Run[], of: 'cpuSeconds' | 'seconds') => median(runs.map((one) => one[of]));
  const times = (of: 'cpuSeconds' | 'seconds') => (middle(fitted, of) / middle(plain, of)).toFixed(2);
  return row([
    name,
    megabytes(plainBytes),
    middle(plain, 'cpuSeconds').toFixed(2),
    middle(fitted, 'cpuSeconds').toFixed(2),
    times('cpuSeconds'),
    times('seconds'),
    `${((100 * outputs[0]!.byteLength) / maxBytes).toFixed(0)} %`,
    `${widthPx}x${heightPx}`,
    concessions.join(', '),
  ]);
}

const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
const megabytes = (bytes: number): string => (bytes / 1e6).toFixed(2);

const maxBytes = Number(values.bytes);
console.log(row(COLUMNS));
console.log(`|${COLUMNS.map(() => '---|').join('')}`);
for (const path of paths) {
  const line = await measure(path, maxBytes);
  if (line !== undefined) console.log(line);
}
