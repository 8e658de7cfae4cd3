/** The transfer function of sRGB (IEC 61966-2-1). */

/** Finer than any use of the values, coarser than what releases of Node differ by in the last bits of a power. */
const STEPS = 2 ** 40;

/** From an encoded value to linear light, both 0 to 1; the same on every release of Node. */
function decodeSrgb(value: number): number {
  const linear = value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  return Math.round(linear * STEPS) / STEPS;
}

/** Linear light, 0 to 1, of each 8-bit value. */
export const LINEAR_LIGHT: Float64Array = Float64Array.from({ length: 256 }, (_, value) => decodeSrgb(value / 255));
