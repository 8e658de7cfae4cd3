import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Coverage } from '#cast2gif/font/opentype/coverage.js';

test('run lengths skip and take in turn', () => {
  const coverage = Coverage.fromRunLengths('2 3 1 1');
  assert.deepEqual([...coverage], [2, 3, 4, 6]);
  assert.deepEqual(
    [1, 2, 4, 5, 6, 7].map((codePoint) => coverage.has(codePoint)),
    [false, true, true, false, true, false],
  );
  assert.equal(Coverage.fromRunLengths('').has(0), false);
});

test('a coverage has just the code points it was made of', () => {
  const codePoint = fc.integer({ min: 0, max: 300 });
  fc.assert(
    fc.property(fc.array(codePoint), codePoint, (members, probe) => {
      const coverage = Coverage.fromCodePoints(members);
      assert.equal(coverage.has(probe), members.includes(probe));
      assert.deepEqual(
        [...coverage],
        [...new Set(members)].sort((one, other) => one - other),
      );
    }),
  );
});
