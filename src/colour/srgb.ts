/** The transfer function of sRGB (IEC 61966-2-1). */

/** From an encoded value to linear light, both 0 to 1. */
function decodeSrgb(value: number): number {
  return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
}

/** Linear light, 0 to 1, of each 8-bit value. */
export const LINEAR_LIGHT: Float64Array = Float64Array.from({ length: 256 }, (_, value) => decodeSrgb(value / 255));
