/** Everything that stands behind the routes: store, queue, renderer, pictures. It knows nothing of HTTP. */

import { asCast2gifError, Cast2gifError } from '../errors.js';
import { availableThreads } from '../io/cores.js';
import type { JobOrder, Jobs } from '../jobs/jobs.js';
import { MemoryQueue } from '../jobs/memory-queue.js';
import { renderWork } from '../jobs/render-work.js';
import { operatorOptions, requestBounds, type ServeSettings } from '../options/service-settings.js';
import { Pictures } from '../pictures/picture-service.js';
import { type SweepParts, sweep } from '../pictures/sweep.js';
import { UseMarks } from '../pictures/use-marks.js';
import { rendererVersion } from '../provenance/renderer-version.js';
import { Sources } from '../recordings/sources.js';
import { openRenderer } from '../renderer/child-renderer.js';
import type { RenderedFile, Renderer } from '../renderer/renderer.js';
import { openStore } from '../store/open-store.js';
import { Secrets } from '../store/secrets.js';
import type { Store } from '../store/store.js';

const FAILURE_TTL_MS = 3_600_000;
const SWEEP_EVERY_MS = 60_000;
/** A use is noted once in so large a part of the time that pictures are kept. */
const MARKS_IN_KEEP = 8;

export interface Service {
  readonly store: Store;
  readonly jobs: Jobs;
  readonly pictures: Pictures;
  readonly sources: Sources;
  readonly isolation: Renderer['isolation'];
  /** Lets accepted renders end within the grace. */
  close(graceMs: number): Promise<void>;
}

/** What a service reports about itself. */
export interface ServiceEvents {
  readonly onRendered?: (order: JobOrder, file: RenderedFile | undefined, seconds: number) => void;
  /** Work in the background failed. */
  readonly onTrouble: (error: unknown) => void;
}

/** Parts that tests put their own in place of. */
export interface ReplacedParts {
  readonly renderer?: Renderer;
  readonly rendererVersion?: string;
}

/** @throws Cast2gifError `io` where the store cannot be used, `usage` where its address is of no known kind */
export async function openService(
  settings: ServeSettings & { readonly store: string },
  events: ServiceEvents,
  replaced: ReplacedParts = {},
): Promise<Service> {
  const now = Date.now;
  const store = await openConfiguredStore(settings.store);
  const secrets = await Secrets.open(store);
  const keepMs = settings.keepSeconds * 1000;
  const marks = new UseMarks(store, Math.max(1000, keepMs / MARKS_IN_KEEP), now);
  const renderer =
    replaced.renderer ?? (await openRenderer({ limits: renderLimits(settings), spareCount: settings.spares }));
  const jobs = openQueue(settings, store, renderer, events);
  const pictures = new Pictures({
    ...{ store, jobs, secrets, marks, now },
    rendererVersion: replaced.rendererVersion ?? (await rendererVersion()),
    failureTtlMs: FAILURE_TTL_MS,
  });
  const sources = new Sources({
    ...{ store, now },
    rules: fetchRules(settings),
    ttlMs: settings.sourceTtlSeconds * 1000,
    onUse: (castHash) => marks.mark('upload', castHash),
  });
  await pictures.recover();
  const stopSweeping = sweepRegularly({ store, secrets, marks, now }, settings, events);
  const close = async (graceMs: number) => {
    await stopSweeping();
    await jobs.close(graceMs);
    await renderer.close();
    await store.close();
  };
  return { store, jobs, pictures, sources, isolation: renderer.isolation, close };
}

/** @throws Cast2gifError `usage`: a store that cannot be used is a wrong setting */
async function openConfiguredStore(address: string): Promise<Store> {
  try {
    return await openStore(address);
  } catch (error) {
    throw new Cast2gifError('usage', asCast2gifError(error).message, { label: '--store', cause: error });
  }
}

function openQueue(settings: ServeSettings, store: Store, renderer: Renderer, { onRendered }: ServiceEvents): Jobs {
  const work = renderWork({
    ...{ store, renderer, now: Date.now },
    operatorOptions: (format) => operatorOptions(settings, format),
    bounds: requestBounds(settings),
    ...(onRendered !== undefined && { onRendered }),
  });
  const concurrency = settings.concurrency ?? availableThreads();
  return new MemoryQueue({ work, concurrency, maximumWaiting: settings.queueSize });
}

function renderLimits(settings: ServeSettings) {
  return {
    cpuSeconds: settings.renderCpuSeconds,
    wallSeconds: settings.renderWallSeconds,
    memoryBytes: settings.renderMemoryBytes,
    openFiles: settings.renderOpenFiles,
    fileBytes: settings.renderDiskBytes,
    folderBytes: settings.renderDiskBytes,
  };
}

function fetchRules(settings: ServeSettings) {
  return {
    sources: settings.sources,
    allowPrivate: settings.allowPrivateSources,
    maximumBytes: settings.maxUploadBytes,
    timeoutMs: settings.fetchTimeoutSeconds * 1000,
  };
}

/** Returns what stops it, which waits for a sweep under way. */
function sweepRegularly(parts: SweepParts, settings: ServeSettings, { onTrouble }: ServiceEvents): () => Promise<void> {
  const keepMs = settings.keepSeconds * 1000;
  const rules = { keepMs, maximumBytes: settings.storeMaxBytes, failureTtlMs: FAILURE_TTL_MS };
  let running: Promise<unknown> = Promise.resolve();
  const timer = setInterval(
    () => {
      running = running.then(() => sweep(parts, rules)).catch(onTrouble);
    },
    Math.min(SWEEP_EVERY_MS, keepMs / 2),
  );
  return async () => {
    clearInterval(timer);
    await running;
  };
}
