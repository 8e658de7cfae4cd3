/** Temporary files of this process, so that a signal handler can remove them. */
import { randomBytes } from 'node:crypto';
import { openSync, readdirSync, unlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ioError } from './io-error.js';
import { hasEnded, IDENTITY_PATTERN, ownIdentity } from './process-identity.js';

const NAME = new RegExp(`^\\.cast2gif-(${IDENTITY_PATTERN})-[0-9a-f]{18}\\.tmp$`);

const present = new Set<string>();
const sweptFolders = new Set<string>();

/** A temporary file that exists and is open for reading and writing. */
export interface TemporaryFile {
  readonly path: string;
  readonly descriptor: number;
}

/**
 * Creates an empty file with a unique name, open for reading and writing, and registers it. Removes files that killed
 * processes have left in the folder.
 * @param folder the system's folder for temporary files by default
 * @param mode permission bits, as modified by the process's umask
 * @throws Cast2gifError `io`
 */
export function openTemporaryFile(folder = tmpdir(), mode = 0o600): TemporaryFile {
  sweepOnce(folder);
  const path = join(folder, `.cast2gif-${ownIdentity()}-${randomBytes(9).toString('hex')}.tmp`);
  try {
    // Registered first: a signal between the two statements must not leave a file behind.
    present.add(path);
    return { path, descriptor: openSync(path, 'wx+', mode) };
  } catch (error) {
    present.delete(path);
    throw ioError(`cannot create a temporary file in ${folder}`, error);
  }
}

/** Removes the temporary files of processes that have ended; never throws. */
function sweepOnce(folder: string): void {
  if (sweptFolders.has(folder)) return;
  sweptFolders.add(folder);
  for (const name of namesIn(folder)) {
    const identity = NAME.exec(name)?.[1];
    if (identity !== undefined && hasEnded(identity)) removeTemporaryFile(join(folder, name));
  }
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    // A folder that cannot be listed may still be writable.
    return [];
  }
}

/** Removes a temporary file; a file that is already gone is not an error. */
export function removeTemporaryFile(path: string): void {
  try {
    unlinkSync(path);
    present.delete(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') present.delete(path);
  }
}

/** Unregisters a file that was renamed to its destination. */
export function forgetTemporaryFile(path: string): void {
  present.delete(path);
}

/** Removes all temporary files synchronously, for signal and exit handlers. */
export function removeTemporaryFiles(): void {
  for (const path of [...present]) removeTemporaryFile(path);
}
