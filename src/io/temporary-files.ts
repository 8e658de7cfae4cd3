/** Temporary files of this process, so that whoever ends it (a signal handler) can leave nothing behind. */
import { randomBytes } from 'node:crypto';
import { openSync, unlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ioError } from './io-error.js';

const present = new Set<string>();

/** A temporary file that exists and is open for reading and writing. */
export interface TemporaryFile {
  readonly path: string;
  readonly descriptor: number;
}

/**
 * Makes an empty file with a name nobody else has, open for reading and writing, and registers it.
 * @param folder where; the system's folder for temporary files unless given
 * @param mode permission bits, as modified by the process's umask
 * @throws Cast2gifError `io`
 */
export function openTemporaryFile(folder = tmpdir(), mode = 0o600): TemporaryFile {
  const path = join(folder, `.cast2gif-${randomBytes(9).toString('hex')}.tmp`);
  try {
    // Registered first: a signal between the two statements must not leave a file behind.
    present.add(path);
    return { path, descriptor: openSync(path, 'wx+', mode) };
  } catch (error) {
    present.delete(path);
    throw ioError(`cannot create a temporary file in ${folder}`, error);
  }
}

/** Removes a temporary file; a file that is gone already is no error. */
export function removeTemporaryFile(path: string): void {
  try {
    unlinkSync(path);
    present.delete(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') present.delete(path);
  }
}

/** Takes a file out of the register, because it was renamed to its destination. */
export function forgetTemporaryFile(path: string): void {
  present.delete(path);
}

/** Removes all temporary files there are, synchronously: for signal and exit handlers. */
export function removeTemporaryFiles(): void {
  for (const path of [...present]) removeTemporaryFile(path);
}
