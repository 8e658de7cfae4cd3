/** Who may have recordings rendered that they send. */
import type { FastifyRequest } from 'fastify';
import { Cast2gifError } from '../errors.js';
import type { ServeSettings } from '../options/service-settings.js';
import { ownerOfToken } from '../recordings/owners.js';
import type { Store } from '../store/store.js';

/** Whether a host name or address means this machine alone. */
function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(?:\.\d{1,3}){3}$/.test(host);
}

/** Whether strangers may reach the server: it listens to other machines, or a proxy in front does. */
export function isReachable({ host, trustProxy }: Pick<ServeSettings, 'host' | 'trustProxy'>): boolean {
  return !isLoopback(host) || trustProxy !== undefined;
}

/** Whether a proxy has passed it on, even one that the settings do not name. */
function isForwarded({ headers }: FastifyRequest): boolean {
  return ['forwarded', 'via', 'x-forwarded-for', 'x-forwarded-host', 'x-real-ip'].some((name) => name in headers);
}

/** Any name may lead to this machine; a page that was loaded by such a name counts as one of the server's own. */
export function namesLoopback(host: string | undefined): boolean {
  return (
    host === undefined ||
    isLoopback(
      host
        .replace(/:\d+$/, '')
        .replace(/^\[(.*)\]$/, '$1')
        .toLowerCase(),
    )
  );
}

/** The token that a request shows (RFC 6750), valid or not. */
export function bearerTokenOf({ headers }: FastifyRequest): string | undefined {
  return /^Bearer ([\w.~+/=-]{16,512})$/i.exec(headers.authorization ?? '')?.[1];
}

/** The owner whose token a request shows; undefined without one that is valid. */
export async function ownerOfBearer(request: FastifyRequest, store: Store): Promise<string | undefined> {
  const token = bearerTokenOf(request);
  return token === undefined ? undefined : ownerOfToken(store, token);
}

/** @throws Cast2gifError `unauthorized` or `forbidden` */
export async function checkMayRender(request: FastifyRequest, settings: ServeSettings, store: Store): Promise<void> {
  if (settings.publicRender) return;
  if ((await ownerOfBearer(request, store)) !== undefined) return;
  if (isReachable(settings) || isForwarded(request)) {
    throw new Cast2gifError('unauthorized', 'this server renders only for its owners');
  }
  if (!namesLoopback(request.headers.host)) {
    throw new Cast2gifError('forbidden', 'this server renders only what is sent to localhost or its loopback address');
  }
  // A page that the user of this machine visits is a stranger too.
  if (request.headers['sec-fetch-site'] === 'cross-site') {
    throw new Cast2gifError('forbidden', 'this server renders only what its own pages send');
  }
}
