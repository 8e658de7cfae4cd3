import { BlockList, isIP } from 'node:net';

/**
 * What of IPv4 is not the public internet: IANA's special-purpose registry, multicast, and the address at which one
 * cloud's machines find their host's services (168.63.129.16). https://www.iana.org/assignments/iana-ipv4-special-registry
 */
const SPECIAL_IPV4 = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '168.63.129.16/32',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/3',
];

/** All of IPv6 that is handed out to the public; what maps, translates or tunnels IPv4 from outside it is refused with the rest. */
const GLOBAL_IPV6 = ['2000::/3'];

/** Special ranges within that: Teredo and other protocols, documentation, 6to4. https://www.iana.org/assignments/iana-ipv6-special-registry */
const SPECIAL_IPV6 = ['2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20'];

/** Addresses of intranets: private and shared ranges, and this machine. */
const PRIVATE_IPV4 = ['10.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16'];
const PRIVATE_IPV6 = ['fc00::/7', '::1/128'];

/** Metadata services of some clouds, which serve credentials at an address within the private ranges. */
const CREDENTIALS_IPV4 = ['100.100.100.200/32'];
const CREDENTIALS_IPV6 = ['fd00:ec2::/32', 'fd00:42::/32', 'fd20:ce::/32'];

const privateIpv4 = listOf(PRIVATE_IPV4, 'ipv4');
const privateIpv6 = listOf(PRIVATE_IPV6, 'ipv6');
const credentialsIpv4 = listOf(CREDENTIALS_IPV4, 'ipv4');
const credentialsIpv6 = listOf(CREDENTIALS_IPV6, 'ipv6');

const specialIpv4 = listOf(SPECIAL_IPV4, 'ipv4');
const globalIpv6 = listOf(GLOBAL_IPV6, 'ipv6');
const specialIpv6 = listOf(SPECIAL_IPV6, 'ipv6');

function listOf(subnets: readonly string[], family: 'ipv4' | 'ipv6'): BlockList {
  const list = new BlockList();
  for (const subnet of subnets) {
    const [address, bits] = subnet.split('/');
    list.addSubnet(address!, Number(bits), family);
  }
  return list;
}

/** Whether an IP address belongs to the public internet; anything that is not an address does not. */
export function isPublicAddress(address: string): boolean {
  if (isIP(address) === 4) return !specialIpv4.check(address, 'ipv4');
  if (isIP(address) !== 6 || address.includes('%')) return false;
  return globalIpv6.check(address, 'ipv6') && !specialIpv6.check(address, 'ipv6') && !isIsatap(address);
}

/**
 * Whether an IP address belongs to a private network or to this machine. Link-local addresses do not: there, hosts serve
 * what only their own machines may know, credentials among it.
 */
export function isPrivateAddress(address: string): boolean {
  if (isIP(address) === 4) return privateIpv4.check(address, 'ipv4') && !credentialsIpv4.check(address, 'ipv4');
  if (isIP(address) !== 6 || isMapped(address)) return false;
  return privateIpv6.check(address, 'ipv6') && !credentialsIpv6.check(address, 'ipv6');
}

/** Lists of IPv6 addresses take those of IPv4 that are mapped into it for what they map. */
function isMapped(address: string): boolean {
  return address.includes('%') || new URL(`http://[${address}]`).hostname.startsWith('[::ffff:');
}

/** Whether the last 64 bits carry an IPv4 address to tunnel to (RFC 5214). */
function isIsatap(address: string): boolean {
  const [head = '', tail] = new URL(`http://[${address}]`).hostname.slice(1, -1).split('::');
  const [before, after] = [head, tail ?? ''].map((part) => part.split(':').filter((group) => group !== ''));
  const groups = [...before!, ...Array<string>(8 - before!.length - after!.length).fill('0'), ...after!];
  return (groups[4] === '0' || groups[4] === '200') && groups[5] === '5efe';
}
