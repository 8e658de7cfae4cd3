/**
 * Arithmetic on colours. An opaque one is `0xRRGGBB`; the top byte of its 32 bits holds its
 * transparency (0 opaque, 255 invisible), so that opaque colours are plain numbers.
 */

/** A pixel on which nothing was painted. */
export const TRANSPARENT = 0xff000000;

/** Opacity of a colour, 0 to 255. */
export function alphaOf(colour: number): number {
  return 255 - (colour >>> 24);
}

/** `share` of `over` laid on `under`, both opaque, each channel in sRGB as browsers blend text; share is 0 to 1. */
export function blend(under: number, over: number, share: number): number {
  const red = mix((under >> 16) & 255, (over >> 16) & 255, share);
  const green = mix((under >> 8) & 255, (over >> 8) & 255, share);
  const blue = mix(under & 255, over & 255, share);
  return (red << 16) | (green << 8) | blue;
}

/** The same over what may be transparent (Porter and Duff's "over"). */
export function lay(under: number, over: number, share: number): number {
  if (under >>> 24 === 0) return blend(under, over, share);
  const below = (alphaOf(under) / 255) * (1 - share);
  const alpha = below + share;
  const transparency = 255 - Math.round(alpha * 255);
  if (transparency === 255) return TRANSPARENT;
  return ((transparency << 24) | blend(under, over, share / alpha)) >>> 0;
}

/** The colour over an opaque matte. */
export function onMatte(colour: number, matte: number): number {
  return colour >>> 24 === 0 ? colour : blend(matte, colour, alphaOf(colour) / 255);
}

function mix(under: number, over: number, share: number): number {
  return Math.round(under + (over - under) * share);
}
