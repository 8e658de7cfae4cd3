/** What servers and workers make of the same settings: a store, a renderer, the work of a job, the way to the queue. */
import { asCast2gifError, Cast2gifError } from '../../errors.js';
import { availableThreads } from '../../io/cores.js';
import type { JobOrder, Work } from '../../jobs/jobs.js';
import type { RedisAccess } from '../../jobs/redis-connection.js';
import { renderWork } from '../../jobs/render-work.js';
import { operatorOptions, requestBounds, type WorkerSettings } from '../../options/service-settings.js';
import { openRenderer } from '../../renderer/child-renderer.js';
import type { RenderedFile, Renderer } from '../../renderer/renderer.js';
import { openStore } from '../../store/open-store.js';
import type { Store } from '../../store/store.js';

/** Hears of every render that ended; without a file it failed. */
export type OnRendered = (order: JobOrder, file: RenderedFile | undefined, seconds: number) => void;

/** @throws Cast2gifError `usage`: a store that cannot be used is a wrong setting */
export async function openConfiguredStore(address: string): Promise<Store> {
  try {
    return await openStore(address);
  } catch (error) {
    throw new Cast2gifError('usage', asCast2gifError(error).message, { label: '--store', cause: error });
  }
}

/** The renderer that the settings ask for. */
export function openConfiguredRenderer(settings: WorkerSettings): Promise<Renderer> {
  const limits = {
    cpuSeconds: settings.renderCpuSeconds,
    wallSeconds: settings.renderWallSeconds,
    memoryBytes: settings.renderMemoryBytes,
    openFiles: settings.renderOpenFiles,
    fileBytes: settings.renderDiskBytes,
    folderBytes: settings.renderDiskBytes,
  };
  return openRenderer({ limits, spareCount: settings.spares });
}

/** What does a job, as the settings ask for it. */
export function configuredWork(
  settings: WorkerSettings,
  store: Store,
  renderer: Renderer,
  rendererVersion: string,
  onRendered: OnRendered | undefined,
): Work {
  // Renders that run at once share the cores.
  const threads = Math.max(1, Math.floor(availableThreads() / (settings.concurrency ?? availableThreads())));
  return renderWork({
    ...{ store, renderer, rendererVersion, now: Date.now },
    operatorOptions: () => ({ ...operatorOptions(settings), threads }),
    bounds: requestBounds(settings),
    ...(onRendered !== undefined && { onRendered }),
  });
}

/**
 * The Redis that holds the queue; undefined where the queue is in this process.
 * @throws Cast2gifError `usage` for an address that is neither
 */
export function redisOf({
  queue,
  queuePassword,
}: Pick<WorkerSettings, 'queue' | 'queuePassword'>): RedisAccess | undefined {
  if (queue === 'memory') return undefined;
  const url = /^rediss?:\/\/[^/]/.test(queue) && URL.canParse(queue) ? new URL(queue) : undefined;
  if (url === undefined) throw wrongQueue('expected memory, or an address such as redis://127.0.0.1:6379');
  if (url.password !== '')
    throw wrongQueue('everybody on this machine could read the password: set CAST2GIF_QUEUE_PASSWORD');
  return { address: queue, password: queuePassword };
}

function wrongQueue(problem: string): Cast2gifError {
  return new Cast2gifError('usage', problem, { label: '--queue' });
}
