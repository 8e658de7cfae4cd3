/** How many pixels change in a recording. */
import type { Mosaic } from '#cast2gif/mosaic/mosaic.js';
import type { Canvas, RectanglePx } from '#cast2gif/mosaic/painted-frame.js';

/** Sums over the frames of a recording; the first frame counts whole. */
export interface PixelCounts {
  readonly frames: number;
  /** Pixels whose colour differs from the frame before. */
  readonly changed: number;
  /** Pixels of the smallest rectangles around these. */
  readonly ofRectangles: number;
}

/** Counts them by comparing the painted frames. */
export function countPixels(mosaic: Mosaic): PixelCounts {
  const { widthPx, heightPx } = mosaic.survey.geometry;
  const before = new Int32Array(widthPx * heightPx).fill(-1);
  const sums = { frames: 0, changed: 0, ofRectangles: 0 };
  for (const { canvas, damage } of mosaic.frames()) {
    const [changed, ofRectangle] = damage === null ? [0, 0] : replace(before, canvas, damage, widthPx);
    sums.frames += 1;
    sums.changed += changed;
    sums.ofRectangles += ofRectangle;
  }
  return sums;
}

/** Puts the colours of a rectangle into `before`; returns how many differ, and the size of the rectangle around them. */
function replace(before: Int32Array, canvas: Canvas, damage: RectanglePx, widthPx: number): [number, number] {
  let changed = 0;
  let [left, top, right, bottom] = [damage.rightPx, damage.bottomPx, damage.leftPx, damage.topPx];
  for (let y = damage.topPx; y < damage.bottomPx; y += 1) {
    for (let x = damage.leftPx; x < damage.rightPx; x += 1) {
      const index = y * widthPx + x;
      const colour = canvas.kind === 'direct' ? canvas.ids[index]! : canvas.rgb[canvas.ids[index]!]!;
      if (before[index] === (colour | 0)) continue;
      before[index] = colour;
      changed += 1;
      left = Math.min(left, x);
      right = Math.max(right, x + 1);
      top = Math.min(top, y);
      bottom = Math.max(bottom, y + 1);
    }
  }
  return changed === 0 ? [0, 0] : [changed, (right - left) * (bottom - top)];
}
