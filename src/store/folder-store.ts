import { createHash, randomBytes } from 'node:crypto';
import { constants, type Dirent } from 'node:fs';
import {
  copyFile,
  type FileHandle,
  link,
  mkdir,
  open,
  readdir,
  realpath,
  rename,
  rmdir,
  stat,
  unlink,
} from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { Cast2gifError } from '../errors.js';
import { ioError } from '../io/io-error.js';
import { makeFolders } from '../io/make-folders.js';
import { withFileLock } from './file-lock.js';
import { FolderSync } from './folder-sync.js';
import { checkKey, checkPrefix } from './key.js';
import { clampRange, versionOf } from './memory-store.js';
import type {
  ByteRange,
  Content,
  ListedObject,
  ListOptions,
  ObjectInfo,
  Store,
  StoredObject,
  StoredStream,
} from './store.js';

const FOLDER_MODE = 0o700;
const FILE_MODE = 0o600;
/** Names that no key can have. */
const TEMPORARY_FOLDER = '.tmp';
const LOCK_FOLDER = '.locks';

/** Opens a store in a folder, which is made where it is not there. @throws Cast2gifError `io` if it cannot be written */
export async function openFolderStore(path: string): Promise<Store> {
  try {
    await makeFolders(path, FOLDER_MODE);
    const root = await realpath(path);
    for (const name of [TEMPORARY_FOLDER, LOCK_FOLDER]) await makeFolders(join(root, name), FOLDER_MODE);
    const store = new FolderStore(root);
    await store.tryWriting();
    return store;
  } catch (error) {
    throw ioError(`cannot use ${path} as a store`, error);
  }
}

/**
 * A key is a path below the root. An object is written under a temporary name, made durable, and then linked (`create`)
 * or renamed (`replace`) to its own. Any number of processes may use the folder at once.
 */
class FolderStore implements Store {
  readonly name: string;
  readonly #root: string;
  readonly #sync = new FolderSync();

  constructor(root: string) {
    this.name = `file:${root}`;
    this.#root = root;
  }

