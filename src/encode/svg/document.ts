import type { Dressing } from '../../dressing/dressing.js';
import type { Family } from '../../font/face.js';
import type { FrameSequence } from '../../frames/types.js';
import type { Layout } from '../../mosaic/layout.js';
import { ScreenGrid, screenAt } from '../screen-grid.js';
import { dressingElements } from './dressing.js';
import { EmbeddedFonts } from './fonts.js';
import { RowRenderer } from './row.js';
import { ColourClasses, hexColour } from './styles.js';
import { escapeXml } from './xml.js';

/** What a document shows, and with which letters. */
export interface SvgOptions {
  /** Where everything lies; the document's units are its pixels. */
  readonly layout: Layout;
  /** Fonts to embed what is needed of, in order of preference; the first one's advance fills a cell. */
  readonly families: readonly Family[];
  /** How often the animation plays; 0 is for ever. */
  readonly plays: number;
  /** A still of this moment instead of the animation. */
  readonly atUs?: number | undefined;
  /** What a reader of screens is told, and a tooltip; nothing where absent. */
  readonly title?: string | undefined;
  /** What is drawn around the terminal; absent: its background alone. */
  readonly dressing?: Dressing | undefined;
}

/** What one row of the screen shows in the course of time. */
interface Track {
  /** Distinct contents, in the order they appear. */
  readonly contents: string[];
  /** When which of them appears. */
  readonly changes: { readonly timeUs: number; readonly slot: number }[];
}

/**
 * The recording as one SVG document without scripts, so that it plays in an `<img>`: text that can be selected, the
 * glyphs in use embedded, links where the viewer allows them. Each row of the screen is a strip of what it shows in
 * turn, which CSS moves past a window of one row; what several rows show is written once.
 */
export function createSvgDocument(sequence: FrameSequence, options: SvgOptions): string {
  return new SvgDocument(sequence, options).write();
}

class SvgDocument {
  readonly #sequence: FrameSequence;
  readonly #options: SvgOptions;
  readonly #fonts: EmbeddedFonts;
  readonly #fontSizePx: number;
  readonly #colours = new ColourClasses();
  readonly #rows: RowRenderer;
  /** Colours around the cells in the course of time, the first one at 0. */
  readonly #backgrounds: { readonly timeUs: number; readonly colour: number }[] = [];

