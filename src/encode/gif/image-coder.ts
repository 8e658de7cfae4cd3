import type { Geometry } from '../../mosaic/painted-frame.js';
import { type Difference, globalTable, type ImageTable, localTable } from './difference.js';
import type { CanvasNumber, Kernel } from './kernel.js';
import { middleLines, wholeLines } from './line-bands.js';
import type { MatchMode } from './lzw-runner.js';
import { RelayTally } from './relay-tally.js';
import type { CodedImage, Segment } from './segment.js';

/** An image whose disposal is not decided yet. */
export type Image = { -readonly [Key in keyof CodedImage]: CodedImage[Key] };

/** A rectangle to code: what changes from one canvas to another, all of it within some cells. */
export interface Change {
  readonly before: CanvasNumber;
  readonly after: CanvasNumber;
  readonly cells: Uint32Array;
  readonly difference: Difference;
}

/** Control extension and descriptor. */
const FIXED_BYTES = 18;

/** Colours that an image can show beside a transparent index. */
const MAX_COLOURS = 255;

/** Bytes of an image that its data does not show: control extension, descriptor, local table. */
export function imageBytes(image: CodedImage): number {
  return FIXED_BYTES + tableBytes(image.localColours, image.data[0]!) + image.data.length;
}

/** One transparent pixel: an image for a frame that equals what is below it (code size 2: clear, 0, end). */
export function emptyImage(): Image {
  return {
    ...{ leftPx: 0, topPx: 0, widthPx: 1, heightPx: 1 },
    ...{ restoresPrevious: false, transparentIndex: 0, localColours: null },
    data: Uint8Array.of(2, 2, 0x44, 0x01, 0),
  };
}

/** A way to code an image: one match mode throughout, or a relay of them. */
export type Way = MatchMode | 'relay';

/** What is tried for an image, to keep the smallest. */
export interface Effort {
  /**
   * Ways for images whose literals have up to so many times as many runs as what changes. The fewer, the simpler is the
   * picture itself (a line that moves over an empty screen) beside the pattern of changed pixels.
   */
  readonly waysUpTo: readonly (readonly [literalRuns: number, ways: readonly Way[]])[];
  /** Ways for images in which nothing is left unchanged. */
  readonly wholeWays: readonly Way[];
  /**
   * How large pictures that scrolled are coded in bands: the same bound, and the least bits of a symbol (with few colours
   * one dictionary serves much longer than a band). Those that fit none are coded like all others.
   */
  readonly bandedUpTo: readonly (readonly [literalRuns: number, fromCodeSize: number, mode: MatchMode])[];
  /** See `Matching`. */
  readonly lookAheadPixels: number;
}

/** Turns the changes of one segment into images: chooses the table and the way of coding. */
export class ImageCoder {
  readonly #kernel: Kernel;
  readonly #globalColours: number;
  readonly #geometry: Geometry;
  readonly #relays = new RelayTally();

  constructor(kernel: Kernel, { globalColours, geometry }: Pick<Segment, 'globalColours' | 'geometry'>) {
    this.#kernel = kernel;
    this.#globalColours = globalColours;
    this.#geometry = geometry;
  }

