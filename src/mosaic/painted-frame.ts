/** Pixels as encoders see them. */

/** A rectangle in pixels; `rightPx` and `bottomPx` are exclusive. */
export interface RectanglePx {
  readonly leftPx: number;
  readonly topPx: number;
  readonly rightPx: number;
  readonly bottomPx: number;
}

/**
 * Where cells are on the canvas, all in whole pixels. Cell (column, row) covers
 * `originXPx + column * cellWidthPx …` by `originYPx + row * cellHeightPx …`.
 */
export interface Geometry {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly columns: number;
  readonly rows: number;
  readonly cellWidthPx: number;
  readonly cellHeightPx: number;
  readonly originXPx: number;
  readonly originYPx: number;
}

/**
 * The canvas holds a colour id for each pixel, row by row.
 * `indexed`: ids are 16 bits wide and `rgb[id]` is the colour, `0xRRGGBB`; the table is complete before the
 * first frame. `direct` (more than 65,536 colours in the whole recording): the id is the colour itself.
 * Where the picture has a transparent margin, colours carry their transparency: see `colour/blend.ts`.
 * Pixels may be painted when `ids` is read: read it for every frame.
 */
export type Canvas =
  | { readonly kind: 'indexed'; readonly ids: Uint16Array; readonly rgb: Uint32Array }
  | { readonly kind: 'direct'; readonly ids: Uint32Array };

/** What is around the cells; painted once, and again when the background changes. */
export interface Around {
  /** What shows through its transparent pixels in formats that have none; undefined where all are opaque. */
  readonly matte: number | undefined;
  /**
   * Paints the pixels from `fromXPx` up to `toXPx` of a row: colours go into `colours` from its start on.
   * @param background of the terminal, `0xRRGGBB`
   */
  paintSpan(yPx: number, fromXPx: number, toXPx: number, background: number, colours: Uint32Array): void;
}

/** What cells show, where that is a tile. Equal numbers mean equal pixels until `generation` rises. */
export interface ShownTiles {
  readonly generation: number;
  /** The number of the tile in a cell, `row * 65536 + column`; negative where it is not known, or not all of it. */
  tileAt(cell: number): number;
  /** The colour ids of all tiles, one after another, each row by row. */
  readonly pixels: Uint16Array | Uint32Array;
}

/** A frame that has been painted. Canvas and damage are valid until the next frame is asked for. */
export interface PaintedFrame {
  /** From 0. */
  readonly index: number;
  readonly timeUs: number;
  readonly durationUs: number;
  readonly canvas: Canvas;
  /** Everything was painted, also around the cells: the first frame, and one where the background there changes. */
  readonly isWhole: boolean;
  /** Pixels outside of it equal the frame before; null: no pixel differs. The whole canvas where `isWhole`. */
  readonly damage: RectanglePx | null;
  /** `row * 65536 + column` of each repainted cell, ascending; empty where `isWhole`. */
  readonly damagedCells: Uint32Array;
  /** The same pixels as on the canvas, cell by cell; valid as long as it. Absent where frames are not made of tiles. */
  readonly tiles?: ShownTiles | undefined;
}

/** Colours that occur together. */
export interface ColourSet {
  /** Ascending. */
  readonly ids: Uint16Array;
  /** How many frames bring exactly these. */
  readonly frames: number;
}

/** What is known about the whole recording before anything is painted. */
export interface Outline {
  readonly geometry: Geometry;
  /** Before painting: frames whose cells differ. In a survey: frames whose pixels differ. */
  readonly frameCount: number;
  /** Pixels that change in all frames together, or more: how much work there is at most. */
  readonly changedPixels: number;
  readonly durationUs: number;
  /** What shows through transparent pixels in formats that have none, `0xRRGGBB`; absent where all are opaque. */
  readonly matte?: number | undefined;
  readonly title: string | undefined;
}

/** What is known about the whole recording before the first frame is encoded. */
export interface Survey extends Outline {
  /** Per colour id, in how many frames' damage it occurs (upper bound); empty for a `direct` canvas. */
  readonly colourUse: Uint32Array;
  /**
   * The colour ids in each frame's damage (upper bound), where there are at most 256: a large sample of the distinct
   * sets, in order of appearance. Empty for a `direct` canvas.
   */
  readonly colourSets: readonly ColourSet[];
  /** `rgb[id]`; empty for a `direct` canvas. */
  readonly rgb: Uint32Array;
  /** Whether frames after the first are painted whole, because what is around the cells changes. */
  readonly repaintsAround?: boolean;
  readonly command: string | undefined;
  readonly markers: readonly { readonly timeUs: number; readonly label: string }[];
}
