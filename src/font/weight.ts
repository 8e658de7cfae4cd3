/** From how much of a pixel is ink to how strongly the text's colour shows there. */

/**
 * The canvas (Skia) strengthens the coverage of white text by the sRGB curve, as if it were to be blended in
 * linear light. This table takes that back.
 */
const LINEAR = Uint8Array.from({ length: 256 }, (_, value) => Math.round(255 * decodeSrgb(value / 255)));

/** True coverage, 0 to 255, of a pixel that the canvas drew in white with this alpha. */
export function linearCoverage(whiteAlpha: number): number {
  return LINEAR[whiteAlpha]!;
}

/** The sRGB transfer function, IEC 61966-2-1: encoded to linear, both 0 to 1. */
function decodeSrgb(value: number): number {
  return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
}
