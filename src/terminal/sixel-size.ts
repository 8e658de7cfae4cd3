import type { ImageSize } from './image-size.js';

/** Beyond this many pixels a side nothing is counted. */
const LARGEST_SIDE = 65_535;

/** Pixels of a sixel's height for one of its width, by the first parameter of the sequence. */
const ASPECT_RATIOS: readonly number[] = [2, 2, 5, 3, 3, 2, 2, 1, 1, 1];

const REPEAT = 0x21;
const RASTER_ATTRIBUTES = 0x22;
const CARRIAGE_RETURN = 0x24;
const NEXT_BAND = 0x2d;

/** Measures a sixel picture as its data passes by: the raster attributes, or what is drawn if that reaches farther. */
export class SixelSize {
  #aspectRatio = 1;
  #x = 0;
  #band = 0;
  #drawnWidth = 0;
  #drawnHeight = 0;
  #rasterWidth = 0;
  #rasterHeight = 0;
  /** The command whose parameters are being read, 0 for none. */
  #command = 0;
  #parameters: number[] = [];

  /** Begins a picture. @param macro first parameter of the sequence: the aspect ratio */
  begin(macro: number): void {
    this.#aspectRatio = ASPECT_RATIOS[macro] ?? 1;
    this.#x = this.#band = this.#drawnWidth = this.#drawnHeight = this.#rasterWidth = this.#rasterHeight = 0;
    this.#command = 0;
  }

  put(codePoints: Uint32Array, start: number, end: number): void {
    for (let at = start; at < end; at += 1) this.#take(codePoints[at]!);
  }

  /** Size in pixels of the screen. */
  get size(): ImageSize {
    this.#finishCommand();
    return {
      width: Math.max(this.#drawnWidth, this.#rasterWidth),
      height: Math.max(Math.ceil(this.#drawnHeight * this.#aspectRatio), this.#rasterHeight),
    };
  }

  #take(code: number): void {
    if (code >= 0x30 && code <= 0x39) {
      const last = Math.max(0, this.#parameters.length - 1);
      this.#parameters[last] = Math.min(LARGEST_SIDE, (this.#parameters[last] ?? 0) * 10 + code - 0x30);
    } else if (code === 0x3b) {
      if (this.#parameters.length < 8) this.#parameters.push(0);
    } else if (code >= 0x3f && code <= 0x7e) {
      this.#draw(code - 0x3f, this.#command === REPEAT ? Math.max(1, this.#parameters[0] ?? 1) : 1);
      this.#command = 0;
    } else if (code > 0x20) {
      this.#finishCommand();
      this.#command = code;
      this.#parameters = [0];
      if (code === CARRIAGE_RETURN) this.#x = 0;
      else if (code === NEXT_BAND) this.#nextBand();
    }
  }

  #draw(bits: number, count: number): void {
    this.#finishCommand();
    this.#x = Math.min(LARGEST_SIDE, this.#x + count);
    if (bits === 0) return;
    this.#drawnWidth = Math.max(this.#drawnWidth, this.#x);
    this.#drawnHeight = Math.max(this.#drawnHeight, this.#band * 6 + 32 - Math.clz32(bits));
  }

  #nextBand(): void {
    this.#x = 0;
    this.#band = Math.min(LARGEST_SIDE, this.#band + 1);
  }

  /** Raster attributes: numerator and denominator of the aspect ratio, width, height. */
  #finishCommand(): void {
    if (this.#command !== RASTER_ATTRIBUTES) return;
    const [numerator = 0, denominator = 0, width = 0, height = 0] = this.#parameters;
    if (numerator > 0 && denominator > 0) this.#aspectRatio = numerator / denominator;
    this.#rasterWidth = width;
    this.#rasterHeight = height;
    this.#command = 0;
  }
}
