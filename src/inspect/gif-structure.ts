/** Reads how a GIF is built, without decoding a pixel (CompuServe's specification of 1990). */
import { Cast2gifError } from '../errors.js';

/** What becomes of an image's rectangle before the next image is drawn. */
export type Disposal = 'none' | 'keep' | 'background' | 'previous';

/** One image of a GIF and the blocks that belong to it. */
export interface GifFrame {
  /** When it appears, in microseconds from the start: the sum of the delays before it. */
  readonly timeUs: number;
  /** Its delay as the file says it, in hundredths of a second. */
  readonly delayCs: number;
  readonly leftPx: number;
  readonly topPx: number;
  readonly widthPx: number;
  readonly heightPx: number;
  readonly disposal: Disposal;
  readonly transparent: boolean;
  readonly interlaced: boolean;
  /** Which table it uses; `none` if neither it nor the file has one. */
  readonly palette: 'global' | 'local' | 'none';
  /** Entries of that table, used or not: a power of two. */
  readonly paletteSize: number;
  /** Least code size of the compressed data, in bits. */
  readonly codeSize: number;
  /** All its bytes: control extension, descriptor, local table and data. */
  readonly byteLength: number;
}

/** A whole GIF. */
export interface GifStructure {
  readonly version: string;
  readonly widthPx: number;
  readonly heightPx: number;
  /** How often it plays in all. */
  readonly plays: number | 'forever';
  /** Entries of the global table; 0 without one. */
  readonly globalPaletteSize: number;
  readonly frames: readonly GifFrame[];
  /** The texts of its comments, which no viewer shows. */
  readonly comments: readonly string[];
  readonly byteLength: number;
  /** Bytes after the end mark, which no viewer reads. */
  readonly trailingBytes: number;
}

/** More images than this are an error: their list is kept in memory. */
const MAX_GIF_FRAMES = 500_000;

const EXTENSION = 0x21;
const IMAGE = 0x2c;
const TRAILER = 0x3b;
const GRAPHIC_CONTROL = 0xf9;
const PLAIN_TEXT = 0x01;
const COMMENT = 0xfe;
/** Bytes of comments that are kept in all. */
const MAX_COMMENT_BYTES = 64 * 1024;
const APPLICATION = 0xff;
const LOOPING_APPLICATIONS = new Set(['NETSCAPE2.0', 'ANIMEXTS1.0']);
const DISPOSALS: readonly Disposal[] = ['none', 'keep', 'background', 'previous'];
const CENTISECOND_US = 10_000;

/** Whether bytes begin as a GIF does; six of them are enough. */
export function isGif(bytes: Uint8Array): boolean {
  return /^GIF8[79]a$/.test(latin1(bytes.subarray(0, 6)));
}

/**
 * Reads the structure of a GIF. Takes time in proportion to the number of its blocks.
 * @throws Cast2gifError `recording` if it is not a GIF, cut short or damaged; the message says at which byte
 */
export function readGifStructure(bytes: Uint8Array): GifStructure {
  return new GifReader(bytes).read();
}

/** What a graphic control extension says of the next image. */
interface Control {
  readonly start: number;
  readonly delayCs: number;
  readonly disposal: Disposal;
  readonly transparent: boolean;
}

