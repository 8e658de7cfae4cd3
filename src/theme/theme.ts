import type { ColourPairs } from '../colour/colour-pairs.js';

/** The colours a terminal is shown in; every colour is `0xRRGGBB`. */
export interface ThemeColours {
  readonly foreground: number;
  readonly background: number;
  /** If absent, the cursor swaps a cell's foreground and background. */
  readonly cursor?: number;
  /** Exactly 16: the eight ANSI colours, then their bright forms. */
  readonly palette: readonly number[];
  /** For pictures that follow the reader's light or dark: what colours beyond `0xffffff` stand for. */
  readonly pairs?: ColourPairs;
}

/** A theme with its name and origin. */
export interface Theme extends ThemeColours {
  readonly name: string;
  readonly dark: boolean;
  readonly credits?: ThemeCredits;
}

/** Who made a theme. */
export interface ThemeCredits {
  readonly author: string;
  readonly url: string;
  readonly licence: string;
}
