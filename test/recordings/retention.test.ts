import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { readRetention, stateOf } from '#cast2gif/recordings/retention.js';

const DAY_MS = 86_400_000;

test('days are read as asciinema-server reads them', () => {
  assert.deepEqual(readRetention(undefined), {});
  assert.deepEqual(readRetention(['30']), { removeAfterMs: 30 * DAY_MS });
  assert.deepEqual(readRetention(['7', '30']), { hideAfterMs: 7 * DAY_MS, removeAfterMs: 30 * DAY_MS });
  assert.deepEqual(readRetention(['30', '30']), { removeAfterMs: 30 * DAY_MS });
  assert.deepEqual(readRetention(['0.5', '.75']), { hideAfterMs: DAY_MS / 2, removeAfterMs: (DAY_MS * 3) / 4 });
  for (const wrong of [[], ['0'], ['-1'], ['x'], ['7d'], ['1', '2', '3'], ['30', '7'], ['1e3'], ['Infinity']]) {
    assert.throws(() => readRetention(wrong), { code: 'usage' }, wrong.join());
  }
});

const days = fc
  .double({ min: 1e-6, max: 1000, noNaN: true })
  .map((value) => value.toFixed(6))
  .filter((text) => Number(text) > 0);
const retentions = fc
  .uniqueArray(days, { maxLength: 2, selector: Number })
  .map((texts) => readRetention(texts.length === 0 ? undefined : texts.sort((left, right) => +left - +right)));
const moments = fc.integer({ min: 0, max: 2e12 });

test('what is claimed is always shown', () => {
  fc.assert(
    fc.property(retentions, moments, moments, (retention, uploadedMs, nowMs) => {
      assert.deepEqual(stateOf({ uploadedMs, isClaimed: true }, retention, nowMs), { state: 'shown' });
    }),
  );
});

test('what is unclaimed is shown, then hidden, then expired, at the moments that were announced', () => {
  fc.assert(
    fc.property(retentions, moments, moments, (retention, uploadedMs, nowMs) => {
      const at = (moment: number) => stateOf({ uploadedMs, isClaimed: false }, retention, moment);
      const { state, hiddenAtMs = Infinity, removedAtMs = Infinity } = at(nowMs);
      assert.ok(hiddenAtMs <= removedAtMs);
      const expected = nowMs >= removedAtMs ? 'expired' : nowMs >= hiddenAtMs ? 'hidden' : 'shown';
      assert.equal(state, expected);
      assert.equal(at(uploadedMs).state, 'shown');
      if (hiddenAtMs < removedAtMs) assert.equal(at(hiddenAtMs).state, 'hidden');
      if (removedAtMs < Infinity) assert.equal(at(removedAtMs).state, 'expired');
    }),
  );
});
