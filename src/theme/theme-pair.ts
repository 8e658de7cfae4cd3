/** One theme of two: what the reader prefers decides which of them is shown. */
import { ColourPairs, NO_COLOUR, type Scheme } from '../colour/colour-pairs.js';
import type { ThemeColours } from './theme.js';

/** The themes that were asked for by the reader's preference. */
export interface ThemesByScheme {
  readonly light?: ThemeColours | undefined;
  readonly dark?: ThemeColours | undefined;
}

/**
 * The colours of both themes. Where neither preference is known, `main` is shown if there is one theme beside it, and the
 * light one of two.
 * @param main the theme of those who are not asked for
 */
export function pairThemes(main: ThemeColours, { light, dark }: ThemesByScheme): ThemeColours {
  if (light === undefined && dark === undefined) return main;
  return dark === undefined ? pairOf(main, light!, 'light') : pairOf(light ?? main, dark, 'dark');
}

function pairOf(usual: ThemeColours, preferred: ThemeColours, scheme: Scheme): ThemeColours {
  const pairs = new ColourPairs(scheme);
  const hasCursor = usual.cursor !== undefined || preferred.cursor !== undefined;
  const cursor = pairs.numberOf(usual.cursor ?? NO_COLOUR, preferred.cursor ?? NO_COLOUR);
  return {
    foreground: pairs.numberOf(usual.foreground, preferred.foreground),
    background: pairs.numberOf(usual.background, preferred.background),
    ...(hasCursor && { cursor }),
    palette: usual.palette.map((colour, index) => pairs.numberOf(colour, preferred.palette[index]!)),
    pairs,
  };
}
