import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { SegmentBuilder } from '#cast2gif/encode/gif/segment.js';

/** 40x25 cells of 10x20 pixels. */
const GEOMETRY = {
  ...{ columns: 40, rows: 25, widthPx: 400, heightPx: 500 },
  ...{ cellWidthPx: 10, cellHeightPx: 20, originXPx: 0, originYPx: 0 },
};
const CELL_AREA = 200;

test('a segment of frames whose every cell is a tile of its own is closed before it holds much', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 1000 }), { minLength: 48, maxLength: 48 }), (cellCounts) => {
      const builder = new SegmentBuilder(GEOMETRY, 'fast', 256);
      builder.begin(new Uint16Array(400 * 500), false, -1);
      for (const cellCount of cellCounts) {
        if (builder.isFull) break;
        builder.addFrame(new Uint32Array(cellCount));
        for (let tile = 0; tile < cellCount; tile += 1) builder.addTile();
      }
      const { tileCount, tilePixels } = builder.take();
      assert.ok(tileCount * CELL_AREA < 2_250_000 + 1000 * CELL_AREA);
      assert.ok(tilePixels.byteLength <= 2 * (2_250_000 + 1000 * CELL_AREA));
    }),
    { numRuns: 30 },
  );
});

test('arrays that were reused do not change where a segment ends', () => {
  const builder = new SegmentBuilder(GEOMETRY, 'fast', 256);
  const framesUntilFull = () => {
    builder.begin(new Uint16Array(400 * 500), false, -1);
    let frames = 0;
    for (; !builder.isFull; frames += 1) {
      builder.addFrame(new Uint32Array(500));
      for (let tile = 0; tile < 500; tile += 1) builder.addTile();
    }
    return frames;
  };
  const first = framesUntilFull();
  builder.recycle(builder.take());
  assert.equal(framesUntilFull(), first);
});
