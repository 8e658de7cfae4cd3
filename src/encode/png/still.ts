import { alphaOf } from '../../colour/blend.js';
import { untilAborted } from '../../io/abort.js';
import type { ByteSink } from '../../io/sink.js';
import type { Canvas, Survey } from '../../mosaic/painted-frame.js';
import { NotedSink } from '../../provenance/noted-sink.js';
import type { Encoder } from '../encoder.js';
import { concatenate, noteChunk, PNG_SIGNATURE, pngChunk, textChunk } from './chunks.js';
import { compressPixels, MANY_MEMORY_LEVELS } from './compress.js';
import { directFormat, headerChunks, indexedFormat } from './pixels.js';

/** Facts a picture may carry along as text. */
export interface PngText {
  readonly title?: string | undefined;
  /** What the picture shows. */
  readonly alt?: string | undefined;
}

/**
 * One canvas as a PNG file: exact colours, a palette where at most 256 occur, else RGB.
 * The canvas may change as soon as this has returned its promise.
 */
export async function encodePng(...picture: Parameters<typeof chunksOfPicture>): Promise<Uint8Array> {
  return concatenate([await chunksOfPicture(...picture), pngChunk('IEND')]);
}

/** All of the file but its last chunk. */
async function chunksOfPicture(
  canvas: Canvas,
  size: { readonly widthPx: number; readonly heightPx: number },
  text: PngText = {},
): Promise<Uint8Array> {
  const { widthPx, heightPx } = size;
  const format =
    canvas.kind === 'indexed'
      ? indexedFormat(canvas.rgb, usedIds(canvas.ids, canvas.rgb.length), false)
      : formatOfColours(canvas.ids);
  const ids =
    canvas.kind === 'direct' && format.kind === 'palette' ? positionsIn(format.colours, canvas.ids) : canvas.ids;
  const rectangle = { leftPx: 0, topPx: 0, rightPx: widthPx, bottomPx: heightPx };
  const { bytes } = await compressPixels(format, { ids, widthPx, rectangle }, MANY_MEMORY_LEVELS);
  return concatenate([
    PNG_SIGNATURE,
    ...headerChunks(format, widthPx, heightPx),
    ...textChunk('Title', text.title),
    ...textChunk('Description', text.alt),
    pngChunk('IDAT', bytes),
  ]);
}

/** Ids that occur, ascending. */
function usedIds(ids: Uint16Array, idCount: number): number[] {
  const seen = new Uint8Array(idCount);
  for (let at = 0; at < ids.length; at++) seen[ids[at]!] = 1;
  return [...seen.keys()].filter((id) => seen[id] === 1);
}

/** A direct canvas may still show few colours: then its palette is indexed by position. */
function formatOfColours(colours: Uint32Array) {
  const seen = new Set<number>();
  for (let at = 0; at < colours.length && seen.size <= 256; at++) seen.add(colours[at]!);
  if (seen.size > 256) return directFormat(colours.some((colour) => alphaOf(colour) < 255));
  return indexedFormat(Uint32Array.from(seen), [...Array(seen.size).keys()], false);
}

function positionsIn(colours: readonly number[], pixels: Uint32Array): Uint16Array {
  const position = new Map(colours.map((colour, index) => [colour, index]));
  return Uint16Array.from(pixels, (colour) => position.get(colour)!);
}

/** What a still shows and says. */
export interface StillOptions {
  readonly atUs: number;
  /** What the picture shows, in words. */
  readonly alt?: string | undefined;
  /** What made it: a note up to its checksum. */
  readonly note?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Writes the one frame shown at `atUs` (the last one, if `atUs` is beyond the end) as PNG.
 * Frames are read on to the end, so that it can share a replay with other encoders.
 */
export function createPngEncoder(sink: ByteSink, options: StillOptions): Encoder {
  const notedSink = new NotedSink(sink, options.note);
  let survey: Survey | undefined;
  let written = false;
  return {
    async start(facts) {
      survey = facts;
    },
    async add(frame) {
      const isLast = frame.index === survey!.frameCount - 1;
      if (written || (frame.timeUs + frame.durationUs <= options.atUs && !isLast)) return;
      written = true;
      const text = { title: survey!.title, alt: options.alt };
      await notedSink.write(await untilAborted(chunksOfPicture(frame.canvas, survey!.geometry, text), options.signal));
      await notedSink.end(noteChunk, pngChunk('IEND'));
    },
    async finish() {},
    async abort() {},
  };
}
