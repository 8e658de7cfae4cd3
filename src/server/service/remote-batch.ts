/** Has the workers of a queue render recordings of this machine, and writes into files what they have made. */
import { createHash } from 'node:crypto';
import { mkdir, readFile, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { abortedError, asCast2gifError, Cast2gifError } from '../../errors.js';
import { ioError } from '../../io/io-error.js';
import { openSink } from '../../io/open-sink.js';
import type { Job, Jobs } from '../../jobs/jobs.js';
import type { Format } from '../../options/formats.js';
import type { RenderOptions } from '../../options/render-options.js';
import type { BatchSettings } from '../../options/service-settings.js';
import { type Picture, type PictureRequest, Pictures } from '../../pictures/picture-service.js';
import { UseMarks } from '../../pictures/use-marks.js';
import { rendererVersion } from '../../provenance/renderer-version.js';
import { Secrets } from '../../store/secrets.js';
import type { Store } from '../../store/store.js';
import { openConfiguredStore, redisOf } from './configured-parts.js';
import { FAILURE_TTL_MS, LEAVE_TO_OTHERS_MS, markSpanMs } from './service.js';
import { checkSharedStore } from './shared-store.js';

/** A picture that is wanted. */
export interface RemoteTask {
  /** Path of the recording. */
  readonly recording: string;
  /** Path of the picture. */
  readonly output: string;
  readonly format: Format;
  /** Those that a request may set. */
  readonly options: RenderOptions;
}

/** How a caller follows and stops a picture that is made elsewhere. */
export interface RemoteWatch {
  readonly signal: AbortSignal;
  /** 0 to 1. */
  readonly onProgress: (fraction: number) => void;
  readonly onWarning: (message: string) => void;
}

/** More than any batch has in the queue at once. */
const MOST_WAITING = 100_000;
/** While the queue or the store is away, or full. */
const ASK_AGAIN_MS = 1000;
/** Recordings in memory at once, and how large they may be. */
const UPLOADS_AT_ONCE = 4;
const MOST_RECORDING_BYTES = 100 * 2 ** 20;
/** What is lost on the way, swept or withdrawn by others, is asked for again. */
const MOST_ROUNDS = 3;
const SILENCE_MS = 30_000;

interface RemoteBatchParts {
  readonly store: Store;
  readonly jobs: Jobs;
  readonly pictures: Pictures;
  readonly marks: UseMarks;
  readonly spanMs: number;
  /** Says what the person at the command line should know. */
  readonly onNotice: (message: string) => void;
}

/** @throws Cast2gifError `usage` for settings that cannot work, `unavailable` */
export async function openRemoteBatch(
  settings: BatchSettings,
  onNotice: RemoteBatchParts['onNotice'],
): Promise<RemoteBatch> {
  const redis = redisOf(settings);
  if (redis === undefined) throw new Cast2gifError('usage', 'expected redis://HOST:PORT', { label: '--queue' });
  if (settings.store === undefined)
    throw new Cast2gifError('usage', 'workers need a store that they share with this command', { label: '--store' });
  const store = await openConfiguredStore(settings.store);
  await checkSharedStore(redis, store);
  const [secrets, version] = [await Secrets.open(store), await rendererVersion()];
  const spanMs = markSpanMs(settings);
  const now = Date.now;
  const marks = new UseMarks(store, spanMs, now);
  const { RemoteQueue } = await import('../../jobs/remote-queue.js');
  const jobs = await RemoteQueue.open({ redis, rendererVersion: version, maximumWaiting: MOST_WAITING });
  const pictures = new Pictures({
    ...{ store, jobs, secrets, marks, now, rendererVersion: version },
    failureTtlMs: FAILURE_TTL_MS,
    leaveToOthersMs: LEAVE_TO_OTHERS_MS,
  });
  return new RemoteBatch({ store, jobs, pictures, marks, spanMs, onNotice });
}

class RemoteBatch {
  readonly #parts: RemoteBatchParts;
  /** What has been asked for, by key of the picture: it must not be swept meanwhile. */
  readonly #wanted = new Map<string, PictureRequest>();
  readonly #marking: NodeJS.Timeout;
  readonly #silence: NodeJS.Timeout;
  #uploads: Promise<unknown>[] = Array.from({ length: UPLOADS_AT_ONCE }, () => Promise.resolve());
  #isHeldUp = false;

  constructor(parts: RemoteBatchParts) {
    this.#parts = parts;
    this.#marking = setInterval(() => void this.#markAll(), parts.spanMs / 2);
    const message = 'no worker has begun to render yet: are there workers of this version?';
    this.#silence = setTimeout(() => parts.onNotice(message), SILENCE_MS);
  }

  /**
   * Has one picture made, unless it is in the store already, and writes it.
   * @throws Cast2gifError what is wrong with the recording, or `aborted`
   */
  async render(task: RemoteTask, watch: RemoteWatch): Promise<void> {
    for (let round = 1; ; round++) {
      try {
        const picture = await this.#picture(task, watch);
        for (const warning of picture.warnings) watch.onWarning(warning);
        return await write(picture, task.output, watch.signal);
      } catch (error) {
        if (watch.signal.aborted) throw abortedError();
        const { code } = asCast2gifError(error);
        if (round === MOST_ROUNDS || !['aborted', 'not-found'].includes(code)) throw error;
      }
    }
  }

  async #picture({ recording, format, options }: RemoteTask, watch: RemoteWatch): Promise<Picture> {
    const castHash = await this.#upload(recording, watch.signal);
    const wanted = { castHash, format, options };
    const { key } = this.#parts.pictures.orderOf(wanted);
    this.#wanted.set(key, wanted);
    try {
      const asked = await this.#insist(() => this.#parts.pictures.ask(wanted, TERMS), watch.signal);
      if (asked.picture !== undefined) return asked.picture;
      await this.#follow(asked.job, watch);
      const picture = await this.#insist(() => this.#parts.pictures.find(key), watch.signal);
      if (picture === undefined) throw new Cast2gifError('not-found', 'the picture has just been deleted');
      return picture;
    } finally {
      this.#wanted.delete(key);
      clearTimeout(this.#silence);
    }
  }

  /** Few at a time: each is in memory while it is sent. */
  async #upload(path: string, signal: AbortSignal): Promise<string> {
    const turn = this.#uploads.shift()!;
    const uploaded = turn.then(() =>
      this.#insist(async () => this.#parts.pictures.keepUpload(await read(path)), signal),
    );
    this.#uploads.push(uploaded.catch(() => {}));
    return uploaded;
  }

  /** Does something that needs queue and store, however long they are away or full. */
  async #insist<T>(action: () => Promise<T>, signal: AbortSignal): Promise<T> {
    for (;;) {
      if (signal.aborted) throw abortedError();
      try {
        const result = await action();
        this.#isHeldUp = false;
        return result;
      } catch (error) {
        const { code, message } = asCast2gifError(error);
        if (code !== 'unavailable' && code !== 'queue-full') throw error;
        if (!this.#isHeldUp) this.#parts.onNotice(message);
        this.#isHeldUp = true;
        await wait(ASK_AGAIN_MS, undefined, { signal }).catch(() => {});
      }
    }
  }

  /** Once stopped, nobody wants what waits; what runs goes on, and is found in the store the next time. */
  async #follow(job: Job, { signal, onProgress }: RemoteWatch): Promise<void> {
    const unwatch = job.watch((status) => {
      clearTimeout(this.#silence);
      if (status.state === 'running') onProgress(status.progress);
    });
    let stop!: () => void;
    const stopped = new Promise<void>((resolve) => {
      stop = resolve;
      signal.addEventListener('abort', stop, { once: true });
      if (signal.aborted) resolve();
    });
    try {
      await Promise.race([job.ended, stopped]);
      if (!signal.aborted) return;
      if (job.status.state === 'waiting') await this.#parts.pictures.withdraw(job.key).catch(() => {});
      throw abortedError();
    } finally {
      unwatch();
      signal.removeEventListener('abort', stop);
    }
  }

  async #markAll(): Promise<void> {
    for (const [key, { castHash }] of [...this.#wanted]) {
      await this.#parts.marks.mark('upload', castHash).catch(() => {});
      await this.#parts.pictures.markPassingUse(key).catch(() => {});
    }
  }

  async close(): Promise<void> {
    clearInterval(this.#marking);
    clearTimeout(this.#silence);
    await this.#parts.jobs.close(0);
    await this.#parts.store.close();
  }
}

const TERMS = { inBackground: true, isPassing: true } as const;

/** @throws Cast2gifError `input-missing`, `input`, or `limit` */
async function read(path: string): Promise<Uint8Array> {
  try {
    const { size } = await stat(path);
    if (size > MOST_RECORDING_BYTES) {
      throw new Cast2gifError('limit', `${path} is larger than ${MOST_RECORDING_BYTES / 2 ** 20} MiB`);
    }
    return await readFile(path);
  } catch (error) {
    if (error instanceof Cast2gifError) throw error;
    const isMissing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    throw ioError(`cannot read ${path}`, error, isMissing ? 'input-missing' : 'input');
  }
}

/** The file appears when it is whole, and is what the worker has made. */
async function write(picture: Picture, path: string, signal: AbortSignal): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const sink = await openSink({ path }, signal);
  try {
    const hash = createHash('sha256');
    for await (const chunk of (await picture.open()).stream as AsyncIterable<Uint8Array>) {
      if (signal.aborted) throw abortedError();
      hash.update(chunk);
      await sink.write(chunk);
    }
    if (hash.digest('hex') !== picture.contentHash) throw new Cast2gifError('io', 'the picture was damaged on its way');
    await sink.commit();
  } finally {
    await sink.discard();
  }
}
