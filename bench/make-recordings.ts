/** Writes the made recordings: `npm run bench:recordings -- [folder]`, by default `bench/out/recordings`. */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { writeMadeRecordings } from './made/made-recordings.js';

const project = fileURLToPath(new URL('../../', import.meta.url));
const folder = process.argv[2] ?? join(project, 'bench/out/recordings');
for (const path of writeMadeRecordings(folder)) console.log(path);
