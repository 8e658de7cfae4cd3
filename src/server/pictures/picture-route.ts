/** `GET /p/<token>.<extension>`: a picture that was made of a body. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Cast2gifError } from '../../errors.js';
import { PICTURE_SCHEMA } from '../openapi/schemas.js';
import type { ServerParts } from '../server-parts.js';
import type { PictureAtHand } from './picture-cache.js';
import { IMMUTABLE, sendPicture } from './send-picture.js';

const NAME = /^(?<token>[0-9a-f]{40})\.(?<extension>[a-z0-9]{1,5})$/;

/** Adds pictures by their tokens. */
export function pictureRoute(app: FastifyInstance, parts: ServerParts): void {
  app.route<{ Params: { name: string } }>({
    method: ['GET', 'HEAD'],
    url: '/p/:name',
    schema: PICTURE_SCHEMA,
    handler: (request, reply) => show(parts, request.params.name, request, reply),
  });
}

async function show(
  parts: ServerParts,
  name: string,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const { cache, metrics, service } = parts;
  const path = `/p/${name}`;
  const cached = cache.find(path, Date.now());
  metrics.looked(cached !== undefined);
  const atHand = cached ?? (await fetchPicture(parts, name, path));
  await service.pictures.markPassingUse(atHand.picture.key);
  metrics.sent(atHand.picture);
  return sendPicture(atHand, request, reply, { cacheControl: IMMUTABLE });
}

async function fetchPicture(
  { service, settings, cache }: ServerParts,
  name: string,
  path: string,
): Promise<PictureAtHand> {
  const { token, extension } = NAME.exec(name)?.groups ?? {};
  const key = token === undefined ? undefined : await service.pictures.keyOf(token);
  const picture = key === undefined ? undefined : await service.pictures.find(key);
  if (picture === undefined || picture.extension !== extension) {
    throw new Cast2gifError('not-found', 'there is no such picture, or it is no longer kept');
  }
  // Memory holds nothing that the store has let go: there, each use begins the time anew, and is noted a little late.
  const untilMs = Date.now() + (settings.keepSeconds * 1000) / 2;
  return cache.keep(path, picture, { freshUntilMs: untilMs, expiresMs: untilMs });
}
