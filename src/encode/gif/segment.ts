import { largerArray } from '../../mosaic/larger-array.js';
import type { Geometry } from '../../mosaic/painted-frame.js';

/**
 * A few successive frames as what changed between them: all that is needed to code them, independently of
 * other segments and on any thread. Where segments end follows from the frames alone, never from the threads.
 *
 * Pixels are 16-bit *shown colours*: indexes into a table of exact RGB values. Those below the size of the
 * global colour table are indexes into it as well.
 */
export interface Segment {
  readonly geometry: Geometry;
  readonly level: Level;
  /** What is shown before the first frame of this segment. */
  readonly canvas: Uint16Array<ArrayBuffer>;
  /** The file's first segment: `canvas` is an image of its own, before all frames. */
  readonly codesCanvas: boolean;
  /** Shown colour of the canvas's transparent pixels, which no frame repaints; -1 if there are none. */
  readonly transparentColour: number;
  /** Colours in the global table. */
  readonly globalColours: number;
  /** Cells repainted by each frame. The next two arrays may be longer than all of them together. */
  readonly cellCounts: Uint32Array<ArrayBuffer>;
  /** `row * 65536 + column` of those cells, frame after frame. */
  readonly cells: Uint32Array<ArrayBuffer>;
  /** Number of the tile that each of them shows. */
  readonly cellTiles: Uint32Array<ArrayBuffer>;
  readonly tileCount: number;
  /** Pixels of the tiles, tile after tile, row by row. May be longer than they are. */
  readonly tilePixels: Uint16Array<ArrayBuffer>;
}

/** How much work is spent on size; all levels show the same pixels. */
export type Level = 'fast' | 'default' | 'best';

/** One image of a GIF as far as a segment knows it: all but its delay and the RGB values of its table. */
export interface CodedImage {
  readonly leftPx: number;
  readonly topPx: number;
  readonly widthPx: number;
  readonly heightPx: number;
  /** The next image is drawn over what was there before this one. */
  readonly restoresPrevious: boolean;
  /** -1 for none. */
  readonly transparentIndex: number;
  /** Shown colours of a local table, or null where the global one serves. */
  readonly localColours: Uint16Array | null;
  /** Code size, sub-blocks and the empty block, in a buffer that nothing else shares. */
  readonly data: Uint8Array<ArrayBuffer>;
}

/** The images of a segment: one a frame (and one for the canvas of the first), null where no pixel changed. */
export type CodedSegment = readonly (CodedImage | null)[];

/** A segment is closed when it holds this many frames … */
const MAX_FRAMES = 48;
/** … or this many repainted pixels: some ten milliseconds of coding … */
const MAX_PIXELS = 3_000_000;
/** … but as many as the canvas has so many times: what a segment costs once, whatever its frames, depends on that. */
const MIN_CANVASES = 12;
/** … or this many pixels of tiles, or as many as the canvas has: segments that wait for a thread keep them all in memory. */
const MAX_TILE_PIXELS = 2_250_000;

/** Collects frames into a segment. */
export class SegmentBuilder {
  readonly #geometry: Geometry;
  readonly #level: Level;
  readonly #globalColours: number;
  readonly #cellArea: number;
  #canvas = new Uint16Array(0);
  #codesCanvas = false;
  #transparentColour = -1;
  #counts: number[] = [];
  #cells = new Uint32Array(0);
  #cellTiles = new Uint32Array(0);
  #tilePixels = new Uint16Array(0);
  #cellCount = 0;
  #tileCount = 0;
  /** Segments whose arrays may be reused: left to the garbage collector they would pile up. */
  readonly #spare: Segment[] = [];

  constructor(geometry: Geometry, level: Level, globalColours: number) {
    this.#geometry = geometry;
    this.#level = level;
    this.#globalColours = globalColours;
    this.#cellArea = geometry.cellWidthPx * geometry.cellHeightPx;
  }

