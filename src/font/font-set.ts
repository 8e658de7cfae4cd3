/** Fonts as the painter sees them: metrics, and one cluster at a time as pixels. */
import { createHash } from 'node:crypto';
import { GlyphCanvas, type InkBox } from './canvas.js';
import { FaceChooser, type Layer } from './choose.js';
import type { Face, Family } from './face.js';
import { type FamilyOrders, type FontSetOptions, orderFamilies } from './families.js';
import { type GlyphBox, type Placement, placeGlyph, sizeForRole } from './fit-glyph.js';
import { analyseGrapheme, type GraphemeParts, isSign } from './grapheme.js';
import { type LinePicture, LineSetter } from './line.js';
import { replacementCoverage } from './replacement.js';
import { linearCoverage } from './weight.js';

/** Measures of the main family at one font size, in fractions of pixels. */
export interface FontMetrics {
  /** Advance width of `0`: the width of a cell before rounding. */
  readonly advancePx: number;
  readonly ascentPx: number;
  readonly descentPx: number;
  readonly lineGapPx: number;
  readonly capHeightPx: number;
  readonly xHeightPx: number;
  /** From the base line down to the underline's upper edge. */
  readonly underlinePositionPx: number;
  readonly underlineThicknessPx: number;
  /** From the base line up to the strikethrough's upper edge. */
  readonly strikethroughPositionPx: number;
  readonly strikethroughThicknessPx: number;
}

/** One cluster and the cells it spans. */
export interface GlyphRequest {
  readonly grapheme: string;
  readonly bold: boolean;
  readonly italic: boolean;
  /** Size of all its cells together. */
  readonly boxWidthPx: number;
  readonly boxHeightPx: number;
  /** Row of the base line from the box's top; a whole number keeps base lines crisp. */
  readonly baselinePx: number;
  /** Font size of a line of normal height, whatever the stretch. */
  readonly fontSizePx: number;
  /** Cells it spans across. */
  readonly columns: number;
  /** 2 in double-width and double-height lines, else 1. */
  readonly stretch: number;
  /** 2 in double-height lines, whose box has both rows; else 1, the default. */
  readonly stretchRows?: number;
}

/**
 * A drawn cluster, clipped to its box. `coverage`: how much of each pixel is ink in the text's colour, 0 to 255,
 * linear; `textWeights` turns it into blending weights. `rgba`: red, green, blue and alpha, not multiplied together;
 * the ink on a picture in colour (combining marks) is above it.
 */
export type Glyph =
  | { readonly kind: 'coverage'; readonly coverage: Uint8Array }
  | { readonly kind: 'colour'; readonly rgba: Uint8Array; readonly coverage?: Uint8Array };

/** An ordered choice of fonts. Faces are opened when first drawn with. */
export interface FontSet {
  /** The same for the same fonts: part of what identifies a picture. */
  readonly fingerprint: string;
  /** Families for text in the order they are tried for a character. */
  readonly families: readonly Family[];
  metrics(fontSizePx: number): FontMetrics;
  /** Whether a face has the cluster, or it needs none; else `rasterise` gives the replacement glyph. */
  covers(grapheme: string): boolean;
  /** What draws a cluster, lowest layer first, for formats that take outlines; empty where no face has it. */
  layers(grapheme: string, bold: boolean, italic: boolean): readonly Layer[];
  /** Draws a cluster once, clipped to its box; the result is the caller's. */
  rasterise(request: GlyphRequest): Glyph;
  /** Draws as much of a text as fits in one line, in a proportional face. */
  drawLine(text: string, fontSizePx: number, maximumWidthPx: number): LinePicture;
}

/**
 * Chooses fonts; opens none of them yet.
 * @throws Cast2gifError `usage` for a family that is not found; `option-file` for a file that is not a font or a folder
 *   that is not one
 */
export function openFontSet(options: FontSetOptions = {}): FontSet {
  return new LazyFontSet(orderFamilies(options));
}

/** Slant of an imitated italic: the tangent of some 11 degrees, as JetBrains Mono's own italic has it. */
export const SLANT = 0.19;
/** How much an imitated bold adds to a stem, in parts of the font size; JetBrains Mono's own adds as much. */
export const BOLDER = 0.045;

/** The gap between a mark and the picture it is on, in parts of the font size. */
const MARK_GAP = 0.06;

/** Any size would do, because only ratios are used. */
const MEASURED_AT_PX = 16;

/** Advance width, in ems, that no single emoji has and that two always pass. */
const ONE_PICTURE = 1.6;

class LazyFontSet implements FontSet {
  readonly #orders: FamilyOrders;
  #fingerprint: string | undefined;
  readonly #chooser: FaceChooser;
  readonly #mainFace: Face;
  #canvas: GlyphCanvas | undefined;
  /** Ink of an emoji that fills its square, by face and font size. */
  readonly #squares = new Map<string, InkBox>();

