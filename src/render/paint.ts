/** From what the screen showed to frames of pixels, for those outputs that are made of pixels. */
import { withKeys } from '../captions/key-strip.js';
import { type Dressing, matteOf } from '../dressing/dressing.js';
import { DressingPainter } from '../dressing/painter.js';
import { createWatermark, type Watermark } from '../dressing/watermark.js';
import type { FrameSequence } from '../frames/frame.js';
import type { Layout } from '../mosaic/layout.js';
import { createMosaic, type Mosaic } from '../mosaic/mosaic.js';
import type { Geometry, Outline } from '../mosaic/painted-frame.js';
import type { ResolvedOptions } from '../options/table.js';
import type { RenderContext } from './context.js';
import { layOutPicture, planDressing } from './picture-layout.js';
import type { RenderPlan } from './plan.js';
import type { Replay } from './replay.js';

/** What there is to encode: the frames as cells and, where they are asked for, as pixels; and where everything is. */
export interface Painting {
  /** What the terminal showed. */
  readonly replay: Replay;
  /** What pictures show: the same frames, with keystrokes if they were asked for. */
  readonly pictured: FrameSequence;
  readonly layout: Layout;
  /** What is known without painting. */
  readonly outline: Outline;
  /** Undefined: there is nothing around the terminal. */
  readonly dressing: Dressing | undefined;
  /** A picture on top of every frame. */
  readonly watermark: Watermark | undefined;
  /**
   * Paints every distinct cell when it is first called: texts and stills do without the pixels of the whole film.
   * Frames are painted when they are asked for.
   * @throws Cast2gifError `aborted`
   */
  mosaic(): Promise<Mosaic>;
}

/**
 * Lays out the picture.
 * @throws Cast2gifError `usage` for a picture that would be too large, or a watermark that is damaged
 */
export async function paint(replay: Replay, plan: RenderPlan, context: RenderContext): Promise<Painting> {
  const { options, fonts } = plan;
  const pictured = await withKeysIfAsked(replay, options, context);
  const dressingPlan = planDressing(replay.colours, plan);
  const layout = layOutPicture(pictured, dressingPlan, plan);
  const { geometry } = layout;
  const title = options.title ?? replay.header.title;
  const drawLine: typeof fonts.drawLine = (...line) => fonts.drawLine(...line);
  const dressing = dressingPlan.isNothing ? undefined : dressingPlan.place(geometry, title, drawLine);
  const watermark = await placeWatermark(plan, geometry);
  const { frameCount, durationUs } = pictured;
  let mosaic: Promise<Mosaic> | undefined;
  const createOnce = () => {
    mosaic ??= createMosaic(pictured, {
      layout,
      fonts,
      antialiasingLevels: options.antialiasingLevels,
      around: dressing && new DressingPainter(dressing, geometry.widthPx, geometry.heightPx),
      stamp: watermark?.stamp,
      title,
      command: replay.header.command,
      signal: context.signal,
    });
    return mosaic;
  };
  const matte = dressing && matteOf(dressing);
  const changedPixels = pictured.changeCount * geometry.cellWidthPx * geometry.cellHeightPx;
  const outline = { geometry, frameCount, changedPixels, durationUs, matte, title };
  return { replay, pictured, layout, outline, dressing, watermark, mosaic: createOnce };
}

async function withKeysIfAsked(
  { sequence, hasKeys, colours: { pairs } }: Replay,
  options: ResolvedOptions,
  context: RenderContext,
): Promise<FrameSequence> {
  const { keys, allKeys, fpsCap } = options;
  if (!keys && !allKeys) return sequence;
  if (hasKeys) return withKeys(sequence, { fpsCap, pairs, signal: context.signal });
  const message =
    'there are no keystrokes to show: the recording has no input events, at least not in this part (asciinema rec --capture-input)';
  context.warn({ message }, 'usage');
  return sequence;
}

async function placeWatermark({ watermark, options }: RenderPlan, geometry: Geometry): Promise<Watermark | undefined> {
  const { watermarkPosition: position, watermarkOpacity: opacity, scale } = options;
  return watermark && createWatermark(watermark, { position, opacity, scale }, geometry);
}
