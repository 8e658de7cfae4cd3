/** `cast2gif export`: recordings of a server become files of a folder. */
import { randomUUID } from 'node:crypto';
import { link, lstat, mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { asCast2gifError, Cast2gifError } from '../../errors.js';
import { ioError } from '../../io/io-error.js';
import type { RunCommand } from './command.js';
import type { EXPORT } from './export.js';
import { type StoreRecordings, withRecordings } from './store-recordings.js';

type StoredRecording = import('../../recordings/recordings.js').StoredRecording;

/** Exports what can be exported, then says what cannot. */
export const runExport: RunCommand<typeof EXPORT.options> = async (given, { console, environment, signal }) => {
  const [folder] = given.operands as [string];
  const counts = { written: 0, unchanged: 0, refused: 0 };
  await makeFolder(folder);
  await withRecordings(given.options.store, {}, environment, async (opened) => {
    for await (const recording of opened.recordings.all()) {
      signal.throwIfAborted();
      try {
        counts[await exportOne(opened, folder, recording)] += 1;
      } catch (error) {
        const { code, message } = asCast2gifError(error);
        if (code !== 'output') throw error;
        console.warn(message);
        counts.refused += 1;
      }
    }
  });
  console.print(`wrote ${counts.written}, unchanged ${counts.unchanged}, refused ${counts.refused}\n`);
  if (counts.refused === 0) return 0;
  throw new Cast2gifError('output', `${counts.refused} recordings were not exported`);
};

async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
  } catch (error) {
    throw ioError(`cannot make ${folder}`, error, 'output');
  }
}

async function exportOne(
  { store }: StoreRecordings,
  folder: string,
  recording: StoredRecording,
): Promise<'written' | 'unchanged'> {
  const { castKey } = await import('../../store/store-layout.js');
  const { writeRecordingFile } = await import('../../recordings/exported-recording.js');
  const object = await store.get(castKey(recording.castHash));
  if (object === undefined) throw new Cast2gifError('output', `${recording.id}: its bytes are missing in the store`);
  const at = join(folder, recording.id);
  const isOwn = await isOwnPair(at, recording);
  const written = [
    await writeFileOnce(`${at}.cast`, object.bytes, isOwn),
    await writeFileOnce(`${at}.json`, writeRecordingFile(recording), isOwn),
  ];
  return written.includes(true) ? 'written' : 'unchanged';
}

/** Whether a pair of files was written by an earlier export, even one that was cut off between the two. */
async function isOwnPair(at: string, { id, castHash }: StoredRecording): Promise<boolean> {
  const { readRecordingFile } = await import('../../recordings/exported-recording.js');
  const { hashOf } = await import('../../store/store-layout.js');
  try {
    const said = readRecordingFile(await readOwn(`${at}.json`));
    if (said.id !== id) return false;
    const cast = await readOwn(`${at}.cast`).catch(() => undefined);
    return cast === undefined || [said.sha256, castHash].includes(hashOf(cast));
  } catch {
    return false;
  }
}

/** @throws where there is no plain file */
async function readOwn(path: string): Promise<Uint8Array> {
  if (!(await lstat(path)).isFile()) throw new Cast2gifError('output', `${path} is not a file`);
  return readFile(path);
}

/** Resolves to whether the file was written; one that holds the same already stays. @throws Cast2gifError `output` */
async function writeFileOnce(path: string, bytes: Uint8Array, mayReplace: boolean): Promise<boolean> {
  const old = await readOwn(path).catch(() => undefined);
  if (old !== undefined && Buffer.compare(old, bytes) === 0) return false;
  const temporary = `${path}.${randomUUID()}.part`;
  try {
    await writeDurably(temporary, bytes);
    if (mayReplace && old !== undefined) await rename(temporary, path);
    else await link(temporary, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw ioError(`cannot write ${path}`, error, 'output');
    throw new Cast2gifError('output', `${path} is there already and was not written by cast2gif export; it stays`);
  } finally {
    await rm(temporary, { force: true });
  }
}

async function writeDurably(path: string, bytes: Uint8Array): Promise<void> {
  const file = await open(path, 'wx');
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
}
