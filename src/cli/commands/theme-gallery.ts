/** All themes in one picture, drawn by the renderer itself: a recording that prints each in its own colours. */
import type { Theme } from '../../theme/theme.js';

const TILE_COLUMNS = 40;
const TILE_ROWS = 6;
const TILES_ACROSS = 3;
/** Cells of page around each tile. */
const GAP_COLUMNS = 2;
const GAP_ROWS = 1;

/** Makes the recording, asciicast version 2: the themes in reading order, three in a row. */
export function themeGallery(themes: readonly Theme[]): string {
  const width = TILES_ACROSS * (TILE_COLUMNS + GAP_COLUMNS) + GAP_COLUMNS;
  const height = Math.ceil(themes.length / TILES_ACROSS) * (TILE_ROWS + GAP_ROWS) + GAP_ROWS;
  const tiles = themes.map((theme, index) => {
    const left = GAP_COLUMNS + (index % TILES_ACROSS) * (TILE_COLUMNS + GAP_COLUMNS);
    const top = GAP_ROWS + Math.floor(index / TILES_ACROSS) * (TILE_ROWS + GAP_ROWS);
    return tile(theme)
      .map((line, row) => `\u001b[${top + row + 1};${left + 1}H${line}`)
      .join('');
  });
  const header = { version: 2, width, height, title: 'Themes of cast2gif' };
  const output = `\u001b[?25l${tiles.join('')}`;
  return `${JSON.stringify(header)}\n${JSON.stringify([0, 'o', output])}\n`;
}

/** The lines of one theme, each exactly as wide as the tile. */
function tile({ name, dark, foreground, background, palette }: Theme): string[] {
  const page = sgr(48, background) + sgr(38, foreground);
  const line = (text: string, columns: number) => `${page}${text}${' '.repeat(TILE_COLUMNS - columns)}\u001b[m`;
  const kind = dark ? 'dark' : 'light';
  const between = ' '.repeat(TILE_COLUMNS - name.length - kind.length - 4);
  const colour = (index: number, text: string) => `${sgr(38, palette[index]!)}${text}${sgr(38, foreground)}`;
  const swatch = (from: number) => palette.slice(from, from + 8).map((each) => `${sgr(38, each)}████`);
  return [
    line('', 0),
    line(`  \u001b[1m${name}\u001b[22m${between}${kind}`, TILE_COLUMNS - 2),
    line(
      `  ${colour(2, '~/code')} ${colour(4, 'main')} ${colour(1, '✗')} git log ${colour(3, '3f2a1c')} ${colour(8, '# soon')}`,
      37,
    ),
    line(`  ${swatch(0).join('')}`, 34),
    line(`  ${swatch(8).join('')}`, 34),
    line('', 0),
  ];
}

/** Select graphic rendition: foreground (38) or background (48) in true colour. */
function sgr(kind: 38 | 48, colour: number): string {
  return `\u001b[${kind};2;${colour >> 16};${(colour >> 8) & 255};${colour & 255}m`;
}
