/** The HTTP server: routes, and what holds for all of them. */
import Fastify, {
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyRequest,
  type FastifyServerOptions,
  LogController,
} from 'fastify';
import type { Logger } from 'pino';
import { Cast2gifError } from '../errors.js';
import { requestBounds, type ServeSettings } from '../options/service-settings.js';
import { Sessions } from './accounts/sessions.js';
import { TokenAttempts } from './accounts/token-attempts.js';
import { createProxyCheck } from './accounts/viewer.js';
import { createRewrite } from './http/base-address.js';
import { answerBrokenRequest, answerExpectation, checkHost, newRequestId } from './http/broken-requests.js';
import { networkOf } from './http/client.js';
import { OpenStreams } from './http/event-stream.js';
import { HttpError, sendProblem } from './http/problem.js';
import { batchRoute } from './jobs/batch-route.js';
import { Interests } from './jobs/interests.js';
import { jobRoutes } from './jobs/job-routes.js';
import { healthRoutes } from './monitoring/health-routes.js';
import type { Measured } from './monitoring/service-metrics.js';
import { once } from './once.js';
import { describeRoutes, openApiRoutes } from './openapi/openapi-routes.js';
import { loadBuiltFiles } from './pages/page-files.js';
import { pageRoutes } from './pages/page-routes.js';
import { MISSPELT } from './pictures/permitted-address.js';
import { PictureCache } from './pictures/picture-cache.js';
import { pictureRoute } from './pictures/picture-route.js';
import { createPlanCheck } from './pictures/plan-check.js';
import { possibleFormats } from './pictures/possible-formats.js';
import { remoteRoute } from './pictures/remote-route.js';
import { renderRoute } from './pictures/render-route.js';
import { recordingRoutes } from './recording-routes.js';
import type { ServerParts } from './server-parts.js';
import type { Service } from './service/service.js';
import { readKeys } from './service/signing-keys.js';
import { UploadRoom } from './uploads/upload-room.js';

/** Longest address of a picture: that of its source is a part of it. */
const LONGEST_TARGET = 8192;
const MOST_HEADER_BYTES = 16_384;
const HEADERS_WITHIN_MS = 10_000;
const REQUEST_WITHIN_MS = 60_000;
const KEEP_ALIVE_MS = 65_000;
/** How late a request that is too slow may be noticed. */
const CHECK_CONNECTIONS_MS = 1000;

/**
 * Requests are checked by the tables of options, whose messages say what was expected; schemas only describe. So the
 * packages that compile them are not even loaded.
 */
const UNCOMPILED_SCHEMAS = {
  compilersFactory: {
    buildValidator: () => () => () => true,
    buildSerializer: () => () => (data: unknown) => JSON.stringify(data),
  },
} as unknown as NonNullable<FastifyServerOptions['schemaController']>;

/** What a server works with. */
export interface ServerSurroundings {
  readonly service: Service;
  readonly settings: ServeSettings;
  readonly metrics: Measured;
  readonly log: Logger;
  readonly stopping: AbortSignal;
  /** Of this package. */
  readonly version: string;
}

/** The server with all its routes; it does not listen yet. */
export async function createServer(surroundings: ServerSurroundings): Promise<FastifyInstance> {
  const app = createApp(surroundings);
  const parts = await partsOf(app, surroundings);
  await app.register((await import('@fastify/accepts')).default);
  await describeRoutes(app, surroundings.version);
  noteRequests(app, surroundings);
  await app.register((scope) => renderRoute(scope, parts));
  await app.register((scope) => batchRoute(scope, parts));
  pictureRoute(app, parts);
  remoteRoute(app, parts);
  if (parts.settings.uploads) await recordingRoutes(app, parts);
  jobRoutes(app, parts);
  healthRoutes(app, parts);
  openApiRoutes(app, parts);
  pageRoutes(app, parts);
  return app;
}

function createApp({ settings, log, metrics }: ServerSurroundings): FastifyInstance {
  const app = Fastify({
    loggerInstance: log as FastifyBaseLogger,
    logController: new LogController({ disableRequestLogging: true }),
    exposeHeadRoutes: false,
    genReqId: newRequestId,
    http: {
      maxHeaderSize: MOST_HEADER_BYTES,
      headersTimeout: HEADERS_WITHIN_MS,
      connectionsCheckingInterval: CHECK_CONNECTIONS_MS,
      // Refused below, with a document.
      requireHostHeader: false,
    },
    requestTimeout: REQUEST_WITHIN_MS,
    keepAliveTimeout: KEEP_ALIVE_MS,
    // Streams of events end by themselves before that.
    forceCloseConnections: 'idle',
    return503OnClosing: false,
    trustProxy: settings.trustProxy === undefined ? false : [...settings.trustProxy],
    schemaController: UNCOMPILED_SCHEMAS,
    rewriteUrl: createRewrite(settings),
    routerOptions: { maxParamLength: LONGEST_TARGET },
    clientErrorHandler: answerBrokenRequest,
    frameworkErrors: (error, request, reply) => sendProblem(misspelt(request) ?? error, request, reply, settings),
  });
  app.server.on('checkExpectation', answerExpectation);
  app.addHook('onRequest', checkHost);
  const unknownRoute = knowRoutes(app);
  app.setErrorHandler((thrown, request, reply) => {
    // The body of a request that no route takes is not looked at.
    const error = request.is404 ? unknownRoute(request) : thrown;
    if (error instanceof Cast2gifError) metrics.refused(error.code);
    sendProblem(error, request, reply, settings);
  });
  app.setNotFoundHandler((request, reply) => sendProblem(unknownRoute(request), request, reply, settings));
  return app;
}

