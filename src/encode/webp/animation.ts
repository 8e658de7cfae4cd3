import { Cast2gifError } from '../../errors.js';
import { untilAborted } from '../../io/abort.js';
import type { ByteSpool } from '../../io/byte-spool.js';
import type { ByteSink } from '../../io/sink.js';
import type { PaintedFrame, RectanglePx, Survey } from '../../mosaic/painted-frame.js';
import { NotedSink } from '../../provenance/noted-sink.js';
import { changedRectangle, copyRectangle } from '../changed-rectangle.js';
import type { Encoder } from '../encoder.js';
import { CodingThreads } from '../threads.js';
import type { ColourIds } from './cut-out.js';
import {
  type CompressedPicture,
  compressPicture,
  copyPicture,
  type FramePicture,
  pictureBuffers,
} from './frame-picture.js';
import { encodeLossless, MAX_SIDE_PX } from './lossless.js';
import { metadataChunk } from './metadata.js';
import { riffChunk } from './riff.js';

/** How an animated WebP is made. */
export interface WebpOptions {
  /** How often the animation plays; 0 is forever. */
  readonly plays: number;
  /** Threads that compress; with 1 the calling one does, unless pictures are large. The bytes are the same for any number. */
  readonly threads: number;
  /** Holds the compressed frames to the end, because a file begins with its length. Closed by the encoder. */
  readonly spool: ByteSpool;
  /** What the picture shows, in words. */
  readonly alt?: string | undefined;
  /** What made it: a note up to its checksum. */
  readonly note?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Pictures that may wait, for each thread: enough that none stands still; fewer where canvases are large. */
const QUEUED_PER_THREAD = 3;
const LARGE_CANVAS_PX = 500_000;

/** Durations have 24 bits, in milliseconds. */
const MAX_DURATION_MS = 0xffffff;

const NOTHING: RectanglePx = { leftPx: 0, topPx: 0, rightPx: 1, bottomPx: 1 };

/**
 * Animated WebP, lossless: exact colours, the rectangle that changed, delays right to the millisecond without drift.
 * @throws Cast2gifError `usage` from `start` where the picture is larger than the format allows
 */
export function createWebpEncoder(sink: ByteSink, options: WebpOptions): Encoder {
  return new WebpEncoder(sink, options);
}

/** A frame whose picture may still be under way. */
interface Entry {
  readonly rectangle: RectanglePx;
  readonly picture: CompressedPicture | Promise<CompressedPicture>;
  readonly durationMs: number;
}

class WebpEncoder implements Encoder {
  readonly #sink: NotedSink;
  readonly #options: WebpOptions;
  #survey!: Survey;
  #threads: CodingThreads<FramePicture, CompressedPicture> | undefined;
  /** The canvas as the last frame left it. */
  #shown: ColourIds = new Uint16Array();
  /** A frame is complete when its end is known: one that changes nothing prolongs it. */
  #unended: Omit<Entry, 'durationMs'> | undefined;
  /** In their order. */
  readonly #entries: Entry[] = [];
  #endUs = 0;
  #endedMs = 0;

  constructor(sink: ByteSink, options: WebpOptions) {
    this.#sink = new NotedSink(sink, options.note);
    this.#options = options;
  }

  async start(survey: Survey): Promise<void> {
    const { widthPx, heightPx } = survey.geometry;
    if (Math.max(widthPx, heightPx) > MAX_SIDE_PX) {
      const size = `${widthPx}x${heightPx}`;
      throw new Cast2gifError(
        'option-limit',
        `WebP allows ${MAX_SIDE_PX} pixels a side, but the picture would be ${size}`,
      );
    }
    this.#survey = survey;
    const threads = Math.min(this.#options.threads, survey.frameCount);
    // A large picture takes so long that the calling thread would not hear signals.
    if (threads > 1 || widthPx * heightPx > LARGE_CANVAS_PX) {
      this.#threads = new CodingThreads(threads, {
        url: new URL('./webp-worker.js', import.meta.url),
        data: survey.rgb,
      });
    }
  }

