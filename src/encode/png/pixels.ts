import { alphaOf, TRANSPARENT } from '../../colour/blend.js';
import type { RectanglePx } from '../../mosaic/painted-frame.js';
import { inPieces, type Turns } from '../../turns.js';
import { bigEndian, pngChunk } from './chunks.js';

/** Colour ids of a canvas, row by row. */
export type ColourIds = Uint16Array | Uint32Array;

/** How pixels lie in the file, chosen once for all frames. */
export type PixelFormat =
  | {
      readonly kind: 'palette';
      readonly bitDepth: 1 | 2 | 4 | 8;
      /** Palette index by colour id. */
      readonly indexOfId: Uint8Array;
      /** Colours by palette index, `0xRRGGBB`. */
      readonly colours: readonly number[];
      /** Index that means "as before"; undefined where all 256 are colours. May be a colour that is transparent itself. */
      readonly transparent: number | undefined;
    }
  | {
      readonly kind: 'rgb';
      /** Colour by id; undefined where ids are colours. */
      readonly rgb: Uint32Array | undefined;
      /** Pixels have a fourth byte. */
      readonly hasAlpha: boolean;
      /** A colour no pixel has, which means "as before"; undefined where none could be named. */
      readonly transparent: number | undefined;
    };

/**
 * Palette where the colours fit in one, else RGB.
 * @param rgb colour by id
 * @param usedIds ids that can occur
 * @param animated whether a value for "as before" is wanted. Animations keep 8 bits a pixel: ffmpeg mixes up
 *   smaller pixels when it blends frames, and compressed they save little.
 */
export function indexedFormat(rgb: Uint32Array, usedIds: readonly number[], animated: boolean): PixelFormat {
  const indexOfColour = new Map<number, number>();
  for (const id of usedIds) {
    const colour = rgb[id]!;
    if (!indexOfColour.has(colour)) indexOfColour.set(colour, indexOfColour.size);
  }
  const colours = [...indexOfColour.keys()];
  if (colours.length > 256) {
    const hasAlpha = colours.some(isTranslucent);
    const transparent = hasAlpha ? TRANSPARENT : freeColour(indexOfColour);
    return { kind: 'rgb', rgb, hasAlpha, transparent: animated ? transparent : undefined };
  }
  const indexOfId = new Uint8Array(rgb.length);
  for (const id of usedIds) indexOfId[id] = indexOfColour.get(rgb[id]!)!;
  const transparent = animated && colours.length < 256 ? colours.length : undefined;
  const entries = colours.length + (transparent === undefined ? 0 : 1);
  const bitDepth = animated || entries > 16 ? 8 : entries > 4 ? 4 : entries > 2 ? 2 : 1;
  return { kind: 'palette', bitDepth, indexOfId, colours, transparent };
}

/** For a `direct` canvas, whose colours are not known beforehand. */
export function directFormat(hasAlpha: boolean): PixelFormat {
  return { kind: 'rgb', rgb: undefined, hasAlpha, transparent: undefined };
}

function isTranslucent(colour: number): boolean {
  return alphaOf(colour) < 255;
}

/** Whether pixels of this format can be neither opaque nor "as before". */
export function hasTranslucent(format: PixelFormat): boolean {
  return format.kind === 'palette' ? format.colours.some(isTranslucent) : format.hasAlpha;
}

/** The colour that a pixel of this id has in the file. */
export function colourOfId(format: PixelFormat, id: number): number {
  if (format.kind === 'palette') return format.colours[format.indexOfId[id]!]!;
  return format.rgb === undefined ? id : format.rgb[id]!;
}

function freeColour(used: ReadonlyMap<number, number>): number {
  let colour = 0x010101;
  while (used.has(colour)) colour++;
  return colour;
}

