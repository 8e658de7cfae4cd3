import { untilAborted } from '../../io/abort.js';
import type { ByteSink } from '../../io/sink.js';
import type { PaintedFrame, RectanglePx, Survey } from '../../mosaic/painted-frame.js';
import { NotedSink } from '../../provenance/noted-sink.js';
import { Turns } from '../../turns.js';
import { changedRectangle, copyRectangle } from '../changed-rectangle.js';
import type { Encoder } from '../encoder.js';
import { bigEndian, concatenate, noteChunk, PNG_SIGNATURE, pngChunk, textChunk } from './chunks.js';
import { type CompressedPixels, compressWays, waysToStore } from './compress.js';
import { delayFraction, secondsOf } from './delay.js';
import { type ColourIds, directFormat, headerChunks, indexedFormat, type PixelFormat } from './pixels.js';

/** How an APNG is made. */
export interface ApngOptions {
  /** How often the animation plays; 0 is forever. */
  readonly plays: number;
  /** What the picture shows, in words. */
  readonly alt?: string | undefined;
  /** What made it: a note up to its checksum. */
  readonly note?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Frames whose compression may be under way at once. */
const MAX_PENDING = 4;

/** One pixel: what a frame that changes nothing is written as, because `acTL` has promised the number of frames. */
const NOTHING: RectanglePx = { leftPx: 0, topPx: 0, rightPx: 1, bottomPx: 1 };

/**
 * Animated PNG (PNG specification, third edition): exact colours, exact delays, only the rectangle that
 * changed. One palette serves all frames where 256 colours suffice; otherwise frames are RGB.
 */
export function createApngEncoder(sink: ByteSink, options: ApngOptions): Encoder {
  return new ApngEncoder(sink, options);
}

class ApngEncoder implements Encoder {
  readonly #sink: NotedSink;
  readonly #options: ApngOptions;
  readonly #turns: Turns;
  #survey!: Survey;
  #format!: PixelFormat;
  /** The canvas after the last frame. */
  #shown: ColourIds = new Uint16Array();
  #sequenceNumber = 0;
  /** Seconds the delays written so far fall short of the frames' durations. */
  #owedSeconds = 0;
  #pending: Promise<void>[] = [];
  #lastWrite: Promise<void> = Promise.resolve();
  /** What the sink is writing at this moment. */
  #underway: Promise<void> = Promise.resolve();
  #isStopped = false;

  constructor(sink: ByteSink, options: ApngOptions) {
    this.#sink = new NotedSink(sink, options.note);
    this.#options = options;
    this.#turns = new Turns(options.signal);
  }

  async start(survey: Survey): Promise<void> {
    this.#survey = survey;
    const { widthPx, heightPx } = survey.geometry;
    const used = [...survey.colourUse.keys()].filter((id) => survey.colourUse[id]! > 0);
    this.#format =
      survey.rgb.length === 0 ? directFormat(survey.matte !== undefined) : indexedFormat(survey.rgb, used, true);
    const control = pngChunk('acTL', bigEndian([4, survey.frameCount], [4, this.#options.plays]));
    await this.#sink.write(
      concatenate([
        PNG_SIGNATURE,
        ...headerChunks(this.#format, widthPx, heightPx, [control]),
        ...textChunk('Title', survey.title),
        ...textChunk('Description', this.#options.alt),
      ]),
    );
  }

  async add(frame: PaintedFrame): Promise<void> {
    const { ids } = frame.canvas;
    const { widthPx } = this.#survey.geometry;
    const isFirst = frame.index === 0;
    if (isFirst) this.#shown = ids.slice();
    const rectangle = isFirst ? frame.damage : this.#changed(frame);
    const source = { ids, widthPx, rectangle: rectangle ?? NOTHING };
    const ways = await waysToStore(
      this.#format,
      isFirst ? source : { ...source, unlessEqualTo: this.#shown },
      this.#turns,
    );
    if (rectangle && !isFirst) copyRectangle(ids, this.#shown, widthPx, rectangle);
    await this.#enqueue(frame, source.rectangle, compressWays(ways));
  }

  #changed(frame: PaintedFrame): RectanglePx | null {
    if (frame.damage === null) return null;
    return changedRectangle(frame.canvas.ids, this.#shown, this.#survey.geometry.widthPx, frame.damage);
  }

  /** Frames are compressed side by side but written in order. */
  async #enqueue(frame: PaintedFrame, rectangle: RectanglePx, compressed: Promise<CompressedPixels>): Promise<void> {
    const delay = this.#delay(frame.durationUs);
    const isFirst = frame.index === 0;
    const before = this.#lastWrite;
    const write = Promise.all([compressed, before]).then(async ([{ bytes, transparent }]) => {
      if (this.#isStopped) return;
      this.#underway = this.#sink.write(this.#frameChunks(rectangle, delay, transparent, bytes, isFirst));
      await this.#underway;
    });
    // A failure is reported where it is awaited below; until then it must not count as unhandled.
    write.catch(() => {});
    this.#lastWrite = write;
    this.#pending.push(write);
    if (this.#pending.length >= MAX_PENDING) await untilAborted(this.#pending.shift()!, this.#options.signal);
  }

  #delay(durationUs: number) {
    const wanted = durationUs / 1e6 + this.#owedSeconds;
    const delay = delayFraction(wanted);
    this.#owedSeconds = wanted - secondsOf(delay);
    return delay;
  }

  #frameChunks(
    { leftPx, topPx, rightPx, bottomPx }: RectanglePx,
    delay: { numerator: number; denominator: number },
    transparent: boolean,
    bytes: Uint8Array,
    isFirst: boolean,
  ): Uint8Array {
    const control = bigEndian(
      [4, this.#sequenceNumber++],
      [4, rightPx - leftPx],
      [4, bottomPx - topPx],
      [4, leftPx],
      [4, topPx],
      [2, delay.numerator],
      [2, delay.denominator],
      [1, 0], // dispose: leave
      [1, transparent ? 1 : 0], // blend: over, or replace
    );
    const data = isFirst
      ? pngChunk('IDAT', bytes)
      : pngChunk('fdAT', concatenate([bigEndian([4, this.#sequenceNumber++]), bytes]));
    return concatenate([pngChunk('fcTL', control), data]);
  }

  async finish(): Promise<void> {
    await untilAborted(Promise.all(this.#pending), this.#options.signal);
    await this.#sink.end(noteChunk, pngChunk('IEND'));
  }

  async abort(): Promise<void> {
    // What is still being compressed cannot be stopped; it is not waited for.
    this.#isStopped = true;
    await Promise.allSettled([this.#underway]);
    this.#pending = [];
    this.#shown = new Uint16Array();
  }
}
