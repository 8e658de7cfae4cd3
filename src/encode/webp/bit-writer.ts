/** Collects bits, the least significant first. */
export class BitWriter {
  #bytes = new Uint8Array(1024);
  #length = 0;
  #pending = 0;
  #pendingBits = 0;

  /** @param bitCount at most 24 */
  write(value: number, bitCount: number): void {
    this.#pending |= value << this.#pendingBits;
    this.#pendingBits += bitCount;
    while (this.#pendingBits >= 8) {
      this.#push(this.#pending & 255);
      this.#pending >>>= 8;
      this.#pendingBits -= 8;
    }
  }

  #push(byte: number): void {
    if (this.#length === this.#bytes.length) {
      const larger = new Uint8Array(this.#bytes.length * 2);
      larger.set(this.#bytes);
      this.#bytes = larger;
    }
    this.#bytes[this.#length++] = byte;
  }

  /** Fills up the last byte with zeros. */
  finish(): Uint8Array<ArrayBuffer> {
    if (this.#pendingBits > 0) this.#push(this.#pending & 255);
    return this.#bytes.slice(0, this.#length);
  }
}
