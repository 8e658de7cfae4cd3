/** From how much of a pixel is ink to how strongly the text's colour shows there. */
import { LINEAR_LIGHT } from '../colour/srgb.js';

/**
 * The canvas (Skia) strengthens the coverage of white text by the sRGB curve, as if it were to be blended in
 * linear light. This table takes that back.
 */
const LINEAR = Uint8Array.from(LINEAR_LIGHT, (light) => Math.round(255 * light));

/** True coverage, 0 to 255, of a pixel that the canvas drew in white with this alpha. */
export function linearCoverage(whiteAlpha: number): number {
  return LINEAR[whiteAlpha]!;
}

/** What Chromium on Linux gives to Skia's mask gamma; measured to be within 1 % of its text's ink. */
const GAMMA = 1.2;
const CONTRAST = 0.2;
/** As many curves as Skia has: luminance in steps of an eighth. */
const CURVES = 8;

const curves: (Uint8Array | undefined)[] = new Array(CURVES);

/**
 * The curve that turns coverage into the weight of the foreground when blending with the background in sRGB,
 * so that text is as heavy as in a browser: `weight = table[coverage]`, both 0 to 255. Light text gains up
 * to 6 points of 100 in the middle, dark text loses 2. It depends on the foreground, `0xRRGGBB`, alone;
 * tables are shared between colours, so compare them by identity and do not write to them.
 */
export function textWeights(foreground: number): Uint8Array {
  const step = Math.round(luminance(foreground) * (CURVES - 1));
  curves[step] ??= buildCurve(step / (CURVES - 1));
  return curves[step];
}

/** Relative luminance in the curve's own gamma, 0 to 1. */
function luminance(colour: number): number {
  const red = ((colour >> 16) & 255) / 255;
  const green = ((colour >> 8) & 255) / 255;
  const blue = (colour & 255) / 255;
  return (0.2126 * red ** GAMMA + 0.7152 * green ** GAMMA + 0.0722 * blue ** GAMMA) ** (1 / GAMMA);
}

/**
 * Skia's correction: the weight with which plain blending gives what blending in the curve's gamma would,
 * over a background assumed to be the foreground's opposite, with dark text made a little stronger first.
 */
function buildCurve(foreground: number): Uint8Array {
  const background = 1 - foreground;
  const contrast = CONTRAST * background ** GAMMA;
  return Uint8Array.from({ length: 256 }, (_, value) => {
    const coverage = value / 255;
    const strengthened = coverage + (1 - coverage) * contrast * coverage;
    const blended = strengthened * foreground ** GAMMA + (1 - strengthened) * background ** GAMMA;
    return Math.round((255 * (blended ** (1 / GAMMA) - background)) / (foreground - background));
  });
}
