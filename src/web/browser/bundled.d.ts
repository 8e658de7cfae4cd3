/** What the build puts into the page. */

/** The bundled themes, from themes/. */
declare const BUNDLED_THEMES: readonly {
  readonly name: string;
  readonly dark: boolean;
  readonly foreground: string;
  readonly background: string;
  readonly palette: readonly string[];
}[];

/** The player's script, which is loaded only where the server has it. */
declare const AsciinemaPlayer: typeof import('asciinema-player');

/** Of the script that embeds a player: what the server writes in front of it. */
declare const EMBEDDED_RECORDING: {
  readonly id: string;
  readonly title: string;
  readonly columns: number;
  readonly rows: number;
};
