import { parseHexColour } from '../colour/hex.js';
import { optionError, quotedShort } from '../errors.js';

/** What the margin shows. */
export type Fill =
  | { readonly kind: 'transparent' }
  | { readonly kind: 'colour'; readonly colour: number }
  /** From the top left corner to the bottom right one, in `steps` bands. */
  | { readonly kind: 'gradient'; readonly from: number; readonly to: number; readonly steps: number };

/** Few enough bands to leave room for the terminal's colours in a palette of 256, and enough of them to look smooth. */
const MOST_STEPS = 48;

/**
 * Reads a fill as users write it: `transparent`, a colour in hex, or two of them with `..` between.
 * @throws Cast2gifError `usage`
 */
export function parseFill(text: string, option: string): Fill {
  const trimmed = text.trim();
  if (trimmed.toLowerCase() === 'transparent') return { kind: 'transparent' };
  const colours = trimmed.split('..').map(parseHexColour);
  const [from, to] = colours;
  if (from !== undefined && colours.length === 1) return { kind: 'colour', colour: from };
  if (from !== undefined && to !== undefined && colours.length === 2) return gradient(from, to);
  throw optionError(
    option,
    `expected a colour (#336699), two (#336699..#993366) or transparent, not ${quotedShort(text)}`,
  );
}

function gradient(from: number, to: number): Fill {
  const distance = Math.max(...[16, 8, 0].map((shift) => Math.abs(((from >> shift) & 255) - ((to >> shift) & 255))));
  return { kind: 'gradient', from, to, steps: Math.max(2, Math.min(MOST_STEPS, distance)) };
}
