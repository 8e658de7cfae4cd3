/** Luminance and contrast of colours, as WCAG 2.2 defines them (https://www.w3.org/TR/WCAG22/#dfn-relative-luminance). */

/** Relative luminance of a `0xRRGGBB` colour, from 0 (black) to 1 (white). */
function luminance(colour: number): number {
  const linear = (byte: number) => {
    const value = byte / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  };
  return 0.2126 * linear(colour >> 16) + 0.7152 * linear((colour >> 8) & 255) + 0.0722 * linear(colour & 255);
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
