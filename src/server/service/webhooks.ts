/**
 * Tells the operator's receiver what became of promised jobs. What has still to be told is in the store, so that any
 * server tells it if the one that promised has ended. A receiver may hear of the same end twice, under the same id.
 */
import { randomUUID } from 'node:crypto';
import { asCast2gifError, Cast2gifError, type ErrorJson } from '../../errors.js';
import type { Job, JobOrder, JobStatus } from '../../jobs/jobs.js';
import type { Pictures } from '../../pictures/picture-service.js';
import type { Store } from '../../store/store.js';
import { decodeJson, encodeJson, hashOf, webhookKey } from '../../store/store-layout.js';
import { type JobDocument, jobDocument } from './job-document.js';

/** What has become of a notification. */
export type WebhookOutcome = 'delivered' | 'refused' | 'given-up';

/** Sends the end of a job. Resolves to the status of the answer. */
export type SendWebhook = (id: string, document: JobDocument, signal: AbortSignal) => Promise<number>;

/** What notifications are sent with. */
export interface WebhooksParts {
  readonly store: Store;
  readonly pictures: Pictures;
  readonly send: SendWebhook;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly onOutcome: (outcome: WebhookOutcome) => void;
  readonly onTrouble: (error: unknown) => void;
  readonly pace?: WebhookPace;
}

/** How often things are tried. */
export interface WebhookPace {
  /** How often the store is looked through for what others have left. */
  readonly lookEveryMs: number;
  /** The pause before the second attempt; it doubles. */
  readonly firstPauseMs: number;
}

/** What is in the store of a job whose end is to be told. */
interface WebhookRecord {
  readonly id: string;
  readonly order: JobOrder;
  /** Path of the job. */
  readonly job: string;
  readonly attempts: number;
  /** Before that, nothing is to be done. */
  readonly dueMs: number;
  /** Set where the store does not know it otherwise. */
  readonly error?: ErrorJson;
  /** Neither job nor picture was found when it was last looked for. */
  readonly isMissing?: true;
}

const PACE: WebhookPace = { lookEveryMs: 10_000, firstPauseMs: 5000 };
/** With pauses that double from five seconds: for three hours. */
const MOST_ATTEMPTS = 12;
const ANSWER_WITHIN_MS = 10_000;
const SENT_AT_ONCE = 4;
const LOOKS_AT_ONCE = 100;
/** For so long a job may be on its way from one place to another. */
const MISSING_MS = 60_000;
/** The receiver wants no more of it. */
const GONE = 410;

/** Notifies another server when promised jobs have ended. */
export class Webhooks {
  readonly #parts: WebhooksParts;
  readonly #pace: WebhookPace;
  /** Records of jobs that this process will hear the end of. */
  readonly #awaited = new Set<string>();
  readonly #due = new Set<string>();
  readonly #sending = new Set<Promise<void>>();
  readonly #stopping = new AbortController();
  readonly #timer: NodeJS.Timeout;
  #looking: Promise<void> = Promise.resolve();
  /** Where the last look ended. */
  #lookedTo: string | undefined;

  constructor(parts: WebhooksParts) {
    this.#parts = parts;
    this.#pace = parts.pace ?? PACE;
    this.#timer = setInterval(() => this.#look(), this.#pace.lookEveryMs);
    this.#look();
  }

  /** Promises that the end of a job will be told. @param path of the job */
  async expect({ ended, order }: Job, path: string): Promise<void> {
    const at = webhookKey(hashOf(path));
    const { key, castHash, format, options } = order;
    const wanted = { key, castHash, format, options };
    const record: WebhookRecord = { id: randomUUID(), order: wanted, job: path, attempts: 0, dueMs: 0 };
    await this.#parts.store.create(at, encodeJson(record));
    this.#awaited.add(at);
    void ended
      .catch((error) => this.#noteError(at, asCast2gifError(error)))
      .catch(this.#parts.onTrouble)
      .finally(() => {
        this.#awaited.delete(at);
        this.#enqueue(at);
      });
  }

  /** The store remembers faults of recordings only; what was stopped may still be done by others. */
  async #noteError(at: string, error: Cast2gifError): Promise<void> {
    if (error.code === 'aborted') return;
    const found = await this.#read(at);
    if (found !== undefined) await this.#write(at, { ...found.record, error: error.toJSON() }, found.version);
  }

  async #read(at: string): Promise<{ readonly record: WebhookRecord; readonly version: string } | undefined> {
    const document = await this.#parts.store.get(at);
    return document && { record: decodeJson<WebhookRecord>(document.bytes), version: document.version };
  }

