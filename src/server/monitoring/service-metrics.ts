/** What Prometheus collects: numbers by format and outcome, never by address or user. */
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { JobOrder, Jobs } from '../../jobs/jobs.js';
import type { Picture } from '../../pictures/picture-service.js';
import type { RenderedFile } from '../../renderer/renderer.js';
import type { WebhookOutcome } from '../service/webhooks.js';

/** What is watched of a queue, or of the jobs of a worker. */
export type WatchedJobs = Pick<Jobs, 'load' | 'isReady'>;

type Outcome = 'done' | 'failed';

/** What happens in the service, as far as it is counted. */
export interface Measured {
  rendered(order: JobOrder, file: RenderedFile | undefined, seconds: number): void;
  looked(isHit: boolean): void;
  sent(picture: Picture): void;
  refused(code: string): void;
  toldByWebhook(outcome: WebhookOutcome): void;
}

/** For a server whose metrics nobody collects. */
export const UNMEASURED: Measured = {
  rendered: () => {},
  looked: () => {},
  sent: () => {},
  refused: () => {},
  toldByWebhook: () => {},
};

/** Metrics in the form that Prometheus reads. */
export class Metrics implements Measured {
  readonly #registry: Registry;
  readonly #renders: Counter<'format' | 'outcome'>;
  readonly #renderSeconds: Histogram<'format'>;
  readonly #cpuSeconds: Counter<'format'>;
  readonly #childMemory: Histogram<'format'>;
  readonly #lookups: Counter<'result'>;
  readonly #bytes: Counter<'format'>;
  readonly #refusals: Counter<'code'>;
  readonly #webhooks: Counter<'outcome'>;
  readonly #load: Record<'waiting' | 'running' | 'oldestWaitSeconds', Gauge>;

  private constructor({ Counter, Gauge, Histogram, Registry, collectDefaultMetrics }: typeof import('prom-client')) {
    const registers = [(this.#registry = new Registry())];
    collectDefaultMetrics({ register: this.#registry });
    const counter = <L extends string>(name: string, help: string, labelNames: L[]) =>
      new Counter({ name: `cast2gif_${name}`, help, labelNames, registers });
    const histogram = (name: string, help: string, buckets: number[]) =>
      new Histogram({ name: `cast2gif_${name}`, help, labelNames: ['format'] as const, buckets, registers });
    const gauge = (name: string, help: string) => new Gauge({ name: `cast2gif_${name}`, help, registers });
    this.#renders = counter('renders_total', 'Renders by format and outcome', ['format', 'outcome']);
    this.#renderSeconds = histogram('render_seconds', 'Time of a render', [0.1, 0.3, 1, 3, 10, 30, 100]);
    this.#cpuSeconds = counter('render_cpu_seconds_total', 'CPU time of renders', ['format']);
    this.#childMemory = histogram('render_memory_bytes', 'Most memory of a render', [1e8, 2e8, 4e8, 8e8, 16e8]);
    this.#lookups = counter('cache_lookups_total', 'Pictures looked for in memory', ['result']);
    this.#bytes = counter('picture_bytes_total', 'Bytes of the pictures that were asked for', ['format']);
    this.#refusals = counter('refusals_total', 'Requests that were refused, by code of the error', ['code']);
    this.#webhooks = counter('webhooks_total', 'Attempts to tell the end of a job, by outcome', ['outcome']);
    this.#load = {
      waiting: gauge('queue_waiting', 'Renders that wait'),
      running: gauge('queue_running', 'Renders that run'),
      oldestWaitSeconds: gauge('queue_oldest_wait_seconds', 'How long the oldest waiting render has been waiting'),
    };
  }

  static async create(): Promise<Metrics> {
    return new Metrics((await import('prom-client')).default);
  }

  rendered({ format }: JobOrder, file: RenderedFile | undefined, seconds: number): void {
    const outcome: Outcome = file === undefined ? 'failed' : 'done';
    this.#renders.inc({ format, outcome });
    this.#renderSeconds.observe({ format }, seconds);
    if (file === undefined) return;
    this.#cpuSeconds.inc({ format }, file.cpuSeconds);
    this.#childMemory.observe({ format }, file.peakMemoryBytes);
  }

  looked(isHit: boolean): void {
    this.#lookups.inc({ result: isHit ? 'hit' : 'miss' });
  }

  sent({ format, byteLength }: Picture): void {
    this.#bytes.inc({ format }, byteLength);
  }

  refused(code: string): void {
    this.#refusals.inc({ code });
  }

  toldByWebhook(outcome: WebhookOutcome): void {
    this.#webhooks.inc({ outcome });
  }

  async text(jobs: WatchedJobs): Promise<string> {
    const { waiting, running, oldestWaitMs } = await jobs.load();
    this.#load.waiting.set(waiting);
    this.#load.running.set(running);
    this.#load.oldestWaitSeconds.set(oldestWaitMs / 1000);
    return this.#registry.metrics();
  }

  /** Serves the metrics on a port of their own, at `/metrics`, and beside them `/health` and `/ready`. */
  async listen(jobs: WatchedJobs, host: string, port: number): Promise<Server> {
    const server = createServer(async (request, response) => {
      try {
        if (request.method === 'GET' && request.url === '/metrics') {
          const text = await this.text(jobs);
          response.writeHead(200, { 'content-type': this.#registry.contentType }).end(text);
        } else response.writeHead(statusOf(request, jobs)).end();
      } catch {
        response.writeHead(503).end();
      }
    });
    await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, host, resolve));
    return server;
  }
}

function statusOf({ method, url }: IncomingMessage, jobs: WatchedJobs): number {
  if (method !== 'GET') return 404;
  if (url === '/health') return 200;
  if (url === '/ready') return jobs.isReady() ? 200 : 503;
  return 404;
}
