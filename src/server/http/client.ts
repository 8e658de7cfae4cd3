/** Who a request comes from, as far as a server can know. */
import { createHash } from 'node:crypto';
import { isIPv6 } from 'node:net';
import type { FastifyRequest } from 'fastify';

type Asking = Pick<FastifyRequest, 'ip' | 'headers'>;

/** Half of an IPv6 address names the network; the other half is for its user to choose, as often as they like. */
const NETWORK_GROUPS = 4;

/**
 * What limits count by: an IPv4 address, or the /64 of an IPv6 address, which is the least that anybody is given
 * (RFC 6177). An IPv4 address that was mapped into IPv6 counts as itself. A client that has gone has no address.
 */
export function networkOf(address: string | undefined): string {
  const [plain = ''] = (address ?? '').split('%', 1);
  if (!isIPv6(plain)) return plain;
  const groups = groupsOf(plain);
  if (groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff) return dotted(groups.slice(6));
  return `${groups
    .slice(0, NETWORK_GROUPS)
    .map((group) => group.toString(16))
    .join(':')}::/64`;
}

/** The eight groups of an IPv6 address, whatever way it is spelled. */
function groupsOf(address: string): number[] {
  const canonical = new URL(`http://[${address}]`).hostname.slice(1, -1);
  const [before = [], after = []] = canonical
    .split('::')
    .map((part) => part.split(':').filter((group) => group !== ''));
  const zeros = Array<string>(8 - before.length - after.length).fill('0');
  return [...before, ...zeros, ...after].map((group) => Number.parseInt(group, 16));
}

function dotted(groups: readonly number[]): string {
  return groups.flatMap((group) => [group >> 8, group & 255]).join('.');
}

/** Tells those who ask apart: by address, and behind one address by the token they send. */
export function callerOf({ ip, headers }: Asking): string {
  const { authorization } = headers;
  if (authorization === undefined) return ip;
  return `${ip} ${createHash('sha256').update(authorization).digest('hex')}`;
}
