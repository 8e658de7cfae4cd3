import { Worker } from 'node:worker_threads';

/** Work that waits for a thread, or that one is at. */
interface Job<Task, Answer> {
  readonly task: Task;
  /** Memory that moves with the task. */
  readonly buffers: readonly ArrayBuffer[];
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: Error) => void;
}

/** What the threads run. */
export interface WorkerProgram {
  /** A module that answers every message with one message, in order. */
  readonly url: URL;
  /** What each thread is given at its start. */
  readonly data?: unknown;
}

/** A worker's own objects are few and short-lived; its large arrays lie outside of this. */
const WORKER_LIMITS = { maxYoungGenerationSizeMb: 4 };

/** Worker threads that encode. They keep the process alive only while they have work. */
export class CodingThreads<Task, Answer> {
  private readonly workers: Worker[];
  private readonly idle: Worker[];
  private readonly running = new Map<Worker, Job<Task, Answer>>();
  private readonly waiting: Job<Task, Answer>[] = [];
  private failure: Error | undefined;

  private readonly program: WorkerProgram;

  /** Starts the threads; they are ready a few hundredths of a second later. */
  constructor(count: number, program: WorkerProgram) {
    this.program = program;
    this.workers = Array.from({ length: count }, () => this.startWorker());
    this.idle = [...this.workers];
  }

  /** Does a task on the next free thread; `buffers` move there. */
  run(task: Task, buffers: readonly ArrayBuffer[]): Promise<Answer> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ task, buffers, resolve, reject });
      this.dispatch();
    });
  }

  /** Ends the threads; work under way is lost. */
  async close(): Promise<void> {
    this.fail(new Error('the coding threads were closed'));
    await Promise.all(this.workers.map((worker) => worker.terminate()));
  }

  private startWorker(): Worker {
    const { url, data } = this.program;
    // Node's own arguments may be such as a file cannot be run with (--input-type).
    const worker = new Worker(url, { execArgv: [], resourceLimits: WORKER_LIMITS, workerData: data });
    worker.unref();
    worker.on('message', (answer: Answer) => {
      const job = this.running.get(worker);
      // Work that was under way when the threads were closed.
      if (job === undefined) return;
      this.running.delete(worker);
      this.idle.push(worker);
      worker.unref();
      job.resolve(answer);
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
      worker.postMessage(job.task, job.buffers);
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
