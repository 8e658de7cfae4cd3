/** How much of a pixel a shape covers, from the distance between the pixel's centre and the outline. */
import type { RectanglePx } from '../mosaic/painted-frame.js';

/** How many levels partly covered pixels have: few, because each is another colour in the palette. */
const LEVELS = 4;

/** Coverage, 0 to 1, at a distance from an outline in pixels, negative inside. */
export function coverageAt(distancePx: number): number {
  if (distancePx <= -0.5) return 1;
  if (distancePx >= 0.5) return 0;
  return Math.round((0.5 - distancePx) * LEVELS) / LEVELS;
}

/** Distance of a point to the outline of a rectangle with rounded corners, negative inside. */
export function distanceToBox(x: number, y: number, box: RectanglePx, radiusPx: number): number {
  const halfWidth = (box.rightPx - box.leftPx) / 2;
  const halfHeight = (box.bottomPx - box.topPx) / 2;
  const beyondX = Math.abs(x - box.leftPx - halfWidth) - halfWidth + radiusPx;
  const beyondY = Math.abs(y - box.topPx - halfHeight) - halfHeight + radiusPx;
  const outside = Math.hypot(Math.max(beyondX, 0), Math.max(beyondY, 0));
  return outside + Math.min(Math.max(beyondX, beyondY), 0) - radiusPx;
}

/** Distance of a point to the outline of a line of some width with butt ends. */
export function distanceToLine(
  x: number,
  y: number,
  [fromX, fromY, toX, toY]: readonly [number, number, number, number],
  widthPx: number,
): number {
  const length = Math.hypot(toX - fromX, toY - fromY);
  const [alongX, alongY] = [(toX - fromX) / length, (toY - fromY) / length];
  const along = (x - fromX) * alongX + (y - fromY) * alongY;
  const across = (x - fromX) * alongY - (y - fromY) * alongX;
  return Math.max(Math.abs(along - length / 2) - length / 2, Math.abs(across) - widthPx / 2);
}
