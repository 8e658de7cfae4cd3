import { abortedError, printable } from '../../errors.js';
import type { ByteSink } from '../../io/sink.js';
import type { PaintedFrame, Survey } from '../../mosaic/painted-frame.js';
import { noteToFillIn } from '../../provenance/fill-in.js';
import type { Encoder } from '../encoder.js';
import { chooseVideoFormat, ffmpegArguments, noteTagOf, type VideoChoice, type VideoFormat } from './codecs.js';
import type { Ffmpeg } from './find-ffmpeg.js';
import { type Chapter, matroskaFrameHead, matroskaHeader } from './matroska.js';
import { FfmpegRun } from './process.js';
import { PlanarPicture } from './yuv.js';

/** How a video is made. */
export interface VideoOptions extends VideoChoice {
  /** The program that does it. */
  readonly ffmpeg: Ffmpeg;
  /** What the video shows, in words. */
  readonly alt?: string | undefined;
  /** What made it: a note up to its checksum. */
  readonly note?: string | undefined;
  /** Largest file, checked while ffmpeg writes it; undefined for no limit. */
  readonly maximumBytes?: number | undefined;
  /** How long ffmpeg may neither read nor write a byte while input is waiting for it; a minute by default. */
  readonly silenceMs?: number | undefined;
  /** Kills ffmpeg. */
  readonly signal?: AbortSignal | undefined;
}

/** Frame duration that a codec is told to expect, and that of the frame that closes the last hold. */
const NOMINAL_FRAME_US = 33_333;

/**
 * MP4 or WebM through ffmpeg, one video frame for each distinct screen with its own time (variable frame rate).
 * @throws Cast2gifError `usage` or `helper` for what `chooseVideoFormat` refuses
 */
export function createVideoEncoder(sink: ByteSink, options: VideoOptions): Encoder {
  return new VideoEncoder(sink, options);
}

class VideoEncoder implements Encoder {
  readonly #sink: ByteSink;
  readonly #options: VideoOptions;
  readonly #format: VideoFormat;
  #run: FfmpegRun | undefined;
  #picture!: PlanarPicture;
  #endUs = 0;
  #stopListening = () => {};

  constructor(sink: ByteSink, options: VideoOptions) {
    this.#sink = sink;
    this.#options = options;
    this.#format = chooseVideoFormat(options, options.ffmpeg);
  }

  async start(survey: Survey): Promise<void> {
    this.#throwIfAborted();
    const { widthPx, heightPx } = survey.geometry;
    this.#picture = new PlanarPicture(widthPx, heightPx, survey.matte);
    this.#endUs = survey.durationUs;
    const { ffmpeg, alt, note, maximumBytes, silenceMs } = this.#options;
    const { program, knowsFpsMode } = ffmpeg;
    this.#run = await FfmpegRun.start(program, ffmpegArguments(this.#format, knowsFpsMode), {
      maximumBytes,
      silenceMs,
    });
    this.#listen();
    await this.#run.write(
      matroskaHeader({
        widthPx: this.#picture.widthPx,
        heightPx: this.#picture.heightPx,
        fourCc: 'I420',
        limitedBt709: true,
        frameDurationUs: NOMINAL_FRAME_US,
        title: survey.title && printable(survey.title),
        tags: {
          COMMENT: survey.command && printable(survey.command),
          DESCRIPTION: alt && printable(alt),
          [noteTagOf(this.#format.container)]: note && noteToFillIn(note),
        },
        chapters: chaptersOf(survey),
      }),
    );
  }

  async add(frame: PaintedFrame): Promise<void> {
    if (frame.damage === null && frame.index > 0) return;
    if (frame.damage) this.#picture.update(frame.canvas, frame.damage);
    await this.#write(frame.timeUs, frame.durationUs);
  }

  /**
   * A file format keeps a frame's start, not its end, and older ffmpegs forget how long the last frame lasts.
   * So the last picture comes once more just before the end.
   */
  async finish(): Promise<void> {
    const closingUs = this.#endUs - NOMINAL_FRAME_US;
    if (closingUs > this.#lastTimeUs) await this.#write(closingUs, NOMINAL_FRAME_US);
    await this.#withAbortNamed(() => this.#run!.finish(this.#sink, this.#options.note));
    this.#stopListening();
  }

  #lastTimeUs = 0;

  async #write(timeUs: number, durationUs: number): Promise<void> {
    this.#lastTimeUs = timeUs;
    const { bytes } = this.#picture;
    // A copy, because the next frame is painted over the picture while ffmpeg still reads this one.
    const copy = this.#spare.pop() ?? new Uint8Array(bytes.length);
    copy.set(bytes);
    await this.#withAbortNamed(async () => {
      await this.#run!.write(matroskaFrameHead(timeUs, durationUs, bytes.length));
      await this.#run!.write(copy, () => this.#spare.push(copy));
    });
  }

  /** Copies that ffmpeg has read: fresh memory for each frame costs more than copying. */
  readonly #spare: Uint8Array[] = [];

  async abort(): Promise<void> {
    this.#stopListening();
    await this.#run?.abort();
    this.#run = undefined;
    this.#spare.length = 0;
  }

  #listen(): void {
    const { signal } = this.#options;
    if (!signal) return;
    const kill = () => void this.#run?.abort().catch(() => {});
    signal.addEventListener('abort', kill, { once: true });
    // It may have come while the program was being started.
    if (signal.aborted) kill();
    this.#stopListening = () => signal.removeEventListener('abort', kill);
  }

  #throwIfAborted(cause?: unknown): void {
    if (this.#options.signal?.aborted) throw abortedError(cause);
  }

  /** A program that was killed on request did not fail. */
  async #withAbortNamed(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.#throwIfAborted(error);
      throw error;
    }
    this.#throwIfAborted();
  }
}

/** A chapter reaches from its marker to the next one. What is before the first marker is one too: MP4 has no gaps. */
function chaptersOf(survey: Survey): Chapter[] {
  const markers = survey.markers.filter(({ timeUs }) => timeUs < survey.durationUs);
  const named = markers.map(({ timeUs, label }, index) => ({
    startUs: timeUs,
    title: printable(label) || `Marker ${index + 1}`,
  }));
  if (named.length > 0 && named[0]!.startUs > 0) named.unshift({ startUs: 0, title: 'Start' });
  return named.map((chapter, index) => ({ ...chapter, endUs: named[index + 1]?.startUs ?? survey.durationUs }));
}
