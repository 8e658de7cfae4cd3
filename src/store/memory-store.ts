import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { ioError } from '../io/io-error.js';
import { checkKey, checkPrefix } from './key.js';
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

/** A store that ends with its process: for tests, and for trying things out. */
export class MemoryStore implements Store {
  readonly name = 'memory';
  readonly #objects = new Map<string, StoredObject>();
  readonly #now: () => number;

  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  async create(key: string, content: Content): Promise<boolean> {
    checkKey(key);
    const bytes = await bytesOf(content);
    if (this.#objects.has(key)) return false;
    this.#put(key, bytes);
    return true;
  }

  async replace(key: string, content: Content, version: string): Promise<boolean> {
    checkKey(key);
    const bytes = await bytesOf(content);
    if (this.#objects.get(key)?.version !== version) return false;
    this.#put(key, bytes);
    return true;
  }

  #put(key: string, bytes: Uint8Array): void {
    const version = versionOf(bytes);
    this.#objects.set(key, { bytes, version, byteLength: bytes.length, modifiedMs: this.#now() });
  }

  async get(key: string): Promise<StoredObject | undefined> {
    checkKey(key);
    return this.#objects.get(key);
  }

  async open(key: string, wanted?: ByteRange): Promise<StoredStream | undefined> {
    const object = await this.get(key);
    if (object === undefined) return undefined;
    const range = clampRange(wanted, object.byteLength);
    const stream = Readable.from([object.bytes.subarray(range.start, range.end)], { objectMode: false });
    return { byteLength: object.byteLength, modifiedMs: object.modifiedMs, range, stream };
  }

  async head(key: string): Promise<ObjectInfo | undefined> {
    const object = await this.get(key);
    return object && { byteLength: object.byteLength, modifiedMs: object.modifiedMs };
  }

  async delete(key: string): Promise<void> {
    checkKey(key);
    this.#objects.delete(key);
  }

  async *list(prefix: string, { startAfter = '' }: ListOptions = {}): AsyncGenerator<ListedObject> {
    checkPrefix(prefix);
    const keys = [...this.#objects.keys()].filter((key) => key.startsWith(prefix) && key > startAfter);
    for (const key of keys.sort()) {
      const info = await this.head(key);
      if (info !== undefined) yield { key, ...info };
    }
  }

  async sweepLeftovers(): Promise<number> {
    return 0;
  }

  async close(): Promise<void> {}
}

async function bytesOf(content: Content): Promise<Uint8Array> {
  if (content instanceof Uint8Array) return content.slice();
  try {
    return await readFile(content.path);
  } catch (error) {
    throw ioError('cannot read what is to be stored', error);
  }
}

/** The version of a content, where an engine has no better one: its hash. */
export function versionOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** The part of a range that is there. */
export function clampRange(wanted: ByteRange | undefined, byteLength: number): ByteRange {
  const start = Math.min(wanted?.start ?? 0, byteLength);
  return { start, end: Math.max(start, Math.min(wanted?.end ?? byteLength, byteLength)) };
}
