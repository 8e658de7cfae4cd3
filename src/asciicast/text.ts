import { isUtf8 } from 'node:buffer';

/** A part of a recording's text. Lines are separated by `\n`, whatever the file uses. */
export type TextPiece =
  | {
      /** Complete lines, without the separator after the last one. */
      readonly kind: 'lines';
      readonly text: string;
      /** 1-based number of the first line. */
      readonly firstLine: number;
      /** Numbers of the lines with bytes that are not UTF-8 (they became U+FFFD), ascending, if any. */
      readonly invalidLines?: readonly number[];
    }
  | {
      /** The next part of a line that is too long to hold. */
      readonly kind: 'part';
      readonly text: string;
      readonly line: number;
      readonly isLast: boolean;
      readonly isValid: boolean;
    };

const LINE_FEED = 10;
const CARRIAGE_RETURN = 13;
/** After this many bytes without a line feed, carriage returns are taken to end lines. */
const SEPARATOR_BYTES = 64 * 1024;

/**
 * Reads text from bytes: UTF-8 with or without a byte order mark, or UTF-16; lines ended by LF, CR LF (the CR stays
 * at the line's end, where JSON treats it as white space) or CR alone.
 * @param lineBytes a line longer than this comes in parts
 */
export async function* textPieces(bytes: AsyncIterable<Uint8Array>, lineBytes: number): AsyncGenerator<TextPiece> {
  let cutter: LineCutter | undefined;
  let held: Buffer = Buffer.alloc(0);
  for await (const chunk of utf8(bytes)) {
    if (cutter !== undefined) {
      yield* cutter.push(chunk);
      continue;
    }
    held = held.length === 0 ? chunk : Buffer.concat([held, chunk]);
    const isEnough = held.length >= Math.min(SEPARATOR_BYTES, lineBytes);
    if (!isEnough && !held.includes(LINE_FEED)) continue;
    cutter = new LineCutter(separatorOf(held), lineBytes);
    yield* cutter.push(held);
  }
  if (cutter === undefined) {
    cutter = new LineCutter(separatorOf(held), lineBytes);
    yield* cutter.push(held);
  }
  yield* cutter.finish();
}

/** The byte that ends lines: CR only where there is no LF, because a title may contain a raw CR. */
function separatorOf(head: Buffer): number {
  return head.includes(CARRIAGE_RETURN) && !head.includes(LINE_FEED) ? CARRIAGE_RETURN : LINE_FEED;
}

/** Splits a stream of UTF-8 bytes at its line ends and decodes many lines at a time. */
class LineCutter {
  readonly #separator: number;
  readonly #lineBytes: number;
  /** Bytes of the line that has not ended yet; joined only when it ends. */
  #held: Buffer[] = [];
  #heldBytes = 0;
  #line = 1;
  #inParts = false;

  constructor(separator: number, lineBytes: number) {
    this.#separator = separator;
    this.#lineBytes = lineBytes;
  }

