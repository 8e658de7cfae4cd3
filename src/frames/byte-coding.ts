/** Whole numbers as bytes, seven bits each, lowest first, with the top bit set on all but the last (LEB128). */

/** Where `ByteWriter` hands over its bytes, and `ByteReader` gets them from: a byte spool. */
export interface ByteStore {
  append(bytes: Uint8Array): void;
  chunks(): Iterable<Uint8Array>;
  close(): void;
}

const BUFFER_BYTES = 65_536;
/** The most bytes that a number or colour takes. */
const LONGEST_BYTES = 8;

/** Writes numbers and texts to a store, a buffer at a time. */
export class ByteWriter {
  readonly #store: ByteStore;
  readonly #buffer = new Uint8Array(BUFFER_BYTES);
  #length = 0;

  constructor(store: ByteStore) {
    this.#store = store;
  }

  /** @param value a whole number from 0 to 2^53 - 1 */
  number(value: number): void {
    if (this.#length > BUFFER_BYTES - LONGEST_BYTES) this.flush();
    let rest = value;
    while (rest > 0x7fffffff) {
      this.#buffer[this.#length++] = (rest % 128) | 128;
      rest = Math.floor(rest / 128);
    }
    while (rest > 127) {
      this.#buffer[this.#length++] = (rest & 127) | 128;
      rest >>>= 7;
    }
    this.#buffer[this.#length++] = rest;
  }

  /** @param value a whole number from -2^31 to 2^31 - 1 */
  signed(value: number): void {
    this.number(((value << 1) ^ (value >> 31)) >>> 0);
  }

  /** @param colour `0xRRGGBB`, or the number of a pair of colours */
  colour(colour: number): void {
    if (this.#length > BUFFER_BYTES - LONGEST_BYTES) this.flush();
    this.#buffer[this.#length++] = colour >>> 24;
    this.#buffer[this.#length++] = (colour >>> 16) & 255;
    this.#buffer[this.#length++] = (colour >>> 8) & 255;
    this.#buffer[this.#length++] = colour & 255;
  }

  text(text: string): void {
    this.number(text.length);
    for (let at = 0; at < text.length; at += 1) this.number(text.charCodeAt(at));
  }

  flush(): void {
    this.#store.append(this.#buffer.subarray(0, this.#length));
    this.#length = 0;
  }
}

/** Reads what a `ByteWriter` wrote, in the same order. */
export class ByteReader {
  readonly #chunks: Iterator<Uint8Array>;
  #chunk: Uint8Array = new Uint8Array(0);
  #at = 0;

  constructor(store: ByteStore) {
    this.#chunks = store.chunks()[Symbol.iterator]();
  }

  #byte(): number {
    while (this.#at >= this.#chunk.length) {
      const next = this.#chunks.next();
      if (next.done === true) throw new Error('the spooled frames end too early');
      this.#chunk = next.value;
      this.#at = 0;
    }
    return this.#chunk[this.#at++]!;
  }

  number(): number {
    let byte = this.#byte();
    if (byte < 128) return byte;
    let value = byte & 127;
    let factor = 128;
    do {
      byte = this.#byte();
      value += (byte & 127) * factor;
      factor *= 128;
    } while (byte > 127);
    return value;
  }

  signed(): number {
    const value = this.number();
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  }

  colour(): number {
    return ((this.#byte() << 24) | (this.#byte() << 16) | (this.#byte() << 8) | this.#byte()) >>> 0;
  }

  text(): string {
    const length = this.number();
    let text = '';
    for (let at = 0; at < length; at += 1) text += String.fromCharCode(this.number());
    return text;
  }
}
