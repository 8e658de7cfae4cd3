/** Forms that pages of this server send, which work without scripts. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Cast2gifError } from '../../errors.js';
import type { ServeSettings } from '../../options/service-settings.js';
import { baseAddressOf, cookieScopeOf } from '../http/base-address.js';
import type { ServerParts } from '../server-parts.js';
import type { Viewer } from './viewer.js';

/** The field that shows that a form is of this server. */
export const FORM_MARK = 'form';

const MOST_BYTES = 65_536;
const FORM = 'application/x-www-form-urlencoded';

/** Reads the bodies of forms; those of any other type are looked at by nobody. */
export function takeForms(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  const options = { parseAs: 'string', bodyLimit: MOST_BYTES } as const;
  app.addContentTypeParser(FORM, options, (_request, body, done) => done(null, new URLSearchParams(String(body))));
  app.addContentTypeParser('*', options, (_request, _body, done) => done(null, undefined));
}

/** The field of a form that was sent; undefined where it is not there. */
export function fieldOf({ body }: FastifyRequest, name: string): string | undefined {
  return body instanceof URLSearchParams ? (body.get(name) ?? undefined) : undefined;
}

/** The mark of a form that an answer shows; the answer gets the cookie that belongs to it. */
export function markForm(
  request: FastifyRequest,
  reply: FastifyReply,
  owner: string | undefined,
  { sessions, settings }: Pick<ServerParts, 'sessions' | 'settings'>,
): string {
  const { id, cookie } = sessions.visit(request, cookieScopeOf(request, settings));
  if (cookie !== undefined) reply.header('set-cookie', cookie);
  return sessions.formMark(id, owner);
}

/**
 * Refuses what a page elsewhere has sent in the name of whoever visits it. Who shows a token needs no form: pages
 * elsewhere cannot show it.
 * @throws Cast2gifError `forbidden`
 */
export function checkOwnForm(
  request: FastifyRequest,
  viewer: Viewer | undefined,
  { sessions }: Pick<ServerParts, 'sessions'>,
): void {
  if (viewer?.by === 'token') return;
  const mark = fieldOf(request, FORM_MARK) ?? '';
  if (sessions.isOwnForm(request, viewer?.owner, mark)) return;
  throw new Cast2gifError('forbidden', 'this form is out of date: load the page again, and send it once more');
}

/** @throws Cast2gifError `forbidden` for what a browser says that a page elsewhere has sent */
export function checkSameOrigin(request: FastifyRequest, settings: Pick<ServeSettings, 'publicUrl'>): void {
  const site = request.headers['sec-fetch-site'];
  const isSameSite = site === undefined || site === 'same-origin' || site === 'none';
  if (isSameSite && isOwnOrigin(request, settings, site !== undefined)) return;
  throw new Cast2gifError('forbidden', 'this was sent by a page of another site');
}

/** @param isVouched whether the browser says itself that the page is one of this server, which may hide its origin */
function isOwnOrigin(request: FastifyRequest, settings: Pick<ServeSettings, 'publicUrl'>, isVouched: boolean): boolean {
  const { origin, host } = request.headers;
  if (origin === undefined) return true;
  if (!URL.canParse(origin)) return isVouched && origin === 'null';
  return origin === new URL(baseAddressOf(request, settings)).origin || new URL(origin).host === host;
}
