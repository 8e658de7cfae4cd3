/** `cast2gif themes`: what themes there are. */
import { loadAllThemes, type Theme } from '../theme/theme.js';
import { switches } from './command-words.js';
import type { Console } from './console.js';

/** Lists the bundled themes; `--json` prints all there is to know. */
export async function listThemes(words: readonly string[], console: Console): Promise<number> {
  const { json } = switches(words, ['json'], 'cast2gif themes [--json]');
  const themes = await loadAllThemes();
  if (json) {
    console.print(`${JSON.stringify(themes.map(withHexColours), null, 2)}\n`);
    return 0;
  }
  const width = Math.max(...themes.map(({ name }) => name.length)) + 2;
  const coloured = console.hasColours(console.stdout);
  for (const theme of themes) {
    const sample = coloured ? `  ${swatch(theme)}` : '';
    console.print(`${theme.name.padEnd(width)}${theme.dark ? 'dark ' : 'light'}${sample}  ${theme.credits?.author}\n`);
  }
  return 0;
}

const hex = (colour: number) => `#${colour.toString(16).padStart(6, '0')}`;

function withHexColours(theme: Theme): Record<string, unknown> {
  return {
    ...theme,
    foreground: hex(theme.foreground),
    background: hex(theme.background),
    ...(theme.cursor === undefined ? {} : { cursor: hex(theme.cursor) }),
    palette: theme.palette.map(hex),
  };
}

/** The theme's text and its colours, in colours of the terminal (SGR 38;2 and 48;2). */
function swatch({ foreground, background, palette }: Theme): string {
  const channels = (colour: number) => `${colour >> 16};${(colour >> 8) & 255};${colour & 255}`;
  const dots = palette.map((colour) => `\u001b[38;2;${channels(colour)}m●`).join('');
  return `\u001b[48;2;${channels(background)}m\u001b[38;2;${channels(foreground)}m text ${dots} \u001b[m`;
}