  *push(chunk: Buffer): Generator<TextPiece> {
    let start = 0;
    if (this.#inParts) {
      const end = chunk.indexOf(this.#separator);
      if (end < 0) {
        this.#hold(chunk);
        yield* this.#part(false);
        return;
      }
      this.#hold(chunk.subarray(0, end));
      yield* this.#part(true);
      start = end + 1;
    }
    const end = chunk.lastIndexOf(this.#separator);
    if (end >= start) {
      this.#hold(chunk.subarray(start, end));
      yield this.#lines();
      start = end + 1;
    }
    this.#hold(chunk.subarray(start));
    if (this.#heldBytes > this.#lineBytes) yield* this.#part(false);
  }

  *finish(): Generator<TextPiece> {
    if (this.#inParts) yield* this.#part(true);
    else if (this.#heldBytes > 0) yield this.#lines();
  }

  #hold(bytes: Buffer): void {
    // Copied, because the producer may reuse the chunk.
    if (bytes.length > 0) this.#held.push(Buffer.from(bytes));
    this.#heldBytes += bytes.length;
  }

  #take(): Buffer {
    const bytes = this.#held.length === 1 ? this.#held[0]! : Buffer.concat(this.#held);
    this.#held = [];
    this.#heldBytes = 0;
    return bytes;
  }

  #lines(): TextPiece {
    const bytes = this.#take();
    const firstLine = this.#line;
    this.#line += 1 + count(bytes, this.#separator);
    const utf8 = bytes.toString('utf8');
    const text = this.#separator === LINE_FEED ? utf8 : utf8.replaceAll('\r', '\n');
    if (isUtf8(bytes)) return { kind: 'lines', text, firstLine };
    return { kind: 'lines', text, firstLine, invalidLines: [...this.#invalidLines(bytes, firstLine)] };
  }

  *#invalidLines(bytes: Buffer, firstLine: number): Generator<number> {
    let line = firstLine;
    for (let start = 0; start <= bytes.length; line += 1) {
      const found = bytes.indexOf(this.#separator, start);
      const end = found < 0 ? bytes.length : found;
      if (!isUtf8(bytes.subarray(start, end))) yield line;
      start = end + 1;
    }
  }

  *#part(isLast: boolean): Generator<TextPiece> {
    const bytes = this.#take();
    const whole = isLast ? bytes.length : bytes.length - incompleteTail(bytes);
    this.#hold(bytes.subarray(whole));
    this.#inParts = !isLast;
    const line = this.#line;
    if (isLast) this.#line += 1;
    const part = bytes.subarray(0, whole);
    yield { kind: 'part', text: part.toString('utf8'), line, isLast, isValid: isUtf8(part) };
  }
}

function count(bytes: Buffer, value: number): number {
  let times = 0;
  for (let at = bytes.indexOf(value); at >= 0; at = bytes.indexOf(value, at + 1)) times += 1;
  return times;
}

/** How many bytes at the end belong to an incomplete character: 0 to 3. */
function incompleteTail(bytes: Buffer): number {
  for (let back = 1; back <= 3 && back <= bytes.length; back += 1) {
    const byte = bytes[bytes.length - back]!;
    if (byte >= 0xc0) return (byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2) > back ? back : 0;
    if (byte < 0x80) return 0;
  }
  return 0;
}

/** Removes a byte order mark and turns UTF-16, with or without one, into UTF-8. */
async function* utf8(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  let decode: ((chunk: Buffer) => Buffer) | undefined;
  let held: Buffer = Buffer.alloc(0);
  for await (const chunk of bytes) {
    const buffer = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    if (decode !== undefined) {
      yield decode(buffer);
      continue;
    }
    held = Buffer.concat([held, buffer]);
    if (held.length < 3) continue;
    const encoding = encodingOf(held);
    decode = encoding.utf16 === undefined ? (part) => part : utf16Decoder(encoding.utf16);
    yield decode(held.subarray(encoding.markBytes));
  }
  if (decode === undefined) yield held;
}

function encodingOf(head: Buffer): { utf16?: 'little' | 'big'; markBytes: number } {
  if (head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf) return { markBytes: 3 };
  if (head[0] === 0xff && head[1] === 0xfe) return { utf16: 'little', markBytes: 2 };
  if (head[0] === 0xfe && head[1] === 0xff) return { utf16: 'big', markBytes: 2 };
  // A recording begins with `{`, `#` or white space, all of them ASCII.
  const ascii = (byte: number): boolean => byte > 0 && byte < 0x80;
  if (ascii(head[0]!) && head[1] === 0 && ascii(head[2]!)) return { utf16: 'little', markBytes: 0 };
  if (head[0] === 0 && ascii(head[1]!) && head[2] === 0) return { utf16: 'big', markBytes: 0 };
  return { markBytes: 0 };
}

function utf16Decoder(order: 'little' | 'big'): (chunk: Buffer) => Buffer {
  const decoder = new TextDecoder('utf-16le', { ignoreBOM: true });
  let odd = Buffer.alloc(0);
  return (chunk) => {
    const bytes = Buffer.concat([odd, chunk]);
    const even = bytes.length & ~1;
    odd = bytes.subarray(even);
    const pairs = bytes.subarray(0, even);
    return Buffer.from(decoder.decode(order === 'big' ? pairs.swap16() : pairs, { stream: true }));
  };
}
