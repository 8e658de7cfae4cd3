/** OKLab (Björn Ottosson, 2020): a space in which distances match perceived differences. */
import { LINEAR_LIGHT } from './srgb.js';

/** L, a and b of each colour `0xRRGGBB`, three numbers a colour; L is 0 to 1. */
export function oklab(rgb: Uint32Array): Float64Array {
  const lab = new Float64Array(rgb.length * 3);
  rgb.forEach((colour, index) => {
    const red = LINEAR_LIGHT[(colour >> 16) & 255]!;
    const green = LINEAR_LIGHT[(colour >> 8) & 255]!;
    const blue = LINEAR_LIGHT[colour & 255]!;
    const long = Math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue);
    const medium = Math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue);
    const short = Math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue);
    lab[index * 3] = 0.2104542553 * long + 0.793617785 * medium - 0.0040720468 * short;
    lab[index * 3 + 1] = 1.9779984951 * long - 2.428592205 * medium + 0.4505937099 * short;
    lab[index * 3 + 2] = 0.0259040371 * long + 0.7827717662 * medium - 0.808675766 * short;
  });
  return lab;
}

/** Square of the distance between two colours, each given by an array of coordinates and its index in it. */
export function squaredDistance(one: Float64Array, first: number, two: Float64Array, second: number): number {
  const lightness = one[first * 3]! - two[second * 3]!;
  const a = one[first * 3 + 1]! - two[second * 3 + 1]!;
  const b = one[first * 3 + 2]! - two[second * 3 + 2]!;
  return lightness * lightness + a * a + b * b;
}
