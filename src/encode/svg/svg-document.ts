import type { ColourPairs } from '../../colour/colour-pairs.js';
import type { Dressing } from '../../dressing/dressing.js';
import type { Watermark } from '../../dressing/watermark.js';
import type { FontSet } from '../../font/font-set.js';
import type { FrameSequence } from '../../frames/frame.js';
import type { Layout } from '../../mosaic/layout.js';
import { escapeXml } from '../../text/xml.js';
import { ScreenGrid, screenAt } from '../screen-grid.js';
import { dressingElements, watermarkElement } from './dressing-elements.js';
import { Glyphs } from './glyphs.js';
import { RowRenderer } from './row.js';
import { Scene } from './scene.js';
import { SharedRows } from './shared-rows.js';
import { ColourClasses } from './styles.js';

/** What a document shows, and with which letters. */
export interface SvgOptions {
  /** Where everything is; the document's units are its pixels. */
  readonly layout: Layout;
  /** Fonts to embed what is needed of. */
  readonly fonts: FontSet;
  /** How often the animation plays; 0 is forever. */
  readonly plays: number;
  /** The moment of a still; what is shown of an animation where animations are not. */
  readonly atUs: number;
  readonly isStill: boolean;
  /** For screen readers, and a tooltip; “Terminal recording” where absent. */
  readonly title?: string | undefined;
  /** What the picture shows, in words: its description. */
  readonly alt?: string | undefined;
  /** What is drawn around the terminal; absent: its background alone. */
  readonly dressing?: Dressing | undefined;
  /** A picture on top. */
  readonly watermark?: Watermark | undefined;
  /** Resolves colours beyond `0xffffff`, which follow the reader's light or dark. */
  readonly pairs?: ColourPairs | undefined;
}

/**
 * A browser lays out all that a scene ever shows when the scene begins: with more rows' contents than this it
 * stutters; a recording of fewer is one scene.
 */
const CONTENTS_OF_A_SCENE = 300;

/**
 * The recording as one SVG document without scripts, so that it plays in an `<img>`: text that can be selected, the
 * glyphs in use embedded, links where the viewer allows them. Each row of the screen is a strip of what it shows in
 * turn, which CSS moves past a window of one row; what several rows show is written once. Long recordings are cut
 * into scenes, of which only one at a time is displayed. Yields the text up to `SVG_ENDING` piece by piece and holds one
 * scene.
 */
export function* createSvgDocument(sequence: FrameSequence, options: SvgOptions): Generator<string> {
  yield* new SvgDocument(sequence, options).write();
}

/** The end of a document. */
export const SVG_ENDING = '</svg>\n';

interface ColourAt {
  readonly timeUs: number;
  readonly colour: number;
}

class SvgDocument {
  readonly #sequence: FrameSequence;
  readonly #options: SvgOptions;
  readonly #glyphs: Glyphs;
  readonly #colours: ColourClasses;
  readonly #rows: RowRenderer;
  readonly #contents = new SharedRows();
  #sceneCount = 0;

