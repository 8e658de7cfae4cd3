import assert from 'node:assert/strict';
import { test } from 'node:test';
import { undoneByReturns } from '#cast2gif/encode/gif/returning-frames.js';
import { SegmentBuilder } from '#cast2gif/encode/gif/segment.js';

/** 10x4 cells of 4x4 pixels. */
const GEOMETRY = {
  ...{ columns: 10, rows: 4, widthPx: 40, heightPx: 16 },
  ...{ cellWidthPx: 4, cellHeightPx: 4, originXPx: 0, originYPx: 0 },
};

/** Which images of a segment are undone, each frame given as cells and the tiles they show. */
function undone(frames: readonly (readonly (readonly [cell: number, tile: number])[])[]): number[] {
  const builder = new SegmentBuilder(GEOMETRY, 'fast', 16);
  builder.begin(new Uint16Array(40 * 16), false, -1);
  for (const frame of frames) {
    builder.addFrame(Uint32Array.from(frame, ([cell]) => cell)).set(frame.map(([, tile]) => tile));
  }
  return [...undoneByReturns(builder.take())];
}

test('a cursor that blinks is undone as soon as it is known what is below it', () => {
  const [on, off] = [[[5, 1]], [[5, 0]]] as const;
  assert.deepEqual(undone([on, off, on, off, on, off]), [0, 1, 0, 1, 0, 0]);
});

test('a message that goes away is undone, and what is written meanwhile does not matter', () => {
  const screen = [
    [0, 1],
    [1, 2],
    [2, 3],
    [65_536, 4],
  ] as const;
  const message = [
    [0, 7],
    [1, 8],
    [2, 9],
  ] as const;
  const back = [...screen.slice(0, 3), [65_537, 5]] as const;
  assert.deepEqual(undone([screen, message, back]), [0, 1, 0]);
});

test('an image stays where the next frame brings back little of what was there before', () => {
  const screen = [
    [0, 1],
    [1, 2],
    [2, 3],
    [3, 4],
  ] as const;
  assert.deepEqual(
    undone([
      screen,
      [
        [0, 7],
        [1, 8],
        [2, 9],
      ],
      [[0, 1]],
    ]),
    [0, 0, 0],
  );
  assert.deepEqual(undone([screen, [[0, 7]], [[1, 7]], [[2, 7]]]), [0, 0, 0, 0]);
});

test('a frame that paints the same tiles again is as if it were not there', () => {
  const [on, off] = [[[5, 1]], [[5, 0]]] as const;
  assert.deepEqual(undone([on, off, off, on, on, off]), [0, 1, 0, 0, 0, 0]);
});
