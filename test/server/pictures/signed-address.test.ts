import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { FORMAT_NAMES } from '#cast2gif/options/formats.js';
import { isSigned, readAddress, signedPath } from '#cast2gif/server/pictures/signed-address.js';
import { readKeys } from '#cast2gif/server/service/signing-keys.js';

const keys = readKeys('the first key of the tests is long enough,the second key of the tests is long enough');

const address = fc.record({
  format: fc.constantFrom(...FORMAT_NAMES),
  options: fc.uniqueArray(fc.tuple(fc.stringMatching(/^[a-z-]{1,8}$/), fc.string({ unit: 'binary', maxLength: 12 })), {
    selector: ([name]) => name,
    maxLength: 4,
  }),
  source: fc.webUrl({ withQueryParameters: true }),
});

test('what is signed is read back, under every key that is known', () => {
  fc.assert(
    fc.property(address, fc.nat(1), (given, at) => {
      const path = signedPath(given, keys[at]!);
      const read = readAddress(path)!;
      assert.deepEqual([read.format, read.source], [given.format, given.source]);
      assert.deepEqual(new Map(read.options), new Map(given.options));
      assert.ok(isSigned(read, keys));
      assert.ok(!isSigned(read, keys.toSpliced(at, 1)));
    }),
  );
});

test('requirement 18: any other spelling is refused', () => {
  fc.assert(
    fc.property(address, fc.nat(), fc.stringMatching(/^[ -~]$/), (given, at, letter) => {
      const path = signedPath(given, keys[0]!);
      const position = at % (path.length + 1);
      for (const length of [0, 1]) {
        const altered = path.slice(0, position) + letter + path.slice(position + length);
        if (altered === path) continue;
        const read = readAddress(altered);
        assert.ok(read === undefined || !isSigned(read, keys), altered);
      }
      const cut = path.slice(0, position);
      const read = cut === path ? undefined : readAddress(cut);
      assert.ok(read === undefined || !isSigned(read, keys), cut);
    }),
  );
});

test('keys are long, random and nobody else knows them', () => {
  const usage = { code: 'usage' };
  assert.deepEqual(readKeys(undefined), []);
  assert.throws(() => readKeys('short'), usage);
  assert.throws(() => readKeys(`${'k1'.repeat(20)}`), usage);
  assert.throws(() => readKeys('an-example-of-a-key-of-32-bytes-or-more'), usage);
  assert.equal(readKeys('ein Schlüssel, der nicht sehr lang ist, aber doch'.replaceAll(',', ''))[0]!.length, 48);
});
