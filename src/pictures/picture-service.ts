/**
 * From a request to a picture: its key tells whether it is stored; if not, one job makes it for all who ask. A
 * picture is a function of the recording, the options and the renderer, so it is made once and never changes.
 */
import { Cast2gifError, type ErrorJson } from '../errors.js';
import { untilAborted } from '../io/abort.js';
import { within } from '../io/time-limit.js';
import type { Job, JobOrder, JobPriority, JobStatus, Jobs } from '../jobs/jobs.js';
import { canonicalOptions } from '../options/canonical.js';
import { FORMATS, type Format, formatRow } from '../options/formats.js';
import type { RenderOptions } from '../options/render-options.js';
import type { Secrets } from '../store/secrets.js';
import type { ByteRange, LinkTerms, Store, StoredStream } from '../store/store.js';
import {
  castKey,
  decodeJson,
  encodeJson,
  type FailureRecord,
  failureKey,
  hashOf,
  latestKey,
  type PictureFacts,
  pictureFactsKey,
  pictureKey,
  pictureKeyOf,
  promiseKey,
  requestIdOf,
  tokenKey,
  uploadKey,
} from '../store/store-layout.js';
import { Promises } from './promises.js';
import type { UseMarks } from './use-marks.js';

/** The picture that is wanted. */
export interface PictureRequest {
  readonly castHash: string;
  readonly format: Format;
  /** Checked; what this format does not depend on is left out of the key. */
  readonly options: RenderOptions;
}

/** A picture that exists. */
export interface Picture extends PictureFacts {
  readonly key: string;
  readonly mediaType: string;
  /** Opens its bytes, or a part of them. */
  open(range?: ByteRange): Promise<Pick<StoredStream, 'stream'>>;
  /** Of a large one: where it can be read for so many seconds, without this service. */
  readonly link?: (terms: Omit<LinkTerms, 'mediaType'>) => Promise<string>;
}

/** How a picture is asked for. */
export interface AskTerms {
  /** Who asks: an IP address or an owner's hash. */
  readonly caller?: string | undefined;
  /** Whether it is made in the background: nobody is waiting for it. */
  readonly inBackground?: boolean;
  /** Whether it is a still although its format can move. */
  readonly isStill?: boolean;
  /** The recording was sent only for this: both are deleted some time after they were last asked for. */
  readonly isPassing?: boolean;
  /** Called before a new job is queued; throwing prevents that. */
  readonly onStart?: () => Promise<void>;
}

/** A picture, or the job that makes it. */
export type Asked =
  | { readonly picture: Picture; readonly job?: undefined }
  | { readonly picture?: undefined; readonly job: Job };

/** What the service works with. */
export interface PicturesParts {
  readonly store: Store;
  readonly jobs: Jobs;
  readonly secrets: Secrets;
  readonly rendererVersion: string;
  readonly marks: UseMarks;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** How long a recording that cannot be rendered is not tried again. */
  readonly failureTtlMs: number;
  /** For how long promises of another renderer version are left to its own servers and workers. */
  readonly leaveToOthersMs: number;
  /** Pictures of more bytes have links, if the store has; none by default. */
  readonly linkAboveBytes?: number | undefined;
}

/** Pictures by request, key and token. */
export class Pictures {
  readonly #parts: PicturesParts;
  readonly #promises: Promises;

  constructor(parts: PicturesParts) {
    this.#parts = parts;
    this.#promises = new Promises(parts);
  }

  /** Stores a recording that is only to be rendered. Resolves to its hash. */
  async keepUpload(bytes: Uint8Array): Promise<string> {
    const castHash = hashOf(bytes);
    await this.#parts.marks.mark('upload', castHash);
    await this.#parts.store.create(uploadKey(castHash), bytes);
    return castHash;
  }

  /** Whether the recording is there, for good or for a while. */
  async hasCast(castHash: string): Promise<boolean> {
    const { store } = this.#parts;
    return ((await store.head(castKey(castHash))) ?? (await store.head(uploadKey(castHash)))) !== undefined;
  }

