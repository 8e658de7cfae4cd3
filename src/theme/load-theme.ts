/** Colour themes: bundled ones, the user's files, and colours given on the command line. */
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { didYouMean, optionError, quotedShort } from '../errors.js';
import { readBoundedFile } from '../io/bounded-file.js';
import { parseTheme, type ThemeOption } from './parse-theme.js';
import type { Theme } from './theme.js';

/** The theme of recordings without one. */
export const DEFAULT_THEME = 'asciinema';

/** A theme is smaller than a kilobyte, but the header of a recording is accepted, too. */
const MOST_BYTES = 2 ** 20;

const themesFolder = new URL('../../themes/', import.meta.url);

/** Names of the bundled themes, sorted. */
export async function themeNames(): Promise<string[]> {
  const files = readdirSync(themesFolder);
  return files
    .filter((name) => name.endsWith('.json'))
    .map((name) => name.slice(0, -'.json'.length))
    .sort();
}

/**
 * Finds a theme from what a user writes: the name of a bundled one, the path of a theme file (anything with a
 * slash or ending in `.json`), or `BG,FG,` and 8 or 16 further colours in hex.
 * @param option the one that asks for it, for messages
 * @throws Cast2gifError `usage`
 */
export async function loadTheme(spec: string, option: ThemeOption = 'theme'): Promise<Theme> {
  if (spec.includes(',')) return themeOfColours(spec, option);
  if (/[/\\]|\.json$/i.test(spec)) return themeOfFile(spec, spec, option);
  const names = await themeNames();
  const name = spec.toLowerCase();
  if (names.includes(name)) return themeOfFile(fileURLToPath(new URL(`${name}.json`, themesFolder)), name);
  const hint = didYouMean(spec, names) || '; "cast2gif themes" lists them';
  throw optionError(option, `unknown theme ${quotedShort(spec)}${hint}`);
}

/** All bundled themes, sorted by name. */
export async function loadAllThemes(): Promise<Theme[]> {
  return Promise.all((await themeNames()).map((name) => loadTheme(name)));
}

async function themeOfFile(path: string, label: string, option: ThemeOption = 'theme'): Promise<Theme> {
  const bytes = await readBoundedFile(path, MOST_BYTES, option);
  return parseTheme(bytes.toString('utf8'), label, option);
}

function themeOfColours(spec: string, option: ThemeOption): Theme {
  const colours = spec.split(',').map((part) => part.trim());
  if (colours.length !== 10 && colours.length !== 18) {
    throw optionError(
      option,
      `expected background, foreground and 8 or 16 colours, separated by commas, not ${colours.length} colours`,
    );
  }
  const [background, foreground, ...palette] = colours;
  return parseTheme(JSON.stringify({ background, foreground, palette }), 'custom', option);
}