  /** Starts a segment on top of `canvas`, which is copied. */
  begin(canvas: Uint16Array, codesCanvas: boolean, transparentColour: number): void {
    const spare = this.#spare.pop();
    this.#canvas = spare?.canvas ?? new Uint16Array(canvas.length);
    this.#canvas.set(canvas);
    this.#cells = spare?.cells ?? new Uint32Array(256);
    this.#cellTiles = spare?.cellTiles ?? new Uint32Array(256);
    this.#tilePixels = spare?.tilePixels ?? new Uint16Array(1 << 15);
    this.#codesCanvas = codesCanvas;
    this.#transparentColour = transparentColour;
    this.#counts = [];
    this.#cellCount = 0;
    this.#tileCount = 0;
  }

  get isEmpty(): boolean {
    return this.#counts.length === 0 && !this.#codesCanvas;
  }

  get isFull(): boolean {
    return (
      this.#counts.length >= MAX_FRAMES ||
      this.#cellCount * this.#cellArea >= Math.max(MAX_PIXELS, MIN_CANVASES * this.#canvas.length) ||
      this.#tileCount * this.#cellArea >= this.#fullTilePixels
    );
  }

  /** A segment with fewer pixels of tiles than this gets one more frame, which has at most as many as the canvas. */
  get #fullTilePixels(): number {
    return Math.max(MAX_TILE_PIXELS, this.#canvas.length);
  }

  /** Starts a frame of these cells; the numbers of the tiles they show are to be written into the returned array. */
  addFrame(cells: Uint32Array): Uint32Array {
    const end = this.#cellCount + cells.length;
    if (end > this.#cells.length) {
      const length = Math.max(end, this.#cells.length * 2);
      this.#cells = largerArray(this.#cells, length);
      this.#cellTiles = largerArray(this.#cellTiles, length);
    }
    this.#cells.set(cells, this.#cellCount);
    const tiles = this.#cellTiles.subarray(this.#cellCount, end);
    this.#cellCount = end;
    this.#counts.push(cells.length);
    return tiles;
  }

  /** Number of the tile that is added next. */
  get tileCount(): number {
    return this.#tileCount;
  }

  /** Adds a tile; returns where in `tilePixels` its pixels are to be written. */
  addTile(): number {
    const end = (this.#tileCount + 1) * this.#cellArea;
    if (end > this.#tilePixels.length) {
      const length = Math.min(this.#tilePixels.length * 2, this.#fullTilePixels + this.#canvas.length);
      this.#tilePixels = largerArray(this.#tilePixels, Math.max(end, length));
    }
    this.#tileCount += 1;
    return end - this.#cellArea;
  }

  /** Pixels of all tiles so far, and maybe more; valid until another is added. */
  get tilePixels(): Uint16Array {
    return this.#tilePixels;
  }

  /** The segment, arrays and all; `begin` must come before anything else. */
  take(): Segment {
    return {
      geometry: this.#geometry,
      level: this.#level,
      canvas: this.#canvas,
      codesCanvas: this.#codesCanvas,
      transparentColour: this.#transparentColour,
      globalColours: this.#globalColours,
      cellCounts: Uint32Array.from(this.#counts),
      cells: this.#cells,
      cellTiles: this.#cellTiles,
      tileCount: this.#tileCount,
      tilePixels: this.#tilePixels,
    };
  }

  /** Takes back a segment that is no longer needed. */
  recycle(segment: Segment): void {
    this.#spare.push(segment);
  }
}

/** A thread's answer: the images, and the segment back. */
export interface CodedMessage {
  readonly images: CodedSegment;
  readonly segment: Segment;
}

/** The memory that moves with an answer: a copy would stay behind in the thread until its next collection. */
export function codedBuffers({ images, segment }: CodedMessage): ArrayBuffer[] {
  return [...segmentBuffers(segment), ...images.flatMap((image) => (image === null ? [] : [image.data.buffer]))];
}

/** The memory that moves with a segment. */
export function segmentBuffers({ canvas, cellCounts, cells, cellTiles, tilePixels }: Segment): ArrayBuffer[] {
  return [canvas.buffer, cellCounts.buffer, cells.buffer, cellTiles.buffer, tilePixels.buffer];
}
