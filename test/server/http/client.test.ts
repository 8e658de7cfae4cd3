import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { callerOf, networkOf } from '#cast2gif/server/http/client.js';
import { Interests } from '#cast2gif/server/jobs/interests.js';

const group = fc.integer({ min: 0, max: 0xffff });
const hex = (groups: readonly number[]) => groups.map((each) => each.toString(16)).join(':');

test('limits count an IPv4 address, however it is spelled, and the /64 of an IPv6 address', () => {
  for (const [address, network] of [
    ['192.0.2.1', '192.0.2.1'],
    ['::ffff:192.0.2.1', '192.0.2.1'],
    ['::FFFF:c000:201', '192.0.2.1'],
    ['2001:db8::1', '2001:db8:0:0::/64'],
    ['2001:0DB8:0:0:1:2:3:4', '2001:db8:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
  ] as const) {
    assert.equal(networkOf(address), network);
  }
});

test('whatever the half of an address that its user chooses: the network is the same, and no other', () => {
  const half = fc.tuple(group, group, group, group);
  fc.assert(
    fc.property(half, half, half, half, (network, host, otherHost, otherNetwork) => {
      fc.pre(network.some((each) => each !== 0));
      const of = (first: readonly number[], last: readonly number[]) => networkOf(`${hex(first)}:${hex(last)}`);
      assert.equal(of(network, host), of(network, otherHost));
      assert.equal(of(network, host) === of(otherNetwork, host), hex(network) === hex(otherNetwork));
    }),
  );
});

test('behind one address, callers with tokens of their own are told apart, and no token is kept', () => {
  const caller = (authorization?: string) =>
    callerOf({ ip: '192.0.2.1', headers: authorization === undefined ? {} : { authorization } });
  assert.equal(new Set([caller(), caller('Bearer one'), caller('Bearer two')]).size, 3);
  assert.equal(caller('Bearer one'), caller('Bearer one'));
  assert.doesNotMatch(caller('Bearer one'), /one/);
});

test('nobody takes the interest of another: not from elsewhere, not from the same address', () => {
  const interests = new Interests();
  interests.add('key', 'a');
  assert.equal(interests.take('key', 'b'), false);
  assert.equal(interests.take('other', 'a'), false);
  assert.equal(interests.take('key', 'a'), true);
  assert.equal(interests.take('key', 'a'), false);
  interests.add('key', 'a');
  interests.add('key', 'a');
  interests.add('key', 'b');
  assert.equal(interests.take('key', 'a'), false, 'there may be two behind that address');
  assert.equal(interests.take('key', 'b'), true);
  interests.forget('key');
  assert.equal(interests.take('key', 'a'), false);
});

test('a client that has gone has no address', () => {
  assert.equal(networkOf(undefined), '');
});
