import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { isKnownToClient, wantedRange } from '#cast2gif/server/http/preconditions.js';

const tag = fc.stringMatching(/^[!#-~]{1,8}$/).map((text) => `"${text}"`);

test('a tag is found in every list that holds it, and in no other', () => {
  fc.assert(
    fc.property(fc.array(tag, { maxLength: 5 }), tag, fc.boolean(), (tags, wanted, isWeak) => {
      const others = tags.filter((other) => other !== wanted);
      const list = [...others, `${isWeak ? 'W/' : ''}${wanted}`].join(', ');
      assert.ok(isKnownToClient(list, wanted));
      assert.ok(!isKnownToClient(others.join(','), wanted));
    }),
  );
});

test('every range is within the picture, or none of it', () => {
  const edge = fc.option(fc.nat(50), { nil: '' });
  fc.assert(
    fc.property(edge, edge, fc.nat(40), (first, last, byteLength) => {
      const range = wantedRange({ range: `bytes=${first}-${last}`, ifRange: undefined }, '"x"', byteLength);
      if (range === undefined) return;
      if (range === 'unsatisfiable') {
        assert.ok(byteLength === 0 || Number(first) >= byteLength || (first === '' && last === 0));
        return;
      }
      assert.ok(range.start < range.end && range.end <= byteLength);
      if (first !== '') assert.equal(range.start, first);
      else assert.equal(range.end - range.start, Math.min(last as number, byteLength));
    }),
  );
});
