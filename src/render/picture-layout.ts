/** Where everything is in a picture of a terminal, and whether such a picture is allowed. */
import { DressingPlan } from '../dressing/dressing.js';
import { Cast2gifError } from '../errors.js';
import { type Layout, layOut } from '../mosaic/layout.js';
import type { Geometry } from '../mosaic/painted-frame.js';
import { formatRow, isVideo } from '../options/formats.js';
import { OPTION_ROWS, type ResolvedOptions } from '../options/table.js';
import type { ThemeColours } from '../theme/theme.js';
import type { PlannedOutput } from './outputs.js';
import type { RenderPlan } from './plan.js';

/** Size of a terminal, in cells. */
interface TerminalSize {
  readonly columns: number;
  readonly rows: number;
}

/** Of a theme's palette. */
const BLUE = 4;
const MAGENTA = 5;

/** Text of this size stands in a window of normal size. */
const USUAL_FONT_SIZE_PX = 16;

/**
 * Refuses a terminal of which there can be no picture, before anything of its size is built.
 * @throws Cast2gifError `option-limit` where an option asked for the size, else `limit`
 */
export function checkPictureSize(size: TerminalSize, colours: ThemeColours, plan: RenderPlan): void {
  try {
    layOutPicture(size, planDressing(colours, plan), plan);
  } catch (error) {
    if (!(error instanceof Cast2gifError) || sizesAsked(plan.options)) throw error;
    throw new Cast2gifError('limit', error.problem, { cause: error });
  }
}

/** Whether an option, rather than the recording, says how large the picture is. */
function sizesAsked({ columns, rows, scale, fontSizePx }: ResolvedOptions): boolean {
  if (typeof columns === 'number' || typeof rows === 'number') return true;
  return scale !== OPTION_ROWS.scale.default || fontSizePx !== OPTION_ROWS.fontSizePx.default;
}

/** @throws Cast2gifError `option-limit` for a picture that would be too large */
export function layOutPicture({ columns, rows }: TerminalSize, dressing: DressingPlan, plan: RenderPlan): Layout {
  const { options, fonts } = plan;
  const layout = layOut(fonts.metrics(options.fontSizePx * options.scale), {
    columns,
    rows,
    fontSizePx: options.fontSizePx * options.scale,
    scale: options.scale,
    lineHeight: options.lineHeight,
    paddingPx: scaled(options.paddingPx, options),
    insets: dressing.insets,
    maximumPixels: plan.outputs.some(isPicture) ? options.maxOutputPixels : undefined,
  });
  if (plan.outputs.some(({ format }) => isVideo(format))) checkVideoSize(layout.geometry, options);
  return layout;
}

/** Words have no pixels. */
function isPicture({ format }: PlannedOutput): boolean {
  return formatRow(format).shows !== 'words';
}

/** An encoder of videos needs memory for many frames at once. */
function checkVideoSize({ widthPx, heightPx }: Geometry, { maxVideoPixels }: ResolvedOptions): void {
  if (widthPx * heightPx <= maxVideoPixels) return;
  throw new Cast2gifError(
    'option-limit',
    `a frame of the video would be ${widthPx}x${heightPx} pixels, more than the limit of ${maxVideoPixels} ` +
      '(--max-video-pixels): choose fewer columns and rows or a smaller font size',
  );
}

/** The window and margin that the options ask for, in the theme's colours. */
export function planDressing(
  { foreground, background, palette, pairs }: ThemeColours,
  { options, marginFill }: RenderPlan,
): DressingPlan {
  const { window, shadow, marginPx, scale, fontSizePx } = options;
  return new DressingPlan({
    style: window,
    unitPx: (fontSizePx * scale) / USUAL_FONT_SIZE_PX,
    marginPx: scaled(marginPx, options),
    marginFill,
    hasShadow: shadow,
    foreground,
    background,
    hues: [palette[BLUE]!, palette[MAGENTA]!],
    pairs,
  });
}

function scaled(sizePx: number | undefined, { scale }: ResolvedOptions): number | undefined {
  return sizePx === undefined ? undefined : Math.round(sizePx * scale);
}
