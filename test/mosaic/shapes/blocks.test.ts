import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cellSizes, draw, flipped, mirrored, type Size, someSizes } from './cells.js';

/** Cells down to illegible sizes. */
const sizes: readonly Size[] = [
  ...cellSizes,
  ...[3, 4, 5, 6, 7].map((widthPx) => ({ widthPx, heightPx: widthPx + 2 })),
];

/** Each pixel is painted by exactly one of the characters. */
function assertPartition(characters: readonly string[], size: Size): void {
  const sum = new Uint16Array(size.widthPx * size.heightPx);
  for (const character of characters) {
    draw(character, size).forEach((value, i) => {
      sum[i]! += value;
    });
  }
  assert.ok(
    sum.every((value) => value === 255),
    `${characters.join(' ')} at ${size.widthPx}×${size.heightPx}`,
  );
}

test('complements partition the cell', () => {
  for (const size of sizes) {
    for (const characters of ['▀▄', '▌▐', '▘▟', '▝▙', '▖▜', '▗▛', '▚▞', '▘▝▖▗', '▉▕', '▔▇', '█']) {
      assertPartition([...characters], size);
    }
  }
});

test('eighths grow from a pixel to the whole cell', () => {
  const painted = (character: string, size: Size) => draw(character, size).filter((value) => value === 255).length;
  for (const size of sizes) {
    for (const ladder of ['▏▎▍▌▋▊▉█', '▁▂▃▄▅▆▇█']) {
      const counts = [...ladder].map((character) => painted(character, size));
      assert.ok(counts[0]! > 0);
      counts.reduce((before, count) => {
        assert.ok(count >= before);
        return count;
      });
      const lengthPx = ladder.startsWith('▏') ? size.widthPx : size.heightPx;
      if (lengthPx >= 8) assert.equal(new Set(counts).size, 8, `eight different steps in ${lengthPx} px`);
    }
  }
});

test('the outer eighths are images of each other', () => {
  for (const size of sizes) {
    assert.deepEqual(mirrored(draw('▏', size), size), draw('▕', size));
    assert.deepEqual(flipped(draw('▁', size), size), draw('▔', size));
  }
});

test('shades are uniform, so they tile, and each is darker than the one before', () => {
  for (const size of someSizes) {
    const levels = [...'░▒▓█'].map((character) => {
      const coverage = draw(character, size);
      assert.equal(new Set(coverage).size, 1);
      return coverage[0]!;
    });
    assert.deepEqual(levels, [64, 128, 191, 255]);
  }
});
