/** Painted frames made up for the encoders' tests: a screen of flat cells that changes here and there. */

import type { Encoder } from '#cast2gif/encode/encoder.js';
import type { ByteSink } from '#cast2gif/io/sink.js';
import type { Canvas, Geometry, PaintedFrame, RectanglePx, Survey } from '#cast2gif/mosaic/painted-frame.js';

export interface MadeUp {
  readonly kind: 'indexed' | 'direct';
  readonly columns: number;
  readonly rows: number;
  readonly cellWidthPx: number;
  readonly cellHeightPx: number;
  /** Distinct colours on the canvas. */
  readonly colourCount: number;
  /** One frame each. */
  readonly durationsUs: readonly number[];
  /** Cells that change from one frame to the next; 0 makes frames without damage. */
  readonly changesPerFrame: number;
  readonly seed: number;
  readonly title?: string;
  readonly command?: string;
  readonly markers?: Survey['markers'];
  /** Cells of one colour instead of two. */
  readonly plain?: boolean;
  /** Colours by id; made up where absent. */
  readonly colours?: readonly number[];
}

export const SMALL: MadeUp = {
  kind: 'indexed',
  columns: 10,
  rows: 4,
  cellWidthPx: 7,
  cellHeightPx: 9,
  colourCount: 12,
  durationsUs: [100_000, 33_333, 1_000_000, 20_000, 2_345_678],
  changesPerFrame: 3,
  seed: 1,
};

/** A small generator, so that every run makes the same picture (mulberry32's steps). */
export function randomNumbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

function geometryOf(made: MadeUp): Geometry {
  const { columns, rows, cellWidthPx, cellHeightPx } = made;
  const widthPx = columns * cellWidthPx + 2;
  const heightPx = rows * cellHeightPx + 3;
  return { widthPx, heightPx, columns, rows, cellWidthPx, cellHeightPx, originXPx: 1, originYPx: 2 };
}

function coloursOf(made: MadeUp): Uint32Array {
  if (made.colours) return Uint32Array.from(made.colours);
  const colours = new Set<number>();
  const random = randomNumbers(made.seed + 7);
  while (colours.size < made.colourCount) colours.add(Math.floor(random() * 0x1000000));
  return Uint32Array.from(colours);
}

export function surveyOf(made: MadeUp): Survey {
  const indexed = made.kind === 'indexed';
  return {
    geometry: geometryOf(made),
    frameCount: made.durationsUs.length,
    changedPixels: 1e6,
    durationUs: made.durationsUs.reduce((sum, duration) => sum + duration, 0),
    colourUse: new Uint32Array(indexed ? made.colourCount : 0).fill(1),
    colourSets: [],
    rgb: indexed ? coloursOf(made) : new Uint32Array(),
    title: made.title,
    command: made.command,
    markers: made.markers ?? [],
  };
}

/** The frames in turn, on one canvas that changes under the reader's hands, as the painter's does. */
export function* paintedFrames(made: MadeUp): Generator<PaintedFrame> {
  const geometry = geometryOf(made);
  const pixels = geometry.widthPx * geometry.heightPx;
  const colours = coloursOf(made);
  const canvas: Canvas =
    made.kind === 'indexed'
      ? { kind: 'indexed', ids: new Uint16Array(pixels), rgb: colours }
      : { kind: 'direct', ids: new Uint32Array(pixels).fill(colours[0]!) };
  const random = randomNumbers(made.seed);
  const whole = { leftPx: 0, topPx: 0, rightPx: geometry.widthPx, bottomPx: geometry.heightPx };
  let timeUs = 0;
  for (const [index, durationUs] of made.durationsUs.entries()) {
    const positions = new Set<number>();
    const count = index === 0 ? made.columns * made.rows : made.changesPerFrame;
    for (let change = 0; change < count; change++) {
      positions.add(Math.floor(random() * made.rows) * 65536 + Math.floor(random() * made.columns));
    }
    const damagedCells = Uint32Array.from(positions).sort();
    for (const position of damagedCells) fillCell(canvas, made, position, colours, random);
    const damage = index === 0 ? whole : rectangleAround(geometry, damagedCells);
    const isWhole = index === 0;
    const cells = isWhole ? new Uint32Array() : damagedCells;
    yield { index, timeUs, durationUs, canvas, isWhole, damage, damagedCells: cells };
    timeUs += durationUs;
  }
}

