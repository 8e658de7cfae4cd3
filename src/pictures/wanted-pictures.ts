/**
 * Pictures that somebody will want although nobody has asked for them yet: those of a recording that was just uploaded.
 * They are noted in the store, and made when nothing waits to be rendered, so that they keep nobody waiting and no
 * queue full. Whatever is killed, and whichever server goes on, they are made in the end.
 */
import { Cast2gifError, type ErrorCode } from '../errors.js';
import type { JobOrder, Jobs } from '../jobs/jobs.js';
import type { Format } from '../options/formats.js';
import type { Store } from '../store/store.js';
import {
  decodeJson,
  encodeJson,
  pictureFactsKey,
  pictureKeyOf,
  type RequestIdentity,
  requestIdOf,
  WANTED_PICTURES,
  wantedKey,
} from '../store/store-layout.js';
import type { UseMarks } from './use-marks.js';

/** What wanted pictures are made with. */
export interface WantedPicturesParts {
  readonly store: Store;
  readonly jobs: Jobs;
  readonly marks: UseMarks;
  readonly rendererVersion: string;
  /** Making them failed for reasons that are not theirs. */
  readonly onTrouble: (error: unknown) => void;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** How often what other servers, perhaps killed ones, have noted is looked for. */
const LIST_EVERY_MS = 60_000;
/** How long it rests when the store or the queue fails. */
const REST_MS = 5000;
/** The rest stays in the store alone until these are made. */
const MOST_KNOWN = 1000;
/** These failures say nothing about the picture: it is tried again. */
const PASSING: ReadonlySet<ErrorCode> = new Set(['aborted', 'unavailable', 'queue-full', 'rate-limit']);

/** Makes wanted pictures one by one. */
export class WantedPictures {
  readonly #parts: WantedPicturesParts;
  /** What is to be made next, by request. */
  readonly #known = new Map<string, RequestIdentity>();
  /** Jobs that were asked for, by request, until what is noted of them is settled. */
  readonly #running = new Map<string, Promise<void>>();
  #turn: Promise<void> = Promise.resolve();
  #isTurning = false;
  /** Infinity: once all that are known have been begun. */
  #listAtMs = 0;
  #restUntilMs = 0;
  #isStopped = false;

  constructor(parts: WantedPicturesParts) {
    this.#parts = parts;
  }

  /** Notes that the pictures of a recording with default options are wanted. They are not forgotten when this resolves. */
  async want(castHash: string, formats: readonly Format[]): Promise<void> {
    const all = formats.map((format) => ({ castHash, format, options: '' }));
    await Promise.all(
      all.map((wanted) => this.#parts.store.create(wantedKey(requestIdOf(wanted)), encodeJson(wanted))),
    );
    for (const wanted of all) if (!this.#know(wanted)) this.#listAtMs = Infinity;
    this.look();
  }

  /** Asks for no more of them. */
  stop(): void {
    this.#isStopped = true;
  }

  /** Resolves when nothing is under way any more, once the queue has ended. */
  async settled(): Promise<void> {
    await this.#turn;
    await Promise.all(this.#running.values());
  }

  /** Resolves to whether there was room. */
  #know(wanted: RequestIdentity): boolean {
    const id = requestIdOf(wanted);
    if (this.#running.has(id)) return true;
    if (this.#known.size >= MOST_KNOWN) return false;
    this.#known.set(id, wanted);
    return true;
  }

  /** Asks for the next ones if nothing waits to be rendered: to be called from time to time. */
  look(): void {
    if (this.#isStopped || this.#isTurning || this.#parts.now() < this.#restUntilMs) return;
    this.#isTurning = true;
    this.#turn = this.#takeTurn()
      .catch((error) => {
        // The end of a render makes room.
        if (error instanceof Cast2gifError && error.code === 'queue-full') return;
        this.#restUntilMs = this.#parts.now() + REST_MS;
        if (!isPassing(error)) this.#parts.onTrouble(error);
      })
      .finally(() => {
        this.#isTurning = false;
      });
  }

  async #takeTurn(): Promise<void> {
    if (this.#parts.now() >= this.#listAtMs) await this.#list();
    for (const [id, wanted] of this.#known) {
      if (this.#isStopped || (await this.#parts.jobs.load()).waiting > 0) return;
      await this.#begin(id, wanted);
      this.#known.delete(id);
    }
    // What there was no room for.
    if (this.#listAtMs === Infinity) this.#listAtMs = 0;
  }

  async #list(): Promise<void> {
    const { store } = this.#parts;
    this.#listAtMs = this.#parts.now() + LIST_EVERY_MS;
    for await (const { key } of store.list(WANTED_PICTURES)) {
      if (this.#isStopped) return;
      const document = await store.get(key);
      if (document === undefined || this.#know(decodeJson<RequestIdentity>(document.bytes))) continue;
      this.#listAtMs = Infinity;
      return;
    }
  }

  async #begin(id: string, wanted: RequestIdentity): Promise<void> {
    const { store, jobs, marks, rendererVersion } = this.#parts;
    const order: JobOrder = { key: pictureKeyOf(wanted, rendererVersion), ...wanted };
    if ((await store.head(pictureFactsKey(order.key))) !== undefined) return store.delete(wantedKey(id));
    await marks.mark('lasting', order.key);
    const job = await jobs.ask(order, { priority: 'background' });
    const running = job.ended
      .then(() => store.delete(wantedKey(id)))
      .catch((error) => this.#fail(id, error))
      .catch((error) => this.#parts.onTrouble(error))
      .finally(() => {
        this.#running.delete(id);
        this.look();
      });
    this.#running.set(id, running);
  }

  /** What can never be made is wanted no more; the rest is found by the next listing. */
  async #fail(id: string, error: unknown): Promise<void> {
    if (isPassing(error)) return;
    await this.#parts.store.delete(wantedKey(id));
  }
}

function isPassing(error: unknown): boolean {
  return error instanceof Cast2gifError && PASSING.has(error.code);
}
