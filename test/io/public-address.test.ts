import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { isPrivateAddress, isPublicAddress } from '#cast2gif/io/public-address.js';

const REFUSED = [
  ['this machine', '127.0.0.1', '127.255.255.254', '0.0.0.0', '0.1.2.3', '::1', '::'],
  ['private networks', '10.0.0.1', '172.16.0.1', '172.31.255.255', '192.168.1.1', 'fc00::1', 'fd12:3456::1', 'fec0::1'],
  ['link-local', '169.254.169.254', 'fe80::1', 'fe80::1%eth0', 'febf::1'],
  ['carrier-grade NAT', '100.64.0.1', '100.100.100.200', '100.127.255.255'],
  ['services of a cloud', '168.63.129.16', '192.0.0.192', 'fd00:ec2::254'],
  ['documentation', '192.0.2.1', '198.51.100.7', '203.0.113.9', '2001:db8::1', '3fff::1'],
  ['benchmarks', '198.18.0.1', '198.19.255.255', '2001:2::1'],
  ['multicast, reserved, broadcast', '224.0.0.1', '239.1.1.1', '240.0.0.1', '255.255.255.255', 'ff02::1'],
  ['mapped', '::ffff:127.0.0.1', '::ffff:7f00:1', '::ffff:10.0.0.1', '::ffff:8.8.8.8', '::ffff:0:127.0.0.1'],
  ['compatible', '::127.0.0.1', '::7f00:1', '::8.8.8.8'],
  ['translated (NAT64)', '64:ff9b::7f00:1', '64:ff9b::127.0.0.1', '64:ff9b:1::7f00:1', '64:ff9b::a9fe:a9fe'],
  ['6to4', '2002:7f00:1::', '2002:a9fe:a9fe::1', '2002:808:808::1', '192.88.99.1'],
  ['Teredo', '2001::1', '2001:0:7f00:1::', '2001:0:4136:e378:8000:63bf:3fff:fdd2'],
  ['ISATAP', '2a00:1450::5efe:7f00:1', '2a00:1450:0:0:200:5efe:a00:1', 'fe80::5efe:10.0.0.1'],
  ['segment routing, discard', '5f00::1', '100::1'],
  ['no addresses', '', 'localhost', '2130706433', '0x7f.1', '127.1', '1.2.3', '1.2.3.4.5', '[::1]', '8.8.8.8:80'],
] as const;

test('everything but the public internet is refused', () => {
  for (const [kind, ...addresses] of REFUSED) {
    for (const address of addresses) assert.equal(isPublicAddress(address), false, `${kind}: ${address}`);
  }
});

test('public addresses are not refused', () => {
  const addresses = [
    '8.8.8.8',
    '1.1.1.1',
    '93.184.216.34',
    '100.63.255.255',
    '100.128.0.1',
    '172.15.0.1',
    '172.32.0.1',
  ];
  addresses.push('192.0.1.1', '223.255.255.255', '2606:4700::1111', '2a00:1450:4001::200e', '2001:4860:4860::8888');
  for (const address of addresses) assert.equal(isPublicAddress(address), true, address);
});

test('whatever IPv4 address is wrapped, the wrapping is refused', () => {
  const octet = fc.integer({ min: 0, max: 255 });
  const check = ([a, b, c, d]: [number, number, number, number]) => {
    const high = ((a << 8) | b).toString(16);
    const low = ((c << 8) | d).toString(16);
    const wrapped = [`::ffff:${high}:${low}`, `::${high}:${low}`, `64:ff9b::${high}:${low}`, `2002:${high}:${low}::1`];
    wrapped.push(`2001:0:${high}:${low}::`, `2a00:1:2:3:0:5efe:${high}:${low}`, `2a00:1:2:3:200:5efe:${high}:${low}`);
    for (const address of wrapped) assert.equal(isPublicAddress(address), false, address);
  };
  fc.assert(fc.property(fc.tuple(octet, octet, octet, octet), check));
});

test('an intranet is what private addresses are for, and nothing that a host serves to its own machines alone', () => {
  const inner = ['10.1.2.3', '172.16.0.1', '192.168.1.1', '127.0.0.1', '100.64.0.1', 'fc00::1', 'fd12:3456::1', '::1'];
  for (const address of inner) assert.equal(isPrivateAddress(address), true, address);
  const others = REFUSED.filter(([kind]) => !['this machine', 'private networks', 'carrier-grade NAT'].includes(kind));
  for (const address of [...others.flatMap(([, ...addresses]) => addresses), '0.0.0.0', '::', 'fd00:ec2::23']) {
    assert.equal(isPrivateAddress(address), false, address);
  }
  for (const address of ['100.100.100.200', '8.8.8.8', 'fec0::1'])
    assert.equal(isPrivateAddress(address), false, address);
});
