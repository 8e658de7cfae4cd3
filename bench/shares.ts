/**
 * What share of its bytes a recording keeps with fewer shades of text:
 * `node build/bench/shares.js [recording…]`, by default those of the corpus. The medians belong in `src/render/concessions.ts`.
 */
import { existsSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type RenderOptions, render } from '#cast2gif/index.js';
import { median } from './measure.js';

const CONCESSIONS: Readonly<Record<string, RenderOptions>> = {
  '4 levels': { antialiasingLevels: 4 },
  '3 levels': { antialiasingLevels: 3 },
};
/** Smaller files are headers and tables above all. */
const MIN_BYTES = 100_000;

async function bytesOf(source: string, options: RenderOptions): Promise<number> {
  const { outputs } = await render(source, { buffer: true, format: 'gif' }, { ...options, provenance: false });
  return outputs[0]!.byteLength;
}

async function measure(name: string, source: string): Promise<void> {
  const whole = await bytesOf(source, {});
  if (whole < MIN_BYTES) return;
  const cells: string[] = [];
  for (const concession of Object.keys(CONCESSIONS)) {
    const share = (await bytesOf(source, CONCESSIONS[concession]!)) / whole;
    shares.get(concession)!.push(share);
    cells.push(`${concession} ${share.toFixed(3)}`);
  }
  console.log(`${name} ${(whole / 1000).toFixed(0)} kB: ${cells.join(', ')}`);
}

const shares = new Map(Object.keys(CONCESSIONS).map((name) => [name, [] as number[]]));
const corpus =
  process.env.CAST2GIF_CORPUS ?? join(fileURLToPath(new URL('../../', import.meta.url)), '../shared/corpus');
const folder = join(corpus, 'recordings');
const found = existsSync(folder) ? readdirSync(folder).filter((name) => /\.(cast|json)$/.test(name)) : [];
const given = process.argv.slice(2);
for (const path of given.length > 0 ? given : found.map((name) => join(folder, name))) {
  await measure(basename(path), path);
}
for (const [concession, values] of shares) {
  const sorted = [...values].sort((one, other) => one - other);
  const quartile = (part: number) => sorted[Math.floor((sorted.length - 1) * part)]?.toFixed(3);
  console.log(`${concession}: median ${median(values).toFixed(3)}, quartiles ${quartile(0.25)} to ${quartile(0.75)}`);
}
