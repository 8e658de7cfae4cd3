/** `GET /explore`: public recordings, the newest first; only with --list. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { ServerParts } from '../server-parts.js';
import { explorePage } from './explore-page.js';

/** A multiple of two, three and four: rows are full on every screen. */
const PER_PAGE = 24;
/** What `next` of a part can be. */
const PLACE = /^\d{13}-[a-z0-9_-]{1,200}$/;

/** Adds the list of public recordings, if the settings ask for it. */
export function exploreRoute(app: FastifyInstance, parts: ServerParts): void {
  if (!parts.settings.list) return;
  app.route<{ Querystring: { after?: unknown } }>({
    method: ['GET', 'HEAD'],
    url: '/explore',
    schema: { hide: true },
    handler: (request, reply) => show(parts, placeOf(request.query.after), request, reply),
  });
}

/** Links to old parts of the list may have been shortened by others: they lead to its beginning. */
function placeOf(after: unknown): string | undefined {
  return typeof after === 'string' && PLACE.test(after) ? after : undefined;
}

async function show(
  { service, settings }: ServerParts,
  after: string | undefined,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const { recordings, next } = await service.recordings!.listed(PER_PAGE, after);
  const { html, policy } = explorePage({ recordings, next, isFirst: after === undefined, site: settings });
  const body = Buffer.from(html);
  return reply
    .headers({
      'content-type': 'text/html; charset=utf-8',
      'content-length': body.length,
      'cache-control': 'no-cache',
      'content-security-policy': policy,
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
    })
    .send(request.method === 'HEAD' ? undefined : body);
}
