import {
  accessSync,
  closeSync,
  constants,
  existsSync,
  fchmodSync,
  fchownSync,
  fdatasync as fdatasyncCallback,
  lstatSync,
  openSync,
  readlinkSync,
  readSync,
  realpathSync,
  renameSync,
  type Stats,
  statSync,
  write as writeCallback,
  writeSync,
} from 'node:fs';
import type { Socket } from 'node:net';
import { dirname, resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';
import { Cast2gifError, throwIfAborted } from '../errors.js';
import { ioError } from './io-error.js';
import { JoinedWrites } from './joined-writes.js';
import type { Sink } from './sink.js';
import { openStreamSink, readerGone } from './stream-sink.js';
import { forgetTemporaryFile, openTemporaryFile, removeTemporaryFile } from './temporary-files.js';

const writeSome = promisify(writeCallback);
const synchronise = promisify(fdatasyncCallback);

/** How the bytes reach their destination. */
type Way =
  /** Into a temporary file that is renamed to the destination at the end. */
  | { readonly kind: 'rename'; readonly path: string; readonly old: Stats | undefined }
  /** Into a temporary file that is copied at the end: the file has other hard links, or its folder is not writable. */
  | { readonly kind: 'copy'; readonly path: string }
  /** Directly, because it is not a regular file. */
  | { readonly kind: 'device'; readonly path: string }
  | { readonly kind: 'pipe'; readonly path: string };

/**
 * A sink for a file: the bytes go to a temporary file beside it that replaces it in one step, keeping the mode of an
 * existing file. A symbolic link stays and its target is replaced; a device or pipe is written through.
 * @param signal stops the wait for the reader of a pipe
 * @throws Cast2gifError `output` if it cannot be written; `aborted`
 */
export async function openFileSink(path: string, signal?: AbortSignal): Promise<Sink> {
  const attempt = `cannot write ${path}`;
  try {
    const way = wayTo(path);
    if (way.kind === 'pipe') return openStreamSink(await openPipe(way.path, signal), path);
    if (way.kind === 'device') return new FileSink(path, way, openSync(path, 'w'), undefined);
    return openBeside(path, way);
  } catch (error) {
    const folder = dirname(resolve(path));
    if ((error as NodeJS.ErrnoException).code === 'ENOENT' && !existsSync(folder))
      throw new Cast2gifError('output', `${attempt}: there is no folder ${dirname(path)}`, { cause: error });
    throw ioError(attempt, error, 'output');
  }
}

function wayTo(path: string): Way {
  const link = lstatSync(path, { throwIfNoEntry: false });
  if (link === undefined) return { kind: 'rename', path, old: undefined };
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats === undefined) return wayTo(targetOfLink(path));
  if (stats.isDirectory()) throw Object.assign(new Error(), { code: 'EISDIR' });
  // Names such as /dev/stdout mean something that is already open, even if it is a file.
  const isOpenFile = link.isSymbolicLink() && /^\/(dev|proc)\//.test(resolve(path));
  if (stats.isFIFO() && !isOpenFile) return { kind: 'pipe', path };
  if (!stats.isFile() || isOpenFile) return { kind: 'device', path };
  accessSync(path, constants.W_OK);
  const target = realpathSync(path);
  return stats.nlink > 1 ? { kind: 'copy', path: target } : { kind: 'rename', path: target, old: stats };
}

/** The target of a link whose target does not exist yet. */
function targetOfLink(path: string): string {
  const seen = new Set<string>();
  let at = resolve(path);
  while (lstatSync(at, { throwIfNoEntry: false })?.isSymbolicLink()) {
    if (seen.has(at)) throw Object.assign(new Error(), { code: 'ELOOP' });
    seen.add(at);
    at = resolve(dirname(at), readlinkSync(at));
  }
  return at;
}

function openBeside(name: string, way: Extract<Way, { kind: 'rename' | 'copy' }>): Sink {
  if (way.kind === 'copy') return new FileSink(name, way, ...temporary(undefined, 0o600));
  try {
    return new FileSink(name, way, ...temporary(dirname(resolve(way.path)), 0o666, way.old));
  } catch (error) {
    // An existing file may be writable although its folder is not.
    if (way.old === undefined || !(error instanceof Cast2gifError)) throw unwrapped(error);
    return new FileSink(name, { kind: 'copy', path: way.path }, ...temporary(undefined, 0o600));
  }
}

