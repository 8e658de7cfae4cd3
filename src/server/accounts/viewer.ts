/** Who asks, where it is about the recordings of owners. */
import type { FastifyRequest } from 'fastify';
import type { ServeSettings } from '../../options/service-settings.js';
import { isOwnerName } from '../../recordings/owners.js';
import type { ServerParts } from '../server-parts.js';
import { bearerTokenOf, ownerOfBearer } from './bearer-token.js';

/** What an owner is known by. */
export type ViewerParts = Pick<ServerParts, 'service' | 'settings' | 'sessions' | 'isFromProxy'>;

/** An owner who asks. */
export interface Viewer {
  readonly owner: string;
  /** How that is known. With a token nothing else can have sent the request; browsers send the rest by themselves. */
  readonly by: 'token' | 'session' | 'proxy';
}

/** The owner who asks; undefined: a stranger. A token that is shown counts alone, valid or not. */
export async function viewerOf(request: FastifyRequest, parts: ViewerParts): Promise<Viewer | undefined> {
  if (bearerTokenOf(request) !== undefined) {
    return viewer(await ownerOfBearer(request, parts.service.store), 'token');
  }
  const named = userOf(request, parts);
  if (named !== undefined) return viewer(named, 'proxy');
  return viewer(await parts.sessions.ownerOf(request), 'session');
}

function viewer(owner: string | undefined, by: Viewer['by']): Viewer | undefined {
  return owner === undefined ? undefined : { owner, by };
}

/** The user that a trusted proxy names. */
function userOf(request: FastifyRequest, { settings, isFromProxy }: ViewerParts): string | undefined {
  if (settings.userHeader === undefined || !isFromProxy(request)) return undefined;
  // Of two, one may be the client's, and which of them counts depends on the name of the header.
  const [value, ...others] = request.raw.headersDistinct[settings.userHeader.toLowerCase()] ?? [];
  if (value === undefined || others.length > 0) return undefined;
  const name = Buffer.from(value, 'latin1').toString('utf8').trim();
  return isOwnerName(name) ? name : undefined;
}

/** Tells whether the peer of a connection is one of the proxies that the settings name. */
export async function createProxyCheck({
  trustProxy,
}: Pick<ServeSettings, 'trustProxy'>): Promise<ServerParts['isFromProxy']> {
  if (trustProxy === undefined) return () => false;
  const { default: proxyAddress } = await import('@fastify/proxy-addr');
  const isTrusted = proxyAddress.compile([...trustProxy]);
  return ({ raw }) => raw.socket.remoteAddress !== undefined && isTrusted(raw.socket.remoteAddress, 0);
}
