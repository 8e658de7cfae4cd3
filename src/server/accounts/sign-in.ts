/** Who a form or a request with a token acts for. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Cast2gifError } from '../../errors.js';
import { ownerOfToken } from '../../recordings/owners.js';
import { cookieScopeOf } from '../http/base-address.js';
import type { ServerParts } from '../server-parts.js';
import { bearerTokenOf } from './bearer-token.js';
import { checkOwnForm, checkSameOrigin, fieldOf } from './forms.js';
import { viewerOf } from './viewer.js';

/** The field of a form in which somebody signs in. */
export const TOKEN_FIELD = 'token';

/**
 * The owner who changes something. One who signs in with the same form gets the cookie of a session with the answer.
 * @throws Cast2gifError `forbidden` for what was not sent by a form of this server; `unauthorized`; `rate-limit`
 */
export async function actingOwner(request: FastifyRequest, reply: FastifyReply, parts: ServerParts): Promise<string> {
  const viewer = await knownViewer(request, parts);
  if (viewer?.by === 'token') return viewer.owner;
  checkSameOrigin(request, parts.settings);
  const token = fieldOf(request, TOKEN_FIELD)?.trim() ?? '';
  if (viewer === undefined && token === '') throw needsToken();
  checkOwnForm(request, viewer, parts);
  if (viewer !== undefined && token === '') return viewer.owner;
  const owner = await checkedToken(request, parts, (store) => ownerOfToken(store, token));
  reply.header('set-cookie', parts.sessions.begin(token, cookieScopeOf(request, parts.settings)));
  return owner;
}

/** The owner who asks, for whom nothing changes; undefined: a stranger. @throws Cast2gifError for a wrong token */
export async function knownViewer(request: FastifyRequest, parts: ServerParts) {
  if (bearerTokenOf(request) === undefined) return viewerOf(request, parts);
  const find = async () => (await viewerOf(request, parts))?.owner;
  return { owner: await checkedToken(request, parts, find), by: 'token' } as const;
}

/** @throws Cast2gifError `unauthorized` for a token that is not valid, `rate-limit` for many of them */
async function checkedToken(
  request: FastifyRequest,
  { service, tokenAttempts }: ServerParts,
  find: (store: ServerParts['service']['store']) => Promise<string | undefined>,
): Promise<string> {
  tokenAttempts.check(request);
  const owner = await find(service.store);
  if (owner !== undefined) return owner;
  tokenAttempts.note(request);
  throw new Cast2gifError('unauthorized', 'this token is not valid; it may have been replaced by a new one');
}

/** The error for a stranger. */
export function needsToken(): Cast2gifError {
  return new Cast2gifError('unauthorized', 'the token of an owner is needed; who runs this server has given it out');
}