/** A signed address that cannot even be decoded is not spelled as it was signed. */
function misspelt({ raw }: FastifyRequest): Cast2gifError | undefined {
  return /^(?:\/jobs)?\/r\//.test(raw.url!) ? new Cast2gifError('forbidden', MISSPELT) : undefined;
}

/** Remembers the methods of every route. @returns the error for a request that no route takes */
function knowRoutes(app: FastifyInstance): (request: FastifyRequest) => Cast2gifError {
  const routes: { readonly pattern: RegExp; readonly methods: readonly string[] }[] = [];
  app.addHook('onRoute', ({ url, method }) => {
    routes.push({ pattern: patternOf(url), methods: [method].flat() });
  });
  return ({ raw }) => {
    const path = raw.url!.split('?', 1)[0]!;
    const allowed = new Set(routes.filter(({ pattern }) => pattern.test(path)).flatMap(({ methods }) => methods));
    if (allowed.size === 0) return new Cast2gifError('not-found', 'there is nothing at this address');
    const methods = [...allowed].sort().join(', ');
    const problem = `${raw.method} is not allowed here; expected ${methods}`;
    return new HttpError('usage', problem, { status: 405, headers: { allow: methods } });
  };
}

/** What a route's address matches: `/jobs/:token`, `/a/:id.:extension`, `/r/*`. */
function patternOf(url: string): RegExp {
  const parameters = url.replaceAll('.', '\\.').replace(/:\w+(\\\.)?/g, (_, dot) => (dot ? '[^/.]+\\.' : '[^/]+'));
  return new RegExp(`^${parameters.replace('*', '.*')}$`);
}

async function partsOf(app: FastifyInstance, surroundings: ServerSurroundings): Promise<ServerParts> {
  const { service, settings, metrics, stopping } = surroundings;
  const checkPlan = createPlanCheck();
  return {
    ...{ service, settings, metrics, stopping },
    keys: readKeys(settings.keys),
    bounds: requestBounds(settings),
    cache: new PictureCache(settings.memoryCacheBytes),
    interests: new Interests(),
    streams: new OpenStreams(),
    checkPlan,
    possibleFormats: once(() => possibleFormats(settings, checkPlan)),
    builtFiles: once(loadBuiltFiles),
    sessions: new Sessions({ ...service, now: Date.now }),
    tokenAttempts: new TokenAttempts(Date.now),
    uploadRoom: new UploadRoom(settings.maxUploadBytes),
    isFromProxy: await createProxyCheck(settings),
    count: await rateLimitOf(app, settings.ratePerMinute),
  };
}

/** Counts a request, or a part of one, once, however much it causes. */
async function rateLimitOf(app: FastifyInstance, perMinute: number): Promise<ServerParts['count']> {
  await app.register((await import('@fastify/rate-limit')).default, { global: false });
  const keyGenerator = ({ ip }: FastifyRequest) => networkOf(ip);
  const check = app.createRateLimit({ max: perMinute, timeWindow: 60_000, keyGenerator });
  const counted = new WeakSet<object>();
  return async (request, part = request) => {
    if (counted.has(part)) return;
    counted.add(part);
    const limit = await check(request);
    if (limit.isAllowed || !limit.isExceeded) return;
    const headers = { 'retry-after': String(limit.ttlInSeconds) };
    throw new HttpError('rate-limit', `more than ${perMinute} requests a minute; try again later`, { headers });
  };
}

/** A line for each request: what was asked of which route, never for what. */
function noteRequests(app: FastifyInstance, { log }: ServerSurroundings): void {
  if (!log.isLevelEnabled('info')) return;
  app.addHook('onResponse', ({ id, method, routeOptions }, reply, done) => {
    const ms = Math.round(reply.elapsedTime * 10) / 10;
    log.info({ requestId: id, method, route: routeOptions.url ?? 'none', status: reply.statusCode, ms });
    done();
  });
}
