/** How lengths and distances are stored: a symbol for their magnitude, then extra bits. Both count from 1. */

/** The symbol of a length or of a distance code. */
export function prefixSymbol(value: number): number {
  const rest = value - 1;
  if (rest < 2) return rest;
  const highest = 31 - Math.clz32(rest);
  return 2 * highest + ((rest >> (highest - 1)) & 1);
}

/** How many extra bits follow the symbol. */
export function prefixExtraBits(value: number): number {
  return value <= 2 ? 0 : 30 - Math.clz32(value - 1);
}

/**
 * Neighbours above and to the left have the codes 1 to 120, the nearest first (of equally near ones the more upright
 * first, then the one to the left); other distances follow.
 */
const NEIGHBOUR_CODES = neighbourCodes();

/** By `rows * 16 + columnsToTheLeft + 7`. */
function neighbourCodes(): Uint8Array {
  const neighbours: { x: number; y: number }[] = [];
  for (let y = 0; y < 8; y++) for (let x = -7; x <= 8; x++) if (y > 0 || x > 0) neighbours.push({ x, y });
  neighbours.sort((a, b) => a.x ** 2 + a.y ** 2 - b.x ** 2 - b.y ** 2 || Math.abs(a.x) - Math.abs(b.x) || b.x - a.x);
  const codes = new Uint8Array(128);
  for (const [index, { x, y }] of neighbours.entries()) codes[y * 16 + x + 7] = index + 1;
  return codes;
}

/** The code of a distance in pixels, in a picture that is `widthPx` wide. */
export function distanceCode(distance: number, widthPx: number): number {
  const rows = Math.floor(distance / widthPx);
  const left = distance - rows * widthPx;
  if (left <= 8 && rows < 8) return NEIGHBOUR_CODES[rows * 16 + left + 7]!;
  // So far to the left that it is, one row higher, to the right.
  if (left > widthPx - 8 && rows < 7) return NEIGHBOUR_CODES[(rows + 1) * 16 + left - widthPx + 7]!;
  return distance + 120;
}
