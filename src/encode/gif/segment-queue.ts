import { CodingThreads, EarlyThreads } from '../threads.js';
import { CompiledKernel } from './kernel-compiled.js';
import { type CodedMessage, type CodedSegment, type Segment, segmentBuffers } from './segment.js';
import { SegmentCoder } from './segment-coder.js';

/** Segments a thread may have waiting, so that it never stands still; fewer where they are large or take long. */
const QUEUED_PER_THREAD = 2;
const LARGE_CANVAS_PX = 1_000_000;

/** More would hardly be ready before a short recording has been replayed. */
const MOST_EARLY_THREADS = 2;

const PROGRAM = { url: new URL('./gif-worker.js', import.meta.url) };

/** Starts threads that a later `SegmentQueue` can use at once. */
export function startThreadsEarly(count: number): EarlyThreads {
  return new EarlyThreads(Math.min(count, MOST_EARLY_THREADS), PROGRAM);
}

/** What happens to a coded segment; the segment itself may be reused. */
type Take = (images: CodedSegment, segment: Segment) => Promise<void>;

/** Codes segments, on threads where there are several, and hands them on in their order. */
export class SegmentQueue {
  readonly #threads: CodingThreads<Segment, CodedMessage> | undefined;
  readonly #entries: { readonly coded: Promise<CodedMessage>; readonly take: Take }[] = [];
  readonly #threadCount: number;
  #coder: SegmentCoder | undefined;
  #usesThreads = false;

  /**
   * @param threadCount 1: everything happens in the calling thread
   * @param early used first, and ended as far as they are too many
   */
  constructor(threadCount: number, early?: EarlyThreads) {
    this.#threads = threadCount > 1 ? new CodingThreads(threadCount, PROGRAM, early) : undefined;
    if (this.#threads === undefined) early?.take(0);
    this.#threadCount = threadCount;
  }

  /** Resolves when there is room for the next segment. `isOnly`: no other came or will come. */
  async add(segment: Segment, take: Take, isOnly: boolean): Promise<void> {
    if (this.#threads === undefined || (isOnly && !this.#usesThreads)) {
      this.#coder ??= new SegmentCoder(new CompiledKernel());
      await take(this.#coder.code(segment), segment);
      return;
    }
    this.#usesThreads = true;
    const isSlow = segment.level === 'best' || segment.canvas.length > LARGE_CANVAS_PX;
    const perThread = isSlow ? 1 : QUEUED_PER_THREAD;
    const coded = this.#threads.run(segment, segmentBuffers(segment));
    // A failure is handled when the entry's turn comes; until then it must not count as unhandled.
    coded.catch(() => {});
    this.#entries.push({ coded, take });
    while (this.#entries.length > perThread * this.#threadCount) await this.#takeFirst();
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
    const { images, segment } = await coded;
    await take(images, segment);
  }
}
