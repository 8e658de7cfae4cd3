/** Pages that differ by who asks: nobody may keep them. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { PlainPage } from './plain-page.js';

/** Answers with a page. */
export function sendPrivatePage(
  { html, policy }: PlainPage,
  request: FastifyRequest,
  reply: FastifyReply,
  status = 200,
): FastifyReply {
  const body = Buffer.from(html);
  reply.code(status).headers({
    'content-type': 'text/html; charset=utf-8',
    'content-length': body.length,
    'cache-control': 'private, no-store',
    'content-security-policy': policy,
    'cross-origin-opener-policy': 'same-origin',
    // A form that is sent without any says that it comes from nowhere.
    'referrer-policy': 'same-origin',
    'x-content-type-options': 'nosniff',
  });
  return reply.send(request.method === 'HEAD' ? undefined : body);
}

/** Sends a browser on to a page of this server. @param path seen from its first page */
export function redirectTo(path: string, reply: FastifyReply): FastifyReply {
  return reply.code(303).headers({ location: path, 'cache-control': 'no-store' }).send();
}
