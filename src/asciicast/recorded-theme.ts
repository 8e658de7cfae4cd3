import { parseHexColour } from '../colour/hex.js';
import { isObject, quoted } from './json.js';
import type { RecordedTheme } from './recording.js';

/**
 * Reads the theme of a header: `fg`, `bg` and `palette`, 8 or 16 colours joined by colons, each `#rrggbb` or `#rgb`.
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

/** `#rrggbb` or `#rgb`. */
function parseColour(value: unknown): number | undefined {
  return typeof value === 'string' && value.trim().startsWith('#') ? parseHexColour(value) : undefined;
}

function parsePalette(value: unknown): number[] | undefined {
  if (typeof value !== 'string') return undefined;
  const colours = value.split(':', 16).map(parseColour);
  if (colours.length < 8 || colours.includes(undefined)) return undefined;
  const palette = colours as number[];
  while (palette.length < 16) palette.push(palette[palette.length - 8]!);
  return palette;
}
