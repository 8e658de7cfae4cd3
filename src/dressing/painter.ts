import { blend, lay, TRANSPARENT } from '../colour/blend.js';
import { textWeights } from '../font/weight.js';
import type { Around, RectanglePx } from '../mosaic/painted-frame.js';
import { type Dressing, type Mark, matteOf, type Shadow, type Title } from './dressing.js';
import { coverageAt, distanceToBox, distanceToLine } from './edge-coverage.js';

/** Levels of a shadow between nothing and its full strength: each is a colour of the palette. */
const SHADOW_LEVELS = 16;
/** Levels between a title's ink and the bar. */
const TITLE_LEVELS = 6;

/** One thing painted over what is below it, within its bounds. */
interface Layer {
  readonly bounds: RectanglePx;
  /** @returns the colour of the pixel at (x, y) with the layer on top of `below` */
  over(below: number, x: number, y: number, background: number): number;
}

/** Paints a dressing pixel by pixel, without a buffer of the picture's size. */
export class DressingPainter implements Around {
  readonly matte: number | undefined;
  readonly #layers: readonly Layer[];
  readonly #margin: (x: number, y: number) => number;
  /** The middle of the window, where there is only the terminal's background. */
  readonly #inside: RectanglePx;

  constructor(dressing: Dressing, widthPx: number, heightPx: number) {
    this.matte = matteOf(dressing);
    this.#margin = marginOf(dressing, widthPx, heightPx);
    this.#layers = [
      ...(dressing.shadow === undefined ? [] : [shadowLayer(dressing, dressing.shadow)]),
      ...windowLayers(dressing),
      ...dressing.marks.map(markLayer),
      ...(dressing.title === undefined ? [] : [titleLayer(dressing.title, dressing.barColour)]),
    ];
    const { window, borderPx, radiusPx, barPx } = dressing;
    const edgePx = Math.max(borderPx, radiusPx);
    this.#inside = {
      leftPx: window.leftPx + borderPx,
      topPx: window.topPx + borderPx + Math.max(barPx, radiusPx),
      rightPx: window.rightPx - borderPx,
      bottomPx: window.bottomPx - edgePx,
    };
  }

  paintSpan(yPx: number, fromXPx: number, toXPx: number, background: number, colours: Uint32Array): void {
    const { leftPx, topPx, rightPx, bottomPx } = this.#inside;
    const layers = this.#layers.filter(({ bounds }) => yPx >= bounds.topPx && yPx < bounds.bottomPx);
    const isInside = yPx >= topPx && yPx < bottomPx;
    for (let x = fromXPx; x < toXPx; x += 1) {
      colours[x - fromXPx] =
        isInside && x >= leftPx && x < rightPx ? background : this.#pixel(layers, x, yPx, background);
    }
  }

  #pixel(layers: readonly Layer[], x: number, y: number, background: number): number {
    let colour = this.#margin(x, y);
    for (const { bounds, over } of layers) {
      if (x >= bounds.leftPx && x < bounds.rightPx) colour = over(colour, x, y, background);
    }
    return colour;
  }
}

function marginOf({ margin }: Dressing, widthPx: number, heightPx: number): (x: number, y: number) => number {
  if (margin.kind === 'transparent') return () => TRANSPARENT;
  if (margin.kind === 'colour') return () => margin.colour;
  const { from, to, steps } = margin;
  const bands = Array.from({ length: steps }, (_, step) => blend(from, to, step / (steps - 1)));
  return (x, y) => bands[Math.floor(((x / widthPx + y / heightPx) / 2) * steps)]!;
}

/** Strongest well inside the outline of the window (moved down by the drop), fading to nothing `blurPx` outside it. */
function shadowLayer({ window, radiusPx }: Dressing, { blurPx, dropPx, opacity }: Shadow): Layer {
  const box = { ...window, topPx: window.topPx + dropPx, bottomPx: window.bottomPx + dropPx };
  const bounds = grown(box, blurPx);
  return {
    bounds,
    over(below, x, y) {
      const distance = distanceToBox(x + 0.5, y + 0.5, box, radiusPx + blurPx / 2);
      const depth = Math.min(1, Math.max(0, (blurPx - distance) / (2 * blurPx)));
      const share = Math.round(depth * depth * (3 - 2 * depth) * SHADOW_LEVELS) / SHADOW_LEVELS;
      return share === 0 ? below : lay(below, 0x000000, share * opacity);
    },
  };
}

