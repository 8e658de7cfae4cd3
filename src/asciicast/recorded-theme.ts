import { parseHexColour } from '../colour/hex.js';
import { parseX11Colour } from '../colour/x11-colour.js';
import { isObject, quoted } from './json.js';
import type { RecordedTheme } from './recording.js';

/** Not the colon in `rgb:`. */
const BETWEEN_COLOURS = /(?<!rgba?):/i;

/**
 * Reads the theme of a header: `fg`, `bg` and `palette`, 8 or 16 colours joined by colons, each `#rrggbb`, `#rgb` or,
 * as terminals report colours, `rgb:rrrr/gggg/bbbb` or `#rrrrggggbbbb`.
 * A palette of 9 to 15 colours is completed from its first eight, and one of more than 16 is cut off, as the player
 * does. A theme that lacks one of them, or has a colour that cannot be read, is ignored with a warning.
 */
export function parseTheme(value: unknown, warn: (message: string) => void): RecordedTheme | undefined {
  if (value === undefined || value === null) return undefined;
  // An editing tool leaves an empty object behind; it needs no warning.
  if (isObject(value) && Object.keys(value).length === 0) return undefined;
  const fields = isObject(value) ? value : {};
  const foreground = parseColour(fields.fg);
  const background = parseColour(fields.bg);
  const palette = parsePalette(fields.palette);
  if (foreground !== undefined && background !== undefined && palette !== undefined)
    return { foreground, background, palette };
  const wrong = foreground === undefined ? 'fg' : background === undefined ? 'bg' : 'palette';
  const what = isObject(value) ? `its ${wrong} is ${quoted(fields[wrong])}` : `it is ${quoted(value)}`;
  warn(`the theme is ignored: ${what}`);
  return undefined;
}

function parseColour(value: unknown): number | undefined {
  if (typeof value !== 'string' || !/^\s*(?:#|rgba?:)/i.test(value)) return undefined;
  return parseHexColour(value) ?? parseX11Colour(value);
}

function parsePalette(value: unknown): number[] | undefined {
  if (typeof value !== 'string') return undefined;
  const colours = value.split(BETWEEN_COLOURS, 16).map(parseColour);
  if (colours.length < 8 || colours.includes(undefined)) return undefined;
  const palette = colours as number[];
  while (palette.length < 16) palette.push(palette[palette.length - 8]!);
  return palette;
}