  /** @throws where the folder cannot be written */
  async tryWriting(): Promise<void> {
    await unlink(await this.#writeTemporary(new Uint8Array(1)));
  }

  create(key: string, content: Content): Promise<boolean> {
    const path = this.#pathOf(key);
    return this.#attempt('write to', async () => {
      if ((await this.head(key)) !== undefined) return this.#refuseExisting(path);
      if (isEmpty(content)) return this.#createInto(path, undefined);
      const temporary = await this.#writeTemporary(content);
      try {
        return await this.#createInto(path, temporary);
      } finally {
        await unlink(temporary);
      }
    });
  }

  /** Whoever made the object may not have made it durable yet; who hears of it relies on it. */
  async #refuseExisting(path: string): Promise<false> {
    await this.#sync.of(dirname(path));
    return false;
  }

  /** @param temporary the file that is to be there; undefined: an empty one, of which only the name has to be made durable */
  async #createInto(path: string, temporary: string | undefined): Promise<boolean> {
    for (;;) {
      await this.#makeFolder(dirname(path));
      try {
        if (temporary === undefined) await makeEmptyFile(path);
        else await link(temporary, path);
        await this.#sync.of(dirname(path));
        return true;
      } catch (error) {
        if (codeOf(error) === 'EEXIST') return this.#refuseExisting(path);
        if (codeOf(error) !== 'ENOENT') throw error;
        // `delete` takes empty folders away; but what is to be linked must be there.
        if (temporary !== undefined) await stat(temporary);
      }
    }
  }

  replace(key: string, content: Content, version: string): Promise<boolean> {
    const path = this.#pathOf(key);
    return this.#attempt('write to', () => {
      const lock = join(this.#root, LOCK_FOLDER, createHash('sha256').update(key).digest('hex'));
      return withFileLock(lock, async (isHeld) => {
        if ((await this.get(key))?.version !== version) return false;
        const temporary = await this.#writeTemporary(content);
        if (!(await isHeld())) {
          await unlink(temporary);
          return false;
        }
        await rename(temporary, path);
        await this.#sync.of(dirname(path));
        return true;
      });
    });
  }

  async #writeTemporary(content: Content): Promise<string> {
    const path = join(this.#root, TEMPORARY_FOLDER, randomBytes(12).toString('hex'));
    try {
      if (!(content instanceof Uint8Array)) await copyFile(content.path, path, constants.COPYFILE_EXCL);
      const file = await open(path, content instanceof Uint8Array ? 'wx' : 'r+', FILE_MODE);
      try {
        if (content instanceof Uint8Array) await file.writeFile(content);
        else await file.chmod(FILE_MODE);
        await file.sync();
      } finally {
        await file.close();
      }
      return path;
    } catch (error) {
      await unlink(path).catch(() => {});
      throw error;
    }
  }

  /** Makes a folder below the root, durably, and refuses one that a symbolic link leads to. */
  async #makeFolder(path: string): Promise<void> {
    if (path === this.#root) return;
    await this.#makeFolder(dirname(path));
    try {
      await mkdir(path, FOLDER_MODE);
      await this.#sync.of(dirname(path));
    } catch (error) {
      if (codeOf(error) !== 'EEXIST') throw error;
    }
    if ((await realpath(path)) !== path) throw linkInStore();
  }

  async get(key: string): Promise<StoredObject | undefined> {
    const path = this.#pathOf(key);
    return this.#attempt('read', async () => {
      const file = await this.#openFile(path);
      if (file === undefined) return undefined;
      try {
        const { mtimeMs } = await file.stat();
        const bytes = await file.readFile();
        return { bytes, byteLength: bytes.length, modifiedMs: mtimeMs, version: versionOf(bytes) };
      } finally {
        await file.close();
      }
    });
  }

  async open(key: string, wanted?: ByteRange): Promise<StoredStream | undefined> {
    const path = this.#pathOf(key);
    return this.#attempt('read', async () => {
      const file = await this.#openFile(path);
      if (file === undefined) return undefined;
      const { size: byteLength, mtimeMs: modifiedMs } = await file.stat();
      const range = clampRange(wanted, byteLength);
      return { byteLength, modifiedMs, range, stream: await streamOf(file, range) };
    });
  }

  async head(key: string): Promise<ObjectInfo | undefined> {
    const path = this.#pathOf(key);
    return this.#attempt('read', async () => {
      const file = await this.#openFile(path);
      if (file === undefined) return undefined;
      const { size, mtimeMs } = await file.stat().finally(() => file.close());
      return { byteLength: size, modifiedMs: mtimeMs };
    });
  }

  /** The open file of a key; neither it nor a folder on the way may be a symbolic link. */
  async #openFile(path: string): Promise<FileHandle | undefined> {
    try {
      if ((await realpath(dirname(path))) !== dirname(path)) throw linkInStore();
      const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
      if ((await file.stat()).isFile()) return file;
      await file.close();
      return undefined;
    } catch (error) {
      if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR') return undefined;
      throw codeOf(error) === 'ELOOP' ? linkInStore() : error;
    }
  }

  async delete(key: string): Promise<void> {
    const path = this.#pathOf(key);
    await this.#attempt('delete from', async () => {
      try {
        if ((await realpath(dirname(path))) !== dirname(path)) throw linkInStore();
        await unlink(path);
        await this.#sync.of(dirname(path));
      } catch (error) {
        if (codeOf(error) !== 'ENOENT' && codeOf(error) !== 'ENOTDIR') throw error;
      }
      await this.#removeEmptyFolders(dirname(path));
    });
  }

  async #removeEmptyFolders(path: string): Promise<void> {
    for (let at = path; at !== this.#root; at = dirname(at)) {
      try {
        await rmdir(at);
      } catch {
        return;
      }
    }
  }

  async *list(prefix: string, { startAfter = '' }: ListOptions = {}): AsyncGenerator<ListedObject> {
    checkPrefix(prefix);
    const folder = prefix.slice(0, prefix.lastIndexOf('/') + 1);
    for await (const key of this.#keysBelow(folder, prefix, startAfter)) {
      const info = await this.head(key);
      if (info !== undefined) yield { key, ...info };
    }
  }

  /** Keys in the order of their bytes: a folder stands where its name with the slash does. */
  async *#keysBelow(folder: string, prefix: string, startAfter: string): AsyncGenerator<string> {
    for (const key of await this.#attempt('list', () => this.#entriesOf(folder))) {
      if (!key.endsWith('/')) {
        if (key.startsWith(prefix) && key > startAfter) yield key;
      } else if (mayHold(key, prefix) && (key > startAfter || startAfter.startsWith(key))) {
        yield* this.#keysBelow(key, prefix, startAfter);
      }
    }
  }

  /** What is in a folder, sorted; names of folders end with a slash. Links and temporary files are left out. */
  async #entriesOf(folder: string): Promise<string[]> {
    try {
      const entries = await readdir(join(this.#root, folder), { withFileTypes: true });
      return entries
        .filter((entry) => (entry.isFile() || entry.isDirectory()) && !entry.name.startsWith('.'))
        .map((entry: Dirent) => `${folder}${entry.name}${entry.isDirectory() ? '/' : ''}`)
        .sort();
    } catch (error) {
      if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR') return [];
      throw error;
    }
  }

  async sweepLeftovers(ageMs: number): Promise<number> {
    let swept = 0;
    for (const folder of [TEMPORARY_FOLDER, LOCK_FOLDER]) {
      const path = join(this.#root, folder);
      for (const name of await this.#attempt('list', () => readdir(path))) {
        if (await removeIfOlder(join(path, name), ageMs)) swept += 1;
      }
    }
    return swept;
  }

  async close(): Promise<void> {}

  #pathOf(key: string): string {
    checkKey(key);
    return join(this.#root, ...key.split('/'));
  }

  async #attempt<T>(verb: string, action: () => Promise<T>): Promise<T> {
    try {
      return await action();
    } catch (error) {
      throw ioError(`cannot ${verb} the store`, error);
    }
  }
}

function codeOf(error: unknown): unknown {
  return (error as NodeJS.ErrnoException).code;
}

function linkInStore(): Cast2gifError {
  return new Cast2gifError('io', 'the store holds a symbolic link where an object belongs');
}

function isEmpty(content: Content): boolean {
  return content instanceof Uint8Array && content.length === 0;
}

async function makeEmptyFile(path: string): Promise<void> {
  await (await open(path, 'wx', FILE_MODE)).close();
}

/** Whether keys below a folder may begin with the prefix. */
function mayHold(folder: string, prefix: string): boolean {
  return folder.startsWith(prefix) || prefix.startsWith(folder);
}

async function streamOf(file: FileHandle, { start, end }: ByteRange): Promise<Readable> {
  if (start < end) return file.createReadStream({ start, end: end - 1 });
  await file.close();
  return Readable.from([]);
}

async function removeIfOlder(path: string, ageMs: number): Promise<boolean> {
  try {
    if (Date.now() - (await stat(path)).mtimeMs < ageMs) return false;
    await unlink(path);
    return true;
  } catch {
    // Another process was faster.
    return false;
  }
}