  /** @param transparentColour shown colour of transparent pixels; -1 for none */
  codeCanvas(canvas: CanvasNumber, transparentColour: number, effort: Effort): Image {
    const whole = this.#kernel.wholeCanvas(canvas);
    const table = globalTable(whole.colours, this.#globalColours, false) ?? localTable(whole.colours, false);
    this.#kernel.makeChains(null, canvas, whole, table);
    let data: Uint8Array<ArrayBuffer> | null = null;
    this.#tryWays(effort.wholeWays, whole.changedPixels, effort.lookAheadPixels, Number.POSITIVE_INFINITY, () => {
      data = this.#kernel.pack();
    });
    const coded = image(whole, table, data!);
    if (whole.colours.includes(transparentColour))
      coded.transparentIndex = table.localColours?.indexOf(transparentColour) ?? transparentColour;
    return coded;
  }

  /** Whether an image can show all colours of a change. */
  canCode(change: Change): boolean {
    return this.#tablesFor(change).length > 0;
  }

  /** @param change one that `canCode` accepts, as it does every change from what is shown */
  codeChange(change: Change, effort: Effort): Image {
    const scrolled = this.#codeScrolled(change, effort);
    if (scrolled !== null) return scrolled;
    let best: Image | null = null;
    for (const table of this.#tablesFor(change)) {
      let data: Uint8Array<ArrayBuffer> | null = null;
      this.#tryTable(change, table, effort, best === null ? Number.POSITIVE_INFINITY : imageBytes(best), () => {
        data = this.#kernel.pack();
      });
      if (data === null) continue;
      const coded = image(change.difference, table, data);
      if (best === null || imageBytes(coded) < imageBytes(best)) best = coded;
    }
    return best!;
  }

  /** Bytes of a change as an image: infinity where it has too many colours or takes more than `byteLimit`. */
  changeBytes(change: Change, effort: Effort, byteLimit: number): number {
    let least = Number.POSITIVE_INFINITY;
    for (const table of this.#tablesFor(change))
      least = Math.min(
        least,
        this.#tryTable(change, table, effort, Math.min(least, byteLimit), () => {}),
      );
    return least;
  }

  /** In bands, if the change is of that kind. */
  #codeScrolled(change: Change, { bandedUpTo, lookAheadPixels }: Effort): Image | null {
    const { before, after, difference } = change;
    if (bandedUpTo.length === 0 || !this.#kernel.haveScrolled(before, after, difference)) return null;
    const table = this.#tablesFor(change)[0]!;
    const rectangle = { ...difference, ...wholeLines(difference, this.#geometry) };
    this.#kernel.makeChains(before, after, middleLines(rectangle, this.#geometry), table);
    const { transparent, literal } = this.#kernel.countRuns();
    const way = bandedUpTo.find(
      ([literalRuns, fromCodeSize]) => literal <= transparent * literalRuns && table.minCodeSize >= fromCodeSize,
    );
    if (way === undefined) return null;
    const mode = way[2];
    this.#kernel.makeChains(mode === 'literal' ? null : before, after, rectangle, table);
    this.#kernel.codeInBands({ mode, lookAheadPixels }, Number.POSITIVE_INFINITY);
    return image(rectangle, table, this.#kernel.pack());
  }

  /** The global table if it has all colours; a local one if that is needed or lowers the code size. */
  #tablesFor({ difference: { colours } }: Change): ImageTable[] {
    const global = globalTable(colours, this.#globalColours, true);
    const local = colours.length <= MAX_COLOURS ? localTable(colours, true) : null;
    if (global === null) return local === null ? [] : [local];
    return local === null || local.minCodeSize >= global.minCodeSize ? [global] : [global, local];
  }

  /** The bytes of the image, or infinity if they would be more than `byteLimit`. */
  #tryTable(change: Change, table: ImageTable, effort: Effort, byteLimit: number, takeCodes: () => void): number {
    const { difference } = change;
    const fixed = FIXED_BYTES + tableBytes(table.localColours, table.minCodeSize);
    const bitLimit = (byteLimit - fixed) * 8;
    if (bitLimit <= 0) return Number.POSITIVE_INFINITY;
    this.#kernel.makeChains(change.before, change.after, difference, table);
    const bits = this.#tryWays(
      this.#waysFor(difference, effort),
      area(difference),
      effort.lookAheadPixels,
      bitLimit,
      takeCodes,
    );
    return fixed + dataBytes(bits, table.minCodeSize);
  }

  #waysFor(difference: Difference, effort: Effort): readonly Way[] {
    if (difference.changedPixels === area(difference)) return effort.wholeWays;
    const { transparent, literal } = this.#kernel.countRuns();
    return effort.waysUpTo.find(([literalRuns]) => literal <= transparent * literalRuns)![1];
  }

  /** The fewest bits that it takes, or infinity; `takeCodes` is called whenever the kernel holds codes of fewer. */
  #tryWays(
    ways: readonly Way[],
    pixels: number,
    lookAheadPixels: number,
    bitLimit: number,
    takeCodes: () => void,
  ): number {
    let least = Number.POSITIVE_INFINITY;
    for (const way of ways) {
      const limit = Math.min(bitLimit, least - 1);
      const bits =
        way === 'relay'
          ? this.#tryRelay(lookAheadPixels, limit, pixels, least)
          : this.#kernel.code({ mode: way, lookAheadPixels }, limit);
      if (bits === Number.POSITIVE_INFINITY) continue;
      least = bits;
      takeCodes();
    }
    return least;
  }

  /** @param others the fewest bits that other ways take; infinity where they were not counted */
  #tryRelay(lookAheadPixels: number, bitLimit: number, pixels: number, others: number): number {
    if (!this.#relays.isWorthwhile(pixels, Math.min(others, bitLimit))) return Number.POSITIVE_INFINITY;
    const bits = this.#kernel.codeRelay(lookAheadPixels, bitLimit);
    if (others !== Number.POSITIVE_INFINITY) this.#relays.add(pixels, others, Math.max(0, others - bits));
    return bits;
  }
}

function area({ leftPx, topPx, rightPx, bottomPx }: Difference): number {
  return (rightPx - leftPx) * (bottomPx - topPx);
}

/** Bytes of image data: code size, blocks, empty block; the clear and end codes around the others included. */
function dataBytes(bits: number, minCodeSize: number): number {
  const bytes = Math.ceil((bits + minCodeSize + 1 + 12) / 8);
  return bytes + Math.ceil(bytes / 255) + 2;
}

function tableBytes(localColours: Uint16Array | null, minCodeSize: number): number {
  return localColours === null ? 0 : 3 << minCodeSize;
}

function image(rectangle: Difference, table: ImageTable, data: Uint8Array<ArrayBuffer>): Image {
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
