/** Reads big-endian numbers and WOFF2's two variable-length ones, one after another. */
export class ByteReader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  offset: number;

  constructor(bytes: Uint8Array, offset = 0) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.offset = offset;
  }

  uint8(): number {
    return this.#view.getUint8(this.offset++);
  }

  uint16(): number {
    this.offset += 2;
    return this.#view.getUint16(this.offset - 2);
  }

  int16(): number {
    this.offset += 2;
    return this.#view.getInt16(this.offset - 2);
  }

  uint32(): number {
    this.offset += 4;
    return this.#view.getUint32(this.offset - 4);
  }

  bytes(length: number): Uint8Array {
    this.offset += length;
    return this.#bytes.subarray(this.offset - length, this.offset);
  }

  text(length: number): string {
    return Buffer.from(this.bytes(length)).toString('latin1');
  }

  /** UIntBase128: seven bits a byte, high bit set on all but the last. */
  base128(): number {
    let value = 0;
    for (let byte = 0x80; byte & 0x80; ) {
      byte = this.uint8();
      value = value * 128 + (byte & 0x7f);
    }
    return value;
  }

  /** 255UInt16: one byte for small numbers, up to three for others. */
  uint16Of255(): number {
    const code = this.uint8();
    if (code === 253) return this.uint16();
    if (code === 255) return this.uint8() + 253;
    return code === 254 ? this.uint8() + 506 : code;
  }
}
