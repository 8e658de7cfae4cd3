import { Worker } from 'node:worker_threads';
import type { CodedSegment, Segment } from './segment.js';

/** A thread's answer: the images, and the segment back. */
export interface CodedMessage {
  readonly images: CodedSegment;
  readonly segment: Segment;
}

/** The memory that moves with a segment. */
export function segmentBuffers({ canvas, cellCounts, cells, pixels }: Segment): ArrayBuffer[] {
  return [canvas.buffer, cellCounts.buffer, cells.buffer, pixels.buffer];
}

/** A segment that a thread works on. */
interface Job {
  readonly segment: Segment;
  readonly resolve: (coded: CodedMessage) => void;
  readonly reject: (error: Error) => void;
}

/** A worker's own objects are few and short-lived; its large arrays lie outside of this. */
const WORKER_LIMITS = { maxYoungGenerationSizeMb: 4 };

/** Worker threads that code segments. They keep the process alive only while they have work. */
export class CodingThreads {
  private readonly workers: Worker[];
  private readonly idle: Worker[];
  private readonly running = new Map<Worker, Job>();
  private readonly waiting: Job[] = [];
  private failure: Error | undefined;

  /** Starts the threads; they are ready a few hundredths of a second later. */
  constructor(count: number) {
    this.workers = Array.from({ length: count }, () => this.startWorker());
    this.idle = [...this.workers];
  }

  /** Codes a segment on the next free thread; its arrays move there, and come back with the answer. */
  code(segment: Segment): Promise<CodedMessage> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ segment, resolve, reject });
      this.dispatch();
    });
  }

  /** Ends the threads; work under way is lost. */
  async close(): Promise<void> {
    this.fail(new Error('the coding threads were closed'));
    await Promise.all(this.workers.map((worker) => worker.terminate()));
  }

  private startWorker(): Worker {
    const worker = new Worker(new URL('./worker.js', import.meta.url), { resourceLimits: WORKER_LIMITS });
    worker.unref();
    worker.on('message', (coded: CodedMessage) => {
      const job = this.running.get(worker);
      // Work that was under way when the threads were closed.
      if (job === undefined) return;
      this.running.delete(worker);
      this.idle.push(worker);
      worker.unref();
      job.resolve(coded);
      this.dispatch();
    });
    worker.on('error', (error) => this.fail(error instanceof Error ? error : new Error(String(error))));
    worker.on('exit', () => this.fail(new Error('a coding thread ended')));
    return worker;
  }

  private dispatch(): void {
    if (this.failure !== undefined) {
      this.fail(this.failure);
      return;
    }
    while (this.idle.length > 0 && this.waiting.length > 0) {
      const worker = this.idle.pop()!;
      const job = this.waiting.shift()!;
      this.running.set(worker, job);
      worker.ref();
      worker.postMessage(job.segment, segmentBuffers(job.segment));
    }
  }

  /** After the first failure all work, also later one, is refused with it. */
  private fail(error: Error): void {
    this.failure ??= error;
    for (const job of [...this.running.values(), ...this.waiting]) job.reject(this.failure);
    this.running.clear();
    this.waiting.length = 0;
  }
}