  async add(frame: PaintedFrame): Promise<void> {
    const { widthPx } = this.#survey.geometry;
    const { ids } = frame.canvas;
    const isFirst = frame.index === 0;
    if (isFirst) this.#shown = ids.slice();
    const changed = isFirst ? frame.damage : this.#changed(frame);
    if (changed) {
      this.#end();
      const rectangle = evenCorner(changed);
      const picture = this.#compress(copyPicture(ids, isFirst ? undefined : this.#shown, widthPx, rectangle));
      this.#unended = { rectangle, picture };
      if (!isFirst) copyRectangle(ids, this.#shown, widthPx, changed);
    }
    this.#endUs = frame.timeUs + frame.durationUs;
    const perThread = this.#threads === undefined ? 0 : ids.length > LARGE_CANVAS_PX ? 1 : QUEUED_PER_THREAD;
    while (this.#entries.length > perThread * this.#options.threads) await this.#spoolFirst();
  }

  #changed(frame: PaintedFrame): RectanglePx | null {
    if (frame.damage === null) return null;
    return changedRectangle(frame.canvas.ids, this.#shown, this.#survey.geometry.widthPx, frame.damage);
  }

  #compress(picture: FramePicture): CompressedPicture | Promise<CompressedPicture> {
    if (this.#threads === undefined) return compressPicture(picture, this.#survey.rgb);
    const compressed = this.#threads.run(picture, pictureBuffers(picture));
    // A failure is met when the picture's turn comes; until then it must not count as unhandled.
    compressed.catch(() => {});
    return compressed;
  }

  #end(): void {
    if (this.#unended === undefined) return;
    const durationMs = Math.round(this.#endUs / 1000) - this.#endedMs;
    this.#endedMs += durationMs;
    this.#entries.push({ ...this.#unended, durationMs });
    this.#unended = undefined;
  }

  async #spoolFirst(): Promise<void> {
    const { rectangle, picture, durationMs } = this.#entries.shift()!;
    const { spool, signal } = this.#options;
    spool.append(
      frameChunk(
        rectangle,
        Math.min(durationMs, MAX_DURATION_MS),
        await untilAborted(Promise.resolve(picture), signal),
      ),
    );
    // What is left of a duration too long for one frame goes to frames that show nothing new.
    for (let leftMs = durationMs - MAX_DURATION_MS; leftMs > 0; leftMs -= MAX_DURATION_MS) {
      spool.append(frameChunk(NOTHING, Math.min(leftMs, MAX_DURATION_MS), transparentPixel()));
    }
  }

  async finish(): Promise<void> {
    this.#end();
    while (this.#entries.length > 0) await this.#spoolFirst();
    const { spool, plays, alt } = this.#options;
    const { widthPx, heightPx } = this.#survey.geometry;
    const metadata = metadataChunk(alt, this.#sink.noteLength);
    const head = Buffer.alloc(10);
    head[0] = 0x12 | (metadata.byteLength > 0 ? 0x04 : 0); // animation, transparency, XMP
    head.writeUIntLE(widthPx - 1, 4, 3);
    head.writeUIntLE(heightPx - 1, 7, 3);
    const animation = Buffer.alloc(6);
    animation.writeUInt16LE(Math.min(plays, 0xffff), 4);
    const chunks = [riffChunk('VP8X', head), riffChunk('ANIM', animation)];
    const length = chunks.reduce((sum, { length }) => sum + length, 4 + spool.byteLength + metadata.byteLength);
    if (length > 0xfffffffe)
      throw new Cast2gifError('option-limit', 'a WebP file has at most 4 GB; choose another format');
    const riff = Buffer.from('RIFF\0\0\0\0WEBP', 'latin1');
    riff.writeUInt32LE(length, 4);
    await this.#sink.write(Buffer.concat([riff, ...chunks]));
    for (const part of spool.chunks()) await this.#sink.write(part);
    await this.#sink.end(() => metadata.envelope, metadata.ending);
    await this.abort();
  }

  async abort(): Promise<void> {
    this.#entries.length = 0;
    this.#unended = undefined;
    this.#shown = new Uint16Array();
    this.#options.spool.close();
    await this.#threads?.close();
  }
}

function transparentPixel(): CompressedPicture {
  const picture = { kind: 'true colour', argb: new Uint32Array(1), widthPx: 1, heightPx: 1 } as const;
  return { bytes: encodeLossless(picture), blends: true };
}

/** Frames can only begin at even pixels. */
function evenCorner(rectangle: RectanglePx): RectanglePx {
  return { ...rectangle, leftPx: rectangle.leftPx & ~1, topPx: rectangle.topPx & ~1 };
}

function frameChunk(
  { leftPx, topPx, rightPx, bottomPx }: RectanglePx,
  durationMs: number,
  picture: CompressedPicture,
): Uint8Array {
  const head = Buffer.alloc(16);
  const fields = [leftPx / 2, topPx / 2, rightPx - leftPx - 1, bottomPx - topPx - 1, durationMs];
  for (const [index, value] of fields.entries()) head.writeUIntLE(value, index * 3, 3);
  head[15] = picture.blends ? 0 : 2; // never dispose
  return riffChunk('ANMF', Buffer.concat([head, riffChunk('VP8L', picture.bytes)]));
}
