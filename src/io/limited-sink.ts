import { createByteSpool } from './byte-spool.js';
import type { Sink } from './sink.js';

/**
 * A sink that holds its bytes back until `commit`, which opens the real sink. Beyond the limit it drops the bytes but
 * goes on counting, so that the excess is known.
 */
export class LimitedSink implements Sink {
  readonly name: string;
  byteLength = 0;
  readonly #limit: number;
  readonly #open: () => Promise<Sink>;
  readonly #held = createByteSpool();
  #opened: Sink | undefined;

  /** @param limit in bytes; beyond it nothing can be committed */
  constructor(name: string, limit: number, open: () => Promise<Sink>) {
    this.name = name;
    this.#limit = limit;
    this.#open = open;
  }

  async write(bytes: Uint8Array): Promise<void> {
    this.byteLength += bytes.length;
    if (this.byteLength > this.#limit) this.#held.close();
    else this.#held.append(bytes);
  }

  async commit(): Promise<void> {
    if (this.byteLength > this.#limit) throw new Error(`${this.name} holds more than its limit`);
    this.#opened = await this.#open();
    for (const bytes of this.#held.chunks()) await this.#opened.write(bytes);
    this.#held.close();
    await this.#opened.commit();
  }

  async discard(): Promise<void> {
    this.#held.close();
    await this.#opened?.discard();
  }

  /** What a sink in memory holds once it has been committed; undefined for other sinks. */
  bytes(): Uint8Array | undefined {
    return this.#opened?.bytes?.();
  }
}
