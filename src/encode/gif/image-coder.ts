import { type Difference, globalTable, type ImageTable, localTable } from './difference.js';
import type { CanvasNumber, Kernel } from './kernel.js';
import type { MatchMode } from './lzw.js';
import type { CodedImage } from './segment.js';

/** An image whose disposal is not settled yet. */
export type Image = { -readonly [Key in keyof CodedImage]: CodedImage[Key] };

/** A rectangle to code: what changes from one canvas to another, all of it within some cells. */
export interface Change {
  readonly before: CanvasNumber;
  readonly after: CanvasNumber;
  readonly cells: Uint32Array;
  readonly difference: Difference;
}

/** Where more of the rectangle than this stays as it is, literals do not pay. */
const RETRY_MAX_UNCHANGED = 0.97;

const NO_CELLS = new Uint32Array(0);

/** Bytes of an image that its data does not show: control extension, descriptor, local table. */
export function imageBytes(image: CodedImage): number {
  return 18 + (image.localColours === null ? 0 : 3 << image.data[0]!) + image.data.length;
}

/** One transparent pixel: an image for a frame that equals what lies below it (code size 2: clear, 0, end). */
export function emptyImage(): Image {
  return {
    ...{ leftPx: 0, topPx: 0, widthPx: 1, heightPx: 1 },
    ...{ restoresPrevious: false, transparentIndex: 0, localColours: null },
    data: Uint8Array.of(2, 2, 0x44, 0x01, 0),
  };
}

/** Turns changes into images: chooses the table and the match mode, and keeps the smallest. */
export class ImageCoder {
  private readonly kernel: Kernel;
  private readonly globalColours: number;

  constructor(kernel: Kernel, globalColours: number) {
    this.kernel = kernel;
    this.globalColours = globalColours;
  }

  /** @param nothing shown colour of transparent pixels; -1 for none */
  codeCanvas(canvas: CanvasNumber, nothing: number): Image {
    const whole = this.kernel.wholeCanvas(canvas);
    const table = globalTable(whole.colours, this.globalColours, false) ?? localTable(whole.colours, false);
    this.kernel.makeChains(null, canvas, whole, table, NO_CELLS);
    const coded = image(whole, table, this.smallest(['literal'])!);
    if (whole.colours.includes(nothing)) coded.transparentIndex = table.localColours?.indexOf(nothing) ?? nothing;
    return coded;
  }

  /** @returns null where the change has more colours than an image can show, or takes `byteLimit` bytes or more */
  codeChange(change: Change, retries: readonly MatchMode[], byteLimit = Number.POSITIVE_INFINITY): Image | null {
    const { colours } = change.difference;
    const global = globalTable(colours, this.globalColours, true);
    const local = colours.length <= 255 ? localTable(colours, true) : null;
    if (global === null) return local && this.codeWith(change, local, retries, byteLimit);
    const shared = this.codeWith(change, global, retries, byteLimit);
    if (local === null || local.minCodeSize >= global.minCodeSize) return shared;
    return this.codeWith(change, local, retries, shared === null ? byteLimit : imageBytes(shared)) ?? shared;
  }

  /** @returns null where the image takes at least `byteLimit` bytes */
  private codeWith(
    change: Change,
    table: ImageTable,
    retries: readonly MatchMode[],
    byteLimit = Number.POSITIVE_INFINITY,
  ): Image | null {
    const { difference } = change;
    const area = (difference.rightPx - difference.leftPx) * (difference.bottomPx - difference.topPx);
    const retry = difference.changedPixels > area * (1 - RETRY_MAX_UNCHANGED) && difference.changedPixels < area;
    this.kernel.makeChains(change.before, change.after, difference, table, change.cells);
    const tableBytes = table.localColours === null ? 0 : 3 << table.minCodeSize;
    const bitLimit = (byteLimit - 18 - tableBytes) * 8;
    if (bitLimit <= 0) return null;
    const data = this.smallest(retry ? ['both', ...retries] : ['both'], bitLimit);
    if (data === null) return null;
    const coded = image(difference, table, data);
    return imageBytes(coded) < byteLimit ? coded : null;
  }

  /** The smallest data that the modes give, or null where all take more than `bitLimit`. */
  private smallest(modes: readonly MatchMode[], bitLimit = Number.POSITIVE_INFINITY): Uint8Array | null {
    let best: Uint8Array | null = null;
    let limit = bitLimit;
    for (const mode of modes) {
      const bits = this.kernel.code(mode, limit);
      if (bits === Number.POSITIVE_INFINITY) continue;
      best = this.kernel.pack();
      limit = bits - 1;
    }
    return best;
  }
}

function image(rectangle: Difference, table: ImageTable, data: Uint8Array): Image {
  return {
    leftPx: rectangle.leftPx,
    topPx: rectangle.topPx,
    widthPx: rectangle.rightPx - rectangle.leftPx,
    heightPx: rectangle.bottomPx - rectangle.topPx,
    restoresPrevious: false,
    transparentIndex: table.transparentIndex,
    localColours: table.localColours,
    data,
  };
}
