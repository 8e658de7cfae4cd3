/**
 * How well `--max-bytes` uses what it is allowed: `node build/bench/budget.js [--bytes 1000000,5000000] [recording…]`, by default
 * the corpus; recordings that fit as they are, are left out.
 */
import { existsSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { type Progress, render } from '#cast2gif/index.js';
import { median } from './measure.js';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { bytes: { type: 'string', default: '1000000,5000000' } },
});
const corpus =
  process.env.CAST2GIF_CORPUS ?? join(fileURLToPath(new URL('../../', import.meta.url)), '../shared/corpus');
const folder = join(corpus, 'recordings');
const found = existsSync(folder) ? readdirSync(folder).filter((name) => /\.(cast|json)$/.test(name)) : [];
const paths = positionals.length > 0 ? positionals : found.map((name) => join(folder, name));

async function measure(path: string, maxBytes: number): Promise<{ used: number; attempts: number } | undefined> {
  let attempts = 0;
  const onProgress = ({ stage, fraction }: Progress) => {
    if (stage === 'encode' && fraction === 1) attempts += 1;
  };
  try {
    const { outputs, concessions } = await render(
      path,
      { buffer: true, format: 'gif' },
      { maxBytes, onProgress, provenance: false },
    );
    if (concessions.length === 0) return undefined;
    const used = outputs[0]!.byteLength / maxBytes;
    console.log(
      `${basename(path)}, ${maxBytes}: ${(100 * used).toFixed(0)} %, ${attempts} attempts, ${concessions.join(', ')}`,
    );
    return { used, attempts };
  } catch (error) {
    console.log(`${basename(path)}, ${maxBytes}: ${attempts} attempts, ${(error as Error).message}`);
    return undefined;
  }
}

const results = [];
for (const bytes of values.bytes.split(',').map(Number))
  for (const path of paths) {
    const result = await measure(path, bytes);
    if (result !== undefined) results.push(result);
  }
const used = results.map((result) => result.used);
const attempts = results.map((result) => result.attempts);
console.log(
  `${results.length} made to fit: ${(100 * median(used)).toFixed(0)} % used in the median, ${(100 * Math.min(...used)).toFixed(0)} % at least; ` +
    `${median(attempts)} attempts in the median, ${Math.max(...attempts)} at most`,
);
