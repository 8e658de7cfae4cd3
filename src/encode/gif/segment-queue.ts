import { untilAborted } from '../../io/abort.js';
import { Turns } from '../../turns.js';
import { CodingThreads, EarlyThreads } from '../threads.js';
import { CompiledKernel } from './kernel-compiled.js';
import { type CodedMessage, type CodedSegment, type Level, type Segment, segmentBuffers } from './segment.js';
import { SegmentCoder } from './segment-coder.js';

/** Segments that may wait for each thread, so that it is never idle; fewer where they are large or take long, … */
const QUEUED_PER_THREAD = 2;
const LARGE_CANVAS_PX = 1_000_000;

/** … but beyond one for each thread none waits while all of them together hold more pixels of tiles than this. */
const QUEUED_TILE_PIXELS = 6_000_000;

/** What is known before the first segment. */
export interface SegmentQueueOptions {
  /** 1: segments are coded in the calling thread, unless one may take so long that signals would go unnoticed. */
  readonly threads: number;
  readonly level: Level;
  readonly canvasPixels: number;
  /** Threads that run already: used first; those that are not needed are ended. */
  readonly early?: EarlyThreads | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** More threads would not be ready before a short recording has been replayed. */
const MOST_EARLY_THREADS = 2;

const PROGRAM = { url: new URL('./gif-worker.js', import.meta.url) };

/** Starts threads that a later `SegmentQueue` with the same options can use at once; undefined where it needs none. */
export function startSegmentThreads(options: SegmentQueueOptions): EarlyThreads | undefined {
  if (options.threads === 1 && !isSlow(options)) return undefined;
  return new EarlyThreads(Math.min(options.threads, MOST_EARLY_THREADS), PROGRAM);
}

/** Whether a single segment is too much work for the calling thread. */
function isSlow({ level, canvasPixels }: SegmentQueueOptions): boolean {
  return level === 'best' || canvasPixels > LARGE_CANVAS_PX;
}

/** What happens to a coded segment; the segment itself may be reused. */
type Take = (images: CodedSegment, segment: Segment) => Promise<void>;

/** Codes segments, on threads where there are several, and hands them on in their order. */
export class SegmentQueue {
  readonly #threads: CodingThreads<Segment, CodedMessage> | undefined;
  readonly #entries: { readonly coded: Promise<CodedMessage>; readonly take: Take; readonly tilePixels: number }[] = [];
  readonly #threadCount: number;
  readonly #perThread: number;
  readonly #signal: AbortSignal | undefined;
  readonly #turns: Turns;
  readonly #isSlow: boolean;
  #coder: SegmentCoder | undefined;
  #usesThreads = false;

  constructor(options: SegmentQueueOptions) {
    const { threads, early, signal } = options;
    this.#isSlow = isSlow(options);
    this.#threads = threads > 1 || this.#isSlow ? new CodingThreads(threads, PROGRAM, early) : undefined;
    if (this.#threads === undefined) early?.take(0);
    this.#threadCount = threads;
    this.#perThread = this.#isSlow ? 1 : QUEUED_PER_THREAD;
    this.#signal = signal;
    this.#turns = new Turns(signal);
  }

  /** Resolves when there is room for the next segment. `isOnly`: no other came or will come. */
  async add(segment: Segment, take: Take, isOnly: boolean): Promise<void> {
    if (this.#threads === undefined || (isOnly && !this.#usesThreads && !this.#isSlow)) {
      await take(await this.#codeHere(segment), segment);
      return;
    }
    this.#usesThreads = true;
    // Taken down before its arrays move to the thread.
    const tilePixels = segment.tilePixels.length;
    const coded = this.#threads.run(segment, segmentBuffers(segment));
    // A failure is handled when the entry's turn comes; until then it must not count as unhandled.
    coded.catch(() => {});
    this.#entries.push({ coded, take, tilePixels });
    while (this.#isFull) await this.#takeFirst();
  }

  get #isFull(): boolean {
    const tilePixels = this.#entries.reduce((sum, entry) => sum + entry.tilePixels, 0);
    const perThread = tilePixels > QUEUED_TILE_PIXELS ? 1 : this.#perThread;
    return this.#entries.length > perThread * this.#threadCount;
  }

  async #codeHere(segment: Segment): Promise<CodedSegment> {
    this.#coder ??= new SegmentCoder(new CompiledKernel());
    const pieces = this.#coder.codeInPieces(segment);
    for (;;) {
      const { done, value } = pieces.next();
      if (done) return value;
      if (this.#turns.areDue()) await this.#turns.take();
    }
  }

  /** Resolves when all segments have been handed on. */
  async finish(): Promise<void> {
    while (this.#entries.length > 0) await this.#takeFirst();
    await this.close();
  }

  async close(): Promise<void> {
    this.#entries.length = 0;
    await this.#threads?.close();
  }

  async #takeFirst(): Promise<void> {
    const { coded, take } = this.#entries.shift()!;
    const { images, segment } = await untilAborted(coded, this.#signal);
    await take(images, segment);
  }
}
