import { alphaOf, TRANSPARENT } from '../../colour/blend.js';
import { CellSet } from '../../mosaic/cell-set.js';
import type { Canvas, Geometry, RectanglePx, ShownTiles, Survey } from '../../mosaic/painted-frame.js';
import { type CountedColours, StandIns } from './colour-reduction.js';
import { FrameColours } from './frame-colours.js';
import { globalOrder } from './global-table.js';
import { InexactCells } from './inexact-cells.js';
import { chooseWithin } from './lossy.js';
import type { SegmentBuilder } from './segment.js';
import { TileNumbers } from './tile-numbers.js';

/** Colours that an image can show beside a transparent index, and the first image, which needs none. */
const MAX_IMAGE_COLOURS = 255;
const MAX_COLOURS_WITHOUT_TRANSPARENT = 256;

/** A few milliseconds of work. */
const PIXELS_BETWEEN_TURNS = 1 << 18;

/** Shown colours are 16-bit. */
const MAX_SHOWN_COLOURS = 65_536;

const NO_TILE = -1;
const NONE_SHOWN = new Uint16Array(0);

/** Above this count, which only noise reaches, new colours lose their four low bits. */
const FINE_COLOURS = 60_000;

/**
 * What the GIF shows, as 16-bit shown colours: the painted canvas itself, except that a frame which changes
 * more colours than an image can hold is reduced to that many. A pixel keeps its shown colour until it
 * is painted again, so that quantised areas stay still.
 */
export class ShownCanvas {
  /** Call `settle` before reading them, once a segment has begun. */
  readonly pixels: Uint16Array<ArrayBuffer>;
  /** Number of colours in the global table. */
  readonly globalColours: number;
  readonly #geometry: Geometry;
  /** Shown colour of each painted id; null where ids are RGB values. */
  readonly #shownOfId: Uint16Array | null;
  /** Painted id of each shown colour; empty where ids are RGB values. */
  readonly #idOfShown: Uint32Array;
  /** Whether all frames together have no more colours than one image can show. */
  readonly #alwaysExact: boolean;
  /** Painted ids, from a quantised frame on, until all pixels are exact again: then they follow from the shown colours. */
  #painted: Uint16Array | Uint32Array | null;
  /** Which cells are not exact, where ids are not RGB values. */
  readonly #inexact: InexactCells;
  /** Number of the check in which an id was seen last. */
  readonly #seenIn: Uint32Array;
  #checks = 0;
  readonly #tileNumbers = new TileNumbers();
  /** Cells whose `pixels` are not up to date, and for each cell of the grid the segment's tile that it shows then. */
  readonly #unsettled: CellSet;
  readonly #tileOfCell: Uint32Array;
  readonly #frameColours = new FrameColours();
  readonly #standIns = new StandIns(MAX_IMAGE_COLOURS);
  #table: Uint32Array<ArrayBuffer>;
  #tableSize: number;
  #numberOfRgb = new Map<number, number>();

  readonly #lossyDistance: number;
  /** Whether a frame had more colours than an image can show. */
  hasStandIns = false;
  /** Whether the frame being painted has more colours than an image can show. */
  #isQuantised = false;

  /** @param lossyDistance how far, in OKLab, pixels of such a frame may be from their painted colours to save bytes */
  constructor(survey: Survey, lossyDistance = 0) {
    this.#lossyDistance = lossyDistance;
    const { widthPx, heightPx } = survey.geometry;
    this.#geometry = survey.geometry;
    this.pixels = new Uint16Array(widthPx * heightPx);
    const isIndexed = survey.rgb.length > 0;
    const order = withOneTransparent(globalOrder(survey), survey.rgb);
    this.#table = isIndexed
      ? Uint32Array.from(order, (id) => visibleColour(survey.rgb[id]!))
      : new Uint32Array(MAX_SHOWN_COLOURS);
    this.#tableSize = order.length;
    this.#shownOfId = isIndexed ? inverse(order, survey.rgb.length, this.#table.indexOf(TRANSPARENT)) : null;
    this.globalColours = Math.min(256, order.length);
    this.#idOfShown = order;
    this.#alwaysExact = isIndexed && order.length <= MAX_IMAGE_COLOURS;
    this.#painted = isIndexed ? null : new Uint32Array(widthPx * heightPx);
    this.#seenIn = new Uint32Array(survey.rgb.length);
    this.#inexact = new InexactCells(survey.geometry);
    this.#unsettled = new CellSet(survey.geometry);
    this.#tileOfCell = new Uint32Array(survey.geometry.columns * survey.geometry.rows);
  }

