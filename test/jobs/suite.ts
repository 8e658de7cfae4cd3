/** What every engine of the queue must do; each engine's test file runs it. */
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { Cast2gifError } from '#cast2gif/errors.js';
import type { Job, JobOrder, Jobs, JobTerms, Work } from '#cast2gif/jobs/jobs.js';

export interface QueueEngine {
  /** A queue of its own, with whatever does the work of its jobs. */
  open(settings: { work: Work; concurrency: number; maximumWaiting: number }): Promise<Jobs>;
  /** A reason to skip, or false. */
  readonly skip?: string | false;
}

const STILL: JobTerms = { priority: 'still' };

/** Keys look like hashes. */
function order(name: string): JobOrder {
  const key = Buffer.from(name).toString('hex').padEnd(64, '0');
  return { key, castHash: 'ab'.repeat(32), format: 'gif', options: '-' };
}

const nameOf = ({ key }: JobOrder) => Buffer.from(key, 'hex').toString().replaceAll('\0', '');

/** Work that ends when the test says so. */
class Bench {
  readonly started: string[] = [];
  readonly stopped: string[] = [];
  readonly #held = new Map<string, PromiseWithResolversOf<void>>();
  readonly #startWaiters: (() => void)[] = [];

  readonly work: Work = async (job, { signal, onProgress }) => {
    const name = nameOf(job);
    this.started.push(name);
    const held = withResolvers<void>();
    this.#held.set(name, held);
    signal.addEventListener('abort', () => {
      this.stopped.push(name);
      held.reject(new Error('stopped'));
    });
    this.#progress.set(name, onProgress);
    for (const notify of this.#startWaiters.splice(0)) notify();
    return held.promise;
  };
  readonly #progress = new Map<string, (progress: number) => void>();

  finish(name: string): void {
    this.#held.get(name)!.resolve();
  }

  fail(name: string, error: unknown): void {
    this.#held.get(name)!.reject(error);
  }

  progress(name: string, progress: number): void {
    this.#progress.get(name)!(progress);
  }

  /** Resolves when this many pieces of work have started. */
  async untilStarted(count: number): Promise<void> {
    while (this.started.length < count) await new Promise<void>((resolve) => this.#startWaiters.push(resolve));
  }
}

/** A queue elsewhere that has not answered for a moment is not ready until it does. */
async function untilReady(jobs: Jobs): Promise<void> {
  while (!jobs.isReady()) await new Promise((resolve) => setTimeout(resolve, 5));
}

interface PromiseWithResolversOf<T> {
  readonly promise: Promise<T>;
  readonly resolve: (value: T) => void;
  readonly reject: (error: unknown) => void;
}

function withResolvers<T>(): PromiseWithResolversOf<T> {
  let resolve!: (value: T) => void;
  let reject!: (error: unknown) => void;
  const promise = new Promise<T>((yes, no) => {
    resolve = yes;
    reject = no;
  });
  return { promise, resolve, reject };
}

function untilState(job: Job, state: string): Promise<void> {
  return new Promise((resolve) => {
    const check = () => {
      if (job.status.state !== state) return;
      stop();
      resolve();
    };
    const stop = job.watch(check);
    check();
  });
}

export function queueSuite(name: string, engine: QueueEngine): void {
  suite(`queue ${name}`, { skip: engine.skip ?? false }, () => {
    async function withQueue(
      settings: { concurrency?: number; maximumWaiting?: number; work?: Work },
      action: (jobs: Jobs, bench: Bench) => Promise<void>,
    ): Promise<void> {
      const bench = new Bench();
      const jobs = await engine.open({ work: bench.work, concurrency: 1, maximumWaiting: 100, ...settings });
      try {
        await action(jobs, bench);
      } finally {
        await jobs.close(0);
      }
    }

    test('work is done, and forgotten', () =>
      withQueue({}, async (jobs, bench) => {
        const job = await jobs.ask(order('one'), STILL);
        await bench.untilStarted(1);
        bench.finish('one');
        await job.ended;
        assert.equal(job.status.state, 'done');
        assert.equal(await jobs.find(order('one').key), undefined);
        const again = await jobs.ask(order('one'), STILL);
        await bench.untilStarted(2);
        bench.finish('one');
        await again.ended;
      }));

    test('a hundred simultaneous requests for the same picture share one job', () =>
      withQueue({ concurrency: 4 }, async (jobs, bench) => {
        const all = await Promise.all(Array.from({ length: 100 }, () => jobs.ask(order('same'), STILL)));
        await bench.untilStarted(1);
        bench.finish('same');
        await Promise.all(all.map(({ ended }) => ended));
        assert.deepEqual(bench.started, ['same']);
      }));

    test('a full queue refuses new work, but not requests for work it already has', () =>
      withQueue({ maximumWaiting: 2 }, async (jobs, bench) => {
        await jobs.ask(order('a'), STILL);
        await bench.untilStarted(1);
        await jobs.ask(order('b'), STILL);
        await untilReady(jobs);
        await jobs.ask(order('c'), STILL);
        await assert.rejects(jobs.ask(order('d'), STILL), { code: 'queue-full' });
        assert.equal(jobs.isReady(), false);
        await jobs.ask(order('c'), STILL);
        const { waiting, running } = await jobs.load();
        assert.deepEqual({ waiting, running }, { waiting: 2, running: 1 });
      }));

    test('background work fills the queue for background work alone', () =>
      withQueue({ maximumWaiting: 2 }, async (jobs, bench) => {
        await jobs.ask(order('a'), STILL);
        await bench.untilStarted(1);
        await jobs.ask(order('b'), { priority: 'background' });
        await jobs.ask(order('c'), { priority: 'background' });
        await assert.rejects(jobs.ask(order('d'), { priority: 'background' }), { code: 'queue-full' });
        await untilReady(jobs);
        await jobs.ask(order('e'), STILL);
        await jobs.ask(order('f'), { priority: 'animation' });
        await assert.rejects(jobs.ask(order('g'), STILL), { code: 'queue-full' });
        assert.equal(jobs.isReady(), false);
      }));

    test('stills before animations before searches before the background', () =>
      withQueue({}, async (jobs, bench) => {
        await jobs.ask(order('first'), STILL);
        await bench.untilStarted(1);
        for (const priority of ['background', 'search', 'animation', 'still'] as const) {
          await jobs.ask(order(`${priority}1`), { priority });
          await jobs.ask(order(`${priority}2`), { priority });
        }
        const expected = ['first', 'still1', 'still2', 'animation1', 'animation2', 'search1', 'search2', 'background1'];
        for (const [index, name] of expected.entries()) {
          await bench.untilStarted(index + 1);
          bench.finish(name);
        }
        await bench.untilStarted(9);
        assert.deepEqual(bench.started, [...expected, 'background2']);
      }));

    test('asking again can raise the priority', () =>
      withQueue({}, async (jobs, bench) => {
        await jobs.ask(order('first'), STILL);
        await bench.untilStarted(1);
        await jobs.ask(order('a'), { priority: 'animation' });
        await jobs.ask(order('b'), { priority: 'background' });
        await jobs.ask(order('b'), STILL);
        bench.finish('first');
        await bench.untilStarted(2);
        assert.deepEqual(bench.started, ['first', 'b']);
      }));

    test('a caller has one search at a time', () =>
      withQueue({ concurrency: 3 }, async (jobs, bench) => {
        const search = (caller: string): JobTerms => ({ priority: 'search', caller });
        await jobs.ask(order('x1'), search('x'));
        await jobs.ask(order('x2'), search('x'));
        await jobs.ask(order('y1'), search('y'));
        await jobs.ask(order('z'), { priority: 'background', caller: 'x' });
        await bench.untilStarted(3);
        // Those that may run at once begin in any order.
        assert.deepEqual(bench.started.toSorted(), ['x1', 'y1', 'z']);
        bench.finish('x1');
        await bench.untilStarted(4);
        assert.equal(bench.started[3], 'x2');
      }));

    test('progress reaches everybody', () =>
      withQueue({}, async (jobs, bench) => {
        const asked = await jobs.ask(order('one'), STILL);
        await bench.untilStarted(1);
        const found = (await jobs.find(order('one').key))!;
        const reached = [asked, found].map(
          (job) =>
            new Promise<void>((resolve) => {
              const stop = job.watch((status) => {
                if (status.state !== 'running' || status.progress !== 0.5) return;
                stop();
                resolve();
              });
            }),
        );
        bench.progress('one', 0.5);
        await Promise.all(reached);
      }));

    test('what nobody waits for is stopped, and not before', () =>
      withQueue({}, async (jobs, bench) => {
        const one = await jobs.ask(order('one'), STILL);
        await jobs.ask(order('one'), STILL);
        const two = await jobs.ask(order('two'), STILL);
        await bench.untilStarted(1);
        await jobs.withdraw(order('one').key);
        await jobs.withdraw(order('two').key);
        await assert.rejects(two.ended, { code: 'aborted' });
        assert.deepEqual(bench.stopped, []);
        await jobs.withdraw(order('one').key);
        await assert.rejects(one.ended, { code: 'aborted' });
        assert.deepEqual(bench.stopped, ['one']);
        await jobs.withdraw(order('one').key);
        // It was stopped, not refused for good.
        const again = await jobs.ask(order('one'), STILL);
        await bench.untilStarted(2);
        bench.finish('one');
        await again.ended;
        assert.deepEqual(bench.started, ['one', 'one']);
      }));

    test('failures of machines are retried, and count in the end', () =>
      withQueue({}, async (jobs, bench) => {
        const job = await jobs.ask(order('flaky'), STILL);
        for (let attempt = 1; attempt <= 2; attempt++) {
          await bench.untilStarted(attempt);
          bench.fail('flaky', new Cast2gifError('io', 'the disk is full'));
        }
        await bench.untilStarted(3);
        bench.finish('flaky');
        await job.ended;
        const broken = await jobs.ask(order('broken'), STILL);
        for (let attempt = 4; attempt <= 6; attempt++) {
          await bench.untilStarted(attempt);
          bench.fail('broken', new Error('something unknown'));
        }
        await assert.rejects(broken.ended, { code: 'bug' });
      }));

    test('while something is away that work needs, it is tried again however long that lasts', () =>
      withQueue({}, async (jobs, bench) => {
        const job = await jobs.ask(order('patient'), STILL);
        for (let attempt = 1; attempt <= 6; attempt++) {
          await bench.untilStarted(attempt);
          bench.fail('patient', new Cast2gifError('unavailable', 'the store cannot be reached'));
        }
        await bench.untilStarted(7);
        bench.finish('patient');
        await job.ended;
      }));

    test('failures of recordings are not', () =>
      withQueue({}, async (jobs, bench) => {
        const job = await jobs.ask(order('bad'), STILL);
        await bench.untilStarted(1);
        bench.fail('bad', new Cast2gifError('recording', 'this is no recording', { line: 7 }));
        await assert.rejects(job.ended, { code: 'recording', line: 7 });
        const failed = job.status;
        assert.ok(failed.state === 'failed' && failed.error.line === 7);
        assert.deepEqual(bench.started, ['bad']);
        const again = await jobs.ask(order('bad'), STILL);
        await bench.untilStarted(2);
        bench.finish('bad');
        await again.ended;
      }));

    test('closing lets running work finish within the grace period', () =>
      withQueue({}, async (jobs, bench) => {
        const job = await jobs.ask(order('one'), STILL);
        await bench.untilStarted(1);
        const closing = jobs.close(60_000);
        await assert.rejects(jobs.ask(order('two'), STILL), { code: 'unavailable' });
        assert.equal(jobs.isReady(), false);
        bench.finish('one');
        await Promise.all([closing, job.ended]);
      }));

    test('closing without grace stops it', () =>
      withQueue({}, async (jobs, bench) => {
        const job = await jobs.ask(order('one'), STILL);
        await bench.untilStarted(1);
        await untilState(job, 'running');
        await Promise.all([jobs.close(0), assert.rejects(job.ended, { code: 'aborted' })]);
        assert.deepEqual(bench.stopped, ['one']);
      }));
  });
}
