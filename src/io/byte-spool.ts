import { closeSync, readSync, unlinkSync, writeSync } from 'node:fs';
import { ioError } from './io-error.js';
import { forgetTemporaryFile, openTemporaryFile, removeTemporaryFile } from './temporary-files.js';

/**
 * Bytes that are appended once and read, in order, any number of times: in memory up to a limit, beyond it in a
 * temporary file. Everything is synchronous, so that a reader may be a plain generator.
 */
export interface ByteSpool {
  /** How many bytes have been appended. */
  readonly byteLength: number;
  /**
   * Copies the bytes to the end; the array may be reused at once.
   * @throws Cast2gifError `io` if the temporary file cannot be written
   */
  append(bytes: Uint8Array): void;
  /**
   * Reads all that was appended before the call, from the start; several readings may run at once.
   * A chunk must not be changed, and is valid only until the next one is asked for or bytes are appended.
   * @throws Cast2gifError `io`
   */
  chunks(): Iterable<Uint8Array>;
  /** Frees memory and file; the spool cannot be used afterwards. May be called again. */
  close(): void;
}

/** Settings of a byte spool. */
export interface ByteSpoolOptions {
  /** How many bytes stay in memory before a temporary file takes over. */
  readonly memoryBytes?: number;
  /** Folder of the temporary file; the system's by default. */
  readonly folder?: string;
}

const DEFAULT_MEMORY_BYTES = 16 * 1024 * 1024;
const BLOCK_BYTES = 256 * 1024;

/** Creates an empty byte spool. */
export function createByteSpool({ memoryBytes = DEFAULT_MEMORY_BYTES, folder }: ByteSpoolOptions = {}): ByteSpool {
  return new BlockSpool(Math.max(0, memoryBytes), folder);
}

/**
 * Blocks of equal size: first those in the file, then those in memory, the last of them partly filled. Once there is
 * a file, only the block being filled stays in memory.
 */
class BlockSpool implements ByteSpool {
  byteLength = 0;
  #blocks: Uint8Array[] = [];
  #fileBytes = 0;
  #file: SpoolFile | undefined;
  readonly #memoryBytes: number;
  readonly #folder: string | undefined;

  constructor(memoryBytes: number, folder: string | undefined) {
    this.#memoryBytes = memoryBytes;
    this.#folder = folder;
  }

  append(bytes: Uint8Array): void {
    let taken = 0;
    while (taken < bytes.length) {
      const used = this.byteLength % BLOCK_BYTES;
      if (used === 0) this.#addBlock();
      const part = bytes.subarray(taken, taken + BLOCK_BYTES - used);
      this.#blocks.at(-1)!.set(part, used);
      taken += part.length;
      this.byteLength += part.length;
    }
  }

  /** Called when every block is full: makes room for the next one. */
  #addBlock(): void {
    const heldBytes = this.#blocks.length * BLOCK_BYTES;
    const spills = this.#file !== undefined || heldBytes >= this.#memoryBytes;
    if (heldBytes === 0 || !spills) {
      this.#blocks.push(new Uint8Array(BLOCK_BYTES));
      return;
    }
    this.#file ??= new SpoolFile(this.#folder);
    for (const block of this.#blocks) this.#file.write(block);
    this.#fileBytes += heldBytes;
    this.#blocks.length = 1;
  }

  *chunks(): Generator<Uint8Array> {
    const end = this.byteLength;
    let buffer: Uint8Array | undefined;
    for (let at = 0; at < end; at += BLOCK_BYTES) {
      const length = Math.min(BLOCK_BYTES, end - at);
      // Checked again for each block: what was in memory may have moved to the file meanwhile.
      if (at < this.#fileBytes) {
        buffer ??= new Uint8Array(BLOCK_BYTES);
        const chunk = buffer.subarray(0, length);
        this.#file!.read(chunk, at);
        yield chunk;
      } else {
        yield this.#blocks[(at - this.#fileBytes) / BLOCK_BYTES]!.subarray(0, length);
      }
    }
  }

  close(): void {
    this.#file?.close();
    this.#file = undefined;
    this.#blocks = [];
    this.#fileBytes = 0;
    this.byteLength = 0;
  }
}

/** A temporary file without a name, if the system allows that. */
class SpoolFile {
  readonly #descriptor: number;
  readonly #path: string;

  constructor(folder: string | undefined) {
    const { path, descriptor } = openTemporaryFile(folder);
    this.#descriptor = descriptor;
    this.#path = path;
    try {
      unlinkSync(path);
      forgetTemporaryFile(path);
    } catch {
      // Some systems keep the names of open files; close() removes it there.
    }
  }

  write(bytes: Uint8Array): void {
    try {
      for (let written = 0; written < bytes.length; )
        written += writeSync(this.#descriptor, bytes, written, bytes.length - written);
    } catch (error) {
      throw ioError('cannot write a temporary file', error);
    }
  }

  read(target: Uint8Array, position: number): void {
    try {
      for (let got = 0; got < target.length; ) {
        const count = readSync(this.#descriptor, target, got, target.length - got, position + got);
        if (count === 0) throw new Error('it was truncated');
        got += count;
      }
    } catch (error) {
      throw ioError('cannot read a temporary file', error);
    }
  }

  close(): void {
    closeSync(this.#descriptor);
    removeTemporaryFile(this.#path);
  }
}