  /** `0xRRGGBB` of each shown colour. Stays as it is for segments begun before a `renumber`. */
  get rgb(): Uint32Array {
    return this.#table;
  }

  /** The shown colour of transparent pixels; -1 where there are none. Only canvases painted whole have them. */
  get transparentColour(): number {
    return this.#shownOfId === null ? (this.#numberOfRgb.get(TRANSPARENT) ?? -1) : this.#table.indexOf(TRANSPARENT);
  }

  /**
   * Takes a frame whole: the first one, and any that changes pixels outside of the cells. It must be iterated to its
   * end; yields now and then, because a canvas may have many millions of pixels.
   */
  *paintAll(canvas: Canvas): Generator<void> {
    const { pixels } = this;
    const { ids } = canvas;
    if (this.#alwaysExact) {
      const shownOfId = this.#shownOfId!;
      for (let from = 0; from < pixels.length; from += PIXELS_BETWEEN_TURNS) {
        const end = Math.min(from + PIXELS_BETWEEN_TURNS, pixels.length);
        for (let at = from; at < end; at += 1) pixels[at] = shownOfId[ids[at]!]!;
        yield;
      }
      return;
    }
    this.#frameColours.reset();
    for (let from = 0; from < ids.length; from += PIXELS_BETWEEN_TURNS) {
      const end = Math.min(from + PIXELS_BETWEEN_TURNS, ids.length);
      for (let at = from; at < end; at += 1) this.#frameColours.count(ids[at]!);
      yield;
    }
    const isExact = this.#shownOfId !== null && this.#frameColours.size <= MAX_COLOURS_WITHOUT_TRANSPARENT;
    const shown = this.#chooseShown(canvas, MAX_COLOURS_WITHOUT_TRANSPARENT);
    this.#painted = isExact ? null : canvas.ids.slice();
    if (this.#isLossy) {
      const { widthPx, heightPx } = this.#geometry;
      const rectangle = { leftPx: 0, topPx: 0, rightPx: widthPx, bottomPx: heightPx };
      this.#chooseLossy(canvas, shown, rectangle, (at) => this.#frameColours.slotOf(canvas.ids[at]!), true);
    } else
      for (let from = 0; from < pixels.length; from += PIXELS_BETWEEN_TURNS) {
        const end = Math.min(from + PIXELS_BETWEEN_TURNS, pixels.length);
        for (let at = from; at < end; at += 1) pixels[at] = shown[this.#frameColours.slotOf(ids[at]!)]!;
        yield;
      }
    if (this.#painted === null || this.#shownOfId === null) this.#inexact.clear();
    else this.#findInexact(this.#painted, this.#shownOfId);
  }

  /**
   * Takes a later frame, of which only these cells were painted, and adds it to the segment.
   * @param tiles the same pixels, if they are known as tiles
   */
  paintCells(canvas: Canvas, tiles: ShownTiles | undefined, cells: Uint32Array, segment: SegmentBuilder): void {
    const cellTiles = segment.addFrame(cells);
    if (tiles !== undefined) this.#tileNumbers.startFrame(tiles.generation);
    if (this.#painted === null && (this.#alwaysExact || this.#countIds(canvas, tiles, cells) <= MAX_IMAGE_COLOURS)) {
      this.#takeTiles(canvas, tiles, cells, cellTiles, segment);
      return;
    }
    this.settle(segment);
    this.#painted ??= this.#paintedIds();
    this.#paintCellsChecked(canvas, cells, this.#painted, cellTiles, segment);
    if (this.#shownOfId !== null && this.#inexact.isNone) this.#painted = null;
  }

  /** Painted ids where all pixels are shown exactly. */
  #paintedIds(): Uint16Array {
    const { pixels } = this;
    const painted = new Uint16Array(pixels.length);
    for (let at = 0; at < pixels.length; at += 1) painted[at] = this.#idOfShown[pixels[at]!]!;
    return painted;
  }

  /** Brings `pixels` up to date with the frames of this segment. To be called before the segment is taken. */
  settle(segment: SegmentBuilder): void {
    const { columns, cellWidthPx, cellHeightPx, widthPx } = this.#geometry;
    const { pixels } = this;
    const { tilePixels } = segment;
    for (const cell of this.#unsettled.cells()) {
      let from = this.#tileOfCell[(cell >>> 16) * columns + (cell & 0xffff)]! * cellWidthPx * cellHeightPx;
      let at = this.#cellOffset(cell);
      for (let row = 0; row < cellHeightPx; row += 1) {
        for (let column = 0; column < cellWidthPx; column += 1) pixels[at + column] = tilePixels[from++]!;
        at += widthPx;
      }
    }
    this.#unsettled.clear();
    this.#tileNumbers.forget();
  }

  /** True: `renumber` must be called, between two segments, before the next frame. */
  get isTableFull(): boolean {
    return this.#shownOfId === null && this.#tableSize > FINE_COLOURS - MAX_COLOURS_WITHOUT_TRANSPARENT;
  }

  /** Drops the shown colours that are no longer on the canvas. */
  renumber(): void {
    const old = this.#table;
    this.#table = new Uint32Array(MAX_SHOWN_COLOURS);
    this.#tableSize = 0;
    this.#numberOfRgb = new Map();
    for (let at = 0; at < this.pixels.length; at += 1) this.pixels[at] = this.#numberFor(old[this.pixels[at]!]!);
  }

  /** Distinct ids in these cells. */
  #countIds(canvas: Canvas, tiles: ShownTiles | undefined, cells: Uint32Array): number {
    const { widthPx, cellWidthPx, cellHeightPx } = this.#geometry;
    this.#checks += 1;
    let count = 0;
    for (let index = 0; index < cells.length; index += 1) {
      const cell = cells[index]!;
      const tile = tiles?.tileAt(cell) ?? NO_TILE;
      if (tile < 0) count += this.#countUnseen(canvas.ids, this.#cellOffset(cell), widthPx);
      else if (this.#tileNumbers.isNew(tile))
        count += this.#countUnseen(tiles!.pixels, tile * cellWidthPx * cellHeightPx, cellWidthPx);
    }
    return count;
  }

  /** The ids of a cell that this check has not seen before. A hot loop where tiles are not known: every painted pixel passes here. */
  #countUnseen(ids: Uint16Array | Uint32Array, start: number, widthPx: number): number {
    const { cellWidthPx, cellHeightPx } = this.#geometry;
    const seenIn = this.#seenIn;
    const check = this.#checks;
    let count = 0;
    for (let row = 0; row < cellHeightPx; row += 1) {
      for (let at = start + row * widthPx, end = at + cellWidthPx; at < end; at += 1) {
        const id = ids[at]!;
        if (seenIn[id] === check) continue;
        seenIn[id] = check;
        count += 1;
      }
    }
    return count;
  }

  /** A frame of exact colours: every cell is one of the segment's tiles, which are coloured when they are first needed. */
  #takeTiles(
    canvas: Canvas,
    tiles: ShownTiles | undefined,
    cells: Uint32Array,
    cellTiles: Uint32Array,
    segment: SegmentBuilder,
  ): void {
    const { columns, widthPx, cellWidthPx, cellHeightPx } = this.#geometry;
    for (let index = 0; index < cells.length; index += 1) {
      const cell = cells[index]!;
      const tile = tiles?.tileAt(cell) ?? NO_TILE;
      let number = tile < 0 ? NO_TILE : this.#tileNumbers.of(tile);
      if (number < 0) {
        number = segment.tileCount;
        if (tile < 0) this.#addTile(segment, canvas.ids, this.#cellOffset(cell), widthPx);
        else {
          this.#addTile(segment, tiles!.pixels, tile * cellWidthPx * cellHeightPx, cellWidthPx);
          this.#tileNumbers.set(tile, number);
        }
      }
      cellTiles[index] = number;
      this.#tileOfCell[(cell >>> 16) * columns + (cell & 0xffff)] = number;
    }
    this.#unsettled.addAll(cells);
  }

