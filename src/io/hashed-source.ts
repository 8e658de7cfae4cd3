import { createHash } from 'node:crypto';
import type { Source } from './source.js';

/** A source that hashes its bytes while they are first read to the end, which saves a pass for the hash. */
export class HashedSource implements Source {
  readonly #source: Source;
  #sha256: string | undefined;

  constructor(source: Source) {
    this.#source = source;
  }

  get name(): string {
    return this.#source.name;
  }

  get byteLength(): number {
    return this.#source.byteLength;
  }

  async *stream(): AsyncGenerator<Uint8Array> {
    if (this.#sha256 !== undefined) {
      yield* this.#source.stream();
      return;
    }
    const hash = createHash('sha256');
    for await (const chunk of this.#source.stream()) {
      hash.update(chunk);
      yield chunk;
    }
    this.#sha256 = hash.digest('hex');
  }

  /**
   * SHA-256 of all bytes, in hex. Reads them if they have not been read to the end.
   * @throws Cast2gifError `input`, `input-missing` or `aborted`
   */
  async sha256(): Promise<string> {
    if (this.#sha256 === undefined) for await (const _ of this.stream());
    return this.#sha256!;
  }

  close(): Promise<void> {
    return this.#source.close();
  }
}
