/** The only place that touches the canvas: opens faces, draws one cluster at a time, reads its pixels. */
import { createRequire } from 'node:module';
import type { Canvas, SKRSContext2D } from '@napi-rs/canvas';
import { Cast2gifError } from '../errors.js';
import type { Face } from './face.js';

type CanvasModule = typeof import('@napi-rs/canvas');

// Loaded on the first glyph, since it costs some 15 ms: text output never needs it.
const require = createRequire(import.meta.url);
let canvasModule: CanvasModule | undefined;

/** Faces that the canvas knows, by id. Its registry belongs to the process, and so does this. */
const openFaces = new Map<string, string>();

/** @throws Cast2gifError `helper` where its binary is missing: npm counts that among the optional packages */
function loadCanvas(): CanvasModule {
  try {
    canvasModule ??= withoutSystemFonts(() => require('@napi-rs/canvas') as CanvasModule);
  } catch (error) {
    const advice = 'install again without --omit=optional, or use .txt or .vtt';
    throw new Cast2gifError('helper', `@napi-rs/canvas, which draws letters, has no binary here: ${advice}`, {
      cause: error,
    });
  }
  return canvasModule;
}

/** It would look through all fonts of the system, which no picture may show. */
function withoutSystemFonts(load: () => CanvasModule): CanvasModule {
  const { DISABLE_SYSTEM_FONTS_LOAD: before } = process.env;
  process.env.DISABLE_SYSTEM_FONTS_LOAD = '1';
  try {
    return load();
  } finally {
    if (before === undefined) delete process.env.DISABLE_SYSTEM_FONTS_LOAD;
    else process.env.DISABLE_SYSTEM_FONTS_LOAD = before;
  }
}

/** Registers a face on its first use and returns the name under which the canvas knows it. */
function openFace(face: Face): string {
  let alias = openFaces.get(face.id);
  if (alias === undefined) {
    alias = `cast2gif-${openFaces.size}`;
    if (loadCanvas().GlobalFonts.register(face.read(), alias) === null) {
      throw new Error(`the canvas refused the font ${face.id}`);
    }
    openFaces.set(face.id, alias);
  }
  return alias;
}

/** A picture's pixels at some size: red, green, blue and straight alpha. Throws what the decoder throws. */
export async function decodePicture(bytes: Buffer, widthPx: number, heightPx: number): Promise<Uint8ClampedArray> {
  const { createCanvas, loadImage } = loadCanvas();
  const image = await loadImage(bytes);
  const context = createCanvas(widthPx, heightPx).getContext('2d');
  context.imageSmoothingQuality = 'high';
  context.drawImage(image, 0, 0, widthPx, heightPx);
  return context.getImageData(0, 0, widthPx, heightPx).data;
}

/** Ink of a cluster around its origin on the base line, in pixels; all measured outwards. */
export interface InkBox {
  readonly advancePx: number;
  readonly leftPx: number;
  readonly rightPx: number;
  readonly ascentPx: number;
  readonly descentPx: number;
}

/** How a cluster is to be drawn. */
export interface Stroke {
  readonly face: Face;
  readonly text: string;
  readonly fontSizePx: number;
  /** Where the origin goes, and how the drawing is distorted around it. */
  readonly xPx: number;
  readonly yPx: number;
  readonly scaleX: number;
  readonly scaleY: number;
  /** Horizontal shift per pixel of height: an imitated italic. */
  readonly slant: number;
  /** Width of an outline drawn over the glyph: an imitated bold. */
  readonly outlinePx: number;
}

/** One small canvas, reused for every cluster. */
export class GlyphCanvas {
  #canvas: Canvas;
  #context: SKRSContext2D;
  #font = '';

  constructor() {
    this.#canvas = loadCanvas().createCanvas(64, 64);
    this.#context = this.#prepareContext();
  }

  #prepareContext(): SKRSContext2D {
    const context = this.#canvas.getContext('2d');
    context.fillStyle = '#ffffff';
    context.strokeStyle = '#ffffff';
    context.lineJoin = 'round';
    context.textBaseline = 'alphabetic';
    context.fontKerning = 'none';
    context.fontVariantLigatures = 'none';
    context.lang = 'en';
    this.#font = '';
    return context;
  }

  #useFont(face: Face, fontSizePx: number): void {
    const font = `${fontSizePx}px ${openFace(face)}`;
    if (font !== this.#font) {
      this.#context.font = font;
      this.#font = font;
    }
  }

  measure(face: Face, text: string, fontSizePx: number): InkBox {
    this.#useFont(face, fontSizePx);
    const measured = this.#context.measureText(text);
    return {
      advancePx: measured.width,
      leftPx: measured.actualBoundingBoxLeft,
      rightPx: measured.actualBoundingBoxRight,
      ascentPx: measured.actualBoundingBoxAscent,
      descentPx: measured.actualBoundingBoxDescent,
    };
  }

  /** Draws in white on transparency and returns the pixels of the box as RGBA with straight alpha. */
  draw(stroke: Stroke, widthPx: number, heightPx: number): Uint8ClampedArray {
    this.#grow(widthPx, heightPx);
    const context = this.#context;
    context.clearRect(0, 0, this.#canvas.width, this.#canvas.height);
    this.#useFont(stroke.face, stroke.fontSizePx);
    context.setTransform(stroke.scaleX, 0, -stroke.slant * stroke.scaleY, stroke.scaleY, stroke.xPx, stroke.yPx);
    context.fillText(stroke.text, 0, 0);
    if (stroke.outlinePx > 0) {
      context.lineWidth = stroke.outlinePx;
      context.strokeText(stroke.text, 0, 0);
    }
    context.resetTransform();
    return context.getImageData(0, 0, widthPx, heightPx).data;
  }

  #grow(widthPx: number, heightPx: number): void {
    if (widthPx <= this.#canvas.width && heightPx <= this.#canvas.height) return;
    const width = Math.max(widthPx, this.#canvas.width);
    const height = Math.max(heightPx, this.#canvas.height);
    this.#canvas = loadCanvas().createCanvas(width, height);
    this.#context = this.#prepareContext();
  }
}
