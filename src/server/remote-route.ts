/** `GET /r/<signature>/<options>/<source>.<extension>`: a picture of a recording elsewhere. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Picture, PictureRequest } from '../pictures/picture-service.js';
import { type Source, STALE_MS } from '../recordings/sources.js';
import { networkOf } from './client.js';
import { clientSignal } from './client-signal.js';
import { notReady, Patience, waitOrPoster } from './patience.js';
import { type PermittedAddress, permit } from './permitted-address.js';
import type { PictureAtHand, Times } from './picture-cache.js';
import { REMOTE_SCHEMA } from './schemas.js';
import { type PictureTerms, sendPicture } from './send-picture.js';
import type { ServerParts } from './server-parts.js';

/** A request on its way, and how long it may take. */
interface Asking {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  readonly patience: Patience;
}

/** What is shown, and on which terms where it only stands in for the picture that was asked for. */
interface Shown {
  readonly picture: Picture;
  readonly standIn?: PictureTerms;
}

const OLDER: PictureTerms = { cacheControl: 'no-cache' };
const POSTER: PictureTerms = { cacheControl: 'no-store', headers: { 'x-cast2gif-pending': '1' } };

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
  return sendFresh(parts, cached, cached, request, reply);
}

async function showUncached(parts: ServerParts, asking: Asking): Promise<FastifyReply> {
  const { request, reply } = asking;
  const target = request.raw.url!;
  const address = await permit(parts, target);
  const source = await findSource(parts, address.source, asking);
  const { picture, standIn } = await findPicture(parts, address, source, asking);
  if (standIn !== undefined) {
    const terms = { ...standIn, expiresMs: address.expiresMs };
    return sendPicture({ picture, bytes: undefined }, request, reply, terms);
  }
  const times = timesOf(source, address, parts.settings.sourceTtlSeconds * 1000);
  return sendFresh(parts, await parts.cache.keep(target, picture, times), times, request, reply);
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

/** The picture; while it is being made, the one that an earlier version has made, or a still. */
async function findPicture(
  { service: { pictures }, count }: ServerParts,
  { format, options, showsPoster }: PermittedAddress,
  { castHash }: Source,
  { request, reply, patience }: Asking,
): Promise<Shown> {
  const wanted: PictureRequest = { castHash, format, options };
  const asked = await pictures.ask(wanted, { caller: networkOf(request.ip), onStart: () => count(request) });
  if (asked.picture !== undefined) return { picture: asked.picture };
  const older = await pictures.findOlder(wanted);
  if (older !== undefined) return { picture: older, standIn: OLDER };
  const terms = { patience, showsPoster, signal: clientSignal(reply) };
  const { picture, isPoster } = await waitOrPoster(pictures, wanted, asked.job, terms);
  return isPoster ? { picture, standIn: POSTER } : { picture };
}

/** A picture of a recording whose host fails is good for a short while, counted from now. */
function timesOf({ fetchedMs, isStale }: Source, { expiresMs }: PermittedAddress, ttlMs: number): Times {
  const [sinceMs, goodMs] = isStale ? [Date.now(), Math.min(STALE_MS, ttlMs)] : [fetchedMs, ttlMs];
  return { freshUntilMs: Math.min(sinceMs + goodMs, expiresMs), expiresMs, maximumAgeSeconds: goodMs / 1000 };
}

function sendFresh(
  { metrics }: ServerParts,
  atHand: PictureAtHand,
  { expiresMs, maximumAgeSeconds = Infinity }: Times,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  metrics.sent(atHand.picture);
  const ageSeconds = Math.floor(Math.min(maximumAgeSeconds, (expiresMs - Date.now()) / 1000));
  const cacheControl = `public, max-age=${Math.max(0, ageSeconds)}`;
  return sendPicture(atHand, request, reply, { cacheControl, expiresMs });
}
