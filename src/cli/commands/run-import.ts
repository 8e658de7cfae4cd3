/** `cast2gif import`: recordings of a folder become recordings of a server, under the same ids. */
import { lstat, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { asCast2gifError, Cast2gifError } from '../../errors.js';
import { ioError } from '../../io/io-error.js';
import type { RunCommand } from './command.js';
import type { IMPORT } from './import.js';
import { type StoreRecordings, withRecordings } from './store-recordings.js';

type RecordingFile = import('../../recordings/exported-recording.js').RecordingFile;

const ENDING = '.cast';
/** Of a file; a recording of a server is smaller. */
const MOST_BYTES = 2 ** 28;

/** Imports what can be imported, then says what cannot. */
export const runImport: RunCommand<typeof IMPORT.options> = async (given, { console, environment, signal }) => {
  const [folder] = given.operands as [string];
  const { store, owner } = given.options;
  const ids = await idsIn(folder);
  const counts = { added: 0, known: 0, refused: 0 };
  await withRecordings(store, {}, environment, async (opened) => {
    for (const id of ids) {
      signal.throwIfAborted();
      try {
        counts[await importOne(opened, folder, id, owner)] += 1;
      } catch (error) {
        const { code, problem, line } = asCast2gifError(error);
        if (code === 'unavailable' || code === 'bug') throw error;
        console.warn(`${join(folder, id + ENDING)}: ${line === undefined ? '' : `line ${line}: `}${problem}`);
        counts.refused += 1;
      }
    }
  });
  console.print(`imported ${counts.added}, there already ${counts.known}, refused ${counts.refused}\n`);
  if (counts.refused === 0) return 0;
  throw new Cast2gifError('recording', `${counts.refused} of ${ids.length} files were not imported`);
};

async function idsIn(folder: string): Promise<string[]> {
  try {
    const names = await readdir(folder);
    return names
      .filter((name) => name.endsWith(ENDING))
      .map((name) => name.slice(0, -ENDING.length))
      .sort();
  } catch (error) {
    throw ioError(`cannot read ${folder}`, error, 'input');
  }
}

async function importOne(
  { recordings, homeOf }: StoreRecordings,
  folder: string,
  id: string,
  owner: string,
): Promise<'added' | 'known'> {
  const { isRecordingId } = await import('../../recordings/recording-id.js');
  if (!isRecordingId(id)) {
    throw new Cast2gifError('usage', 'expected a name of letters, digits, - and _, at most 64, before .cast');
  }
  const path = join(folder, id + ENDING);
  const bytes = await readSmall(path);
  const said = await saidBeside(join(folder, `${id}.json`), id);
  const {
    installId,
    owner: whose,
    uploadedMs,
  } = said ?? {
    installId: homeOf(owner),
    owner,
    uploadedMs: Math.round((await lstat(path)).mtimeMs),
  };
  const { hashOf } = await import('../../store/store-layout.js');
  const known = await recordings.find(id);
  if (known !== undefined && known.castHash !== hashOf(bytes)) {
    throw new Cast2gifError('conflict', 'the server has another recording with this id');
  }
  // First, so that it never counts as unclaimed.
  if (whose !== undefined) await recordings.installations.claim(installId, whose, Date.now());
  if (known !== undefined) return 'known';
  const { title, description, visibility, audioUrl } = said ?? ({} as Partial<RecordingFile>);
  await recordings.upload(bytes, { id, installId, uploadedMs, title, description, visibility, audioUrl });
  return 'added';
}

async function readSmall(path: string): Promise<Uint8Array> {
  try {
    const { size } = await lstat(path);
    if (size > MOST_BYTES)
      throw new Cast2gifError('limit', `the file has ${size} bytes; expected at most ${MOST_BYTES}`);
    return await readFile(path);
  } catch (error) {
    throw ioError('cannot read it', error, 'input');
  }
}

/** What a file beside a recording says; undefined where there is none. */
async function saidBeside(path: string, id: string): Promise<RecordingFile | undefined> {
  const { readRecordingFile } = await import('../../recordings/exported-recording.js');
  let bytes: Uint8Array;
  try {
    bytes = await readFile(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw ioError(`cannot read ${path}`, error, 'input');
  }
  try {
    const said = readRecordingFile(bytes);
    if (said.id === id) return said;
  } catch (error) {
    throw new Cast2gifError('usage', `${id}.json: ${asCast2gifError(error).problem}`, { cause: error });
  }
  throw new Cast2gifError('usage', `${id}.json is about another recording`);
}
