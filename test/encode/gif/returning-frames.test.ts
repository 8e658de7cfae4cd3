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

test('a flash of the whole screen is undone, though each of its frames has tiles of its own', () => {
  const builder = new SegmentBuilder(GEOMETRY, 'fast', 16);
  const canvas = Uint16Array.from({ length: 40 * 16 }, (_, at) => (at * 7) % 5);
  builder.begin(canvas, false, -1);
  const cells = Uint32Array.from({ length: 40 }, (_, index) => Math.floor(index / 10) * 65_536 + (index % 10));
  const paint = (colourOf: (shown: number) => number) => {
    const tiles = builder.addFrame(cells);
    for (const [index, cell] of cells.entries()) {
      tiles[index] = builder.tileCount;
      const offset = builder.addTile();
      const corner = (cell >>> 16) * 4 * 40 + (cell & 0xffff) * 4;
      for (let at = 0; at < 16; at += 1)
        builder.tilePixels[offset + at] = colourOf(canvas[corner + Math.floor(at / 4) * 40 + (at % 4)]!);
    }
  };
  paint((shown) => shown + 5);
  paint((shown) => shown);
  paint((shown) => shown + 5);
  paint((shown) => shown + 6);
  assert.deepEqual([...undoneByReturns(builder.take())], [1, 0, 0, 0]);
});

test('a thin line that moves over a screen of tiles that are all new is not undone', () => {
  const builder = new SegmentBuilder(GEOMETRY, 'fast', 16);
  builder.begin(new Uint16Array(40 * 16), false, -1);
  const cells = Uint32Array.from({ length: 40 }, (_, index) => Math.floor(index / 10) * 65_536 + (index % 10));
  for (let frame = 0; frame < 5; frame += 1) {
    const tiles = builder.addFrame(cells);
    for (const index of cells.keys()) {
      tiles[index] = builder.tileCount;
      const offset = builder.addTile();
      builder.tilePixels.fill(index % 8 === frame ? 1 : 0, offset, offset + 16);
    }
  }
  assert.deepEqual([...undoneByReturns(builder.take())], [0, 0, 0, 0, 0]);
});
