/** Who may have recordings rendered that they send. */
import type { FastifyRequest } from 'fastify';
import { Cast2gifError } from '../../errors.js';
import type { ServeSettings } from '../../options/service-settings.js';
import type { Store } from '../../store/store.js';
import { ownerOfBearer } from '../accounts/bearer-token.js';
import { isReachable, namesLoopback } from '../http/loopback.js';

/** Whether a proxy has passed it on, even one that the settings do not name. */
function isForwarded({ headers }: FastifyRequest): boolean {
  return ['forwarded', 'via', 'x-forwarded-for', 'x-forwarded-host', 'x-real-ip'].some((name) => name in headers);
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
