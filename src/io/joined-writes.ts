/** Combines small writes into larger ones. */
export class JoinedWrites {
  readonly #size: number;
  readonly #keepsBytes: boolean;
  readonly #write: (bytes: Buffer) => Promise<void>;
  #joined: Buffer;
  #length = 0;

  /** @param write passes bytes on @param keepsBytes whether they may still be needed when it has resolved */
  constructor(size: number, keepsBytes: boolean, write: (bytes: Buffer) => Promise<void>) {
    this.#size = size;
    this.#keepsBytes = keepsBytes;
    this.#write = write;
    this.#joined = Buffer.allocUnsafe(size);
  }

  async add(bytes: Uint8Array): Promise<void> {
    for (let at = 0; at < bytes.length; ) {
      const part = bytes.subarray(at, at + this.#size - this.#length);
      this.#joined.set(part, this.#length);
      this.#length += part.length;
      at += part.length;
      if (this.#length === this.#size) await this.#write(this.take());
    }
  }

  /** What has not been passed on yet, which the caller then does. */
  take(): Buffer {
    const bytes = this.#joined.subarray(0, this.#length);
    if (this.#keepsBytes) this.#joined = Buffer.allocUnsafe(this.#size);
    this.#length = 0;
    return bytes;
  }
}
