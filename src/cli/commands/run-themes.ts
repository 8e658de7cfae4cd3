/** `cast2gif themes`: what themes there are. */

import { hexColour } from '../../colour/hex.js';
import { loadAllThemes } from '../../theme/load-theme.js';
import type { Theme } from '../../theme/theme.js';
import { planFiles, STANDARD_STREAM } from '../files.js';
import type { RunCommand } from './command.js';
import type { THEMES } from './themes.js';

/** Lists the bundled themes; `--json` prints all there is to know, `--preview` draws them into a picture. */
export const runThemes: RunCommand<typeof THEMES.options> = async ({ options }, { console }) => {
  const themes = await loadAllThemes();
  if (options.preview !== undefined) return preview(themes, options.preview);
  if (options.json) {
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
};

/** A middle grey, which no theme has for its background: dark and light ones stand out from it. */
const GALLERY_PAGE = `50545c,ffffff,${Array(8).fill('ffffff').join(',')}`;

/** Draws all themes into one picture of any format. */
async function preview(themes: readonly Theme[], output: string): Promise<number> {
  const { outputs } = planFiles([STANDARD_STREAM, output], undefined, false);
  const [{ render }, { themeGallery }] = await Promise.all([import('../../index.js'), import('./theme-gallery.js')]);
  const targets = outputs.map(({ name, format }) => ({ path: name, format }));
  await render(Buffer.from(themeGallery(themes)), targets, { theme: GALLERY_PAGE, paddingPx: 0 });
  return 0;
}

function withHexColours(theme: Theme): Record<string, unknown> {
  return {
    ...theme,
    foreground: hexColour(theme.foreground),
    background: hexColour(theme.background),
    ...(theme.cursor === undefined ? {} : { cursor: hexColour(theme.cursor) }),
    palette: theme.palette.map(hexColour),
  };
}

/** The theme's text and its colours, in colours of the terminal (SGR 38;2 and 48;2). */
function swatch({ foreground, background, palette }: Theme): string {
  const channels = (colour: number) => `${colour >> 16};${(colour >> 8) & 255};${colour & 255}`;
  const dots = palette.map((colour) => `\u001b[38;2;${channels(colour)}m●`).join('');
  return `\u001b[48;2;${channels(background)}m\u001b[38;2;${channels(foreground)}m text ${dots} \u001b[m`;
}