  /** Adds to the segment what a rectangle of `ids`, as large as a cell, looks like. */
  #addTile(segment: SegmentBuilder, ids: Uint16Array | Uint32Array, start: number, widthPx: number): void {
    const { cellWidthPx, cellHeightPx } = this.#geometry;
    const shownOfId = this.#shownOfId!;
    let target = segment.addTile();
    const { tilePixels } = segment;
    for (let row = 0; row < cellHeightPx; row += 1) {
      for (let at = start + row * widthPx, end = at + cellWidthPx; at < end; at += 1)
        tilePixels[target++] = shownOfId[ids[at]!]!;
    }
  }

  /** A frame that may have more colours than an image can show: every cell becomes a tile of its own. */
  #paintCellsChecked(
    canvas: Canvas,
    cells: Uint32Array,
    painted: Uint16Array | Uint32Array,
    cellTiles: Uint32Array,
    segment: SegmentBuilder,
  ): void {
    const { ids } = canvas;
    this.#countChanged(ids, cells, painted);
    const shown = this.#chooseShown(canvas, MAX_IMAGE_COLOURS);
    if (this.#isLossy) {
      const rectangle = this.#rectangleWhere(cells, (at) => ids[at] !== painted[at]);
      const slotAt = (at: number) => (ids[at] === painted[at] ? -1 : this.#frameColours.slotOf(ids[at]!));
      this.#chooseLossy(canvas, shown, rectangle, slotAt, false);
    }
    const shownOfSlot = this.#isLossy ? undefined : shown;
    for (let index = 0; index < cells.length; index += 1) {
      cellTiles[index] = segment.tileCount;
      const isExact = this.#takeCell(cells[index]!, ids, painted, shownOfSlot, segment);
      if (this.#shownOfId !== null) this.#inexact.set(cells[index]!, !isExact);
    }
  }

  /** Counts the colours of the pixels that differ from what was painted there before. A hot loop. */
  #countChanged(ids: Uint16Array | Uint32Array, cells: Uint32Array, painted: Uint16Array | Uint32Array): void {
    const { widthPx, cellWidthPx, cellHeightPx } = this.#geometry;
    const frameColours = this.#frameColours;
    frameColours.reset();
    for (let index = 0; index < cells.length; index += 1) {
      let start = this.#cellOffset(cells[index]!);
      for (let row = 0; row < cellHeightPx; row += 1) {
        for (let at = start; at < start + cellWidthPx; at += 1) {
          const id = ids[at]!;
          if (id !== painted[at]) frameColours.count(id);
        }
        start += widthPx;
      }
    }
  }

  /**
   * Shows the changed pixels of a cell in their chosen colours, remembers what was painted, and adds the cell to the
   * segment. A hot loop, of all that is to be done, because the canvas is larger than what a processor keeps near.
   * @param shownOfSlot absent: they are shown in their colours already
   * @returns whether all pixels show the colour that was painted, where ids are not RGB values
   */
  #takeCell(
    cell: number,
    ids: Uint16Array | Uint32Array,
    painted: Uint16Array | Uint32Array,
    shownOfSlot: Uint16Array | undefined,
    segment: SegmentBuilder,
  ): boolean {
    const { widthPx, cellWidthPx, cellHeightPx } = this.#geometry;
    const { pixels } = this;
    const frameColours = this.#frameColours;
    const shownOfId = this.#shownOfId ?? NONE_SHOWN;
    let target = segment.addTile();
    const { tilePixels } = segment;
    let isExact = true;
    let start = this.#cellOffset(cell);
    for (let row = 0; row < cellHeightPx; row += 1) {
      for (let at = start; at < start + cellWidthPx; at += 1) {
        const id = ids[at]!;
        if (id !== painted[at]) {
          painted[at] = id;
          if (shownOfSlot !== undefined) pixels[at] = shownOfSlot[frameColours.slotOf(id)]!;
        }
        const colour = pixels[at]!;
        tilePixels[target++] = colour;
        if (colour !== shownOfId[id]) isExact = false;
      }
      start += widthPx;
    }
    return isExact;
  }

  /** Pixels of a cell that do not show the colour that was painted. */
  #countInexact(cell: number, painted: Uint16Array | Uint32Array, shownOfId: Uint16Array): number {
    const { widthPx, cellWidthPx, cellHeightPx } = this.#geometry;
    const { pixels } = this;
    let count = 0;
    let start = this.#cellOffset(cell);
    for (let row = 0; row < cellHeightPx; row += 1) {
      for (let at = start; at < start + cellWidthPx; at += 1) if (pixels[at] !== shownOfId[painted[at]!]) count += 1;
      start += widthPx;
    }
    return count;
  }

  /** Finds out, after a frame was taken whole, where it is not shown exactly. */
  #findInexact(painted: Uint16Array | Uint32Array, shownOfId: Uint16Array): void {
    const { columns, rows } = this.#geometry;
    let outside = 0;
    for (let at = 0; at < painted.length; at += 1) if (this.pixels[at] !== shownOfId[painted[at]!]) outside += 1;
    for (let row = 0; row < rows; row += 1) {
      for (let column = 0; column < columns; column += 1) {
        const cell = row * 65_536 + column;
        const count = this.#countInexact(cell, painted, shownOfId);
        this.#inexact.set(cell, count > 0);
        outside -= count;
      }
    }
    this.#inexact.isOutside = outside > 0;
  }

  /** Whether the frame being painted may be lossy: exact frames stay exact. */
  get #isLossy(): boolean {
    return this.#lossyDistance > 0 && this.#isQuantised;
  }

  #chooseLossy(
    canvas: Canvas,
    standIns: Uint16Array,
    rectangle: RectanglePx,
    slotAt: (at: number) => number,
    isWhole: boolean,
  ): void {
    const { ids } = this.#frameColours.take();
    chooseWithin(this.#lossyDistance, {
      ...{ pixels: this.pixels, canvasWidthPx: this.#geometry.widthPx, rectangle, isWhole, slotAt, standIns },
      painted: ids.map((id) => visibleColour(canvas.kind === 'indexed' ? canvas.rgb[id]! : id)),
      shownRgb: this.#table,
    });
  }

  /** The tightest rectangle around some pixels of these cells; there must be one. */
  #rectangleWhere(cells: Uint32Array, isWanted: (at: number) => boolean): RectanglePx {
    const { widthPx, heightPx } = this.#geometry;
    let [leftPx, topPx, rightPx, bottomPx] = [widthPx, heightPx, 0, 0];
    this.#forEachPixel(cells, (at) => {
      if (!isWanted(at)) return;
      const [x, y] = [at % widthPx, Math.floor(at / widthPx)];
      leftPx = Math.min(leftPx, x);
      topPx = Math.min(topPx, y);
      rightPx = Math.max(rightPx, x + 1);
      bottomPx = Math.max(bottomPx, y + 1);
    });
    return { leftPx, topPx, rightPx, bottomPx };
  }

  /** The shown colour for each slot of `frameColours`: exact where at most `limit` colours are asked for. */
  #chooseShown(canvas: Canvas, limit: number): Uint16Array {
    const { ids, counts } = this.#frameColours.take();
    const rgb = ids.map((id) => visibleColour(canvas.kind === 'indexed' ? canvas.rgb[id]! : id));
    this.#isQuantised = false;
    const chosen = ids.length <= limit ? ids : this.#standInsFor({ ids, rgb, counts });
    return Uint16Array.from(chosen, (id) =>
      this.#shownOfId !== null ? this.#shownOfId[id]! : this.#numberFor(visibleColour(id)),
    );
  }

  /** Transparent pixels stay transparent. */
  #standInsFor({ ids, rgb, counts }: CountedColours): Uint32Array {
    const visible = Uint32Array.from(ids.keys()).filter((slot) => rgb[slot] !== TRANSPARENT);
    if (visible.length <= MAX_IMAGE_COLOURS && visible.length < ids.length) return ids;
    this.#isQuantised = true;
    this.hasStandIns = true;
    if (visible.length === ids.length) return this.#standIns.choose({ ids, rgb, counts });
    const of = (values: Uint32Array) => visible.map((slot) => values[slot]!);
    const standIns = this.#standIns.choose({ ids: of(ids), rgb: of(rgb), counts: of(counts) });
    const chosen = ids.slice();
    for (const [at, slot] of visible.entries()) chosen[slot] = standIns[at]!;
    return chosen;
  }

  #numberFor(exactRgb: number): number {
    // A canvas of more colours than ids: keep the numbers bounded, at the cost of the low bits.
    const rgb = this.#tableSize < FINE_COLOURS || exactRgb === TRANSPARENT ? exactRgb : exactRgb & 0xf0f0f0;
    let number = this.#numberOfRgb.get(rgb);
    if (number === undefined) {
      number = this.#tableSize++;
      this.#numberOfRgb.set(rgb, number);
      this.#table[number] = rgb;
    }
    return number;
  }

  #forEachPixel(cells: Uint32Array, visit: (at: number) => void): void {
    const { widthPx, cellWidthPx, cellHeightPx } = this.#geometry;
    for (const cell of cells) {
      const start = this.#cellOffset(cell);
      for (let row = 0; row < cellHeightPx; row += 1) {
        for (let at = start + row * widthPx, end = at + cellWidthPx; at < end; at += 1) visit(at);
      }
    }
  }

  #cellOffset(cell: number): number {
    const geometry = this.#geometry;
    const x = geometry.originXPx + (cell & 0xffff) * geometry.cellWidthPx;
    return (geometry.originYPx + (cell >>> 16) * geometry.cellHeightPx) * geometry.widthPx + x;
  }
}

/** @param other what ids that are not in the order get */
function inverse(order: Uint32Array, idCount: number, other: number): Uint16Array {
  const places = new Uint16Array(idCount).fill(Math.max(0, other));
  order.forEach((id, place) => {
    places[id] = place;
  });
  return places;
}

/** A GIF's pixels are opaque or transparent: one that is less than half opaque becomes transparent. */
function visibleColour(colour: number): number {
  return alphaOf(colour) < 128 ? TRANSPARENT : colour & 0xffffff;
}

/** The ids with only the first of those that are transparent. */
function withOneTransparent(order: Uint32Array, rgb: Uint32Array): Uint32Array {
  const isNothing = (id: number) => visibleColour(rgb[id]!) === TRANSPARENT;
  const first = order.find(isNothing);
  return first === undefined ? order : order.filter((id) => id === first || !isNothing(id));
}
