/** A line of text in a proportional face, for titles: not bound to cells. */

import { segmentsOf } from '../text/segments.js';
import { bundledFamilies } from './bundled.js';
import type { GlyphCanvas, Stroke } from './canvas.js';
import { FaceChooser, type Layer } from './choose.js';
import type { FamilyOrders } from './families.js';
import { analyseGrapheme } from './grapheme.js';
import { linearCoverage } from './weight.js';

/** A drawn line. Its origin is the left end of the base line. */
export interface LinePicture {
  /** What was drawn: the text, or as much of it as there was room for and an ellipsis. */
  readonly text: string;
  readonly widthPx: number;
  readonly heightPx: number;
  /** Row of the base line, from the picture's top. */
  readonly baselinePx: number;
  /** How much of each pixel the ink covers, 0 to 255, linear. */
  readonly coverage: Uint8Array;
  /** Pictures in colours of their own (emoji): red, green, blue and alpha of each pixel, not multiplied together. */
  readonly colour: Uint8Array | undefined;
}

/** The face that titles are set in, before the families of the text. */
const TITLE_FAMILY = 'Noto Sans';
const ELLIPSIS = '…';
/** Room above and below the base line, in font sizes: enough for marks piled up and descenders. */
const ASCENT = 1.2;
const DESCENT = 0.5;
/** Side of an emoji in font sizes. */
const EMOJI_SIZE = 1.15;
/** Titles may be pasted text: the rest of it is ignored. */
const MOST_CHARACTERS = 500;
/** Marks that turn the direction of what follows, and signs without ink. */
const UNWANTED = /[\p{Cc}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]+/gu;

/** Neighbours that one face draws in one go, so that scripts whose letters join do. */
interface Run {
  readonly layer: Layer | undefined;
  text: string;
  widthPx: number;
}

/** Text as it is shown in one line: control characters and line ends become single spaces. */
function lineText(text: string): string {
  return text.slice(0, MOST_CHARACTERS).replace(UNWANTED, ' ').replace(/\s+/g, ' ').trim();
}

/** Sets lines. */
export class LineSetter {
  readonly #chooser: FaceChooser;
  readonly #canvas: GlyphCanvas;

  constructor(orders: FamilyOrders, canvas: GlyphCanvas) {
    const title = bundledFamilies().filter(({ name }) => name === TITLE_FAMILY);
    const others = orders.text.filter(({ name }) => name !== TITLE_FAMILY);
    this.#chooser = new FaceChooser({ text: [...title, ...others], emoji: orders.emoji });
    this.#canvas = canvas;
  }

  /** Draws as much of the text as fits. */
  draw(wanted: string, fontSizePx: number, maximumWidthPx: number): LinePicture {
    const { text, runs } = this.#fit(lineText(wanted), fontSizePx, maximumWidthPx);
    const widthPx = Math.ceil(runs.reduce((sum, run) => sum + run.widthPx, 0));
    const baselinePx = Math.ceil(fontSizePx * ASCENT);
    const heightPx = baselinePx + Math.ceil(fontSizePx * DESCENT);
    const coverage = new Uint8Array(widthPx * heightPx);
    const colour = runs.some(({ layer }) => layer?.role === 'emoji') ? new Uint8Array(coverage.length * 4) : undefined;
    let xPx = 0;
    for (const run of widthPx === 0 ? [] : runs) {
      if (run.layer !== undefined) {
        const stroke = this.#stroke(run.layer, run.text, fontSizePx, xPx, baselinePx);
        const rgba = this.#canvas.draw(stroke, widthPx, heightPx);
        if (run.layer.role === 'emoji') addColour(colour!, rgba);
        else addCoverage(coverage, rgba);
      }
      xPx += run.widthPx;
    }
    return { text, widthPx, heightPx, baselinePx, coverage, colour };
  }

  #fit(text: string, fontSizePx: number, maximumWidthPx: number): { text: string; runs: Run[] } {
    const graphemes = Array.from(segmentsOf(text), ({ segment }) => segment);
    const set = (shown: string[]) => ({ text: shown.join(''), runs: this.#runs(shown, fontSizePx) });
    const whole = set(graphemes);
    if (widthOf(whole.runs) <= maximumWidthPx) return whole;
    // Widths of beginnings rise with their length.
    let [fits, tooLong] = [0, graphemes.length];
    while (tooLong - fits > 1) {
      const middle = (fits + tooLong) >> 1;
      const isFine = widthOf(set([...graphemes.slice(0, middle), ELLIPSIS]).runs) <= maximumWidthPx;
      if (isFine) fits = middle;
      else tooLong = middle;
    }
    if (fits === 0) return { text: '', runs: [] };
    while (graphemes[fits - 1] === ' ') fits -= 1;
    return set([...graphemes.slice(0, fits), ELLIPSIS]);
  }

  #runs(graphemes: readonly string[], fontSizePx: number): Run[] {
    const runs: Run[] = [];
    for (const grapheme of graphemes) {
      const last = runs.at(-1);
      // Only a face that has it: the canvas would take a space of the host's.
      if (grapheme === ' ' && last?.layer?.role !== 'emoji' && last?.layer?.face.coverage.has(0x20)) {
        last.text += ' ';
        continue;
      }
      const parts = analyseGrapheme(grapheme);
      const layer = parts.presentation === 'blank' ? undefined : this.#chooser.choose(parts, false, false)[0];
      const isSameFace = last !== undefined && layer !== undefined && last.layer?.face === layer.face;
      if (isSameFace && layer.role !== 'emoji') last.text += layer.text;
      else runs.push({ layer, text: layer?.text ?? ' ', widthPx: 0 });
    }
    for (const run of runs) run.widthPx = this.#widthOf(run, fontSizePx);
    return runs;
  }

  /** What no face has is left out, a gap in its place. */
  #widthOf({ layer, text }: Run, fontSizePx: number): number {
    if (layer === undefined) return fontSizePx * 0.3;
    if (layer.role === 'emoji') return fontSizePx * EMOJI_SIZE;
    return this.#canvas.measure(layer.face, text, fontSizePx).advancePx;
  }

  #stroke(layer: Layer, text: string, fontSizePx: number, xPx: number, yPx: number): Stroke {
    const plain = { face: layer.face, text, fontSizePx, xPx, yPx, scaleX: 1, scaleY: 1, slant: 0, outlinePx: 0 };
    if (layer.role !== 'emoji') return plain;
    const ink = this.#canvas.measure(layer.face, text, fontSizePx);
    const scale = (fontSizePx * EMOJI_SIZE) / Math.max(1, ink.advancePx);
    // Centred on the capitals.
    const middlePx = ((ink.ascentPx - ink.descentPx) / 2) * scale;
    return { ...plain, scaleX: scale, scaleY: scale, yPx: yPx - fontSizePx * 0.36 + middlePx };
  }
}

function widthOf(runs: readonly Run[]): number {
  return runs.reduce((sum, { widthPx }) => sum + widthPx, 0);
}

function addCoverage(coverage: Uint8Array, rgba: Uint8ClampedArray): void {
  for (let at = 0; at < coverage.length; at += 1) {
    coverage[at] = Math.max(coverage[at]!, linearCoverage(rgba[at * 4 + 3]!));
  }
}

function addColour(colour: Uint8Array, rgba: Uint8ClampedArray): void {
  for (let at = 3; at < colour.length; at += 4) if (rgba[at]! > 0) colour.set(rgba.subarray(at - 3, at + 1), at - 3);
}
