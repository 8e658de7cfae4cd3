import { Cast2gifError } from '../../errors.js';
import type { ByteSink } from '../../io/sink.js';
import { CellSet } from '../../mosaic/cell-set.js';
import type { Canvas, Outline, PaintedFrame, Survey } from '../../mosaic/painted-frame.js';
import { NotedSink } from '../../provenance/noted-sink.js';
import { Turns } from '../../turns.js';
import type { Encoder } from '../encoder.js';
import type { EarlyThreads } from '../threads.js';
import { CodingGrid } from './coding-grid.js';
import { commentBlock, fileHeader, type Loop, MAX_GIF_SIDE_PX } from './container.js';
import { GifWriter } from './gif-writer.js';
import { type CodedSegment, type Level, type Segment, SegmentBuilder } from './segment.js';
import { SegmentQueue, startSegmentThreads } from './segment-queue.js';
import { ShownCanvas } from './shown-canvas.js';
import { Clock, endCs } from './timing.js';

/** What can be asked of a GIF. */
export interface GifOptions {
  /** Times it plays in all (1 or more), or forever. */
  readonly loop: Loop;
  /** Work spent on size: 'fast', 'default' or 'best'; the decoded frames are the same. */
  readonly level: Level;
  /** Threads that may code frames; the bytes do not depend on it. */
  readonly threads: number;
  /**
   * Frames of more colours than an image can show may be shown this much further from what was painted, where that
   * saves bytes: the greatest distance of a pixel in OKLab, times 100. Default 0. Other frames stay exact.
   */
  readonly lossy?: number;
  /** What the picture shows, in words. */
  readonly alt?: string | undefined;
  /** What made it: a note up to its checksum. */
  readonly note?: string | undefined;
  /** Called at the end, if frames had more colours than an image can show. */
  readonly onStandIns?: (() => void) | undefined;
  /** Threads that have been started already, if any. */
  readonly earlyThreads?: EarlyThreads | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * An encoder of GIF89a: per frame the tightest changed rectangle, unchanged pixels transparent where that is
 * shorter, exact colours wherever a frame changes at most 255.
 *
 * @throws Cast2gifError `usage`, on `start`, where the canvas is larger than a GIF can be
 */
export function createGifEncoder(sink: ByteSink, options: GifOptions): Encoder {
  return new GifEncoder(sink, options);
}

/** Less work is done before threads have started: pixels that change, and for each frame as many as take as long. */
const THREADED_PIXELS: Readonly<Record<Level, number>> = { fast: 12_000_000, default: 10_000_000, best: 1_000_000 };
const PIXELS_PER_FRAME = 5_000;

/** All that exists between `start` and `finish`. */
interface Session {
  readonly survey: Survey;
  readonly grid: CodingGrid;
  readonly shown: ShownCanvas;
  readonly builder: SegmentBuilder;
  readonly writer: GifWriter;
  readonly queue: SegmentQueue;
  readonly clock: Clock;
  /** Cells painted since the last frame that was shown. */
  readonly pendingCells: CellSet;
  /** Starts of the frames in the segment under construction. */
  startsCs: number[];
  endCs: number;
  /** The next frame shown is an image of the whole canvas. */
  isWhole: boolean;
  /** Before the first frame is shown. */
  isBlank: boolean;
}

/** Pixels of canvas that all threads together may work on: each holds several canvases of its own. */
const THREADED_CANVAS_PX = 4_000_000;

/** Fewer threads for little work, which is not worth starting them, and for large frames, which take much memory. */
function threadsFor(outline: Outline, { threads, level }: Pick<GifOptions, 'threads' | 'level'>): number {
  const { frameCount, changedPixels, geometry } = outline;
  if (changedPixels + frameCount * PIXELS_PER_FRAME < THREADED_PIXELS[level]) return 1;
  const affordable = Math.floor(THREADED_CANVAS_PX / (geometry.widthPx * geometry.heightPx));
  return Math.max(1, Math.min(threads, affordable));
}

/** Starts the threads that a GIF of this outline will want, if any. */
export function startThreadsEarly(
  outline: Outline,
  options: Pick<GifOptions, 'threads' | 'level'>,
): EarlyThreads | undefined {
  const { widthPx, heightPx } = outline.geometry;
  const threads = threadsFor(outline, options);
  return startSegmentThreads({ threads, level: options.level, canvasPixels: widthPx * heightPx });
}

class GifEncoder implements Encoder {
  readonly #sink: NotedSink;
  readonly #options: GifOptions;
  readonly #turns: Turns;
  #session: Session | undefined;

