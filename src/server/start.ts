/** From settings to a server that listens, and back. */
import { readFile } from 'node:fs/promises';
import type { FastifyInstance } from 'fastify';
import { asCast2gifError } from '../errors.js';
import type { ServeSettings } from '../options/service-settings.js';
import { defaultStoreAddress } from '../store/default-store.js';
import { addressOf, listening } from './http/listening.js';
import { createLog, sayIsolation } from './monitoring/service-log.js';
import { Metrics, UNMEASURED } from './monitoring/service-metrics.js';
import { createServer, type ServerSurroundings } from './server.js';
import { openService, type ReplacedParts, type ServiceEvents } from './service/service.js';
import { checkServeSettings } from './settings-check.js';

const LAST_ANSWERS_MS = 2000;

/** A server that listens until it is stopped. */
export interface RunningServer {
  /** `http://127.0.0.1:8000`. */
  readonly address: string;
  /** `http://127.0.0.1:9090/metrics`, where they are served. */
  readonly metricsAddress: string | undefined;
  /** Takes no more work, lets renders end within the grace, closes everything. */
  stop(): Promise<void>;
}

/** @throws Cast2gifError `usage` for settings that cannot work, `io` where the store or port cannot be used */
export async function startServer(
  settings: ServeSettings,
  environment: Readonly<Record<string, string | undefined>>,
  replaced: ReplacedParts = {},
): Promise<RunningServer> {
  checkServeSettings(settings);
  const log = await createLog(settings.logLevel);
  const collected = settings.metricsPort === undefined ? undefined : await Metrics.create();
  const metrics = collected ?? UNMEASURED;
  const store = settings.store ?? defaultStoreAddress(environment);
  const events: ServiceEvents = {
    onRendered: (...facts) => metrics.rendered(...facts),
    onWebhook: (outcome) => metrics.toldByWebhook(outcome),
    onTrouble: (error) => log.error({ problem: asCast2gifError(error).message }, 'work in the background failed'),
  };
  const service = await openService({ ...settings, store }, events, replaced);
  try {
    if (service.isolation !== undefined) sayIsolation(log, service.isolation);
    const stopping = new AbortController();
    return await listen({ service, settings, metrics, log, stopping, version: await readVersion() }, collected);
  } catch (error) {
    await service.close(0);
    throw error;
  }
}

type Surroundings = Omit<ServerSurroundings, 'stopping'> & { readonly stopping: AbortController };

async function listen(
  { stopping, ...surroundings }: Surroundings,
  metrics: Metrics | undefined,
): Promise<RunningServer> {
  const { service, settings } = surroundings;
  const { host, port, metricsHost, metricsPort, graceSeconds } = settings;
  const app = await createServer({ ...surroundings, stopping: stopping.signal });
  await listening(app.listen({ host, port }), host, port);
  const metricsServer =
    metricsPort === undefined || metrics === undefined
      ? undefined
      : await listening(metrics.listen(service.jobs, metricsHost, metricsPort), metricsHost, metricsPort);
  // Whoever waits for this server comes first.
  setImmediate(() => service.prepare());
  return {
    address: addressOf(app.server, host),
    metricsAddress: metricsServer && `${addressOf(metricsServer, metricsHost)}/metrics`,
    stop: async () => {
      stopping.abort();
      await service.close(graceSeconds * 1000);
      await closeServer(app);
      metricsServer?.close().closeAllConnections();
    },
  };
}

/** Answers that are under way are finished, unless their readers are too slow. */
async function closeServer(app: FastifyInstance): Promise<void> {
  const timer = setTimeout(() => app.server.closeAllConnections(), LAST_ANSWERS_MS);
  await app.close();
  clearTimeout(timer);
}

async function readVersion(): Promise<string> {
  return JSON.parse(await readFile(new URL('../../package.json', import.meta.url), 'utf8')).version;
}
