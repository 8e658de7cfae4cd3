/** Which recordings a benchmark measures, and how one is converted. */
import { existsSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openRecording } from '#cast2gif/asciicast/open.js';
import { openSource } from '#cast2gif/io/source.js';
import { writeMadeRecordings } from './made/made-recordings.js';
import { type Cost, runNode } from './measure.js';

export const project = fileURLToPath(new URL('../../', import.meta.url));
const corpus = process.env.CAST2GIF_CORPUS ?? join(project, '../shared/corpus');

/** Where benchmarks put what they make. */
export const outputs = join(project, 'bench/out');

/** A recording's name: that of the file without its ending. */
export const nameOf = (path: string) => basename(path).replace(/\.(cast|json)$/, '');

/** Writes the made recordings into the folder of outputs; returns their paths. */
export const madeRecordings = () => writeMadeRecordings(join(outputs, 'recordings'));

/**
 * Paths by group. Words are files, or parts of the names of recordings to take from the corpus (`public`) and from the
 * made ones; without words, all of both.
 */
export function chosenRecordings(words: readonly string[]): Readonly<Record<string, readonly string[]>> {
  const files = words.filter((word) => existsSync(word));
  if (files.length > 0) return { given: files };
  const isChosen = (path: string) => words.length === 0 || words.some((part) => nameOf(path).includes(part));
  return { public: recordingsOfCorpus().filter(isChosen), made: madeRecordings().filter(isChosen) };
}

function recordingsOfCorpus(): string[] {
  const folder = join(corpus, 'recordings');
  if (!existsSync(folder)) {
    console.error(`no corpus at ${corpus} (CAST2GIF_CORPUS): only the made recordings are measured`);
    return [];
  }
  return readdirSync(folder)
    .filter((name) => /\.(cast|json)$/.test(name))
    .map((name) => join(folder, name));
}

/** Makes a GIF as agg does by default; throws where that fails. */
export async function convertToGif(path: string, output: string, level: string): Promise<Cost> {
  const args = [join(project, 'bin/cast2gif.js'), path, output, '--quiet', '--no-provenance', '--optimize', level];
  const cost = await runNode(project, [...args, ...(await themeArguments(path))]);
  if (cost.status !== 0) throw new Error(`${path}: exit ${cost.status}: ${cost.messages}`);
  return cost;
}

/** agg's default theme is dracula, where the recording has none. */
async function themeArguments(path: string): Promise<string[]> {
  const recording = await openRecording(await openSource(path), {});
  const { theme } = recording.header;
  await recording.close();
  return theme === undefined ? ['--theme', 'dracula'] : [];
}
