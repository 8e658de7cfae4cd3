/** `GET /r/<signature>/<options>/<source>.<extension>`: a picture of a recording elsewhere. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type Source, STALE_MS } from '../../recordings/sources.js';
import { REMOTE_SCHEMA } from '../openapi/schemas.js';
import type { ServerParts } from '../server-parts.js';
import { notReady, Patience } from './patience.js';
import { type PermittedAddress, permit } from './permitted-address.js';
import type { Times } from './picture-cache.js';
import { sendPicture } from './send-picture.js';
import { type Asking, findShown, sendFresh } from './shown-picture.js';

/** Adds pictures of recordings elsewhere. */
export function remoteRoute(app: FastifyInstance, parts: ServerParts): void {
  const common = {
    method: ['GET', 'HEAD'] as ['GET', 'HEAD'],
    handler: (request: FastifyRequest, reply: FastifyReply) => show(parts, request, reply),
  };
  app.route({ ...common, url: '/r/:signature/:options/:name', schema: REMOTE_SCHEMA });
  // What has another form is refused in the same way.
  app.route({ ...common, url: '/r/*', schema: { hide: true } });
}

async function show(parts: ServerParts, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const { cache, metrics, service, settings } = parts;
  const cached = cache.find(request.raw.url!, Date.now());
  metrics.looked(cached !== undefined);
  if (cached === undefined) {
    return showUncached(parts, { request, reply, patience: new Patience(settings.posterAfterSeconds * 1000) });
  }
  await service.pictures.markLastingUse(cached.picture.key);
  return sendFresh(parts, cached, cached, { request, reply });
}

async function showUncached(parts: ServerParts, asking: Asking): Promise<FastifyReply> {
  const { request, reply } = asking;
  const target = request.raw.url!;
  const address = await permit(parts, target);
  const source = await findSource(parts, address.source, asking);
  const wanted = { ...address, castHash: source.castHash };
  const { picture, standIn } = await findShown(parts, wanted, asking);
  if (standIn !== undefined) {
    const terms = { ...standIn, expiresMs: address.expiresMs };
    return sendPicture({ picture, bytes: undefined }, request, reply, terms);
  }
  const times = timesOf(source, address, parts.settings.sourceTtlSeconds * 1000);
  return sendFresh(parts, await parts.cache.keep(target, picture, times), times, asking);
}

/** The recording, fetched if need be; one that was fetched before where that takes too long. */
async function findSource(
  { service, count }: ServerParts,
  address: string,
  { request, patience }: Asking,
): Promise<Source> {
  const fetched = service.sources.castAt(address, () => count(request));
  const source = await patience.limit(fetched);
  if (source !== undefined) return source;
  const known = await service.sources.known(address);
  if (known === undefined) throw notReady();
  return { ...known, isStale: true };
}

/** A picture of a recording whose host fails is good for a short while, counted from now. */
function timesOf({ fetchedMs, isStale }: Source, { expiresMs }: PermittedAddress, ttlMs: number): Times {
  const [sinceMs, goodMs] = isStale ? [Date.now(), Math.min(STALE_MS, ttlMs)] : [fetchedMs, ttlMs];
  return { freshUntilMs: Math.min(sinceMs + goodMs, expiresMs), expiresMs, maximumAgeSeconds: goodMs / 1000 };
}