  constructor(orders: FamilyOrders) {
    this.#orders = orders;
    this.#chooser = new FaceChooser(orders);
    this.#mainFace = orders.text.find((family) => family.role === 'text')!.faces[0]!;
  }

  get fingerprint(): string {
    this.#fingerprint ??= fingerprintOf(this.#orders);
    return this.#fingerprint;
  }

  get families(): readonly Family[] {
    return this.#orders.text;
  }

  metrics(fontSizePx: number): FontMetrics {
    const face = this.#mainFace;
    const scale = fontSizePx / face.unitsPerEm;
    return {
      advancePx: face.advance * scale,
      ascentPx: face.ascent * scale,
      descentPx: face.descent * scale,
      lineGapPx: face.lineGap * scale,
      capHeightPx: face.capHeight * scale,
      xHeightPx: face.xHeight * scale,
      underlinePositionPx: face.underlinePosition * scale,
      underlineThicknessPx: face.underlineThickness * scale,
      strikethroughPositionPx: face.strikethroughPosition * scale,
      strikethroughThicknessPx: face.strikethroughThickness * scale,
    };
  }

  drawLine(text: string, fontSizePx: number, maximumWidthPx: number): LinePicture {
    return new LineSetter(this.#orders, this.#openCanvas()).draw(text, fontSizePx, maximumWidthPx);
  }

  covers(grapheme: string): boolean {
    const parts = analyseGrapheme(grapheme);
    return parts.presentation === 'blank' || this.#chooser.choose(parts, false, false).length > 0;
  }

  layers(grapheme: string, bold: boolean, italic: boolean): readonly Layer[] {
    const parts = analyseGrapheme(grapheme);
    if (parts.presentation === 'blank') return [];
    return this.#chooseLayers(parts, bold, italic, MEASURED_AT_PX);
  }

  #chooseLayers(parts: GraphemeParts, bold: boolean, italic: boolean, fontSizePx: number): Layer[] {
    const layers = this.#chooser.choose(parts, bold, italic);
    return layers[0]?.role === 'emoji' ? [this.#wholeEmoji(parts, fontSizePx), ...layers.slice(1)] : layers;
  }

  rasterise(request: GlyphRequest): Glyph {
    const { boxWidthPx, boxHeightPx } = request;
    const parts = analyseGrapheme(request.grapheme);
    if (parts.presentation === 'blank') return blank(boxWidthPx, boxHeightPx);
    const [base, ...marks] = this.#chooseLayers(parts, request.bold, request.italic, request.fontSizePx);
    const capHeightPx = this.metrics(request.fontSizePx).capHeightPx;
    if (base === undefined) {
      const heightPx = capHeightPx * (request.stretchRows ?? 1);
      const coverage = replacementCoverage(boxWidthPx, boxHeightPx, request.baselinePx, heightPx);
      return { kind: 'coverage', coverage };
    }
    const drawn = this.#draw(base, request, capHeightPx);
    const isInk = base.role !== 'emoji' || (isSign(parts) && isDarkInk(drawn));
    const rgba = isInk ? undefined : new Uint8Array(drawn);
    if (rgba !== undefined && marks.length === 0) return { kind: 'colour', rgba };
    const coverage = new Uint8Array(boxWidthPx * boxHeightPx);
    if (isInk) addCoverage(coverage, drawn, base.role !== 'emoji');
    for (const mark of marks) addCoverage(coverage, this.#draw(mark, request, capHeightPx));
    if (rgba === undefined) return { kind: 'coverage', coverage };
    cutAround(coverage, rgba, boxWidthPx, Math.max(1, Math.round(request.fontSizePx * MARK_GAP)));
    return { kind: 'colour', rgba, coverage };
  }

  /** The first drawing that shows the cluster as one picture. Single characters always are one. */
  #wholeEmoji(parts: GraphemeParts, fontSizePx: number): Layer {
    const candidates = this.#chooser.chooseEmoji(parts);
    const isWhole = (layer: Layer) => this.#measureEmoji(layer, fontSizePx).advancePx < ONE_PICTURE * fontSizePx;
    const isSequence = Array.from(candidates[0]!.text).length > 1;
    return (isSequence ? candidates.find(isWhole) : undefined) ?? candidates[0]!;
  }

  /**
   * Emoji are placed by an emoji that fills its square, so that small ones keep their place in theirs; only the
   * advance of a sequence, which may be several pictures, is its own.
   */
  #measureEmoji(layer: Layer, fontSizePx: number): InkBox {
    const key = `${layer.face.id} ${fontSizePx}`;
    const square = this.#squares.get(key) ?? this.#openCanvas().measure(layer.face, fullSquare(layer), fontSizePx);
    this.#squares.set(key, square);
    if (Array.from(layer.text).length === 1) return square;
    const { advancePx } = this.#openCanvas().measure(layer.face, layer.text, fontSizePx);
    const morePx = advancePx - square.advancePx;
    return { ...square, advancePx, rightPx: square.rightPx + morePx };
  }

