/** The window around the terminal: what it consists of and where everything is, for pixels and for vectors. */

import { blend } from '../colour/blend.js';
import { type ColourPairs, combine } from '../colour/colour-pairs.js';
import { isDark } from '../colour/contrast.js';
import type { LinePicture } from '../font/line.js';
import type { Insets } from '../mosaic/layout.js';
import type { Geometry, RectanglePx } from '../mosaic/painted-frame.js';
import type { Fill } from './fill.js';

/** How the window looks: whose buttons it has, or only a title bar, only rounded corners, or no window. */
export type WindowStyle = 'macos' | 'windows' | 'plain' | 'frame' | 'none';

/** What the options ask for. */
export interface DressingOptions {
  readonly style: WindowStyle;
  /** A pixel of a window on a screen of normal density. */
  readonly unitPx: number;
  /** Already scaled; undefined for the style's own. */
  readonly marginPx: number | undefined;
  /** Undefined for a colour that goes with the theme. */
  readonly marginFill: Fill | undefined;
  readonly hasShadow: boolean;
  readonly foreground: number;
  readonly background: number;
  /** Two colours of the theme that tint the margin. */
  readonly hues: readonly [number, number];
  /** Resolves colours beyond `0xffffff`, which follow the reader's light or dark. */
  readonly pairs?: ColourPairs | undefined;
}

/** Something drawn on the title bar. */
export type Mark =
  | {
      readonly kind: 'disc';
      readonly xPx: number;
      readonly yPx: number;
      readonly radiusPx: number;
      readonly colour: number;
    }
  /** Lines from point to point (x, y, x, y …) with butt ends. */
  | { readonly kind: 'lines'; readonly pointsPx: readonly number[]; readonly widthPx: number; readonly colour: number };

/** A soft shadow: black, fading from the window's outline outwards and inwards. */
export interface Shadow {
  readonly blurPx: number;
  readonly dropPx: number;
  /** Of the middle of the shadow, 0 to 1. */
  readonly opacity: number;
}

/** The title as it is set. */
export interface Title {
  readonly picture: LinePicture;
  readonly leftPx: number;
  readonly baselinePx: number;
  readonly fontSizePx: number;
  readonly colour: number;
}

/** Everything around the cells. */
export interface Dressing {
  readonly margin: Fill;
  /** Stands for transparency where a format has none. */
  readonly matte: number;
  readonly window: RectanglePx;
  readonly radiusPx: number;
  readonly borderPx: number;
  readonly borderColour: number;
  /** Height of the title bar within the border; 0 for none. */
  readonly barPx: number;
  readonly barColour: number;
  readonly marks: readonly Mark[];
  readonly title: Title | undefined;
  readonly shadow: Shadow | undefined;
}

/** What stands for the margin where a format has no transparency; undefined where the margin has a colour. */
export function matteOf({ margin, matte }: Dressing): number | undefined {
  return margin.kind === 'transparent' ? matte : undefined;
}

/** Draws a line of text, as `FontSet.drawLine` does. */
export type DrawLine = (text: string, fontSizePx: number, maximumWidthPx: number) => LinePicture;

/** How much of a hue the margin has. */
const TINT = 0.16;
/** Few bands, as each meets each level of the shadow; so near each other that their edges are not seen. */
const BANDS = 6;

/** The backdrop, tinted by one hue in one corner and by the other in the opposite one. */
function quietGradient(backdropColour: number, { hues, pairs }: DressingOptions): Fill {
  const tinted = (hue: number) => combine(pairs, tintedBy, backdropColour, hue);
  return { kind: 'gradient', from: tinted(hues[0]), to: tinted(hues[1]), steps: BANDS };
}

function tintedBy(backdropColour: number, hue: number): number {
  return blend(backdropColour, hue, TINT);
}

/** Measures in window pixels. */
const MARGIN = 32;
const PADDING = 20;
const BAR = { macos: 30, windows: 32, plain: 28, frame: 0, none: 0 } as const;
const RADIUS = { macos: 10, windows: 8, plain: 8, frame: 8, none: 0 } as const;
const TITLE_SIZE = 13;
const SHADOW = { blur: 22, drop: 8, opacity: 0.42 } as const;
/** Fullscreen, minimise and close as macOS has them, from the left: close first. */
const TRAFFIC_LIGHTS = [0xff5f57, 0xfebc2e, 0x28c840] as const;

/** Decides how much room the window takes and, once the picture is laid out, where its parts go. */
export class DressingPlan {
  /** Around the terminal and its padding. */
  readonly insets: Insets;
  readonly #fill: Fill;
  readonly #matte: number;
  readonly #options: DressingOptions;
  readonly #marginPx: number;
  readonly #borderPx: number;
  readonly #barPx: number;

