/** Luminance and contrast of colours, as WCAG 2.2 defines them (https://www.w3.org/TR/WCAG22/#dfn-relative-luminance). */
import { LINEAR_LIGHT } from './srgb.js';

/** Relative luminance of a `0xRRGGBB` colour, from 0 (black) to 1 (white). */
export function luminance(colour: number): number {
  const red = LINEAR_LIGHT[colour >> 16]!;
  const green = LINEAR_LIGHT[(colour >> 8) & 255]!;
  const blue = LINEAR_LIGHT[colour & 255]!;
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** Contrast ratio of two colours, from 1 (equal) to 21 (black on white); 4.5 is called readable. */
export function contrast(left: number, right: number): number {
  const [darker, lighter] = [luminance(left), luminance(right)].sort((a, b) => a - b) as [number, number];
  return (lighter + 0.05) / (darker + 0.05);
}

/** Whether white text is easier to read on a background than black text. */
export function isDark(background: number): boolean {
  return contrast(background, 0xffffff) > contrast(background, 0x000000);
}