/** The border, and in it the title bar and the terminal's background. */
function windowLayers({ window, radiusPx, borderPx, borderColour, barPx, barColour }: Dressing): Layer[] {
  const inner = grown(window, -borderPx);
  const innerRadiusPx = Math.max(0, radiusPx - borderPx);
  const barBottomPx = inner.topPx + barPx;
  const part = (bounds: RectanglePx, box: RectanglePx, radius: number, colour: number | undefined): Layer => ({
    bounds,
    over(below, x, y, background) {
      const share = coverageAt(distanceToBox(x + 0.5, y + 0.5, box, radius));
      return share === 0 ? below : lay(below, colour ?? background, share);
    },
  });
  return [
    ...(borderPx === 0 ? [] : [part(window, window, radiusPx, borderColour)]),
    ...(barPx === 0 ? [] : [part({ ...inner, bottomPx: barBottomPx }, inner, innerRadiusPx, barColour)]),
    part({ ...inner, topPx: barBottomPx }, inner, innerRadiusPx, undefined),
  ];
}

function markLayer(mark: Mark): Layer {
  const distance =
    mark.kind === 'disc'
      ? (x: number, y: number) => Math.hypot(x - mark.xPx, y - mark.yPx) - mark.radiusPx
      : (x: number, y: number) => distanceToLines(x, y, mark.pointsPx, mark.widthPx);
  return {
    bounds: boundsOfMark(mark),
    over(below, x, y) {
      const share = coverageAt(distance(x + 0.5, y + 0.5));
      return share === 0 ? below : lay(below, mark.colour, share);
    },
  };
}

function distanceToLines(x: number, y: number, points: readonly number[], widthPx: number): number {
  let least = Number.POSITIVE_INFINITY;
  for (let at = 0; at + 3 < points.length; at += 2) {
    const line = [points[at]!, points[at + 1]!, points[at + 2]!, points[at + 3]!] as const;
    least = Math.min(least, distanceToLine(x, y, line, widthPx));
  }
  return least;
}

function boundsOfMark(mark: Mark): RectanglePx {
  if (mark.kind === 'disc') {
    const { xPx, yPx, radiusPx } = mark;
    return grown({ leftPx: xPx, topPx: yPx, rightPx: xPx, bottomPx: yPx }, radiusPx + 1);
  }
  const xs = mark.pointsPx.filter((_, index) => index % 2 === 0);
  const ys = mark.pointsPx.filter((_, index) => index % 2 === 1);
  const box = { leftPx: Math.min(...xs), topPx: Math.min(...ys), rightPx: Math.max(...xs), bottomPx: Math.max(...ys) };
  return grown(box, mark.widthPx + 1);
}

function titleLayer({ picture, leftPx, baselinePx, colour: ink }: Title, barColour: number): Layer {
  const topPx = baselinePx - picture.baselinePx;
  const { coverage, colour, widthPx, heightPx } = picture;
  const weights = textWeights(ink);
  const inks = Array.from({ length: TITLE_LEVELS }, (_, level) => {
    const share = weights[Math.round((level * 255) / (TITLE_LEVELS - 1))]! / 255;
    return blend(barColour, ink, share);
  });
  return {
    bounds: { leftPx, topPx, rightPx: leftPx + widthPx, bottomPx: topPx + heightPx },
    over(below, x, y) {
      const at = (y - topPx) * widthPx + x - leftPx;
      const level = Math.round((coverage[at]! * (TITLE_LEVELS - 1)) / 255);
      const text = level === 0 ? below : inks[level]!;
      if (colour === undefined || colour[at * 4 + 3] === 0) return text;
      const rgb = (colour[at * 4]! << 16) | (colour[at * 4 + 1]! << 8) | colour[at * 4 + 2]!;
      return lay(text, rgb, colour[at * 4 + 3]! / 255);
    },
  };
}

function grown({ leftPx, topPx, rightPx, bottomPx }: RectanglePx, byPx: number): RectanglePx {
  return { leftPx: leftPx - byPx, topPx: topPx - byPx, rightPx: rightPx + byPx, bottomPx: bottomPx + byPx };
}
