import { Cast2gifError } from '../errors.js';

/** One image of a GIF: what a viewer draws at one moment, and what it costs. */
export interface InspectedImage {
  /** From 0. */
  readonly index: number;
  /** When it appears, in hundredths of a second from the start. */
  readonly timeCs: number;
  readonly delayCs: number;
  readonly leftPx: number;
  readonly topPx: number;
  readonly widthPx: number;
  readonly heightPx: number;
  /** What becomes of the rectangle afterwards: `none`, `keep`, `background` or `previous`; others as numbers. */
  readonly disposal: string;
  readonly hasTransparency: boolean;
  readonly isInterlaced: boolean;
  /** Colours of its own table; 0: it uses the global one. */
  readonly localColours: number;
  /** Bits of a symbol. */
  readonly minCodeSize: number;
  /** With its control extension and local table. */
  readonly byteLength: number;
}

/** What a GIF is made of. */
export interface InspectedGif {
  readonly version: string;
  readonly widthPx: number;
  readonly heightPx: number;
  readonly globalColours: number;
  /** Times it plays in all. */
  readonly plays: number | 'forever';
  readonly durationCs: number;
  readonly images: readonly InspectedImage[];
  readonly byteLength: number;
}

const DISPOSALS = ['none', 'keep', 'background', 'previous'] as const;

const TRAILER = 0x3b;
const EXTENSION = 0x21;
const IMAGE = 0x2c;
const GRAPHIC_CONTROL = 0xf9;
const APPLICATION = 0xff;

/** What a graphic control extension says about the image after it. */
interface Control {
  readonly delayCs: number;
  readonly disposal: number;
  readonly hasTransparency: boolean;
}

const NO_CONTROL: Control = { delayCs: 0, disposal: 0, hasTransparency: false };

/**
 * Reads the structure of a GIF; pixels are not decoded. Time and memory follow the file's length.
 * @throws Cast2gifError `recording` with the offset where the bytes are not those of a GIF
 */
export function inspectGif(bytes: Uint8Array): InspectedGif {
  const reader = new Reader(bytes);
  const signature = reader.text(6);
  if (signature !== 'GIF87a' && signature !== 'GIF89a')
    throw new Cast2gifError('recording', 'not a GIF: expected GIF87a or GIF89a at its start');
  const [widthPx, heightPx, flags] = [reader.word(), reader.word(), reader.byte()];
  reader.skip(2);
  const globalColours = reader.skipTable(flags);
  const body = readBlocks(reader);
  return {
    ...{ version: signature.slice(3), widthPx, heightPx, globalColours, byteLength: bytes.length },
    ...body,
  };
}

function readBlocks(reader: Reader): Pick<InspectedGif, 'plays' | 'durationCs' | 'images'> {
  const images: InspectedImage[] = [];
  let plays: number | 'forever' = 1;
  let control = NO_CONTROL;
  let startAt = reader.at;
  let timeCs = 0;
  for (;;) {
    const kind = reader.byte();
    if (kind === TRAILER) return { plays, durationCs: timeCs, images };
    if (kind === EXTENSION) {
      const label = reader.byte();
      if (label === GRAPHIC_CONTROL) control = readControl(reader);
      else if (label === APPLICATION) plays = readApplication(reader) ?? plays;
      else reader.skipBlocks();
      // Only what belongs to the image alone is counted with it.
      if (label !== GRAPHIC_CONTROL) startAt = reader.at;
    } else if (kind === IMAGE) {
      const image = readImage(reader, control);
      images.push({ index: images.length, timeCs, ...image, byteLength: reader.at - startAt });
      timeCs += control.delayCs;
      control = NO_CONTROL;
      startAt = reader.at;
    } else throw reader.error(`a block of unknown kind ${kind}`, -1);
  }
}

function readControl(reader: Reader): Control {
  const length = reader.byte();
  if (length !== 4) throw reader.error(`a graphic control extension of ${length} bytes instead of 4`, -1);
  const flags = reader.byte();
  const delayCs = reader.word();
  reader.skip(1);
  reader.skipBlocks();
  return { delayCs, disposal: (flags >> 2) & 7, hasTransparency: (flags & 1) === 1 };
}

/** Plays in all, if this is the extension that says so; its number counts the repetitions, 0 for endless ones. */
function readApplication(reader: Reader): number | 'forever' | undefined {
  const name = reader.text(reader.byte());
  const length = reader.byte();
  if (length === 0) return undefined;
  const data = reader.take(length);
  reader.skipBlocks();
  if (name !== 'NETSCAPE2.0' && name !== 'ANIMEXTS1.0') return undefined;
  if (length < 3 || data[0] !== 1) return undefined;
  const repetitions = data[1]! | (data[2]! << 8);
  return repetitions === 0 ? 'forever' : repetitions + 1;
}

function readImage(reader: Reader, control: Control): Omit<InspectedImage, 'index' | 'timeCs' | 'byteLength'> {
  const [leftPx, topPx, widthPx, heightPx] = [reader.word(), reader.word(), reader.word(), reader.word()];
  const flags = reader.byte();
  const localColours = reader.skipTable(flags);
  const minCodeSize = reader.byte();
  reader.skipBlocks();
  return {
    ...{ leftPx, topPx, widthPx, heightPx, localColours, minCodeSize },
    isInterlaced: (flags & 0x40) !== 0,
    delayCs: control.delayCs,
    disposal: DISPOSALS[control.disposal] ?? String(control.disposal),
    hasTransparency: control.hasTransparency,
  };
}

/** Reads bytes in order and never past the end. */
class Reader {
  at = 0;
  readonly #bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  byte(): number {
    return this.take(1)[0]!;
  }

  word(): number {
    const bytes = this.take(2);
    return bytes[0]! | (bytes[1]! << 8);
  }

  text(length: number): string {
    return String.fromCharCode(...this.take(length));
  }

  take(length: number): Uint8Array {
    if (this.at + length > this.#bytes.length)
      throw new Cast2gifError('recording', `not a whole GIF: it ends at byte ${this.#bytes.length}, expected more`);
    this.at += length;
    return this.#bytes.subarray(this.at - length, this.at);
  }

  skip(length: number): void {
    this.take(length);
  }

  /** Passes over a colour table, if the flags announce one; returns its number of colours. */
  skipTable(flags: number): number {
    if ((flags & 0x80) === 0) return 0;
    const colours = 2 << (flags & 7);
    this.skip(3 * colours);
    return colours;
  }

  /** Passes over sub-blocks up to and with the empty one. */
  skipBlocks(): void {
    for (let length = this.byte(); length > 0; length = this.byte()) this.skip(length);
  }

  /** An error about the byte at `at + back`. */
  error(what: string, back: number): Cast2gifError {
    return new Cast2gifError('recording', `not a GIF: byte ${this.at + back} begins ${what}`);
  }
}