/** The system's reason, in a message that names the output and not a temporary file. */
function unwrapped(error: unknown): unknown {
  return error instanceof Cast2gifError ? (error.cause ?? error) : error;
}

function temporary(folder: string | undefined, mode: number, old?: Stats): [descriptor: number, path: string] {
  const { descriptor, path } = openTemporaryFile(folder, mode);
  if (old !== undefined) {
    try {
      fchownSync(descriptor, old.uid, old.gid);
    } catch {
      // Only the superuser may change the owner.
    }
    fchmodSync(descriptor, old.mode & 0o7777);
  }
  return [descriptor, path];
}

/**
 * Polls for a reader and writes without blocking: a thread that is blocked in a system call cannot be stopped, not even
 * when the process exits.
 */
async function openPipe(path: string, signal: AbortSignal | undefined): Promise<Socket> {
  const { Socket } = await import('node:net');
  for (;;) {
    throwIfAborted(signal);
    try {
      const fd = openSync(path, constants.O_WRONLY | constants.O_NONBLOCK);
      return new Socket({ fd, readable: false, writable: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENXIO') throw error;
    }
    await wait(20);
  }
}

/** Small writes are combined up to this size. */
const JOINED_BYTES = 256 * 1024;

class FileSink implements Sink {
  byteLength = 0;
  readonly name: string;
  readonly #way: Way;
  readonly #temporaryPath: string | undefined;
  #descriptor: number | undefined;
  readonly #joined = new JoinedWrites(JOINED_BYTES, false, (bytes) => this.#pass(bytes));

  constructor(name: string, way: Way, descriptor: number, temporaryPath: string | undefined) {
    this.name = name;
    this.#way = way;
    this.#descriptor = descriptor;
    this.#temporaryPath = temporaryPath;
  }

  async write(bytes: Uint8Array): Promise<void> {
    await this.#joined.add(bytes);
    this.byteLength += bytes.length;
  }

  async #pass(bytes: Buffer): Promise<void> {
    const descriptor = this.#descriptor;
    if (descriptor === undefined) throw new Error('the sink is closed');
    try {
      for (let at = 0; at < bytes.length; )
        at += (await writeSome(descriptor, bytes, at, bytes.length - at, null)).bytesWritten;
    } catch (error) {
      throw this.#errorOf(error);
    }
  }

  #errorOf(error: unknown): Cast2gifError {
    if ((error as NodeJS.ErrnoException).code === 'EPIPE') return readerGone(this.name, error);
    return ioError(`cannot write ${this.name}`, error, 'output');
  }

  async commit(): Promise<void> {
    if (this.#descriptor === undefined) return;
    await this.#pass(this.#joined.take());
    try {
      // After a power failure there must not be an empty file where there was a good one.
      if (this.#way.kind === 'rename' && this.#way.old !== undefined) await synchronise(this.#descriptor);
      this.#close();
      if (this.#temporaryPath === undefined) return;
      if (this.#way.kind === 'copy') {
        copyContent(this.#temporaryPath, this.#way.path);
        removeTemporaryFile(this.#temporaryPath);
      } else {
        renameSync(this.#temporaryPath, this.#way.path);
        forgetTemporaryFile(this.#temporaryPath);
      }
    } catch (error) {
      if (this.#temporaryPath !== undefined) removeTemporaryFile(this.#temporaryPath);
      throw this.#errorOf(error);
    }
  }

  #close(): void {
    const descriptor = this.#descriptor;
    this.#descriptor = undefined;
    if (descriptor !== undefined) closeSync(descriptor);
  }

  async discard(): Promise<void> {
    if (this.#descriptor === undefined) return;
    try {
      this.#close();
    } finally {
      if (this.#temporaryPath !== undefined) removeTemporaryFile(this.#temporaryPath);
    }
  }
}

/** Overwrites a file's content and nothing else about it. */
function copyContent(from: string, to: string): void {
  const source = openSync(from, 'r');
  try {
    const target = openSync(to, 'w');
    try {
      const buffer = Buffer.allocUnsafe(JOINED_BYTES);
      for (let count = readSync(source, buffer); count > 0; count = readSync(source, buffer))
        for (let at = 0; at < count; ) at += writeSync(target, buffer, at, count - at);
    } finally {
      closeSync(target);
    }
  } finally {
    closeSync(source);
  }
}
