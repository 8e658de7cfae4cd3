import { Cast2gifError } from '../../errors.js';
import type { PaintedFrame, RectanglePx, Survey } from '../../mosaic/types.js';
import { changedRectangle, copyRectangle } from '../changes.js';
import type { ByteSink, Encoder } from '../encoder.js';
import { cutOut } from './cut-out.js';
import { MAX_SIDE_PX, planLossless } from './lossless.js';

export interface WebpOptions {
  /** How often the animation plays; 0 is for ever. */
  readonly plays: number;
}

/** Durations have 24 bits, in milliseconds. */
const MAX_DURATION_MS = 0xffffff;

const NOTHING: RectanglePx = { leftPx: 0, topPx: 0, rightPx: 1, bottomPx: 1 };

type ColourIds = Uint16Array | Uint32Array;

/**
 * Animated WebP, lossless: exact colours, the rectangle that changed, delays right to the millisecond without drift.
 * A file begins with its length, so the compressed frames are held in memory to the end.
 * @throws Cast2gifError `usage` from `start` where the picture is larger than the format allows
 */
export function createWebpEncoder(sink: ByteSink, options: WebpOptions): Encoder {
  return new WebpEncoder(sink, options);
}

class WebpEncoder implements Encoder {
  readonly #sink: ByteSink;
  readonly #options: WebpOptions;
  #survey!: Survey;
  /** The canvas as the last frame left it. */
  #shown: ColourIds = new Uint16Array();
  /** A frame is written when its end is known: one that changes nothing prolongs it. */
  #waiting: { readonly rectangle: RectanglePx; readonly picture: CompressedPicture } | undefined;
  #endUs = 0;
  #writtenMs = 0;
  #chunks: Uint8Array[] = [];

  constructor(sink: ByteSink, options: WebpOptions) {
    this.#sink = sink;
    this.#options = options;
  }

  async start(survey: Survey): Promise<void> {
    const { widthPx, heightPx } = survey.geometry;
    if (Math.max(widthPx, heightPx) > MAX_SIDE_PX) {
      const size = `${widthPx}x${heightPx}`;
      throw new Cast2gifError('usage', `WebP allows ${MAX_SIDE_PX} pixels a side, but the picture would be ${size}`);
    }
    this.#survey = survey;
  }

  async add(frame: PaintedFrame): Promise<void> {
    const { widthPx } = this.#survey.geometry;
    const { ids } = frame.canvas;
    const isFirst = frame.index === 0;
    if (isFirst) this.#shown = ids.slice();
    const changed = isFirst ? frame.damage : this.#changed(frame);
    if (changed) {
      this.#writeWaiting();
      const rectangle = evenCorner(changed);
      this.#waiting = {
        rectangle,
        picture: smallestPicture(frame, widthPx, rectangle, isFirst ? undefined : this.#shown),
      };
      if (!isFirst) copyRectangle(ids, this.#shown, widthPx, changed);
    }
    this.#endUs = frame.timeUs + frame.durationUs;
  }

  #changed(frame: PaintedFrame): RectanglePx | null {
    if (frame.damage === null) return null;
    return changedRectangle(frame.canvas.ids, this.#shown, this.#survey.geometry.widthPx, frame.damage);
  }

  #writeWaiting(): void {
    if (!this.#waiting) return;
    const { rectangle, picture } = this.#waiting;
    // What is left of a duration too long for one frame goes to frames that show nothing new.
    let durationMs = Math.round(this.#endUs / 1000) - this.#writtenMs;
    this.#writtenMs += durationMs;
    this.#chunks.push(frameChunk(rectangle, Math.min(durationMs, MAX_DURATION_MS), picture));
    while ((durationMs -= MAX_DURATION_MS) > 0) {
      this.#chunks.push(frameChunk(NOTHING, Math.min(durationMs, MAX_DURATION_MS), transparentPixel()));
    }
    this.#waiting = undefined;
  }

  async finish(): Promise<void> {
    this.#writeWaiting();
    const { widthPx, heightPx } = this.#survey.geometry;
    const head = Buffer.alloc(10);
    head[0] = 0x12; // animation, transparency
    head.writeUIntLE(widthPx - 1, 4, 3);
    head.writeUIntLE(heightPx - 1, 7, 3);
    const animation = Buffer.alloc(6);
    animation.writeUInt16LE(Math.min(this.#options.plays, 0xffff), 4);
    const chunks = [chunk('VP8X', head), chunk('ANIM', animation), ...this.#chunks];
    const length = chunks.reduce((sum, { length }) => sum + length, 4);
    if (length > 0xfffffffe) throw new Cast2gifError('usage', 'WebP files end at 4 GB; choose another format');
    const riff = Buffer.from('RIFF\0\0\0\0WEBP', 'latin1');
    riff.writeUInt32LE(length, 4);
    await this.#sink.write(riff);
    for (const part of chunks) await this.#sink.write(part);
    this.#chunks = [];
  }

  async abort(): Promise<void> {
    this.#chunks = [];
    this.#waiting = undefined;
    this.#shown = new Uint16Array();
  }
}

function transparentPixel(): CompressedPicture {
  const picture = { kind: 'true colour', argb: new Uint32Array(1), widthPx: 1, heightPx: 1 } as const;
  return { bytes: planLossless(picture).write(), blends: true };
}

/** Frames can only begin at even pixels. */
function evenCorner(rectangle: RectanglePx): RectanglePx {
  return { ...rectangle, leftPx: rectangle.leftPx & ~1, topPx: rectangle.topPx & ~1 };
}

/** A compressed rectangle. */
interface CompressedPicture {
  readonly bytes: Uint8Array;
  /** Its transparent pixels leave what was there. */
  readonly blends: boolean;
}

/** The smaller of two, as far as can be told beforehand: all pixels, or those that changed in transparent ones. */
function smallestPicture(
  { canvas }: PaintedFrame,
  widthPx: number,
  rectangle: RectanglePx,
  before: ColourIds | undefined,
): CompressedPicture {
  const literal = planLossless(cutOut(canvas, widthPx, rectangle, undefined));
  if (!before) return { bytes: literal.write(), blends: false };
  const sparse = planLossless(cutOut(canvas, widthPx, rectangle, before));
  if (sparse.estimatedBits < literal.estimatedBits) return { bytes: sparse.write(), blends: true };
  return { bytes: literal.write(), blends: false };
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
  return chunk('ANMF', Buffer.concat([head, chunk('VP8L', picture.bytes)]));
}

/** A RIFF chunk: name, length, data, a byte of padding after an odd length. */
function chunk(name: string, data: Uint8Array): Uint8Array {
  const head = Buffer.from(`${name}\0\0\0\0`, 'latin1');
  head.writeUInt32LE(data.length, 4);
  return Buffer.concat([head, data, Buffer.alloc(data.length & 1)]);
}