  #measure(layer: Layer, fontSizePx: number): InkBox {
    if (layer.role === 'emoji') return this.#measureEmoji(layer, fontSizePx);
    return this.#openCanvas().measure(layer.face, layer.text, fontSizePx);
  }

  #openCanvas(): GlyphCanvas {
    this.#canvas ??= new GlyphCanvas();
    return this.#canvas;
  }

  #draw(layer: Layer, request: GlyphRequest, capHeightPx: number): Uint8ClampedArray {
    const { stretch, stretchRows = 1 } = request;
    const box: GlyphBox = {
      widthPx: request.boxWidthPx / stretch,
      heightPx: request.boxHeightPx / stretchRows,
      baselinePx: request.baselinePx / stretchRows,
      capHeightPx,
    };
    const fontSizePx = sizeForRole(layer.role, request.fontSizePx);
    const placement = placeGlyph(layer.role, this.#measure(layer, fontSizePx), box, layer.face);
    const slant = layer.imitateItalic ? SLANT : 0;
    return this.#openCanvas().draw(
      {
        face: layer.face,
        text: layer.text,
        ...resolveSize(placement, fontSizePx, stretch, stretchRows),
        xPx: (placement.xPx - slant * placement.scaleY * (capHeightPx / 2)) * stretch,
        yPx: placement.yPx * stretchRows,
        slant,
        outlinePx: layer.imitateBold ? BOLDER * fontSizePx : 0,
      },
      request.boxWidthPx,
      request.boxHeightPx,
    );
  }
}

/** An emoji of the layer's face that fills its square; any other where the face has none of these. */
export function fullSquare(layer: Layer): string {
  return ['😀', '🟦'].find((emoji) => layer.face.coverage.has(emoji.codePointAt(0)!)) ?? layer.text;
}

/** Scales by the font size where both directions agree, since distorted glyphs lose their hinting. */
function resolveSize(placement: Placement, fontSizePx: number, stretch: number, stretchRows: number) {
  const scaleX = placement.scaleX * stretch;
  const scaleY = placement.scaleY * stretchRows;
  return { fontSizePx: fontSizePx * scaleY, scaleX: scaleX / scaleY, scaleY: 1 };
}

function blank(widthPx: number, heightPx: number): Glyph {
  return { kind: 'coverage', coverage: new Uint8Array(widthPx * heightPx) };
}

/** Adds the ink of drawn pixels to coverage; `isWhite`: drawn in white, whose alpha is not linear. */
function addCoverage(coverage: Uint8Array, pixels: Uint8ClampedArray, isWhite = true): void {
  for (let index = 0; index < coverage.length; index++) {
    const alpha = pixels[index * 4 + 3]!;
    const ink = isWhite ? linearCoverage(alpha) : alpha;
    if (ink > coverage[index]!) coverage[index] = ink;
  }
}

/** Cuts a gap around ink out of the picture below it, so that the ink stands out whatever the colours. */
function cutAround(coverage: Uint8Array, rgba: Uint8Array, widthPx: number, gapPx: number): void {
  const across = spread(coverage, 1, widthPx, gapPx);
  const cut = spread(across, widthPx, coverage.length / widthPx, gapPx);
  for (let index = 0; index < cut.length; index++) {
    const alpha = index * 4 + 3;
    rgba[alpha] = Math.round((rgba[alpha]! * (255 - cut[index]!)) / 255);
  }
}

/** The largest value up to `reach` steps away, along lines of `length` pixels that are `step` apart in memory. */
function spread(values: Uint8Array, step: number, length: number, reach: number): Uint8Array {
  const largest = values.slice();
  for (let index = 0; index < values.length; index++) {
    const place = Math.floor(index / step) % length;
    const last = Math.min(reach, length - 1 - place);
    for (let away = -Math.min(reach, place); away <= last; away++)
      largest[index] = Math.max(largest[index]!, values[index + away * step]!);
  }
  return largest;
}

/** Brightest channel that dark ink may have; and the alpha below which a pixel's colour is too coarse to say. */
const DARK = 0x50;
const OPAQUE_ENOUGH = 32;

/**
 * Whether pixels show nothing but dark grey: a sign drawn so (check marks, © and the like) would be lost on a
 * dark background.
 */
function isDarkInk(pixels: Uint8ClampedArray): boolean {
  for (let index = 0; index < pixels.length; index += 4) {
    if (pixels[index + 3]! < OPAQUE_ENOUGH) continue;
    if (Math.max(pixels[index]!, pixels[index + 1]!, pixels[index + 2]!) > DARK) return false;
  }
  return true;
}

/** A hash over the order of the faces and the bytes of those that are not bundled. */
function fingerprintOf(orders: FamilyOrders): string {
  const hash = createHash('sha256');
  for (const family of [...orders.text, ...orders.emoji]) {
    for (const face of family.faces) hash.update(face.version ?? face.read());
  }
  return hash.digest('hex');
}
