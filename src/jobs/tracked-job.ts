import type { Cast2gifError } from '../errors.js';
import type { Job, JobOrder, JobStatus } from './jobs.js';

/** A job as a queue within this process knows it: its status, and who wants to hear of it. */
export class TrackedJob implements Job {
  readonly order: JobOrder;
  readonly ended: Promise<void>;
  interestCount = 0;
  #status: JobStatus = { state: 'waiting' };
  readonly #watchers = new Set<(status: JobStatus) => void>();
  #settle!: { resolve: () => void; reject: (error: Cast2gifError) => void };

  constructor(order: JobOrder) {
    this.order = order;
    this.ended = new Promise((resolve, reject) => {
      this.#settle = { resolve, reject };
    });
    // Whoever asked need not listen.
    this.ended.catch(() => {});
  }

  get key(): string {
    return this.order.key;
  }

  get status(): JobStatus {
    return this.#status;
  }

  watch(onStatus: (status: JobStatus) => void): () => void {
    this.#watchers.add(onStatus);
    return () => this.#watchers.delete(onStatus);
  }

  start(): void {
    if (this.#status.state !== 'running') this.#become({ state: 'running', progress: 0 });
  }

  advance(progress: number): void {
    if (this.#status.state === 'running') this.#become({ state: 'running', progress });
  }

  /** Whoever ran it has given it back. */
  waitAgain(): void {
    if (this.#status.state === 'running') this.#become({ state: 'waiting' });
  }

  succeed(): void {
    this.#become({ state: 'done' });
    this.#settle.resolve();
  }

  fail(error: Cast2gifError): void {
    this.#become({ state: 'failed', error });
    this.#settle.reject(error);
  }

  #become(status: JobStatus): void {
    this.#status = status;
    for (const onStatus of [...this.#watchers]) onStatus(status);
  }
}
