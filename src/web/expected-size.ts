/** How large the picture of a recording will be, from the size of its terminal: known before anything is rendered. */
import { resolveOptions } from '../options/resolve.js';

/** A size in whole pixels. */
export interface PixelSize {
  readonly widthPx: number;
  readonly heightPx: number;
}

/** Of the bundled font, as a multiple of its size. */
const ADVANCE = 0.6;

/** The size of a picture with default options. A terminal that changes its size may make it larger. */
export function expectedSize({ columns, rows }: { readonly columns: number; readonly rows: number }): PixelSize {
  const { fontSizePx, lineHeight } = resolveOptions({});
  const cellWidthPx = Math.round(fontSizePx * ADVANCE);
  const cellHeightPx = Math.round(fontSizePx * lineHeight);
  // Padding: a column at each side, half a row above and below.
  return { widthPx: (columns + 2) * cellWidthPx, heightPx: (rows + 1) * cellHeightPx };
}

/** The largest size of the same proportions within bounds, at least a pixel; never enlarged. */
export function fitWithin(
  { widthPx, heightPx }: PixelSize,
  { widthPx: most, heightPx: highest }: PixelSize,
): PixelSize {
  const scale = Math.min(1, most / widthPx, highest / heightPx);
  const scaled = (sidePx: number) => Math.max(1, Math.floor(sidePx * scale));
  return { widthPx: scaled(widthPx), heightPx: scaled(heightPx) };
}