/** `IHDR` and, where the format has them, `PLTE` and `tRNS`. `between` goes where APNG has `acTL`. */
export function headerChunks(
  format: PixelFormat,
  widthPx: number,
  heightPx: number,
  between: readonly Uint8Array[] = [],
): Uint8Array[] {
  const depth = format.kind === 'palette' ? format.bitDepth : 8;
  const colourType = format.kind === 'palette' ? 3 : format.hasAlpha ? 6 : 2;
  const header = bigEndian([4, widthPx], [4, heightPx], [1, depth], [1, colourType], [1, 0], [1, 0], [1, 0]);
  // Text of terminals is made for sRGB screens; without this chunk a viewer may guess.
  const chunks = [pngChunk('IHDR', header), ...between, pngChunk('sRGB', Uint8Array.of(0))];
  if (format.kind === 'palette') {
    const { colours, transparent } = format;
    const entries = transparent === undefined ? colours : [...colours, 0];
    chunks.push(
      pngChunk('PLTE', Uint8Array.from(entries.flatMap((rgb) => [(rgb >> 16) & 255, (rgb >> 8) & 255, rgb & 255]))),
    );
    const alphas = entries.map((colour, index) => (index === transparent ? 0 : alphaOf(colour)));
    if (alphas.some((alpha) => alpha < 255)) chunks.push(pngChunk('tRNS', Uint8Array.from(alphas)));
  } else if (format.transparent !== undefined && !format.hasAlpha) {
    const key = format.transparent;
    chunks.push(pngChunk('tRNS', bigEndian([2, key >> 16], [2, (key >> 8) & 255], [2, key & 255])));
  }
  return chunks;
}

/** Where pixels come from. */
export interface PixelSource {
  readonly ids: ColourIds;
  readonly widthPx: number;
  readonly rectangle: RectanglePx;
  /** The canvas as it was before: pixels that did not change become transparent. Same width as `ids`. */
  readonly unlessEqualTo?: ColourIds;
}

/** Bytes of a pixel in a format without a palette: 3, or 4 with alpha. */
export function bytesPerPixel(format: PixelFormat & { readonly kind: 'rgb' }): number {
  return format.hasAlpha ? 4 : 3;
}

/** Bytes of one row without its filter byte. */
export function bytesPerRow(format: PixelFormat, widthPx: number): number {
  return format.kind === 'palette' ? Math.ceil((widthPx * format.bitDepth) / 8) : widthPx * bytesPerPixel(format);
}

/** The rectangle's rows as PNG stores them before compression: a filter byte (none), then the pixels. */
export async function packRows(format: PixelFormat, source: PixelSource, turns: Turns): Promise<Uint8Array> {
  const { leftPx, topPx, rightPx, bottomPx } = source.rectangle;
  const rowLength = bytesPerRow(format, rightPx - leftPx) + 1;
  const rows = new Uint8Array(rowLength * (bottomPx - topPx));
  const line = new Uint32Array(rightPx - leftPx);
  await inPieces(turns, bottomPx - topPx, line.length, (start, end) => {
    for (let row = start; row < end; row++) {
      readLine(line, format, source, topPx + row);
      const at = row * rowLength + 1;
      if (format.kind === 'rgb') packRgb(line, rows, at, format.hasAlpha);
      else if (format.bitDepth === 8) rows.set(line, at);
      else packBits(line, rows, at, format.bitDepth);
    }
  });
  return rows;
}

/** One line's pixels as palette indices or colours. */
function readLine(line: Uint32Array, format: PixelFormat, source: PixelSource, y: number): void {
  const { ids, widthPx, unlessEqualTo } = source;
  const start = y * widthPx + source.rectangle.leftPx;
  const values = format.kind === 'palette' ? format.indexOfId : format.rgb;
  for (let x = 0; x < line.length; x++) {
    const id = ids[start + x]!;
    line[x] = values === undefined ? id : values[id]!;
  }
  if (unlessEqualTo === undefined || format.transparent === undefined) return;
  for (let x = 0; x < line.length; x++) {
    if (ids[start + x] === unlessEqualTo[start + x]) line[x] = format.transparent;
  }
}

function packRgb(line: Uint32Array, rows: Uint8Array, start: number, hasAlpha: boolean): void {
  let at = start;
  for (let x = 0; x < line.length; x++) {
    const rgb = line[x]!;
    rows[at++] = rgb >> 16;
    rows[at++] = rgb >> 8;
    rows[at++] = rgb;
    if (hasAlpha) rows[at++] = alphaOf(rgb);
  }
}

/** The leftmost pixel takes the high bits. */
function packBits(line: Uint32Array, rows: Uint8Array, start: number, bitDepth: number): void {
  const perByte = 8 / bitDepth;
  for (let x = 0; x < line.length; x++) {
    rows[start + Math.floor(x / perByte)]! |= line[x]! << (8 - bitDepth * ((x % perByte) + 1));
  }
}
