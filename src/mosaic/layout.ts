import { Cast2gifError } from '../errors.js';
import type { FontMetrics } from '../font/font-set.js';
import type { Geometry } from './painted-frame.js';

/** What the window around the terminal takes, in pixels of the picture. */
export interface Insets {
  readonly leftPx: number;
  readonly topPx: number;
  readonly rightPx: number;
  readonly bottomPx: number;
  /** Padding may not be less: rounded corners would cut into cells. */
  readonly leastPaddingPx: number;
  /** Padding where none is asked for; undefined: as without a window. */
  readonly usualPaddingPx: number | undefined;
}

/** The longest side of a GIF, and the bound of all formats. */
const LONGEST_SIDE_PX = 65_535;

const NO_INSETS: Insets = {
  leftPx: 0,
  topPx: 0,
  rightPx: 0,
  bottomPx: 0,
  leastPaddingPx: 0,
  usualPaddingPx: undefined,
};

/** The sizes a picture is laid out by. */
export interface LayoutOptions {
  readonly columns: number;
  readonly rows: number;
  /** Font size times scale. */
  readonly fontSizePx: number;
  /** What is already in the sizes; 1 if left out. A cell is the one of scale 1, scaled, where that is whole pixels. */
  readonly scale?: number;
  readonly lineHeight: number;
  /** Around the cells, already scaled; undefined: one column at the sides, half a row above and below. */
  readonly paddingPx: number | undefined;
  /** Outside of the padding; absent: nothing. */
  readonly insets?: Insets | undefined;
  /** More pixels than this are refused before anything is allocated; undefined where nothing is to be painted. */
  readonly maximumPixels: number | undefined;
}

/** Where everything is: on the canvas, and within a cell. All in whole pixels. */
export interface Layout {
  readonly geometry: Geometry;
  readonly fontSizePx: number;
  /** Distance of the base line from the top of a cell. */
  readonly baselinePx: number;
  /** Distance of the underline's top edge from the top of a cell. */
  readonly underlineTopPx: number;
  readonly strikethroughTopPx: number;
  readonly lineThicknessPx: number;
}

/**
 * Lays out the canvas. Cells are whole pixels, so that a tile looks the same in every cell.
 * @throws Cast2gifError `option-limit` where the canvas would exceed the limit.
 */
export function layOut(metrics: FontMetrics, options: LayoutOptions): Layout {
  const geometry = placeCells(metrics, options);
  const { cellHeightPx } = geometry;
  if (options.maximumPixels !== undefined) checkSize(geometry, options.maximumPixels);
  const lineThicknessPx = Math.max(1, Math.round(metrics.underlineThicknessPx));
  const textHeightPx = metrics.ascentPx + metrics.descentPx;
  const baselinePx = Math.round((cellHeightPx - textHeightPx) / 2 + metrics.ascentPx);
  const lowestLineTopPx = cellHeightPx - lineThicknessPx;
  return {
    geometry,
    fontSizePx: options.fontSizePx,
    baselinePx,
    underlineTopPx: placeUnderline(baselinePx, metrics.underlinePositionPx, lowestLineTopPx),
    strikethroughTopPx: Math.max(
      0,
      Math.min(baselinePx - Math.round(metrics.strikethroughPositionPx), lowestLineTopPx),
    ),
    lineThicknessPx,
  };
}

function checkSize({ widthPx, heightPx }: Geometry, maximumPixels: number): void {
  if (widthPx * heightPx <= maximumPixels && widthPx <= LONGEST_SIDE_PX && heightPx <= LONGEST_SIDE_PX) return;
  throw new Cast2gifError(
    'option-limit',
    `the picture would be ${widthPx}x${heightPx} pixels, more than a picture may have ` +
      `(${maximumPixels} in all, ${LONGEST_SIDE_PX} a side): choose fewer columns and rows or a smaller font size`,
  );
}

/**
 * Where the font puts it, but above the bottom of the cell if there is a pixel to spare: at the bottom it would
 * run into the row below.
 */
function placeUnderline(baselinePx: number, positionPx: number, lowestTopPx: number): number {
  const wantedPx = baselinePx + Math.max(1, Math.round(positionPx));
  return Math.min(wantedPx, Math.max(lowestTopPx - 1, baselinePx + 1), lowestTopPx);
}

function placeCells(metrics: FontMetrics, options: LayoutOptions): Geometry {
  const { scale = 1 } = options;
  const cellWidthPx = wholeCellSide(metrics.advancePx, scale);
  const cellHeightPx = wholeCellSide(options.fontSizePx * options.lineHeight, scale);
  const insets = options.insets ?? NO_INSETS;
  const least = insets.leastPaddingPx;
  const paddingPx = options.paddingPx ?? insets.usualPaddingPx;
  const sidePx = Math.max(least, paddingPx ?? cellWidthPx);
  const abovePx = Math.max(least, paddingPx ?? Math.floor(cellHeightPx / 2));
  const belowPx = Math.max(least, paddingPx ?? Math.ceil(cellHeightPx / 2));
  const originXPx = insets.leftPx + sidePx;
  const originYPx = insets.topPx + abovePx;
  return {
    widthPx: originXPx + options.columns * cellWidthPx + sidePx + insets.rightPx,
    heightPx: originYPx + options.rows * cellHeightPx + belowPx + insets.bottomPx,
    columns: options.columns,
    rows: options.rows,
    cellWidthPx,
    cellHeightPx,
    originXPx,
    originYPx,
  };
}

/** A side of a cell in whole pixels, so that pictures of several scales have the same shape where they can. */
function wholeCellSide(sidePx: number, scale: number): number {
  const scaledPx = Math.max(1, Math.round(sidePx / scale)) * scale;
  return Number.isInteger(scaledPx) ? scaledPx : Math.max(1, Math.round(sidePx));
}
