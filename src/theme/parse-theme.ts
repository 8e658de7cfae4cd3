/** Reads a theme from the text of its file. */

import { isDark } from '../colour/contrast.js';
import { parseHexColour } from '../colour/hex.js';
import { optionError, quotedShort } from '../errors.js';
import type { Theme, ThemeCredits } from './theme.js';

/** Options that name a theme. */
export type ThemeOption = 'theme' | 'themeLight' | 'themeDark';

/**
 * Parses a theme file: JSON with `foreground`, `background`, `palette` (8 or 16 colours, as a list or separated
 * by colons; 8 stand for their bright forms too), and optionally `cursor`, `name`, `dark` and `credits`.
 * `fg` and `bg` are accepted as well, so that the `theme` of a recording's header is a theme file.
 * Colours are `#rrggbb`, `rrggbb` or `#rgb`.
 * @param name its name in messages, and if the file gives none
 * @param option the one that asks for it, for messages
 * @throws Cast2gifError `usage`, naming the field
 */
export function parseTheme(text: string, name: string, option: ThemeOption = 'theme'): Theme {
  const fields = objectOf(text, name, option);
  const colour = (field: string, value: unknown) => parseColour(value, `${name}: ${field}`, option);
  const foreground = colour('foreground', fields.foreground ?? fields.fg);
  const background = colour('background', fields.background ?? fields.bg);
  const given = typeof fields.palette === 'string' ? fields.palette.split(':') : fields.palette;
  if (!Array.isArray(given) || (given.length !== 8 && given.length !== 16)) {
    throw optionError(option, `${name}: palette: expected 8 or 16 colours`);
  }
  const colours = given.map((value, index) => colour(`palette colour ${index}`, value));
  return {
    name: typeof fields.name === 'string' ? fields.name : name,
    dark: typeof fields.dark === 'boolean' ? fields.dark : isDark(background),
    foreground,
    background,
    ...(fields.cursor === undefined ? {} : { cursor: colour('cursor', fields.cursor) }),
    palette: colours.length === 8 ? [...colours, ...colours] : colours,
    ...(isCredits(fields.credits) ? { credits: fields.credits } : {}),
  };
}

function objectOf(text: string, name: string, option: ThemeOption): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(text.replace(/^\ufeff/, ''));
  } catch (cause) {
    throw optionError(option, `${name}: not a JSON file`, cause);
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  throw optionError(option, `${name}: expected a JSON object with foreground, background and palette`);
}

function parseColour(value: unknown, what: string, option: ThemeOption): number {
  const colour = typeof value === 'string' ? parseHexColour(value) : undefined;
  if (colour !== undefined) return colour;
  const written = typeof value === 'string' ? quotedShort(value) : value === undefined ? 'nothing' : typeof value;
  throw optionError(option, `${what}: expected a colour like #1e90ff, not ${written}`);
}

function isCredits(value: unknown): value is ThemeCredits {
  if (typeof value !== 'object' || value === null) return false;
  const { author, url, licence } = value as Record<string, unknown>;
  return [author, url, licence].every((field) => typeof field === 'string');
}
