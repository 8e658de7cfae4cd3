/** Arithmetic on colours written as `0xRRGGBB`. */

/** `share` of `over` laid on `under`, each channel in sRGB as browsers blend text; share is 0 to 1. */
export function blend(under: number, over: number, share: number): number {
  const red = mix((under >> 16) & 255, (over >> 16) & 255, share);
  const green = mix((under >> 8) & 255, (over >> 8) & 255, share);
  const blue = mix(under & 255, over & 255, share);
  return (red << 16) | (green << 8) | blue;
}

function mix(under: number, over: number, share: number): number {
  return Math.round(under + (over - under) * share);
}
