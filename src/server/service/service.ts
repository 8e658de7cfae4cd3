/** Everything that stands behind the routes: store, queue, renderer, pictures. It knows nothing of HTTP. */

import { availableThreads } from '../../io/cores.js';
import { postGuarded, type Resolve } from '../../io/guarded-fetch.js';
import type { Jobs, Work } from '../../jobs/jobs.js';
import { MemoryQueue } from '../../jobs/memory-queue.js';
import type { RedisAccess } from '../../jobs/redis-connection.js';
import type { ServeSettings } from '../../options/service-settings.js';
import { Pictures } from '../../pictures/picture-service.js';
import { type SweepParts, sweep } from '../../pictures/sweep.js';
import { takeSweepTurn } from '../../pictures/sweep-turn.js';
import { UseMarks } from '../../pictures/use-marks.js';
import type { WantedPictures } from '../../pictures/wanted-pictures.js';
import { rendererVersion } from '../../provenance/renderer-version.js';
import type { Recordings } from '../../recordings/recordings.js';
import { Sources } from '../../recordings/sources.js';
import type { Renderer } from '../../renderer/renderer.js';
import { Secrets } from '../../store/secrets.js';
import type { Store } from '../../store/store.js';
import {
  configuredWork,
  type OnRendered,
  openConfiguredRenderer,
  openConfiguredStore,
  redisOf,
} from './configured-parts.js';
import { type OpenedRecordings, openRecordings } from './open-recordings.js';
import { checkSharedStore } from './shared-store.js';
import { readKeys } from './signing-keys.js';
import { webhookKeyOf, webhookMessage } from './webhook-message.js';
import { type WebhookOutcome, type WebhookPace, Webhooks, type WebhooksParts } from './webhooks.js';

/** How long a recording that cannot be rendered is not tried again. */
export const FAILURE_TTL_MS = 3_600_000;
const SWEEP_EVERY_MS = 60_000;
/** What was promised so long ago, and is neither done nor in the queue, is put into it again. */
const FORGOTTEN_AGE_MS = 600_000;
/** While servers and workers are replaced one by one, those of the earlier version keep what they have promised. */
export const LEAVE_TO_OTHERS_MS = 900_000;
/** A use is noted once in so large a part of the time that pictures are kept. */
const MARKS_IN_KEEP = 8;

/** For how long a use need not be noted again. */
export function markSpanMs({ keepSeconds }: Pick<ServeSettings, 'keepSeconds'>): number {
  return Math.max(1000, (keepSeconds * 1000) / MARKS_IN_KEEP);
}

/** What routes work with: store, queue and everything between them. */
export interface Service {
  readonly store: Store;
  readonly jobs: Jobs;
  readonly pictures: Pictures;
  readonly sources: Sources;
  readonly secrets: Secrets;
  /** Undefined where nothing can be uploaded. */
  readonly recordings: Recordings | undefined;
  /** Makes pictures of what was uploaded before anybody asks for them. */
  readonly wanted: WantedPictures | undefined;
  /** Undefined where nobody is told of the ends of jobs. */
  readonly webhooks: Webhooks | undefined;
  /** What the system allows; undefined where nothing is rendered here. */
  readonly isolation: Renderer['isolation'] | undefined;
  /** Makes the next render start at once, at the price of some time now. */
  prepare(): void;
  /** Lets accepted renders end within the grace. */
  close(graceMs: number): Promise<void>;
}

/** What a service reports about itself. */
export interface ServiceEvents {
  readonly onRendered?: OnRendered;
  readonly onWebhook?: (outcome: WebhookOutcome) => void;
  /** Work in the background failed. */
  readonly onTrouble: (error: unknown) => void;
}

/** Parts that tests put their own in place of. */
export interface ReplacedParts {
  readonly renderer?: Renderer;
  readonly rendererVersion?: string;
  readonly webhookPace?: WebhookPace;
  /** Finds the addresses of hosts. */
  readonly resolve?: Resolve;
}

