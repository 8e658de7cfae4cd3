/**
 * Lines that only move are coded once.
 *
 * A picture most of whose lines stood elsewhere before, as in a log that scrolls, is coded in bands of whole lines of
 * cells. Each band starts with an empty dictionary, so that its codes depend on its own pixels alone, and the
 * compiled kernel remembers them (this reference works them out again). Where a band ends follows from the pixels of
 * its last line: the same lines are the same band wherever they have moved to.
 */
import type { Geometry } from '../../mosaic/painted-frame.js';
import type { Difference } from './difference.js';

/** Pixels from which a band ends with the next line whose signature says so … */
const MIN_BAND_PX = 64_000;
/** … which one line in so many does … */
const LINES_A_BAND = 2;
/** … and with which it ends anyway. */
const MAX_BAND_PX = 256_000;

/** Smaller pictures, and those of fewer lines, are coded fast enough as they are, and in fewer bytes. */
const MIN_SCROLLED_PX = 1_000_000;
const MIN_SCROLLED_LINES = 8;

/** Pixel rows of a line that are looked at to tell whether it moved: quarters of its height. */
const SAMPLED_QUARTERS = [1, 2, 3];

/** The smallest rectangle of whole lines of cells around another. */
export function wholeLines({ leftPx, topPx, bottomPx }: Difference, geometry: Geometry) {
  const { originXPx, originYPx, columns, cellWidthPx, cellHeightPx } = geometry;
  return {
    leftPx: leftPx - ((leftPx - originXPx) % cellWidthPx),
    rightPx: originXPx + columns * cellWidthPx,
    topPx: topPx - ((topPx - originYPx) % cellHeightPx),
    bottomPx: bottomPx + cellHeightPx - 1 - ((bottomPx - originYPx - 1) % cellHeightPx),
  };
}

/** A fourth of the lines of such a rectangle, from its middle: what is true of them is taken to be true of all. */
export function middleLines<T extends { topPx: number; bottomPx: number }>(
  rectangle: T,
  { cellHeightPx }: Geometry,
): T {
  const lines = (rectangle.bottomPx - rectangle.topPx) / cellHeightPx;
  const topPx = rectangle.topPx + Math.floor((lines * 3) / 8) * cellHeightPx;
  return { ...rectangle, topPx, bottomPx: topPx + Math.ceil(lines / 4) * cellHeightPx };
}

/** Whether at least half of the lines that changed stood elsewhere before, in a picture that is large enough. */
export function haveScrolled(
  before: Uint16Array,
  after: Uint16Array,
  difference: Difference,
  geometry: Geometry,
): boolean {
  const { leftPx, topPx, rightPx, bottomPx } = wholeLines(difference, geometry);
  const linePx = (rightPx - leftPx) * geometry.cellHeightPx;
  const lines = (bottomPx - topPx) / geometry.cellHeightPx;
  // Where lines begin alike, the rectangle starts further right, at another column in each frame: no band comes twice.
  if ((rightPx - leftPx) * 8 < geometry.columns * geometry.cellWidthPx * 7) return false;
  if (lines < MIN_SCROLLED_LINES || lines * linePx < MIN_SCROLLED_PX || linePx > MAX_BAND_PX) return false;
  const signatures = (canvas: Uint16Array) =>
    Array.from({ length: lines }, (_, line) =>
      lineSignature(canvas, topPx + line * geometry.cellHeightPx, geometry, leftPx, rightPx),
    );
  const [old, current] = [signatures(before), signatures(after)];
  const changed = current.filter((signature, line) => signature !== old[line]);
  return changed.length > 0 && changed.filter((signature) => old.includes(signature)).length * 2 >= changed.length;
}

function lineSignature(
  canvas: Uint16Array,
  y: number,
  { cellHeightPx, widthPx }: Geometry,
  leftPx: number,
  rightPx: number,
): number {
  let all = 0;
  for (const quarter of SAMPLED_QUARTERS) {
    const row = (y + ((cellHeightPx * quarter) >>> 2)) * widthPx;
    const pixels = canvas.slice(row + leftPx, row + rightPx);
    all = (Math.imul(all, 31) + signature(new Uint8Array(pixels.buffer))) >>> 0;
  }
  return all;
}

/** The ends of the bands of a chain of literals, as pixels of the chain. */
export function bandEnds(literal: Uint8Array, linePx: number): number[] {
  const ends: number[] = [];
  let start = 0;
  for (let end = linePx; end <= literal.length; end += linePx) {
    const pixels = end - start;
    const isEnd =
      end === literal.length ||
      pixels >= MAX_BAND_PX ||
      (pixels >= MIN_BAND_PX && signature(literal.subarray(end - linePx, end)) % LINES_A_BAND === 0);
    if (!isEnd) continue;
    ends.push(end);
    start = end;
  }
  return ends;
}

const LANES = 8;
const PRIME = 0x9e3779b1;

/** A number that is hardly ever the same for different bytes: eight little-endian words at a time; a rest is left out. */
function signature(bytes: Uint8Array): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const lanes = new Uint32Array(LANES).fill(1);
  for (let at = 0; at + LANES * 4 <= bytes.length; at += LANES * 4) {
    for (let lane = 0; lane < LANES; lane += 1) {
      const mixed = Math.imul(lanes[lane]! ^ view.getUint32(at + lane * 4, true), PRIME);
      lanes[lane] = mixed ^ (mixed >>> 15);
    }
  }
  return lanes.reduce((all, lane) => (Math.imul(all, 31) + lane) >>> 0, 0);
}
