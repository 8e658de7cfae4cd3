import type { RectanglePx } from '../mosaic/painted-frame.js';

/** Colour ids of a canvas, row by row. */
type ColourIds = Uint16Array | Uint32Array;

/**
 * The smallest rectangle inside `damage` that holds every pixel that differs; null where none does.
 * Both canvases are `widthPx` wide.
 */
export function changedRectangle(
  now: ColourIds,
  before: ColourIds,
  widthPx: number,
  damage: RectanglePx,
): RectanglePx | null {
  let { leftPx: right, rightPx: left, bottomPx: top, topPx: bottom } = damage;
  for (let y = damage.topPx; y < damage.bottomPx; y++) {
    const start = y * widthPx;
    let first = damage.leftPx;
    while (first < damage.rightPx && now[start + first] === before[start + first]) first++;
    if (first === damage.rightPx) continue;
    let last = damage.rightPx - 1;
    while (now[start + last] === before[start + last]) last--;
    left = Math.min(left, first);
    right = Math.max(right, last + 1);
    top = Math.min(top, y);
    bottom = y + 1;
  }
  return right <= left ? null : { leftPx: left, topPx: top, rightPx: right, bottomPx: bottom };
}

/** Copies a rectangle of `from` to the same place of `to`; both are `widthPx` wide. */
export function copyRectangle(from: ColourIds, to: ColourIds, widthPx: number, rectangle: RectanglePx): void {
  for (let y = rectangle.topPx; y < rectangle.bottomPx; y++) {
    const start = y * widthPx + rectangle.leftPx;
    to.set(from.subarray(start, y * widthPx + rectangle.rightPx), start);
  }
}
