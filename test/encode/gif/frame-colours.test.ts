import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { FrameColours } from '#cast2gif/encode/gif/frame-colours.js';

const idArbitrary = fc.oneof(fc.nat(5), fc.nat(65_535), fc.integer({ min: 0, max: 0xffff_ffff }));

test('each id has a slot in the order of its first pixel, and its pixels are counted, frame after frame', () => {
  const frameArbitrary = fc.oneof(
    fc.array(idArbitrary, { maxLength: 50 }),
    fc.array(idArbitrary, { minLength: 2000, maxLength: 4000 }),
  );
  fc.assert(
    fc.property(fc.array(frameArbitrary, { maxLength: 4 }), (frames) => {
      const colours = new FrameColours();
      for (const frame of frames) {
        colours.reset();
        const expected = new Map<number, number>();
        for (const id of frame) {
          colours.count(id);
          expected.set(id, (expected.get(id) ?? 0) + 1);
        }
        assert.equal(colours.size, expected.size);
        const { ids, counts } = colours.take();
        assert.deepEqual([...ids], [...expected.keys()]);
        assert.deepEqual([...counts], [...expected.values()]);
        for (const [slot, id] of ids.entries()) assert.equal(colours.slotOf(id), slot);
        const other = ids.reduce((most, id) => Math.max(most, id), 0) + 1;
        assert.equal(colours.slotOf(other), -1);
      }
    }),
    { numRuns: 50 },
  );
});
