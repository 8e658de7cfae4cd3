import type { Hash } from 'node:crypto';
import type { ByteSink } from '../io/sink.js';
import { createChecksum, fieldOf } from './checksum.js';
import { noteLength } from './note.js';

/** What a format puts around a note. */
export interface NoteEnvelope {
  readonly before: Uint8Array;
  /** Bytes that depend on the note itself, such as a chunk's own checksum; the note's checksum leaves them out. */
  readonly sealOf?: (note: Uint8Array) => Uint8Array;
  readonly after?: Uint8Array;
}

/**
 * Passes bytes on and hashes them, so that a note near the end of a file can hold a checksum of all its other bytes
 * without a second pass and without going back. Without a note it only passes bytes on.
 */
export class NotedSink implements ByteSink {
  readonly #sink: ByteSink;
  readonly #withoutChecksum: string | undefined;
  readonly #hash: Hash | undefined;

  /** @param withoutChecksum the note up to its checksum; undefined for a file that carries none */
  constructor(sink: ByteSink, withoutChecksum: string | undefined) {
    this.#sink = sink;
    this.#withoutChecksum = withoutChecksum;
    if (withoutChecksum !== undefined) this.#hash = createChecksum();
  }

  /** Length of the note in bytes; undefined where there is none. */
  get noteLength(): number | undefined {
    return this.#withoutChecksum === undefined ? undefined : noteLength(this.#withoutChecksum);
  }

  async write(bytes: Uint8Array): Promise<void> {
    this.#hash?.update(bytes);
    await this.#sink.write(bytes);
  }

  /**
   * Writes the note, if there is one, and then the end of the file.
   * @param envelopeOf gives what is around a note of that many bytes
   */
  async end(envelopeOf: (noteLength: number) => NoteEnvelope, ending: Uint8Array): Promise<void> {
    if (this.#hash === undefined) {
      await this.#sink.write(ending);
      return;
    }
    const { before, sealOf, after = new Uint8Array() } = envelopeOf(this.noteLength!);
    for (const bytes of [before, after, ending]) this.#hash.update(bytes);
    const note = Buffer.from(`${this.#withoutChecksum}${fieldOf(this.#hash, 'checksum')}`, 'latin1');
    const seal = sealOf?.(note) ?? new Uint8Array();
    await this.#sink.write(Buffer.concat([before, note, seal, after, ending]));
  }
}