/** @throws Cast2gifError `io` where the store cannot be used, `usage` where its address is of no known kind */
export async function openService(
  settings: ServeSettings & { readonly store: string },
  events: ServiceEvents,
  replaced: ReplacedParts = {},
): Promise<Service> {
  const now = Date.now;
  const redis = redisOf(settings);
  const store = await openConfiguredStore(settings.store);
  if (redis !== undefined) await checkSharedStore(redis, store);
  const secrets = await Secrets.open(store);
  const marks = new UseMarks(store, markSpanMs(settings), now);
  const renderer = settings.noRender ? undefined : (replaced.renderer ?? (await openConfiguredRenderer(settings)));
  const version = replaced.rendererVersion ?? (await rendererVersion());
  const work = renderer && configuredWork(settings, store, renderer, version, events.onRendered);
  const { jobs, onOpened } = await openQueue(settings, version, work, redis, store, events);
  const pictures = new Pictures({
    ...{ store, jobs, secrets, marks, now },
    rendererVersion: version,
    failureTtlMs: FAILURE_TTL_MS,
    leaveToOthersMs: redis === undefined ? 0 : LEAVE_TO_OTHERS_MS,
    linkAboveBytes: settings.redirectLargeBytes,
  });
  const sources = new Sources({
    ...{ store, now },
    rules: { ...fetchRules(settings), resolve: replaced.resolve },
    ttlMs: settings.sourceTtlSeconds * 1000,
    onUse: (castHash) => marks.mark('upload', castHash),
  });
  await onOpened(pictures);
  const { onTrouble } = events;
  const uploaded = openRecordings(settings, { store, secrets, jobs, marks, rendererVersion: version, now, onTrouble });
  const webhooks = openWebhooks(settings, { store, pictures, now }, events, replaced.webhookPace);
  const stopSweeping = sweepRegularly({ store, secrets, marks, now }, pictures, uploaded, settings, events);
  const close = async (graceMs: number) => {
    await stopSweeping();
    uploaded?.stop();
    await jobs.close(graceMs);
    await uploaded?.close();
    await webhooks?.close();
    await renderer?.close();
    await store.close();
  };
  const prepare = () => renderer?.prepare();
  const { recordings, wanted } = uploaded ?? {};
  const parts = { store, jobs, pictures, sources, secrets, recordings, wanted, webhooks };
  return { ...parts, isolation: renderer?.isolation, prepare, close };
}

/** Those that the operator has asked for. */
function openWebhooks(
  { webhook, allowPrivateWebhook, keys }: ServeSettings,
  parts: Pick<WebhooksParts, 'store' | 'pictures' | 'now'>,
  { onWebhook, onTrouble }: ServiceEvents,
  pace: WebhookPace | undefined,
): Webhooks | undefined {
  if (webhook === undefined) return undefined;
  const key = webhookKeyOf(readKeys(keys)[0]!);
  const rules = { allowPrivate: allowPrivateWebhook };
  return new Webhooks({
    ...parts,
    send: (id, document, signal) => postGuarded(webhook, webhookMessage(id, document, key, parts.now()), rules, signal),
    onOutcome: (outcome) => onWebhook?.(outcome),
    onTrouble,
    ...(pace !== undefined && { pace }),
  });
}

/** A queue, and what has to be done when the pictures stand on it: promises are put into a queue that lacks them. */
interface OpenedQueue {
  readonly jobs: Jobs;
  readonly onOpened: (pictures: Pictures) => Promise<void>;
}

/** @param work undefined: others do it */
async function openQueue(
  { concurrency = availableThreads(), queueSize }: ServeSettings,
  version: string,
  work: Work | undefined,
  redis: RedisAccess | undefined,
  store: Store,
  { onTrouble }: ServiceEvents,
): Promise<OpenedQueue> {
  if (redis === undefined) {
    const jobs = new MemoryQueue({ work: work!, concurrency, maximumWaiting: queueSize });
    return { jobs, onOpened: async (pictures) => void (await pictures.recover()) };
  }
  const { RemoteQueue } = await import('../../jobs/remote-queue.js');
  const { RemoteWorker } = await import('../../jobs/remote-worker.js');
  const shared = { redis, rendererVersion: version };
  const worker = work && new RemoteWorker({ ...shared, work, concurrency });
  let open!: (pictures: Pictures) => void;
  const opened = new Promise<Pictures>((resolve) => {
    open = resolve;
  });
  const onEmptied = async () => {
    await checkSharedStore(redis, store);
    await (await opened).recover();
  };
  const jobs = await RemoteQueue.open({ ...shared, worker, maximumWaiting: queueSize, onEmptied, onTrouble });
  return { jobs, onOpened: async (pictures) => open(pictures) };
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
function sweepRegularly(
  parts: SweepParts,
  pictures: Pictures,
  uploaded: OpenedRecordings | undefined,
  settings: ServeSettings,
  { onTrouble }: ServiceEvents,
): () => Promise<void> {
  const keepMs = settings.keepSeconds * 1000;
  const everyMs = Math.min(SWEEP_EVERY_MS, keepMs / 2);
  const rules = { keepMs, maximumBytes: settings.storeMaxBytes, failureTtlMs: FAILURE_TTL_MS };
  const sweepInTurn = async () => {
    if (!(await takeSweepTurn(parts.store, 'pictures', parts.now(), everyMs))) return;
    await sweep(parts, rules);
    await pictures.recover(FORGOTTEN_AGE_MS);
    await uploaded?.sweep();
  };
  let running: Promise<unknown> = Promise.resolve();
  const timer = setInterval(() => {
    running = running.then(sweepInTurn).catch(onTrouble);
  }, everyMs);
  return async () => {
    clearInterval(timer);
    await running;
  };
}
