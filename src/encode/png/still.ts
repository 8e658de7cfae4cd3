import { alphaOf } from '../../colour/blend.js';
import { untilAborted } from '../../io/abort.js';
import type { ByteSink } from '../../io/sink.js';
import type { Canvas, Survey } from '../../mosaic/painted-frame.js';
import { NotedSink } from '../../provenance/noted-sink.js';
import { inPieces, Turns } from '../../turns.js';
import type { Encoder } from '../encoder.js';
import { concatenate, noteChunk, PNG_SIGNATURE, pngChunk, textChunk } from './chunks.js';
import { compressWays, MANY_MEMORY_LEVELS, waysToStore } from './compress.js';
import { directFormat, headerChunks, indexedFormat, type PixelFormat } from './pixels.js';

/** Of a palette in PNG. */
const MOST_PALETTE_COLOURS = 256;

/** Facts a picture may carry along as text. */
export interface PngText {
  readonly title?: string | undefined;
  /** What the picture shows. */
  readonly alt?: string | undefined;
}

/**
 * One canvas as a PNG file: exact colours, a palette where at most 256 occur, else RGB.
 * The canvas may not change before the file is there.
 */
export async function encodePng(
  canvas: Canvas,
  size: { readonly widthPx: number; readonly heightPx: number },
  text: PngText = {},
): Promise<Uint8Array> {
  return concatenate([await chunksOfPicture(canvas, size, text, undefined), pngChunk('IEND')]);
}

/** All of the file but its last chunk. */
async function chunksOfPicture(
  canvas: Canvas,
  { widthPx, heightPx }: { readonly widthPx: number; readonly heightPx: number },
  text: PngText,
  signal: AbortSignal | undefined,
): Promise<Uint8Array> {
  const turns = new Turns(signal);
  const format =
    canvas.kind === 'indexed'
      ? indexedFormat(canvas.rgb, await usedIds(canvas.ids, canvas.rgb.length, turns), false)
      : await formatOfColours(canvas.ids, turns);
  const ids =
    canvas.kind === 'direct' && format.kind === 'palette'
      ? await positionsIn(format.colours, canvas.ids, turns)
      : canvas.ids;
  const rectangle = { leftPx: 0, topPx: 0, rightPx: widthPx, bottomPx: heightPx };
  const ways = await waysToStore(format, { ids, widthPx, rectangle }, turns);
  const { bytes } = await compressWays(ways, MANY_MEMORY_LEVELS);
  return concatenate([
    PNG_SIGNATURE,
    ...headerChunks(format, widthPx, heightPx),
    ...textChunk('Title', text.title),
    ...textChunk('Description', text.alt),
    pngChunk('IDAT', bytes),
  ]);
}

/** Ids that occur, ascending. */
async function usedIds(ids: Uint16Array, idCount: number, turns: Turns): Promise<number[]> {
  const seen = new Uint8Array(idCount);
  await inPieces(turns, ids.length, 1, (start, end) => {
    for (let at = start; at < end; at++) seen[ids[at]!] = 1;
  });
  return [...seen.keys()].filter((id) => seen[id] === 1);
}

/** A direct canvas may still show few colours: then its palette is indexed by position. */
async function formatOfColours(colours: Uint32Array, turns: Turns): Promise<PixelFormat> {
  const seen = new Set<number>();
  let isOpaque = true;
  await inPieces(turns, colours.length, 1, (start, end) => {
    for (let at = start; at < end; at++) {
      const colour = colours[at]!;
      if (at > 0 && colour === colours[at - 1]) continue;
      if (seen.size <= MOST_PALETTE_COLOURS) seen.add(colour);
      if (alphaOf(colour) < 255) isOpaque = false;
    }
  });
  if (seen.size > MOST_PALETTE_COLOURS) return directFormat(!isOpaque);
  return indexedFormat(Uint32Array.from(seen), [...Array(seen.size).keys()], false);
}

async function positionsIn(colours: readonly number[], pixels: Uint32Array, turns: Turns): Promise<Uint16Array> {
  const position = new Map(colours.map((colour, index) => [colour, index]));
  const positions = new Uint16Array(pixels.length);
  await inPieces(turns, pixels.length, 1, (start, end) => {
    for (let at = start; at < end; at++) positions[at] = position.get(pixels[at]!)!;
  });
  return positions;
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
      await notedSink.write(
        await untilAborted(chunksOfPicture(frame.canvas, survey!.geometry, text, options.signal), options.signal),
      );
      await notedSink.end(noteChunk, pngChunk('IEND'));
    },
    async finish() {},
    async abort() {},
  };
}
