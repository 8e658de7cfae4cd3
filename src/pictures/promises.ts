/** Renders that were promised: whatever becomes of the queue and of servers, they are made. */
import { Cast2gifError } from '../errors.js';
import type { Job, JobOrder, Jobs } from '../jobs/jobs.js';
import type { Secrets } from '../store/secrets.js';
import type { Store } from '../store/store.js';
import { decodeJson, encodeJson, pictureFactsKey, pictureKeyOf, promiseKey, tokenKey } from '../store/store-layout.js';
import type { UseMarks } from './use-marks.js';

/** What promises are kept with. */
export interface PromisesParts {
  readonly store: Store;
  readonly jobs: Jobs;
  readonly secrets: Secrets;
  readonly marks: UseMarks;
  readonly rendererVersion: string;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /**
   * For how long promises of another renderer version are left to its own servers and workers, which go on while they
   * are replaced one by one; 0 where nobody else renders.
   */
  readonly leaveToOthersMs: number;
}

/** Keeps promises in the store until their pictures are there. */
export class Promises {
  readonly #parts: PromisesParts;

  constructor(parts: PromisesParts) {
    this.#parts = parts;
  }

  /** @throws Cast2gifError `unavailable` where the queue cannot be reached, before anything is promised */
  async keep(order: JobOrder): Promise<void> {
    const { jobs, store } = this.#parts;
    await jobs.has(order.key);
    await store.create(promiseKey(order.key), encodeJson(order));
  }

  /**
   * Removes a promise unless someone still waits for its picture. If that cannot be found out now, the promise stays,
   * because others may rely on it.
   */
  async forget(key: string): Promise<void> {
    const { jobs, store } = this.#parts;
    if (!(await jobs.has(key))) await store.delete(promiseKey(key));
  }

  /** A render that failed would stay promised forever; one that was stopped with this process is done by the next. */
  forgetIfFailed({ key, ended }: Job): void {
    ended.catch(async (error) => {
      if ((error as Cast2gifError).code !== 'aborted') await this.forget(key).catch(() => {});
    });
  }

  /**
   * Puts promises that the queue does not know back into it, as many as there is room for; the rest wait for the next
   * time, or until somebody asks for them. Resolves to how many there were.
   * @param ageMs younger ones are left alone
   */
  async recover(ageMs = 0): Promise<number> {
    const { jobs, now, store } = this.#parts;
    let recovered = 0;
    for await (const { key: at, modifiedMs } of store.list('jobs/')) {
      const promisedMs = now() - modifiedMs;
      if (promisedMs < ageMs || (await jobs.has(at.slice('jobs/'.length)))) continue;
      const order = await this.#openOrder(at, promisedMs);
      if (order === undefined) continue;
      if (!(await this.#askInBackground(order))) return recovered;
      recovered += 1;
    }
    return recovered;
  }

  /** What has to be rendered to keep a promise; undefined: nothing, or not here. */
  async #openOrder(at: string, promisedMs: number): Promise<JobOrder | undefined> {
    const { leaveToOthersMs, rendererVersion, store } = this.#parts;
    const document = await store.get(at);
    if (document === undefined) return undefined;
    const order = decodeJson<JobOrder>(document.bytes);
    if ((await store.head(pictureFactsKey(order.key))) !== undefined) {
      await store.delete(at);
      return undefined;
    }
    const key = pictureKeyOf(order, rendererVersion);
    if (key === order.key) return order;
    return promisedMs < leaveToOthersMs ? undefined : this.#takeOver(order, { ...order, key });
  }

  /**
   * A promise of another renderer version is kept with the picture of this one, under this one's key; the address that
   * was given out leads there from now on.
   */
  async #takeOver(theirs: JobOrder, ours: JobOrder): Promise<JobOrder> {
    const { marks, secrets, store } = this.#parts;
    await marks.mark('passing', ours.key);
    await store.create(promiseKey(ours.key), encodeJson(ours));
    const at = tokenKey(secrets.tokenOf('picture-token', theirs.key));
    const token = await store.get(at);
    if (token !== undefined) await store.replace(at, encodeJson({ key: ours.key }), token.version);
    await store.delete(promiseKey(theirs.key));
    return ours;
  }

  /** Resolves to whether there was room. */
  async #askInBackground(order: JobOrder): Promise<boolean> {
    try {
      this.forgetIfFailed(await this.#parts.jobs.ask(order, { priority: 'background' }));
      return true;
    } catch (error) {
      if (error instanceof Cast2gifError && error.code === 'queue-full') return false;
      throw error;
    }
  }
}