  orderOf({ castHash, format, options }: PictureRequest): JobOrder {
    const identity = { castHash, format, options: optionsText(format, options) };
    return { key: pictureKeyOf(identity, this.#parts.rendererVersion), ...identity };
  }

  /** The picture of a key, if it is there. */
  async find(key: string): Promise<Picture | undefined> {
    const document = await this.#parts.store.get(pictureFactsKey(key));
    return document && this.#pictureOf(key, decodeJson<PictureFacts>(document.bytes));
  }

  #pictureOf(key: string, facts: PictureFacts): Picture {
    const { store, linkAboveBytes = Infinity } = this.#parts;
    const at = pictureKey(key, facts.extension);
    const { mediaType, isText } = formatRow(facts.format as Format);
    const open = async (range?: ByteRange) => {
      const opened = await store.open(at, range);
      if (opened === undefined) throw new Cast2gifError('unavailable', 'the picture has just been deleted; try again');
      return opened;
    };
    // Text such as SVG may hold scripts; only the service's own answers forbid them.
    const hasLink = facts.byteLength > linkAboveBytes && !isText;
    const link =
      hasLink && store.link && ((terms: Omit<LinkTerms, 'mediaType'>) => store.link!(at, { ...terms, mediaType }));
    return { ...facts, key, mediaType, open, ...(link && { link }) };
  }

  /** The picture of the same request that an earlier version of the renderer made, if it is there. */
  async findOlder(request: PictureRequest): Promise<Picture | undefined> {
    const latest = await this.#parts.store.get(latestKey(requestIdOf(this.orderOf(request))));
    return latest && this.find(decodeJson<{ key: string }>(latest.bytes).key);
  }

  /**
   * The picture, if it is there, or the job that makes it; the caller is interested in that until it has ended or
   * `withdraw`.
   * @throws Cast2gifError what is known to be wrong with the recording; `queue-full`, `unavailable`
   */
  async ask(request: PictureRequest, terms: AskTerms = {}): Promise<Asked> {
    const order = this.orderOf(request);
    await this.#markUse(order, terms);
    const picture = await this.find(order.key);
    if (picture !== undefined) return { picture };
    await this.#refuseKnownFailure(order.key);
    if (terms.onStart !== undefined && !(await this.#parts.jobs.has(order.key))) await terms.onStart();
    return { job: await this.#parts.jobs.ask(order, { priority: priorityOf(request, terms), caller: terms.caller }) };
  }

  /**
   * The same, but a job survives the loss of the queue: the promise is kept in the store before the queue hears of it.
   */
  async promise(request: PictureRequest, terms: AskTerms = {}): Promise<Asked> {
    const order = this.orderOf(request);
    if ((await this.find(order.key)) === undefined) {
      await this.#refuseKnownFailure(order.key);
      await this.#promises.keep(order);
    }
    try {
      const asked = await this.ask(request, terms);
      if (asked.job !== undefined) this.#promises.forgetIfFailed(asked.job);
      return asked;
    } catch (error) {
      await this.#promises.forget(order.key).catch(() => {});
      throw error;
    }
  }

  /** The same of a recording that was sent only for this. It is not even stored where nothing can come of it now. */
  async promiseUpload(bytes: Uint8Array, wanted: Omit<PictureRequest, 'castHash'>, terms: AskTerms): Promise<Asked> {
    const request = { castHash: hashOf(bytes), ...wanted };
    const { key } = this.orderOf(request);
    if ((await this.find(key)) === undefined) {
      await this.#refuseKnownFailure(key);
      if (!(await this.#parts.jobs.has(key))) await this.#parts.jobs.checkRoom(priorityOf(request, terms));
      await this.keepUpload(bytes);
    }
    return this.promise(request, { ...terms, isPassing: true });
  }

  /** Withdraws one interest in a picture; with the last one its promise is removed. */
  async withdraw(key: string): Promise<void> {
    await this.#parts.jobs.withdraw(key);
    await this.#promises.forget(key);
  }

  /**
   * Waits for a job, but not longer than given. Resolves to undefined when that is over.
   * @throws Cast2gifError what ended the job
   */
  async wait(job: Job, longestMs: number, signal?: AbortSignal): Promise<Picture | undefined> {
    const isInTime = untilAborted(job.ended, signal).then(() => true);
    if (!(await within(isInTime, longestMs, () => false))) return undefined;
    const picture = await this.find(job.key);
    if (picture !== undefined) return picture;
    throw new Cast2gifError('unavailable', 'the picture has just been deleted; try again');
  }

  /** How far a picture is; undefined: it was never asked for, or is gone. */
  async status(key: string): Promise<JobStatus | undefined> {
    const { jobs, store } = this.#parts;
    if ((await store.head(pictureFactsKey(key))) !== undefined) return { state: 'done' };
    const job = await jobs.find(key);
    if (job !== undefined) return job.status;
    const failure = await this.#failureOf(key);
    if (failure !== undefined) return { state: 'failed', error: failure };
    // The queue has lost it, or is about to hear of it.
    return (await store.head(promiseKey(key))) && { state: 'waiting' };
  }

  /** The key of an order, or that of this version of the renderer where it has taken the order over. */
  async presentKeyOf(order: JobOrder): Promise<string> {
    const { jobs, rendererVersion, store } = this.#parts;
    const isKnown =
      (await store.head(pictureFactsKey(order.key))) ??
      (await store.head(promiseKey(order.key))) ??
      ((await jobs.has(order.key)) || undefined);
    return isKnown === undefined ? pictureKeyOf(order, rendererVersion) : order.key;
  }

  /** The job of a key that is waiting or running. */
  jobOf(key: string): Promise<Job | undefined> {
    return this.#parts.jobs.find(key);
  }

  /**
   * Puts promises that the queue does not know back into it. Resolves to how many there were.
   * @param ageMs younger ones are left alone
   */
  recover(ageMs?: number): Promise<number> {
    return this.#promises.recover(ageMs);
  }

  /** The form of a key that strangers get: it cannot be guessed and reveals nothing. */
  async tokenOf(key: string): Promise<string> {
    const token = this.#parts.secrets.tokenOf('picture-token', key);
    await this.#parts.store.create(tokenKey(token), encodeJson({ key }));
    return token;
  }

  /** The key of a token; undefined where it was never given out, or the picture has gone. */
  async keyOf(token: string): Promise<string | undefined> {
    if (!/^[0-9a-f]{40}$/.test(token)) return undefined;
    const document = await this.#parts.store.get(tokenKey(token));
    return document && decodeJson<{ key: string }>(document.bytes).key;
  }

  /** Keeps a picture that was asked for by its token. */
  async markPassingUse(key: string): Promise<void> {
    await this.#parts.marks.mark('passing', key);
  }

  /** Notes that a picture that stays was asked for. */
  async markLastingUse(key: string): Promise<void> {
    await this.#parts.marks.mark('lasting', key);
  }

  async #markUse({ key, castHash }: JobOrder, { isPassing }: AskTerms): Promise<void> {
    const { marks } = this.#parts;
    if (!isPassing) return marks.mark('lasting', key);
    await Promise.all([marks.mark('passing', key), marks.mark('upload', castHash)]);
  }

  async #refuseKnownFailure(key: string): Promise<void> {
    const failure = await this.#failureOf(key);
    if (failure !== undefined) throw failure;
  }

  async #failureOf(key: string): Promise<Cast2gifError | undefined> {
    const { store, now, failureTtlMs } = this.#parts;
    const document = await store.get(failureKey(key));
    if (document === undefined) return undefined;
    const { error, failedMs } = decodeJson<FailureRecord>(document.bytes);
    return now() - failedMs > failureTtlMs ? undefined : Cast2gifError.fromJSON(error satisfies ErrorJson);
  }
}

/** The canonical options as text, which `readRequestOptions` reads back; equal texts for equal pictures. */
function optionsText(format: Format, options: RenderOptions): string {
  const pairs = canonicalOptions(format, options).map(([name, value]): [string, string] => [name, value]);
  return new URLSearchParams(pairs).toString();
}

function priorityOf({ format, options }: PictureRequest, { inBackground, isStill }: AskTerms): JobPriority {
  if (inBackground) return 'background';
  if (isStill) return 'still';
  const searches = options.optimize === 'best' || options.maxBytes !== undefined || options.for !== undefined;
  if (searches) return 'search';
  return FORMATS[format].shows === 'animation' ? 'animation' : 'still';
}
