import type { Sink } from './sink.js';

/**
 * A sink that holds its bytes back until `commit`, and only so many of them: beyond the limit it goes on
 * counting, so that one can tell by how much it was exceeded. The real sink is opened by `commit`.
 */
export class LimitedSink implements Sink {
  readonly name: string;
  byteLength = 0;
  /** The real sink, once committed. */
  opened: Sink | undefined;
  readonly #limit: number;
  readonly #open: () => Promise<Sink>;
  #held: Uint8Array[] = [];

  constructor(name: string, limit: number, open: () => Promise<Sink>) {
    this.name = name;
    this.#limit = limit;
    this.#open = open;
  }

  async write(bytes: Uint8Array): Promise<void> {
    this.byteLength += bytes.length;
    if (this.byteLength > this.#limit) this.#held = [];
    else this.#held.push(bytes.slice());
  }

  async commit(): Promise<void> {
    this.opened = await this.#open();
    for (const bytes of this.#held) await this.opened.write(bytes);
    this.#held = [];
    await this.opened.commit();
  }

  async discard(): Promise<void> {
    this.#held = [];
    await this.opened?.discard();
  }
}
