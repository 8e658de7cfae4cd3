/** Colours as people and files write them. */

/**
 * Reads `#rrggbb`, `rrggbb`, `#rgb` or `rgb`, in either case and with blanks around it.
 * @returns `0xRRGGBB`; undefined for anything else
 */
export function parseHexColour(text: string): number | undefined {
  const digits = /^#?([0-9a-f]{6}|[0-9a-f]{3})$/i.exec(text.trim())?.[1];
  if (digits === undefined) return undefined;
  return Number.parseInt(digits.length === 3 ? digits.replace(/./g, '$&$&') : digits, 16);
}

/** `#rrggbb` */
export function hexColour(rgb: number): string {
  return `#${rgb.toString(16).padStart(6, '0')}`;
}

/** `#rgb` where that is the same colour, else `#rrggbb`. */
export function shortHexColour(rgb: number): string {
  const long = hexColour(rgb);
  const [, a, b, c, d, e, f] = long;
  return a === b && c === d && e === f ? `#${a}${c}${e}` : long;
}