  constructor(sequence: FrameSequence, options: SvgOptions) {
    this.#sequence = sequence;
    this.#options = options;
    this.#fonts = new EmbeddedFonts(options.families);
    this.#fontSizePx = this.#fonts.fontSizePx(options.layout.geometry.cellWidthPx);
    this.#rows = new RowRenderer({
      layout: options.layout,
      fonts: this.#fonts,
      fontSizePx: this.#fontSizePx,
      colours: this.#colours,
      background: sequence.background,
    });
  }

  write(): string {
    const tracks = this.#options.atUs === undefined ? this.#tracks() : this.#still(this.#options.atUs);
    const shared = sharedContents(tracks);
    const body = tracks.map((track, row) => this.#row(track, row, shared)).join('');
    const keyframes = tracks.map((track, row) => this.#keyframes(track, row)).join('');
    const definitions =
      this.#rows.definitions() + [...shared].map(([content, id]) => `<g id="${id}">${content}</g>`).join('');
    const { geometry } = this.#options.layout;
    const { widthPx, heightPx, originXPx, originYPx } = geometry;
    const title = this.#options.title ? `<title>${escapeXml(this.#options.title)}</title>\n` : '';
    return [
      `<svg xmlns="http://www.w3.org/2000/svg" width="${widthPx}" height="${heightPx}" `,
      `viewBox="0 0 ${widthPx} ${heightPx}" xml:space="preserve">\n${title}`,
      `<style>\n${this.#css()}${keyframes}</style>\n`,
      definitions === '' ? '' : `<defs>${definitions}</defs>\n`,
      this.#background(),
      `<g transform="translate(${originXPx} ${originYPx})">\n${body}</g>\n</svg>\n`,
    ].join('');
  }

  #still(atUs: number): Track[] {
    const grid = screenAt(this.#sequence, atUs);
    this.#backgrounds.push({ timeUs: 0, colour: grid.background });
    return grid.rows.map((cells) => ({
      contents: [this.#rows.render(cells)],
      changes: [{ timeUs: 0, slot: 0 }],
    }));
  }

  #tracks(): Track[] {
    const grid = new ScreenGrid(this.#sequence);
    const slots = grid.rows.map(() => new Map<string, number>());
    const tracks: Track[] = grid.rows.map(() => ({ contents: [], changes: [] }));
    let isFirst = true;
    for (const frame of this.#sequence.frames()) {
      const touched = grid.apply(frame);
      if (this.#backgrounds.at(-1)?.colour !== frame.background) {
        this.#backgrounds.push({ timeUs: frame.timeUs, colour: frame.background });
      }
      for (const row of isFirst ? grid.rows.keys() : touched) {
        const content = this.#rows.render(grid.rows[row]!);
        const track = tracks[row]!;
        const slot = slots[row]!.get(content) ?? track.contents.push(content) - 1;
        slots[row]!.set(content, slot);
        if (track.changes.at(-1)?.slot !== slot) track.changes.push({ timeUs: frame.timeUs, slot });
      }
      isFirst = false;
    }
    return tracks;
  }

  #row(track: Track, row: number, shared: ReadonlyMap<string, string>): string {
    const { cellHeightPx } = this.#options.layout.geometry;
    const y = row * cellHeightPx;
    if (track.contents.length === 1) return placed(track.contents[0]!, y, shared);
    const strip = track.contents.map((content, slot) => placed(content, slot * cellHeightPx, shared)).join('');
    return `<svg y="${y}" height="${cellHeightPx}"><g style="animation-name:r${row}">${strip}</g></svg>\n`;
  }

  /** Cells leave out the background of the start; where what is around them has another colour it lies below them. */
  #background(): string {
    const { dressing } = this.#options;
    const around = dressing ? dressingElements(dressing) : `<rect class="bg" width="100%" height="100%"/>\n`;
    const { background } = this.#sequence;
    if (this.#backgrounds.every(({ colour }) => colour === background)) return around;
    const { originXPx, originYPx, columns, rows, cellWidthPx, cellHeightPx } = this.#options.layout.geometry;
    const size = `width="${columns * cellWidthPx}" height="${rows * cellHeightPx}"`;
    return `${around}<rect x="${originXPx}" y="${originYPx}" ${size} fill="${hexColour(background)}"/>\n`;
  }

  #keyframes({ contents, changes }: Track, row: number): string {
    if (contents.length === 1) return '';
    const { cellHeightPx } = this.#options.layout.geometry;
    const rules = changes.map(({ timeUs, slot }) => ({
      timeUs,
      rule: `transform:translateY(${slot === 0 ? 0 : `-${slot * cellHeightPx}px`})`,
    }));
    return this.#animation(`r${row}`, rules);
  }

  #animation(name: string, rules: readonly { readonly timeUs: number; readonly rule: string }[]): string {
    const { durationUs } = this.#sequence;
    // To the millisecond: one more digit than the percentage of one takes.
    const digits = Math.max(1, Math.ceil(Math.log10(durationUs / 1000)) - 1);
    const steps = rules.map(({ timeUs, rule }, index) => {
      const percent = Number(((timeUs / durationUs) * 100).toFixed(digits));
      // The last one holds to the end, also when the animation has ended.
      const at = index === rules.length - 1 ? `${percent}%,to` : `${percent}%`;
      return `${at}{${rule}}`;
    });
    return `@keyframes ${name}{${steps.join('')}}\n`;
  }

  #css(): string {
    const { rules, familyList } = this.#fonts.css();
    const seconds = this.#sequence.durationUs / 1e6;
    const plays = this.#options.plays === 0 ? 'infinite' : `${this.#options.plays} forwards`;
    return [
      rules,
      `text{font-family:${familyList};font-size:${this.#fontSizePx}px;font-variant-ligatures:none;`,
      // The terminal has already put every character in its place.
      'unicode-bidi:bidi-override;white-space:pre}path{shape-rendering:crispEdges}.b{font-weight:700}.i{font-style:italic}',
      `svg svg g[style]{animation:${seconds}s step-end ${plays}}\n`,
      `.bg{fill:${hexColour(this.#backgrounds[0]!.colour)}}${this.#colours.css()}\n`,
      this.#backgrounds.length > 1 ? this.#backgroundAnimation(`${seconds}s step-end ${plays}`) : '',
    ].join('');
  }

  #backgroundAnimation(timing: string): string {
    const rules = this.#backgrounds.map(({ timeUs, colour }) => ({ timeUs, rule: `fill:${hexColour(colour)}` }));
    return `.bg{animation:bg ${timing}}${this.#animation('bg', rules)}`;
  }
}

/** Contents that stand in more than one place, with the ids they get. */
function sharedContents(tracks: readonly Track[]): Map<string, string> {
  const seen = new Set<string>();
  const shared = new Map<string, string>();
  for (const { contents } of tracks) {
    for (const content of contents) {
      if (content === '' || shared.has(content)) continue;
      if (seen.has(content)) shared.set(content, `g${shared.size.toString(36)}`);
      seen.add(content);
    }
  }
  return shared;
}

function placed(content: string, y: number, shared: ReadonlyMap<string, string>): string {
  if (content === '') return '';
  const id = shared.get(content);
  if (id !== undefined) return `<use href="#${id}" y="${y}"/>\n`;
  return `<g transform="translate(0 ${y})">${content}</g>\n`;
}