/** Two colours per cell, a checkered left half and a plain right one; or one colour. */
function fillCell(canvas: Canvas, made: MadeUp, position: number, colours: Uint32Array, random: () => number): void {
  const pick = () => {
    const id = Math.floor(random() * colours.length);
    return canvas.kind === 'indexed' ? id : colours[id]!;
  };
  const geometry = geometryOf(made);
  const [first, second] = [pick(), pick()];
  const left = geometry.originXPx + (position & 0xffff) * geometry.cellWidthPx;
  const top = geometry.originYPx + (position >>> 16) * geometry.cellHeightPx;
  for (let y = 0; y < geometry.cellHeightPx; y++) {
    for (let x = 0; x < geometry.cellWidthPx; x++) {
      const checkered = !made.plain && x < geometry.cellWidthPx / 2 && (x + y) % 3 === 0;
      canvas.ids[(top + y) * geometry.widthPx + left + x] = checkered ? second : first;
    }
  }
}

function rectangleAround(geometry: Geometry, cells: Uint32Array): RectanglePx | null {
  if (cells.length === 0) return null;
  const columns = [...cells].map((position) => position & 0xffff);
  const rows = [...cells].map((position) => position >>> 16);
  return {
    leftPx: geometry.originXPx + Math.min(...columns) * geometry.cellWidthPx,
    rightPx: geometry.originXPx + (Math.max(...columns) + 1) * geometry.cellWidthPx,
    topPx: geometry.originYPx + Math.min(...rows) * geometry.cellHeightPx,
    bottomPx: geometry.originYPx + (Math.max(...rows) + 1) * geometry.cellHeightPx,
  };
}

/** Each frame's pixels as 24-bit RGB, copied. */
export function rgbFrames(made: MadeUp): Buffer[] {
  return Array.from(paintedFrames(made), ({ canvas }) => {
    const bytes = Buffer.alloc(canvas.ids.length * 3);
    for (let at = 0; at < canvas.ids.length; at++) {
      const id = canvas.ids[at]!;
      bytes.writeUIntBE(canvas.kind === 'indexed' ? canvas.rgb[id]! : id, at * 3, 3);
    }
    return bytes;
  });
}

/** Some opaque colours, some that let half or all of what is below show through (`colour/blend.ts`). */
export const TRANSLUCENT: MadeUp = {
  ...SMALL,
  colours: [0x102030, 0xffffff, 0xff0000, 0x80405060, 0x40a0b0c0, 0xff000000],
  colourCount: 6,
  changesPerFrame: 6,
};

/** Each frame's pixels as red, green, blue and opacity, copied. */
export function rgbaFrames(made: MadeUp): Buffer[] {
  return Array.from(paintedFrames(made), ({ canvas }) => {
    const bytes = Buffer.alloc(canvas.ids.length * 4);
    for (let at = 0; at < canvas.ids.length; at++) {
      const id = canvas.ids[at]!;
      const colour = canvas.kind === 'indexed' ? canvas.rgb[id]! : id;
      bytes.writeUInt32BE((((colour & 0xffffff) << 8) | (255 - (colour >>> 24))) >>> 0, at * 4);
    }
    return bytes;
  });
}

/** A sink that keeps everything. */
export class MemorySink implements ByteSink {
  readonly parts: Uint8Array[] = [];

  async write(bytes: Uint8Array): Promise<void> {
    this.parts.push(Uint8Array.from(bytes));
  }

  get bytes(): Buffer {
    return Buffer.concat(this.parts);
  }
}

/** Runs an encoder over made-up frames. */
export async function encodeMadeUp(made: MadeUp, create: (sink: ByteSink) => Encoder): Promise<Buffer> {
  const sink = new MemorySink();
  const encoder = create(sink);
  try {
    await encoder.start(surveyOf(made));
    for (const frame of paintedFrames(made)) await encoder.add(frame);
    await encoder.finish();
  } catch (error) {
    await encoder.abort();
    throw error;
  }
  return sink.bytes;
}
