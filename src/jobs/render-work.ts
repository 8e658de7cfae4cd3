import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { asCast2gifError, Cast2gifError, type ErrorCode } from '../errors.js';
import { FORMATS, isFormat } from '../options/formats.js';
import type { RenderOptions } from '../options/render-options.js';
import { readRequestOptions, type ServiceBounds } from '../options/request.js';
import type { RenderedFile, Renderer } from '../renderer/renderer.js';
import type { Store } from '../store/store.js';
import {
  castKey,
  decodeJson,
  encodeJson,
  failureKey,
  latestKey,
  type PictureFacts,
  pictureFactsKey,
  pictureIndex,
  pictureKey,
  pictureKeyOf,
  promiseKey,
  requestIdOf,
  uploadKey,
} from '../store/store-layout.js';
import type { JobOrder, Work } from './jobs.js';
import { isMachineFault } from './retry.js';

/** What jobs are done with. */
export interface RenderWorkParts {
  readonly store: Store;
  readonly renderer: Renderer;
  readonly rendererVersion: string;
  /** Options of every render of a format that only the operator sets: limits, threads, programs. */
  readonly operatorOptions: () => RenderOptions;
  readonly bounds?: ServiceBounds;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Hears of every render that ended, for metrics. */
  readonly onRendered?: (order: JobOrder, file: RenderedFile | undefined, seconds: number) => void;
}

/** Faults that say nothing about the recording: the next request may try again. */
const PASSING: ReadonlySet<ErrorCode> = new Set(['aborted', 'not-found', 'queue-full', 'rate-limit']);

/**
 * The work of a render job: from a recording in the store to a picture in the store. Two that do the same at once write
 * the same bytes, and only what is whole can be read.
 */
export function renderWork(parts: RenderWorkParts): Work {
  const { store } = parts;
  return async (order, { signal, onProgress }) => {
    checkVersion(order, parts.rendererVersion);
    try {
      if ((await store.head(pictureFactsKey(order.key))) === undefined)
        await renderOnce(parts, order, signal, onProgress);
    } catch (thrown) {
      const error = asCast2gifError(thrown);
      // Without its recording the promise can never be kept.
      if (error.code === 'not-found') await store.delete(promiseKey(order.key));
      if (isMachineFault(error) || PASSING.has(error.code)) throw error;
      await remember(parts, order.key, error);
      throw error;
    }
    await remember(parts, order.key, undefined);
    await rememberLatest(store, order);
  };
}

/** A picture never gets under the key of another renderer version, whoever asks for it. */
function checkVersion(order: JobOrder, rendererVersion: string): void {
  if (pictureKeyOf(order, rendererVersion) === order.key) return;
  throw new Cast2gifError('bug', 'this was to be rendered by another version of the renderer');
}

async function renderOnce(
  { store, renderer, operatorOptions, bounds = {}, onRendered }: RenderWorkParts,
  order: JobOrder,
  signal: AbortSignal,
  onProgress: (progress: number) => void,
): Promise<void> {
  const { format } = order;
  if (!isFormat(format)) throw new Cast2gifError('usage', `the format ${format} is not known`);
  const requested = readRequestOptions(new URLSearchParams(order.options), { bounds });
  const options = { ...requested, ...operatorOptions() };
  const startedMs = performance.now();
  const report = (file?: RenderedFile) => onRendered?.(order, file, (performance.now() - startedMs) / 1000);
  const extension = FORMATS[format].extensions[0]!;
  let isKept = false;
  const writeCast = async (path: string) => {
    isKept = await copyCast(store, order.castHash, path);
  };
  try {
    await renderer.render(
      { writeCast, format, options },
      async (file) => {
        await keep(store, order, extension, file);
        if (isKept) await checkStillKept(store, order, extension);
        report(file);
      },
      { signal, onProgress },
    );
  } catch (error) {
    report();
    throw error;
  }
}

/** Resolves to whether the recording is one that was uploaded to stay. */
async function copyCast(store: Store, castHash: string, path: string): Promise<boolean> {
  const kept = await store.open(castKey(castHash));
  const opened = kept ?? (await store.open(uploadKey(castHash)));
  if (opened === undefined) throw new Cast2gifError('not-found', 'the recording is gone');
  await pipeline(opened.stream, createWriteStream(path, { mode: 0o600 }));
  return kept !== undefined;
}

/** The picture first, then its facts, which make it readable. */
async function keep(store: Store, order: JobOrder, extension: string, file: RenderedFile): Promise<void> {
  const { path, cpuSeconds, peakMemoryBytes, ...facts } = file;
  const { castHash, format, options } = order;
  const at = pictureKey(order.key, extension);
  await store.create(`${pictureIndex(castHash)}${order.key}`, new Uint8Array());
  // One that another worker wrote before it was killed stays: another version's has other bytes.
  const isNew = await store.create(at, { path });
  const kept = isNew ? createReadStream(path) : (await store.open(at))?.stream;
  if (kept === undefined) throw new Cast2gifError('unavailable', 'the picture has just gone; try again');
  const document: PictureFacts = { castHash, format, options, extension, ...facts, ...(await measure(kept)) };
  await store.create(pictureFactsKey(order.key), encodeJson(document));
}

/**
 * A recording that was removed meanwhile leaves no picture behind: whoever removes one looks for its pictures when its
 * bytes are gone.
 */
async function checkStillKept(store: Store, { key, castHash }: JobOrder, extension: string): Promise<void> {
  if ((await store.head(castKey(castHash))) !== undefined) return;
  await store.delete(pictureFactsKey(key));
  await store.delete(pictureKey(key, extension));
  await store.delete(`${pictureIndex(castHash)}${key}`);
  throw new Cast2gifError('not-found', 'the recording is gone');
}

async function measure(content: Readable): Promise<Pick<PictureFacts, 'contentHash' | 'byteLength'>> {
  const hash = createHash('sha256');
  let byteLength = 0;
  for await (const chunk of content as AsyncIterable<Uint8Array>) {
    hash.update(chunk);
    byteLength += chunk.length;
  }
  return { contentHash: hash.digest('hex'), byteLength };
}

/** Keeps a failure, or forgets an earlier one; either way the promise has been kept. */
async function remember({ store, now }: RenderWorkParts, key: string, error: Cast2gifError | undefined): Promise<void> {
  await store.delete(failureKey(key));
  if (error !== undefined) {
    await store.create(failureKey(key), encodeJson({ error: error.toJSON(), failedMs: now() }));
  }
  await store.delete(promiseKey(key));
}

async function rememberLatest(store: Store, order: JobOrder): Promise<void> {
  const at = latestKey(requestIdOf(order));
  const document = encodeJson({ key: order.key });
  if (await store.create(at, document)) return;
  const current = await store.get(at);
  if (current === undefined || decodeJson<{ key: string }>(current.bytes).key === order.key) return;
  // Whoever was faster has made an equally new one.
  await store.replace(at, document, current.version);
}
