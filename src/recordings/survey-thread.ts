/** Surveys recordings beside the thread that answers requests, each within limits of time and memory. */
import { Worker } from 'node:worker_threads';
import type { RecordingLimits } from '../asciicast/limits.js';
import { asCast2gifError, Cast2gifError } from '../errors.js';
import type { RecordingSurvey } from './recording-survey.js';
import type { SurveyAnswer } from './survey-worker.js';

const LONGEST_SURVEY_MS = 20_000;
/** A version 1 recording of 50 MB is parsed in 300 MB. */
const MEMORY_LIMITS = { maxOldGenerationSizeMb: 512, maxYoungGenerationSizeMb: 32 };

/** The recording that is being read. */
interface Running {
  readonly resolve: (answer: SurveyAnswer) => void;
  readonly reject: (error: Cast2gifError) => void;
}

/** One thread, started when it is needed; recordings wait for each other. */
export class SurveyThread {
  readonly #limits: Partial<RecordingLimits>;
  #worker: Worker | undefined;
  #running: Running | undefined;
  #last: Promise<unknown> = Promise.resolve();

  constructor(limits: Partial<RecordingLimits>) {
    this.#limits = limits;
  }

  /** @throws Cast2gifError `recording` with the line if it is none, `limit` */
  survey(bytes: Uint8Array): Promise<RecordingSurvey> {
    const surveyed = this.#last.then(() => this.#run(bytes));
    this.#last = surveyed.catch(() => {});
    return surveyed;
  }

  async close(): Promise<void> {
    await this.#last;
    await this.#worker?.terminate();
  }

  async #run(bytes: Uint8Array): Promise<RecordingSurvey> {
    this.#worker ??= this.#start();
    const worker = this.#worker;
    const timer = setTimeout(() => this.#giveUp(worker, limitError('time')), LONGEST_SURVEY_MS);
    worker.ref();
    try {
      const answer = await new Promise<SurveyAnswer>((resolve, reject) => {
        this.#running = { resolve, reject };
        worker.postMessage(bytes);
      });
      if ('error' in answer) throw Cast2gifError.fromJSON(answer.error);
      return answer.survey;
    } finally {
      clearTimeout(timer);
      this.#running = undefined;
      worker.unref();
    }
  }

  #start(): Worker {
    const url = new URL('./survey-worker.js', import.meta.url);
    const worker = new Worker(url, { execArgv: [], resourceLimits: MEMORY_LIMITS, workerData: this.#limits });
    worker.on('message', (answer: SurveyAnswer) => this.#running?.resolve(answer));
    worker.on('error', (error) => this.#giveUp(worker, errorOfThread(error)));
    worker.on('exit', () => this.#giveUp(worker, new Cast2gifError('bug', 'the thread that reads recordings ended')));
    return worker;
  }

  /** The next recording gets another thread. */
  #giveUp(worker: Worker, error: Cast2gifError): void {
    if (this.#worker !== worker) return;
    this.#worker = undefined;
    void worker.terminate();
    this.#running?.reject(error);
  }
}

function limitError(what: 'time' | 'memory'): Cast2gifError {
  return new Cast2gifError('limit', `it takes too much ${what} to read this recording`);
}

function errorOfThread(error: unknown): Cast2gifError {
  return (error as NodeJS.ErrnoException).code === 'ERR_WORKER_OUT_OF_MEMORY'
    ? limitError('memory')
    : asCast2gifError(error);
}
