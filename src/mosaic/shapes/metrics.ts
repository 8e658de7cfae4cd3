/** Where lines and fractions of a cell fall on whole pixels. Every rule that makes neighbours join is in this file. */

/** Weight of one arm of a box drawing character. */
export type Weight = 'none' | 'light' | 'heavy' | 'double';

/** A half-open interval of pixels along one axis. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** Size of a cell and of the strokes in it, in whole pixels. */
export interface CellMetrics {
  readonly widthPx: number;
  readonly heightPx: number;
  /** Thickness of a light line. */
  readonly lightPx: number;
  /** Thickness of a heavy line: at least twice the light one. */
  readonly heavyPx: number;
}

/**
 * An eighth of the cell's width, which is about a thirteenth of the font size, the thickness of a regular
 * monospace stem. It follows the width and not the height, so that line height does not change it.
 */
export function defaultStrokePx(widthPx: number): number {
  return Math.max(1, Math.round(widthPx / 8));
}

/** Narrower cells get heavy lines of 2 pixels, which are off centre by half a pixel: 3 would fill them. */
const NARROW_PX = 7;

/**
 * Double lines are three equal stripes, so a light line is at most a third of the cell. A heavy line is twice as
 * thick, and one pixel more where that is needed to share the light one's centre.
 */
export function cellMetrics(widthPx: number, heightPx: number, strokePx: number): CellMetrics {
  const shorterPx = Math.min(widthPx, heightPx);
  const lightPx = Math.max(1, Math.min(Math.round(strokePx), Math.floor(shorterPx / 3)));
  const centred = shorterPx < NARROW_PX ? 0 : lightPx & 1;
  const heavyPx = Math.min(2 * lightPx + centred, shorterPx);
  return { widthPx, heightPx, lightPx, heavyPx };
}

/**
 * The one rule for centre lines: a line of `thicknessPx` starts at the floor of what is left over, halved. So a
 * thicker line always contains a thinner one, and lines of the same parity share their centre.
 */
export function centredSpan(sizePx: number, thicknessPx: number): Span {
  const from = Math.floor((sizePx - thicknessPx) / 2);
  return { from, to: from + thicknessPx };
}

/** A line across an axis at a fraction of it: the same rule, whose middle is 1/2; 0 and 1 touch the ends. */
export function lineSpan(at: number, sizePx: number, thicknessPx: number): Span {
  const from = Math.floor(at * (sizePx - thicknessPx));
  return { from, to: from + thicknessPx };
}

/** The stripes that a line of the given weight paints across an axis of `sizePx`, from the start of the axis. */
export function stripes(weight: Weight, sizePx: number, metrics: CellMetrics): readonly Span[] {
  if (weight === 'none') return [];
  if (weight === 'heavy') return [centredSpan(sizePx, metrics.heavyPx)];
  if (weight === 'light') return [centredSpan(sizePx, metrics.lightPx)];
  const { from, to } = centredSpan(sizePx, 3 * metrics.lightPx);
  return [
    { from, to: from + metrics.lightPx },
    { from: to - metrics.lightPx, to },
  ];
}

/**
 * The pixel edge at `part / parts` of an axis. Two shapes that share an edge meet there exactly, so complements
 * partition the cell. The edges are symmetric about the middle (only the middle itself is rounded down in an odd
 * cell), and the outermost slivers keep a pixel however small the cell is.
 */
export function edge(part: number, parts: number, sizePx: number): number {
  if (part <= 0) return 0;
  if (part >= parts) return sizePx;
  if (2 * part === parts) return sizePx >> 1;
  if (2 * part > parts) return sizePx - edge(parts - part, parts, sizePx);
  return Math.max(sizePx > 1 ? 1 : 0, Math.floor((2 * part * sizePx + parts) / (2 * parts)));
}