  constructor(sink: ByteSink, options: GifOptions) {
    this.#turns = new Turns(options.signal);
    this.#sink = new NotedSink(sink, options.note);
    this.#options = options;
  }

  async start(survey: Survey): Promise<void> {
    const { widthPx, heightPx } = survey.geometry;
    if (widthPx > MAX_GIF_SIDE_PX || heightPx > MAX_GIF_SIDE_PX)
      throw new Cast2gifError(
        'option-limit',
        `a picture of ${widthPx}×${heightPx} pixels: a GIF has at most ${MAX_GIF_SIDE_PX} a side`,
      );
    const grid = new CodingGrid(survey);
    const shown = new ShownCanvas({ ...survey, geometry: grid.geometry }, (this.#options.lossy ?? 0) / 100);
    await this.#sink.write(
      fileHeader(widthPx, heightPx, shown.rgb.subarray(0, shown.globalColours), this.#options.loop),
    );
    if (this.#options.alt) await this.#sink.write(commentBlock(this.#options.alt));
    this.#session = {
      ...{ survey, grid, shown },
      builder: new SegmentBuilder(grid.geometry, this.#options.level, shown.globalColours),
      writer: new GifWriter(this.#sink),
      queue: new SegmentQueue({
        threads: threadsFor(survey, this.#options),
        level: this.#options.level,
        canvasPixels: widthPx * heightPx,
        early: this.#options.earlyThreads,
        signal: this.#options.signal,
      }),
      clock: new Clock(),
      pendingCells: new CellSet(grid.geometry),
      startsCs: [],
      endCs: 0,
      isWhole: false,
      isBlank: true,
    };
  }

  async add(frame: PaintedFrame): Promise<void> {
    const session = this.#session!;
    if (frame.isWhole && (session.isBlank || !session.grid.coversCanvas)) session.isWhole = true;
    else session.pendingCells.addAll(session.grid.cellsOf(frame));
    session.endCs = endCs(frame.timeUs, frame.durationUs);
    const showing = session.clock.next(frame.timeUs, frame.durationUs, frame.index === session.survey.frameCount - 1);
    if (showing === 'merged') return;
    const cells = session.pendingCells.cells().slice().sort();
    session.pendingCells.clear();
    if (session.isWhole) {
      session.isWhole = false;
      await this.#beginWhole(session, frame.canvas);
    } else if (cells.length > 0) {
      if (session.shown.isTableFull) await this.#closeSegment(session, { renumbers: true });
      const tiles = session.grid.coversCanvas ? undefined : frame.tiles;
      session.shown.paintCells(frame.canvas, tiles, cells, session.builder);
    } else return;
    session.startsCs.push(showing.startCs);
    if (session.builder.isFull) await this.#closeSegment(session);
  }

  /** The first frame, or one that changes pixels outside of the grid: an image of the whole canvas. */
  async #beginWhole(session: Session, canvas: Canvas): Promise<void> {
    if (session.startsCs.length > 0) await this.#closeSegment(session, { renumbers: session.shown.isTableFull });
    session.isBlank = false;
    for (const _ of session.shown.paintAll(canvas)) if (this.#turns.areDue()) await this.#turns.take();
    session.builder.begin(session.shown.pixels, true, session.shown.transparentColour);
  }

  async finish(): Promise<void> {
    const session = this.#session!;
    if (!session.builder.isEmpty) await this.#closeSegment(session, { isLast: true });
    await session.queue.finish();
    await session.writer.finish(session.endCs);
    if (session.shown.hasStandIns) this.#options.onStandIns?.();
    this.#session = undefined;
  }

  async abort(): Promise<void> {
    await this.#session?.queue.close();
    this.#session = undefined;
  }

  async #closeSegment(session: Session, { isLast = false, renumbers = false } = {}): Promise<void> {
    const { startsCs, shown } = session;
    shown.settle(session.builder);
    const segment = session.builder.take();
    const { rgb } = shown;
    session.startsCs = [];
    if (renumbers) shown.renumber();
    if (!isLast) session.builder.begin(shown.pixels, false, shown.transparentColour);
    const take = async (images: CodedSegment, done: Segment) => {
      session.builder.recycle(done);
      await session.writer.write(images, startsCs, rgb);
    };
    await session.queue.add(segment, take, isLast);
  }
}