class GifReader {
  readonly #bytes: Uint8Array;
  readonly #frames: GifFrame[] = [];
  readonly #comments: string[] = [];
  #commentBytes = 0;
  #at = 0;
  #timeUs = 0;
  #control: Control | undefined;
  #globalPaletteSize = 0;
  #plays: number | 'forever' = 1;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  read(): GifStructure {
    if (!isGif(this.#bytes))
      throw new Cast2gifError('recording', 'not a GIF: expected it to begin with GIF87a or GIF89a');
    const version = latin1(this.#take(6)).slice(3);
    const widthPx = this.#u16();
    const heightPx = this.#u16();
    const flags = this.#u8();
    this.#take(2);
    this.#globalPaletteSize = this.#table(flags);
    while (this.#block()) {
      if (this.#frames.length > MAX_GIF_FRAMES) throw this.#error(`more than ${MAX_GIF_FRAMES} images`);
    }
    if (this.#frames.length === 0) throw this.#error('the GIF holds no image');
    return {
      version,
      widthPx,
      heightPx,
      plays: this.#plays,
      globalPaletteSize: this.#globalPaletteSize,
      frames: this.#frames,
      comments: this.#comments,
      byteLength: this.#bytes.length,
      trailingBytes: this.#bytes.length - this.#at,
    };
  }

  /** Reads one block. @returns false after the end mark */
  #block(): boolean {
    const start = this.#at;
    const kind = this.#u8();
    if (kind === EXTENSION) this.#extension(start);
    else if (kind === IMAGE) this.#image(start);
    else if (kind !== TRAILER) {
      this.#at = start;
      throw this.#error(
        `expected an image, an extension or the end mark, found 0x${kind.toString(16).padStart(2, '0')}`,
      );
    }
    return kind !== TRAILER;
  }

  #extension(start: number): void {
    const label = this.#u8();
    if (label === GRAPHIC_CONTROL) this.#graphicControl(start);
    else if (label === APPLICATION) this.#application();
    // A plain text takes the control extension before it, as an image does.
    else if (label === PLAIN_TEXT) this.#control = undefined;
    else if (label === COMMENT) this.#comment();
    this.#skipSubBlocks();
  }

  #comment(): void {
    const start = this.#at;
    // The first page reads GIFs in a browser, which has no Buffer.
    const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
    let text = '';
    for (let size = this.#u8(); size > 0; size = this.#u8()) text += decoder.decode(this.#take(size), { stream: true });
    this.#commentBytes += this.#at - start;
    if (this.#commentBytes <= MAX_COMMENT_BYTES) this.#comments.push(text + decoder.decode());
    // The empty sub-block is read again by the caller.
    this.#at -= 1;
  }

  #graphicControl(start: number): void {
    const size = this.#u8();
    if (size < 4) throw this.#error(`a graphic control extension of ${size} bytes; expected 4`);
    const flags = this.#u8();
    const delayCs = this.#u16();
    this.#take(size - 3);
    const disposal = DISPOSALS[(flags >> 2) & 7] ?? 'none';
    this.#control = { start, delayCs, disposal, transparent: (flags & 1) !== 0 };
  }

  /** The extension that says how often to play: 0 forever, else repetitions after the first time. */
  #application(): void {
    const name = latin1(this.#take(this.#u8()));
    if (!LOOPING_APPLICATIONS.has(name)) return;
    const size = this.#u8();
    const block = this.#take(size);
    if (size >= 3 && block[0] === 1) {
      const repetitions = block[1]! | (block[2]! << 8);
      this.#plays = repetitions === 0 ? 'forever' : repetitions + 1;
    } else if (size === 0) this.#at -= 1;
  }

  #image(start: number): void {
    const place = { leftPx: this.#u16(), topPx: this.#u16(), widthPx: this.#u16(), heightPx: this.#u16() };
    const flags = this.#u8();
    const localSize = this.#table(flags);
    const paletteSize = localSize || this.#globalPaletteSize;
    const codeSize = this.#u8();
    // 12 bits are the longest code; the first codes have one more than the code size.
    if (codeSize < 1 || codeSize > 11) throw this.#error(`a code size of ${codeSize}; expected 1 to 11`);
    this.#skipSubBlocks();
    const { delayCs, disposal, transparent, start: first } = this.#control ?? { ...NO_CONTROL, start };
    this.#frames.push({
      timeUs: this.#timeUs,
      delayCs,
      ...place,
      disposal,
      transparent,
      interlaced: (flags & 0x40) !== 0,
      palette: localSize > 0 ? 'local' : paletteSize > 0 ? 'global' : 'none',
      paletteSize,
      codeSize,
      byteLength: this.#at - first,
    });
    this.#timeUs += delayCs * CENTISECOND_US;
    this.#control = undefined;
  }

  /** Skips the colour table that the flags announce. @returns its entries */
  #table(flags: number): number {
    if ((flags & 0x80) === 0) return 0;
    const size = 2 << (flags & 7);
    this.#take(size * 3);
    return size;
  }

  #skipSubBlocks(): void {
    for (let size = this.#u8(); size > 0; size = this.#u8()) this.#take(size);
  }

  #u8(): number {
    if (this.#at >= this.#bytes.length) throw this.#cutShort();
    return this.#bytes[this.#at++]!;
  }

  #u16(): number {
    const low = this.#u8();
    return low | (this.#u8() << 8);
  }

  #take(count: number): Uint8Array {
    if (this.#at + count > this.#bytes.length) throw this.#cutShort();
    this.#at += count;
    return this.#bytes.subarray(this.#at - count, this.#at);
  }

  #cutShort(): Cast2gifError {
    const whole = this.#frames.length;
    const images = whole === 1 ? '1 whole image' : `${whole} whole images`;
    return new Cast2gifError(
      'recording',
      `the GIF is cut short: it ends at byte ${this.#bytes.length}, after ${images}`,
    );
  }

  #error(message: string): Cast2gifError {
    return new Cast2gifError('recording', `byte ${this.#at}: ${message}`);
  }
}

const NO_CONTROL = { delayCs: 0, disposal: 'none', transparent: false } as const;

function latin1(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes);
}