  /** Resolves to whether nobody else has written it meanwhile. */
  #write(at: string, record: WebhookRecord, version: string): Promise<boolean> {
    return this.#parts.store.replace(at, encodeJson(record), version);
  }

  #look(): void {
    this.#looking = this.#looking.then(() => this.#lookThrough()).catch((error) => this.#noteTrouble(error));
  }

  /** Some at a time, beginning behind those of the last look. */
  async #lookThrough(): Promise<void> {
    let looked = 0;
    for await (const { key } of this.#parts.store.list(webhookKey(''), { startAfter: this.#lookedTo })) {
      if (this.#stopping.signal.aborted) return;
      this.#lookedTo = key;
      if (!this.#awaited.has(key)) this.#enqueue(key);
      looked += 1;
      if (looked === LOOKS_AT_ONCE) return;
    }
    this.#lookedTo = undefined;
  }

  #enqueue(at: string): void {
    this.#due.add(at);
    this.#sendNext();
  }

  #sendNext(): void {
    for (const at of this.#due) {
      if (this.#sending.size >= SENT_AT_ONCE || this.#stopping.signal.aborted) return;
      this.#due.delete(at);
      const sent = this.#tell(at)
        .catch((error) => this.#noteTrouble(error))
        .finally(() => {
          this.#sending.delete(sent);
          this.#sendNext();
        });
      this.#sending.add(sent);
    }
  }

  /** What cannot be reached now is asked again at the next look. */
  #noteTrouble(error: unknown): void {
    if (asCast2gifError(error).code !== 'unavailable') this.#parts.onTrouble(error);
  }

  async #tell(at: string): Promise<void> {
    const { now } = this.#parts;
    const found = await this.#read(at);
    if (found === undefined || found.record.dueMs > now()) return;
    const { record, version } = found;
    const document = await this.#documentOf(record);
    if (document === undefined) {
      const dueMs = now() + MISSING_MS;
      await this.#write(at, { ...record, isMissing: true, dueMs }, version);
    } else if (document.state === 'done' || document.state === 'failed') {
      await this.#attempt(at, record, version, document);
    }
  }

  /** Whoever writes the record first makes the attempt; should it be killed, another one is made later. */
  async #attempt(at: string, record: WebhookRecord, version: string, document: JobDocument): Promise<void> {
    const { now, onOutcome, onTrouble, store } = this.#parts;
    const attempts = record.attempts + 1;
    const pauseMs = this.#pace.firstPauseMs * 2 ** record.attempts * (1 + Math.random() / 2);
    if (!(await this.#write(at, { ...record, attempts, dueMs: now() + pauseMs }, version))) return;
    const problem = await this.#problemOfSending(record.id, document);
    if (problem === undefined) {
      await store.delete(at);
      onOutcome('delivered');
      return;
    }
    // It is told again after the start of the next process.
    if (this.#stopping.signal.aborted) return;
    const isLast = attempts >= MOST_ATTEMPTS || problem.isFinal;
    if (isLast) await store.delete(at);
    onOutcome(isLast ? 'given-up' : 'refused');
    onTrouble(new Cast2gifError('fetch', `webhook ${isLast ? 'given up' : 'not taken'}: ${problem.text}`));
  }

  /** Undefined: the receiver has taken it. */
  async #problemOfSending(id: string, document: JobDocument): Promise<{ text: string; isFinal: boolean } | undefined> {
    const overtime = new AbortController();
    const timer = setTimeout(() => overtime.abort(), ANSWER_WITHIN_MS);
    const signal = AbortSignal.any([overtime.signal, this.#stopping.signal]);
    try {
      const status = await this.#parts.send(id, document, signal);
      if (status >= 200 && status < 300) return undefined;
      return { text: `status ${status}`, isFinal: status === GONE };
    } catch (error) {
      return { text: asCast2gifError(error).message, isFinal: false };
    } finally {
      clearTimeout(timer);
    }
  }

  /** What the end of a job is told with; undefined where it may be on its way. */
  async #documentOf({ order, job, error, isMissing }: WebhookRecord): Promise<JobDocument | undefined> {
    const { pictures } = this.#parts;
    const key = await pictures.presentKeyOf(order);
    const status: JobStatus | undefined = error
      ? { state: 'failed', error: Cast2gifError.fromJSON(error) }
      : await pictures.status(key);
    if (status !== undefined) return { job, ...(await jobDocument(pictures, key, status, job)) };
    if (!isMissing) return undefined;
    const problem = new Cast2gifError('aborted', 'it was withdrawn, or given up, or is no longer kept');
    return { job, ...(await jobDocument(pictures, key, { state: 'failed', error: problem }, job)) };
  }

  /** What is under way is told again by the next process. */
  async close(): Promise<void> {
    clearInterval(this.#timer);
    this.#stopping.abort();
    await this.#looking;
    await Promise.all(this.#sending);
  }
}
