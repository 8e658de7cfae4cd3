/** Reads small files that users name. Anything may be at a path, even something that never ends. */
import { closeSync, openSync, readSync, statSync } from 'node:fs';
import { Cast2gifError, shortened } from '../errors.js';

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'no such file',
  ENOTDIR: 'no such file',
  EACCES: 'permission denied',
  ENAMETOOLONG: 'the name is too long',
};

/**
 * Reads a regular file.
 * @param option the option that names it
 * @throws Cast2gifError `option-file` for a file that is missing, not a regular file, unreadable or too large
 */
export async function readBoundedFile(path: string, maximumBytes: number, option: string): Promise<Buffer> {
  const wrong = (reason: string, cause?: unknown) =>
    new Cast2gifError('option-file', `${shortened(path, 300)}: ${reason}`, { option, cause });
  try {
    // Checked before opening, because opening a pipe waits for its writer.
    const stats = statSync(path);
    if (stats.isDirectory()) throw wrong('it is a folder; expected a file');
    if (!stats.isFile()) throw wrong('it is a pipe or device; expected a regular file');
    if (stats.size > maximumBytes) throw wrong(`it has ${stats.size} bytes; at most ${maximumBytes} are allowed`);
    const bytes = readAtMost(path, maximumBytes + 1);
    if (bytes.length > maximumBytes) throw wrong(`it has more than the ${maximumBytes} bytes that are allowed`);
    return bytes;
  } catch (cause) {
    if (cause instanceof Cast2gifError) throw cause;
    const { code = '', message } = cause as NodeJS.ErrnoException;
    throw wrong(REASONS[code] ?? message, cause);
  }
}

/** The size reported beforehand is no guarantee: files grow, and those in /proc report 0. */
function readAtMost(path: string, maximumBytes: number): Buffer {
  const file = openSync(path, 'r');
  try {
    const bytes = Buffer.alloc(maximumBytes);
    for (let length = 0; ; ) {
      const bytesRead = readSync(file, bytes, length, maximumBytes - length, null);
      length += bytesRead;
      if (bytesRead === 0 || length === maximumBytes) return Buffer.from(bytes.subarray(0, length));
    }
  } finally {
    closeSync(file);
  }
}