  constructor(sequence: FrameSequence, options: SvgOptions) {
    this.#sequence = sequence;
    this.#options = options;
    this.#glyphs = new Glyphs(options.fonts, options.layout);
    this.#colours = new ColourClasses(options.pairs);
    this.#rows = new RowRenderer({
      layout: options.layout,
      glyphs: this.#glyphs,
      colours: this.#colours,
      background: sequence.background,
      keepsDrawn: options.isStill,
    });
  }

  *write(): Generator<string> {
    const { originXPx, originYPx } = this.#options.layout.geometry;
    const backgrounds = yield* this.#backgrounds();
    yield this.#opening();
    yield this.#background(backgrounds);
    yield `<g class="t" transform="translate(${originXPx} ${originYPx})">\n`;
    if (this.#options.isStill) yield* this.#still();
    else yield* this.#scenes();
    yield '</g>\n';
    if (this.#options.watermark !== undefined) yield watermarkElement(this.#options.watermark);
    // At the end, because only now it is known which glyphs and colours there are.
    yield `<style>\n${this.#glyphs.fontRules()}${this.#colours.css()}</style>\n`;
  }

  #opening(): string {
    const { widthPx, heightPx } = this.#options.layout.geometry;
    const title = escapeXml(this.#options.title || 'Terminal recording');
    return [
      `<svg xmlns="http://www.w3.org/2000/svg" width="${widthPx}" height="${heightPx}" `,
      // Of a still the text itself can be read out.
      `viewBox="0 0 ${widthPx} ${heightPx}" xml:space="preserve"${this.#options.isStill ? '' : ' role="img"'}>\n`,
      `<title>${title}</title>\n${this.#description()}<style>\n${this.#css()}</style>\n`,
    ].join('');
  }

  #description(): string {
    const { alt } = this.#options;
    return alt ? `<desc>${escapeXml(alt)}</desc>\n` : '';
  }

  /** Colours around the cells in the course of time, the first one at 0. */
  *#backgrounds(): Generator<string, ColourAt[]> {
    if (this.#options.isStill) {
      return [{ timeUs: 0, colour: screenAt(this.#sequence, this.#options.atUs).background }];
    }
    const backgrounds: ColourAt[] = [];
    for (const { timeUs, background } of this.#sequence.frames()) {
      yield '';
      if (backgrounds.at(-1)?.colour !== background) backgrounds.push({ timeUs, colour: background });
    }
    return backgrounds;
  }

  /** Cells leave out the background of the start; where the surroundings differ, it is drawn below them. */
  #background(backgrounds: readonly ColourAt[]): string {
    const { background } = this.#sequence;
    const shown = backgrounds.findLast(({ timeUs }) => timeUs <= this.#options.atUs) ?? backgrounds[0]!;
    const { dressing } = this.#options;
    const elements = dressing
      ? dressingElements(dressing, this.#colours)
      : `<rect class="bg" width="100%" height="100%"/>\n`;
    const around = `<style>${this.#colours.rules((hex) => `.bg{fill:${hex(shown.colour)}}`)}</style>\n${elements}`;
    if (backgrounds.every(({ colour }) => colour === background)) return around;
    const { originXPx, originYPx, columns, rows, cellWidthPx, cellHeightPx } = this.#options.layout.geometry;
    const size = `width="${columns * cellWidthPx}" height="${rows * cellHeightPx}"`;
    const below = `<rect x="${originXPx}" y="${originYPx}" ${size}${this.#colours.attribute(background)}/>\n`;
    if (backgrounds.length === 1) return around + below;
    const animation = this.#colours.rules((hex) => {
      const rules = backgrounds.map(({ timeUs, colour }) => ({ timeUs, rule: `fill:${hex(colour)}` }));
      return keyframes('bg', rules, 0, this.#sequence.durationUs);
    });
    return `<style>.bg{animation:bg ${this.#timing()}}${animation}</style>${around}${below}`;
  }

  *#still(): Generator<string> {
    const grid = screenAt(this.#sequence, this.#options.atUs);
    const scene = new Scene(
      0,
      grid.rows.map((cells) => this.#rows.render(cells)),
    );
    yield this.#glyphs.takeDefinitions();
    yield* this.#strips(scene, this.#sequence.durationUs, '', false);
  }

  *#scenes(): Generator<string> {
    const grid = new ScreenGrid(this.#sequence);
    const current: string[] = [];
    for (const cells of grid.rows) {
      current.push(this.#rows.render(cells));
      yield '';
    }
    let scene: Scene | undefined;
    for (const frame of this.#sequence.frames()) {
      const touched = grid.apply(frame);
      for (const row of touched) {
        current[row] = this.#rows.render(grid.rows[row]!);
        yield '';
      }
      if (scene === undefined) scene = new Scene(frame.timeUs, current);
      else if (scene.slotCount + touched.length > CONTENTS_OF_A_SCENE + current.length) {
        yield* this.#scene(scene, frame.timeUs, false);
        scene = new Scene(frame.timeUs, current);
      } else for (const row of touched) scene.show(row, frame.timeUs, current[row]!);
    }
    yield* this.#scene(scene!, this.#sequence.durationUs, true);
  }

  *#scene(scene: Scene, endUs: number, isLast: boolean): Generator<string> {
    const name = `s${this.#sceneCount++}`;
    yield this.#glyphs.takeDefinitions();
    if (isLast && name === 's0') {
      yield `<style>svg svg g[style]{animation:${this.#timing()}}</style>\n`;
      yield* this.#strips(scene, endUs, 'r', false);
      return;
    }
    const isPoster = this.#isShownStill(scene.startUs, endUs, isLast);
    const start = `data-start="${scene.startUs / 1000}"`;
    // Chromium lays out what is in a <g> even where that is not displayed, and does not animate the display of <svg>.
    yield `<switch class="s${isPoster ? ' p' : ''} ${name}" ${start}${isPoster ? '' : ' display="none"'}><g>\n`;
    // It starts again whenever the scene is displayed.
    yield `<style>.${name} svg g[style]{animation:${seconds(endUs - scene.startUs)} step-end forwards}</style>\n`;
    yield* this.#strips(scene, endUs, `${name}r`, !isLast);
    // Behind the <g>: <switch> shows the first of its children.
    yield `</g>${this.#display(scene.startUs, endUs, isLast)}</switch>\n`;
  }

  #isShownStill(startUs: number, endUs: number, isLast: boolean): boolean {
    const { atUs } = this.#options;
    return startUs <= atUs && (atUs < endUs || isLast);
  }

  /** When a scene of several is displayed. CSS cannot animate that in every browser; SMIL can. */
  #display(startUs: number, endUs: number, isLast: boolean): string {
    const { durationUs } = this.#sequence;
    const share = (timeUs: number) => String(Number((timeUs / durationUs).toFixed(7))).replace(/^0\./, '.');
    const steps = [
      ...(startUs > 0 ? [['none', '0']] : []),
      ['inline', share(startUs)],
      ...(isLast ? [] : [['none', share(endUs)]]),
    ];
    const times = steps.map(([, at]) => at).join(';');
    const values = steps.map(([value]) => value).join(';');
    const plays = this.#options.plays === 0 ? 'indefinite' : this.#options.plays;
    return (
      `<animate attributeName="display" calcMode="discrete" dur="${seconds(durationUs)}" repeatCount="${plays}" ` +
      `fill="freeze" values="${values}" keyTimes="${times}"/>`
    );
  }

  /** The rows of a scene, with the movements of those that change. */
  *#strips(scene: Scene, endUs: number, prefix: string, mayRecur: boolean): Generator<string> {
    const { geometry, baselinePx } = this.#options.layout;
    const { cellHeightPx } = geometry;
    yield this.#movements(scene, endUs, prefix);
    const isShared = mayRecur ? () => true : recurringContents(scene);
    for (const [row, { contents }] of scene.tracks.entries()) {
      const top = row * cellHeightPx;
      const strip = contents.length > 1;
      const shown = scene.slotAt(row, this.#options.atUs);
      const still = shown === 0 ? '' : ` transform="translate(0 -${shown * cellHeightPx})"`;
      if (strip)
        yield `<svg y="${top}" width="100%" height="${cellHeightPx}"><g style="animation-name:${prefix}${row}"${still}>`;
      for (const [slot, content] of contents.entries()) {
        yield this.#contents.place(content, (strip ? slot * cellHeightPx : top) + baselinePx, isShared(content));
      }
      if (strip) yield '</g></svg>\n';
    }
  }

  #movements(scene: Scene, endUs: number, prefix: string): string {
    const { cellHeightPx } = this.#options.layout.geometry;
    const rules = scene.tracks.map(({ contents, changes }, row) => {
      if (contents.length === 1) return '';
      const steps = changes.map(({ timeUs, slot }) => ({
        timeUs,
        rule: `transform:translateY(${slot === 0 ? 0 : `-${slot * cellHeightPx}px`})`,
      }));
      return keyframes(`${prefix}${row}`, steps, scene.startUs, endUs);
    });
    const text = rules.filter((rule) => rule !== '').join('\n');
    return text === '' ? '' : `<style>${text}</style>\n`;
  }

  #timing(): string {
    const plays = this.#options.plays === 0 ? 'infinite' : `${this.#options.plays} forwards`;
    return `${seconds(this.#sequence.durationUs)} step-end ${plays}`;
  }

  #css(): string {
    const { fontSizePx } = this.#glyphs;
    const sizePx = Math.round(fontSizePx * 10_000) / 10_000;
    const adjusted = Math.round((this.#options.layout.geometry.cellWidthPx / fontSizePx) * 1000) / 1000;
    return [
      // Not `font`, which some viewers do not know. Names of usual fonts, because not all viewers know `monospace`.
      `text{font-family:c,ui-monospace,Menlo,DejaVu Sans Mono,Liberation Mono,Courier New,monospace;`,
      `font-size:${sizePx}px;font-variant-ligatures:none;`,
      // The terminal has already put every character in its place.
      'unicode-bidi:bidi-override;white-space:pre}.b{font-weight:700}.i{font-style:italic}.o{opacity:0;fill-opacity:0}',
      'path{shape-rendering:crispEdges}.a,.a path{shape-rendering:auto}\n',
      // Where a page's policy keeps embedded fonts out, which Firefox alone obeys: the viewer's fonts, as wide as cells.
      `@supports(-moz-appearance:none){text{font-size-adjust:ch-width ${adjusted}}}\n`,
      this.#options.isStill
        ? ''
        : '@media(prefers-reduced-motion:reduce){*{animation:none!important}.s{display:none!important}' +
          '.s.p{display:inline!important}}\n',
    ].join('');
  }
}

/** Which contents stand in more than one place of a scene. */
function recurringContents(scene: Scene): (content: string) => boolean {
  const seen = new Set<string>();
  const recurring = new Set<string>();
  for (const { contents } of scene.tracks) {
    for (const content of contents) (seen.has(content) ? recurring : seen).add(content);
  }
  return (content) => recurring.has(content);
}

function seconds(us: number): string {
  return `${us / 1e6}s`;
}

/** An animation by CSS that jumps from rule to rule. */
function keyframes(
  name: string,
  rules: readonly { readonly timeUs: number; readonly rule: string }[],
  startUs: number,
  endUs: number,
): string {
  const durationUs = endUs - startUs;
  // To the millisecond: one more digit than the percentage of one takes.
  const digits = Math.max(1, Math.ceil(Math.log10(durationUs / 1000)) - 1);
  const steps = rules.map(({ timeUs, rule }, index) => {
    const percent = Number((((timeUs - startUs) / durationUs) * 100).toFixed(digits));
    // The last one holds to the end, also when the animation has ended.
    return `${percent}%${index === rules.length - 1 ? ',to' : ''}{${rule}}`;
  });
  return `@keyframes ${name}{${steps.join('')}}`;
}
