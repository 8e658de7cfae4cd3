/** From settings to a worker that does the jobs of a queue, and back. */
import { Cast2gifError } from '../errors.js';
import { availableThreads } from '../io/cores.js';
import type { WorkerSettings } from '../options/service-settings.js';
import { rendererVersion } from '../provenance/renderer-version.js';
import { addressOf, listening } from './http/listening.js';
import { createLog, sayIsolation } from './monitoring/service-log.js';
import { Metrics } from './monitoring/service-metrics.js';
import { configuredWork, openConfiguredRenderer, openConfiguredStore, redisOf } from './service/configured-parts.js';
import { checkSharedStore } from './service/shared-store.js';

/** A worker that takes jobs until it is stopped. */
export interface RunningWorker {
  readonly concurrency: number;
  /** `http://127.0.0.1:9090`, where `/health`, `/ready` and `/metrics` are served. */
  readonly watchAddress: string | undefined;
  /** Takes no more jobs, lets those that run end within the grace, gives the rest back, closes everything. */
  stop(): Promise<void>;
}

/** @throws Cast2gifError `usage` for settings that cannot work, `io` where the port cannot be used */
export async function startWorker(settings: WorkerSettings): Promise<RunningWorker> {
  const { metricsHost, metricsPort, graceSeconds, logLevel, store: storeAddress } = settings;
  const redis = redisOf(settings);
  if (redis === undefined) throw missing('--queue', 'a worker needs the queue of its servers: redis://HOST:PORT');
  if (storeAddress === undefined) throw missing('--store', 'a worker needs the store of its servers');
  const concurrency = settings.concurrency ?? availableThreads();
  const log = await createLog(logLevel);
  const metrics = await Metrics.create();
  const store = await openConfiguredStore(storeAddress);
  await checkSharedStore(redis, store);
  const renderer = await openConfiguredRenderer(settings);
  sayIsolation(log, renderer.isolation);
  const { RemoteWorker } = await import('../jobs/remote-worker.js');
  const version = await rendererVersion();
  const worker = new RemoteWorker({
    ...{ redis, concurrency, rendererVersion: version },
    work: configuredWork(settings, store, renderer, version, (...facts) => metrics.rendered(...facts)),
  });
  const close = async (graceMs: number) => {
    await worker.close(graceMs);
    await renderer.close();
    await store.close();
  };
  const load = async () => ({ waiting: 0, running: worker.runningCount, oldestWaitMs: 0 });
  const watched = { load, isReady: () => worker.isReady() };
  try {
    const watching =
      metricsPort === undefined
        ? undefined
        : await listening(metrics.listen(watched, metricsHost, metricsPort), metricsHost, metricsPort);
    const stop = async () => {
      await close(graceSeconds * 1000);
      watching?.close().closeAllConnections();
    };
    renderer.prepare();
    return { concurrency, watchAddress: watching && addressOf(watching, metricsHost), stop };
  } catch (error) {
    await close(0);
    throw error;
  }
}

function missing(label: string, problem: string): Cast2gifError {
  return new Cast2gifError('usage', problem, { label });
}
