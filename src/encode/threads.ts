import type { Worker } from 'node:worker_threads';

/** A task that waits for a thread or is being done. */
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

/**
 * Threads that start during other work, before it is known how many are needed. They do not keep the process alive.
 */
export class EarlyThreads {
  #workers: Worker[];

  constructor(count: number, program: WorkerProgram) {
    this.#workers = Array.from({ length: count }, () => startWorker(program));
    for (const worker of this.#workers) {
      // One that cannot start is not handed over; its replacement will report why.
      worker.on('error', () => {
        this.#workers = this.#workers.filter((other) => other !== worker);
      });
    }
  }

  /** Hands over at most this many and ends the others. */
  take(count: number): Worker[] {
    const taken = this.#workers.slice(0, count);
    for (const worker of this.#workers.slice(count)) void worker.terminate();
    this.#workers = [];
    return taken;
  }

  /** Ends those that were never used. */
  async close(): Promise<void> {
    await Promise.all(this.#workers.map((worker) => worker.terminate()));
  }
}

function startWorker({ url, data }: WorkerProgram): Worker {
  // Loaded here, because short recordings need no thread.
  const { Worker } = process.getBuiltinModule('node:worker_threads');
  // Some of Node's own arguments (--input-type) cannot be combined with a file.
  const worker = new Worker(url, { execArgv: [], resourceLimits: WORKER_LIMITS, workerData: data });
  worker.unref();
  return worker;
}

/** Worker threads that encode. They keep the process alive only while they have work. */
export class CodingThreads<Task, Answer> {
  readonly #workers: Worker[];
  readonly #idle: Worker[];
  readonly #running = new Map<Worker, Job<Task, Answer>>();
  readonly #waiting: Job<Task, Answer>[] = [];
  #failure: Error | undefined;

  /**
   * Starts the threads; they are ready a few hundredths of a second later.
   * @param early threads of the same program that were started earlier and are used first
   */
  constructor(count: number, program: WorkerProgram, early?: EarlyThreads) {
    this.#workers = early?.take(count) ?? [];
    while (this.#workers.length < count) this.#workers.push(startWorker(program));
    for (const worker of this.#workers) this.#listen(worker);
    this.#idle = [...this.#workers];
  }

  /** Does a task on the next free thread; `buffers` move there. */
  run(task: Task, buffers: readonly ArrayBuffer[]): Promise<Answer> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ task, buffers, resolve, reject });
      this.#dispatch();
    });
  }

  /** Ends the threads; work under way is lost. */
  async close(): Promise<void> {
    this.#fail(new Error('the coding threads were closed'));
    await Promise.all(this.#workers.map((worker) => worker.terminate()));
  }

  #listen(worker: Worker): void {
    worker.on('message', (answer: Answer) => {
      const job = this.#running.get(worker);
      // Work that was under way when the threads were closed.
      if (job === undefined) return;
      this.#running.delete(worker);
      this.#idle.push(worker);
      worker.unref();
      job.resolve(answer);
      this.#dispatch();
    });
    worker.on('error', (error) => this.#fail(error instanceof Error ? error : new Error(String(error))));
    worker.on('exit', () => this.#fail(new Error('a coding thread ended')));
  }

  #dispatch(): void {
    if (this.#failure !== undefined) {
      this.#fail(this.#failure);
      return;
    }
    while (this.#idle.length > 0 && this.#waiting.length > 0) {
      const worker = this.#idle.pop()!;
      const job = this.#waiting.shift()!;
      this.#running.set(worker, job);
      worker.ref();
      worker.postMessage(job.task, job.buffers);
    }
  }

  /** After the first failure all work, including later work, is rejected with it. */
  #fail(error: Error): void {
    this.#failure ??= error;
    for (const job of [...this.#running.values(), ...this.#waiting]) job.reject(this.#failure);
    this.#running.clear();
    this.#waiting.length = 0;
  }
}
