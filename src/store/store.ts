/** What the service keeps: objects under keys, each written whole or not at all. */
import type { Readable } from 'node:stream';

/** Bytes to keep: in memory, or a file that is copied. */
export type Content = Uint8Array | { readonly path: string };

/** What is known about an object without reading it. */
export interface ObjectInfo {
  readonly byteLength: number;
  /** When it was written, in milliseconds since 1970, by the store's clock. */
  readonly modifiedMs: number;
}

/** An object read whole. */
export interface StoredObject extends ObjectInfo {
  readonly bytes: Uint8Array;
  /** Strong: it differs between any two contents. For `replace`. */
  readonly version: string;
}

/** Bytes of an object: `start` included, `end` not. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/** An object on its way; the stream must be read to its end or destroyed. */
export interface StoredStream extends ObjectInfo {
  /** The part that the stream gives, cut to what is there. */
  readonly range: ByteRange;
  readonly stream: Readable;
}

/** What a link to an object is to answer with. */
export interface LinkTerms {
  /** How long it is valid. */
  readonly seconds: number;
  readonly mediaType: string;
  readonly cacheControl: string;
}

/** One line of a listing. */
export interface ListedObject extends ObjectInfo {
  readonly key: string;
}

/** Which part of a listing to read. */
export interface ListOptions {
  /** Only keys behind this one. */
  readonly startAfter?: string | undefined;
}

/**
 * Engines differ only in where they keep the objects. All methods throw a Cast2gifError, `io` when the place refuses and
 * `unavailable` when it cannot be reached, and `TypeError` for a key that is not one (`checkKey`).
 *
 * An object is either complete or absent, for every process that uses the same store; what was acknowledged survives a
 * crash of any process, and of the machine.
 */
export interface Store {
  /** Its name in messages; holds no secrets. */
  readonly name: string;
  /** Writes an object that is not there yet. Resolves to false, and changes nothing, where one is. */
  create(key: string, content: Content): Promise<boolean>;
  /**
   * Writes over an object if it still is the version that was read. Resolves to false, and changes nothing, where it
   * is not, or is gone.
   */
  replace(key: string, content: Content, version: string): Promise<boolean>;
  /** Reads an object whole: for small ones. */
  get(key: string): Promise<StoredObject | undefined>;
  /** Opens an object, or a part of it. A range that begins behind the end gives no bytes. */
  open(key: string, range?: ByteRange): Promise<StoredStream | undefined>;
  head(key: string): Promise<ObjectInfo | undefined>;
  /** The address at which anybody can GET an object for a while, for engines that have such addresses. */
  link?(key: string, terms: LinkTerms): Promise<string>;
  /** Deletes an object; one that is not there is no error. */
  delete(key: string): Promise<void>;
  /** Objects whose keys begin with `prefix`, in the order of their keys' bytes. What changes meanwhile may be missed. */
  list(prefix: string, options?: ListOptions): AsyncIterable<ListedObject>;
  /** Deletes what killed processes left half-written, if it is older than `ageMs`. Resolves to how much it was. */
  sweepLeftovers(ageMs: number): Promise<number>;
  close(): Promise<void>;
}
