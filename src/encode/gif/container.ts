/** The blocks of a GIF89a file around the image data (CompuServe's specification of 1990). */

import type { NoteEnvelope } from '../../provenance/noted-sink.js';

/** Largest width and height that the format can hold. */
export const MAX_GIF_SIDE_PX = 65_535;

/** What happens to an image's rectangle before the next image is drawn. */
export const DISPOSAL = { keep: 1, restorePrevious: 3 } as const;

/** How often the animation plays: a number of times in all, or forever. */
export type Loop = number | 'forever';

/** One image, without its data. */
export interface Image {
  readonly leftPx: number;
  readonly topPx: number;
  readonly widthPx: number;
  readonly heightPx: number;
  /** Index that leaves the pixel below as it is; -1 for none. */
  readonly transparentIndex: number;
}

/** When an image is shown, and in which colours. */
export interface ImageUse {
  readonly delayCs: number;
  readonly disposal: number;
  /** Colours `0xRRGGBB` of a local table, or null for the global one. */
  readonly localColours: Uint32Array | null;
}

/** Bits of the smallest table (1 to 8) that holds `count` colours. */
function tableBits(count: number): number {
  return Math.max(1, 32 - Math.clz32(count - 1));
}

/** Signature, screen size, global table (always: an image without a table of its own needs one) and the loop extension. */
export function fileHeader(widthPx: number, heightPx: number, colours: Uint32Array, loop: Loop): Uint8Array {
  // Room for a transparent index beside the colours, at the least code size of 2 bits.
  const bits = Math.max(2, tableBits(Math.min(colours.length + 1, 256)));
  const screen = [...ascii('GIF89a'), ...u16(widthPx), ...u16(heightPx), 0xf0 | (bits - 1), 0, 0];
  return Uint8Array.from([...screen, ...colourTable(colours, bits), ...loopExtension(loop)]);
}

/**
 * Browsers take the extension's number as repetitions after the first play, and 0 as forever;
 * without the extension an animation plays once.
 */
function loopExtension(loop: Loop): number[] {
  if (loop === 1) return [];
  const repetitions = loop === 'forever' ? 0 : Math.min(loop - 1, 65_535);
  return [0x21, 0xff, 11, ...ascii('NETSCAPE2.0'), 3, 1, ...u16(repetitions), 0];
}

/** Longest sub-block. */
const SUB_BLOCK_BYTES = 255;

/** A comment extension: text that no viewer shows. */
export function commentBlock(text: string): Uint8Array {
  const bytes = Buffer.from(text, 'utf8');
  const parts: Uint8Array[] = [COMMENT_LABEL];
  for (let at = 0; at < bytes.length; at += SUB_BLOCK_BYTES) {
    const part = bytes.subarray(at, at + SUB_BLOCK_BYTES);
    parts.push(Uint8Array.of(part.length), part);
  }
  return Buffer.concat([...parts, NO_MORE_SUB_BLOCKS]);
}

const COMMENT_LABEL = Uint8Array.of(0x21, 0xfe);
const NO_MORE_SUB_BLOCKS = Uint8Array.of(0);

/** A comment extension around a note, which fits into one sub-block. */
export function noteComment(noteLength: number): NoteEnvelope {
  return { before: Uint8Array.of(...COMMENT_LABEL, noteLength), after: NO_MORE_SUB_BLOCKS };
}

/** Graphic control extension, image descriptor and local table: what is before the data of an image. */
export function imageHead(image: Image, { delayCs, disposal, localColours }: ImageUse): Uint8Array {
  const { transparentIndex } = image;
  const bits = localColours === null ? 0 : tableBits(Math.max(localColours.length, transparentIndex + 1));
  const transparent = transparentIndex >= 0;
  return Uint8Array.from([
    ...[0x21, 0xf9, 4, (disposal << 2) | (transparent ? 1 : 0)],
    ...[...u16(delayCs), transparent ? transparentIndex : 0, 0],
    ...[0x2c, ...u16(image.leftPx), ...u16(image.topPx), ...u16(image.widthPx), ...u16(image.heightPx)],
    localColours === null ? 0 : 0x80 | (bits - 1),
    ...(localColours === null ? [] : colourTable(localColours, bits)),
  ]);
}

/** The last byte of a file. */
export const TRAILER = Uint8Array.of(0x3b);

function colourTable(colours: Uint32Array, bits: number): number[] {
  const bytes = new Array<number>(3 << bits).fill(0);
  colours.forEach((rgb, index) => {
    bytes[index * 3] = (rgb >> 16) & 255;
    bytes[index * 3 + 1] = (rgb >> 8) & 255;
    bytes[index * 3 + 2] = rgb & 255;
  });
  return bytes;
}

function ascii(text: string): number[] {
  return [...text].map((character) => character.charCodeAt(0));
}

function u16(value: number): number[] {
  return [value & 255, value >> 8];
}
