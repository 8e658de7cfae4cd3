/** What reaches this machine alone. */
import type { ServeSettings } from '../../options/service-settings.js';

/** Whether a host name or address means this machine alone. */
function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(?:\.\d{1,3}){3}$/.test(host);
}

/** Whether strangers may reach the server: it listens to other machines, or a proxy in front does. */
export function isReachable({ host, trustProxy }: Pick<ServeSettings, 'host' | 'trustProxy'>): boolean {
  return !isLoopback(host) || trustProxy !== undefined;
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