  constructor(options: DressingOptions) {
    const { style, unitPx, background, pairs } = options;
    const hasWindow = style !== 'none';
    this.#options = options;
    this.#matte = combine(pairs, backdrop, background);
    this.#fill = options.marginFill ?? quietGradient(this.#matte, options);
    this.#marginPx = options.marginPx ?? (hasWindow ? Math.round(MARGIN * unitPx) : 0);
    this.#borderPx = hasWindow ? Math.max(1, Math.round(unitPx)) : 0;
    this.#barPx = Math.round(BAR[style] * unitPx);
    const sidePx = this.#marginPx + this.#borderPx;
    // Corners must not cut into the cells: 1 - 1/√2 of the radius clears them.
    const leastPaddingPx = Math.ceil(this.#radiusPx * 0.3);
    this.insets = {
      leftPx: sidePx,
      topPx: sidePx + this.#barPx,
      rightPx: sidePx,
      bottomPx: sidePx,
      leastPaddingPx,
      usualPaddingPx: hasWindow ? Math.round(PADDING * unitPx) : undefined,
    };
  }

  /** Whether there is nothing to draw except the terminal. */
  get isNothing(): boolean {
    return this.#options.style === 'none' && this.#marginPx === 0;
  }

  get #radiusPx(): number {
    return Math.round(RADIUS[this.#options.style] * this.#options.unitPx);
  }

  /** Places everything around the cells. */
  place(geometry: Geometry, title: string | undefined, drawLine: DrawLine): Dressing {
    const { style, foreground, background, pairs, hasShadow, unitPx } = this.#options;
    const marginPx = this.#marginPx;
    const window: RectanglePx = {
      leftPx: marginPx,
      topPx: marginPx,
      rightPx: geometry.widthPx - marginPx,
      bottomPx: geometry.heightPx - marginPx,
    };
    const bar: Bar = {
      leftPx: window.leftPx + this.#borderPx,
      rightPx: window.rightPx - this.#borderPx,
      middlePx: window.topPx + this.#borderPx + this.#barPx / 2,
      heightPx: this.#barPx,
      unitPx,
      ink: combine(pairs, inkOf, background, foreground),
    };
    // All of it must fit on the margin: a shadow that is cut off reveals the edge of the picture.
    const dropPx = Math.min(SHADOW.drop * unitPx, marginPx / 4);
    const blurPx = Math.min(SHADOW.blur * unitPx, marginPx - dropPx);
    return {
      margin: this.#fill,
      matte: this.#matte,
      window,
      radiusPx: this.#radiusPx,
      borderPx: this.#borderPx,
      borderColour: combine(pairs, borderColourOf, background),
      barPx: this.#barPx,
      barColour: combine(pairs, barColourOf, background, foreground),
      marks: marksOf(style, bar),
      title: this.#barPx === 0 || title === undefined ? undefined : setTitle(style, bar, title, drawLine),
      shadow: hasShadow && style !== 'none' && blurPx >= 2 ? { blurPx, dropPx, opacity: SHADOW.opacity } : undefined,
    };
  }
}

/** Where marks and title go. */
interface Bar {
  readonly leftPx: number;
  readonly rightPx: number;
  readonly middlePx: number;
  readonly heightPx: number;
  readonly unitPx: number;
  readonly ink: number;
}

/** A muted colour that windows of the theme stand out from. */
function backdrop(background: number): number {
  return isDark(background) ? blend(background, 0x8fa3b8, 0.72) : blend(background, 0x5d7186, 0.42);
}

function inkOf(background: number, foreground: number): number {
  return blend(background, foreground, 0.72);
}

function borderColourOf(background: number): number {
  return isDark(background) ? blend(background, 0xffffff, 0.24) : blend(background, 0x000000, 0.2);
}

function barColourOf(background: number, foreground: number): number {
  return blend(background, foreground, isDark(background) ? 0.12 : 0.09);
}

function marksOf(style: WindowStyle, bar: Bar): Mark[] {
  if (style === 'macos') {
    return TRAFFIC_LIGHTS.map((colour, index) => ({
      kind: 'disc',
      xPx: bar.leftPx + (19 + 20 * index) * bar.unitPx,
      yPx: bar.middlePx,
      radiusPx: 6 * bar.unitPx,
      colour,
    }));
  }
  return style === 'windows' ? captionButtons(bar) : [];
}

/** Minimise, maximise, close: signs of 10 pixels in fields of 44, on whole pixels so that lines are crisp. */
function captionButtons({ rightPx, middlePx, unitPx, ink }: Bar): Mark[] {
  const half = Math.max(3, Math.round(5 * unitPx));
  const widthPx = Math.max(1, Math.round(unitPx));
  const crisp = (widthPx % 2) / 2;
  const middle = (fromRight: number) => Math.round(rightPx - (22 + 44 * fromRight) * unitPx) + crisp;
  const y = Math.round(middlePx) + crisp;
  const lines = (...pointsPx: number[]): Mark => ({ kind: 'lines', pointsPx, widthPx, colour: ink });
  const [x2, x1, x0] = [middle(2), middle(1), middle(0)];
  const end = widthPx / 2;
  return [
    lines(x2 - half, y, x2 + half, y),
    lines(
      x1 - half - end,
      y - half,
      x1 + half,
      y - half,
      x1 + half,
      y + half,
      x1 - half,
      y + half,
      x1 - half,
      y - half,
    ),
    lines(x0 - half, y - half, x0 + half, y + half),
    lines(x0 + half, y - half, x0 - half, y + half),
  ];
}

/** Centred in the window, or beside the buttons if there is no room; on the left for `windows`. */
function setTitle(style: WindowStyle, bar: Bar, text: string, drawLine: DrawLine): Title | undefined {
  const { unitPx } = bar;
  const fontSizePx = TITLE_SIZE * unitPx;
  const startPx = bar.leftPx + (style === 'macos' ? 78 : 14) * unitPx;
  const endPx = bar.rightPx - (style === 'windows' ? 140 : 14) * unitPx;
  const picture = drawLine(text, fontSizePx, endPx - startPx);
  if (picture.widthPx === 0) return undefined;
  const centredPx = (bar.leftPx + bar.rightPx - picture.widthPx) / 2;
  const leftPx = style === 'windows' ? startPx : Math.min(Math.max(startPx, centredPx), endPx - picture.widthPx);
  // Capitals, not letters with descenders, look centred.
  const baselinePx = Math.round(bar.middlePx + fontSizePx * 0.36);
  return { picture, leftPx: Math.round(leftPx), baselinePx, fontSizePx, colour: bar.ink };
}
