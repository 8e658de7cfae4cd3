import type { FontSet } from '../font/font-set.js';
import type { Frame, FrameSequence } from '../frames/frame.js';
import { Turns } from '../turns.js';
import { ColourTable } from './colour-table.js';
import { ColourUse } from './colour-use.js';
import type { Layout } from './layout.js';
import type { Stamp } from './overlay.js';
import type { Around, Geometry, PaintedFrame, RectanglePx, ShownTiles, Survey } from './painted-frame.js';
import { Surroundings } from './surroundings.js';
import { TileCanvas } from './tile-canvas.js';
import { TilePainter } from './tile-painter.js';
import { TileStore } from './tile-store.js';

/** How frames become pixels. */
export interface MosaicOptions {
  readonly layout: Layout;
  readonly fonts: Pick<FontSet, 'rasterise'>;
  /** Different coverages a glyph's edge may have, 2 to 256. */
  readonly antialiasingLevels: number;
  /** Absent: only the terminal's background is around the cells. */
  readonly around?: Around | undefined;
  /** Drawn on top of everything. */
  readonly stamp?: Stamp | undefined;
  readonly title: string | undefined;
  readonly command: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Frames as pixels: a survey of the whole, then frame after frame on one canvas. */
export interface Mosaic {
  readonly survey: Survey;
  /** Paints from the first frame; the canvas is the same object throughout. */
  frames(): Iterable<PaintedFrame>;
}

/** Changes surveyed before other work gets a turn: each may be a glyph to draw. */
const CHANGES_BETWEEN_TURNS = 64;

/** A cell that has no tile yet: it shows the background. */
const UNPAINTED = -1;
/** A cell whose tile number is no longer valid: it counts as showing something else. */
const FORGOTTEN = -2;

/**
 * Surveys a sequence: paints every distinct tile once, counts colours, and finds the frames whose pixels
 * differ from the frame before (a bold blank is a different cell, but looks the same).
 * @throws Cast2gifError `aborted`
 */
export async function createMosaic(sequence: FrameSequence, options: MosaicOptions): Promise<Mosaic> {
  const turns = new Turns(options.signal);
  const painter = new TilePainter(options.layout, options.fonts, options.antialiasingLevels);
  const colours = new ColourTable();
  const { geometry } = options.layout;
  const pixelsPerTile = geometry.cellWidthPx * geometry.cellHeightPx;
  const indexed = new TileStore(sequence.cells, painter, colours, pixelsPerTile);
  const use = new ColourUse(colours);
  let around = new Surroundings(geometry, options.around, options.stamp, colours);
  let findings = await surveyFrames(sequence, indexed, around, use, turns);
  const direct = colours.overflowed;
  const tiles = direct ? new TileStore(sequence.cells, painter, undefined, pixelsPerTile) : indexed;
  // Tiles whose colours did not fit the table looked alike, so different frames were taken for equal.
  if (direct) {
    around = new Surroundings(geometry, options.around, options.stamp, undefined);
    findings = await surveyFrames(sequence, tiles, around, undefined, turns);
  }
  const survey: Survey = {
    geometry,
    frameCount: findings.durationsUs.length,
    changedPixels: sequence.changeCount * pixelsPerTile,
    durationUs: sequence.durationUs,
    colourUse: direct ? new Uint32Array(0) : use.frames.subarray(0, colours.count),
    colourSets: direct ? [] : use.sets,
    rgb: direct ? new Uint32Array(0) : colours.rgb,
    repaintsAround: findings.repaintsAround,
    matte: options.around?.matte,
    title: options.title,
    command: options.command,
    markers: sequence.markers,
  };
  return { survey, frames: () => paintFrames(sequence, tiles, around, findings, direct ? undefined : colours) };
}

interface Findings {
  /** Duration of each frame that shows something new, those of the frames that do not added to the one before. */
  readonly durationsUs: number[];
  /** For each frame of the sequence, whether it shows something new. */
  readonly visible: boolean[];
  readonly repaintsAround: boolean;
}

async function surveyFrames(
  sequence: FrameSequence,
  tiles: TileStore,
  around: Surroundings,
  use: ColourUse | undefined,
  turns: Turns,
): Promise<Findings> {
  const durationsUs: number[] = [];
  const visible: boolean[] = [];
  const grid = new TileGrid(tiles, around.geometry);
  const { overlay } = around;
  use?.count(around.coloursOn(sequence.background), 0);
  for (const ids of coloursUnderStamp(sequence.background, around, tiles.pixelsPerTile)) use?.count(ids, 0);
  let background: number | undefined;
  let repaintsAround = false;
  for (const frame of sequence.frames()) {
    const recoloured = frame.background !== background;
    if (recoloured && background !== undefined) repaintsAround = true;
    background = frame.background;
    if (recoloured) use?.count(around.coloursOn(background), visible.length);
    const count: TileChange = (tile, row, column) => {
      if (use === undefined) return;
      const frameNumber = visible.length;
      if (overlay?.touches(row, column)) use.count(overlay.coloursOn(tiles.pixelsOf(tile), row, column), frameNumber);
      else tiles.countColours(tile, use, frameNumber);
    };
    let changed = 0;
    for (let from = 0; from < frame.changeCount; from += CHANGES_BETWEEN_TURNS) {
      changed += grid.apply(frame, count, from, from + CHANGES_BETWEEN_TURNS);
      if (turns.areDue()) await turns.take();
    }
    use?.endFrame();
    const shows = changed > 0 || recoloured;
    visible.push(shows);
    if (shows) durationsUs.push(frame.durationUs);
    else durationsUs[durationsUs.length - 1]! += frame.durationUs;
  }
  return { durationsUs, visible, repaintsAround };
}

/** The ids of each cell that the stamp touches, as the canvas shows it before any cell is painted. */
function* coloursUnderStamp(background: number, around: Surroundings, pixelsPerTile: number): Generator<Uint32Array> {
  const blank = new Uint32Array(pixelsPerTile).fill(around.idOf(background));
  for (const { row, column } of around.overlay?.cells() ?? []) yield around.overlay!.coloursOn(blank, row, column);
}

/** Called for each cell whose pixels change. */
type TileChange = (tile: number, row: number, column: number) => void;

/** Which tile is in each cell; tells changed pixels from changed cells. */
class TileGrid {
  readonly #tiles: TileStore;
  readonly #columns: number;
  readonly #rows: number;
  readonly #grid: Int32Array;
  #generation: number;

  constructor(tiles: TileStore, geometry: Geometry) {
    this.#tiles = tiles;
    this.#columns = geometry.columns;
    this.#rows = geometry.rows;
    this.#grid = new Int32Array(geometry.columns * geometry.rows).fill(UNPAINTED);
    this.#generation = tiles.generation;
  }

  /** Applies all or some of a frame's changes; returns how many cells now show a different tile. */
  apply(frame: Frame, onChange: TileChange, from = 0, to = frame.changeCount): number {
    let changed = 0;
    const end = Math.min(to, frame.changeCount);
    for (let index = from; index < end; index += 1) {
      const position = frame.positions[index]!;
      if (this.#put(position >>> 16, position & 0xffff, frame.cellIds[index]!, onChange)) changed += 1;
    }
    return changed;
  }

  /** The tile in a cell, `row * 65536 + column`; negative where it is not known. */
  tileAt(cell: number): number {
    return this.#grid[(cell >>> 16) * this.#columns + (cell & 0xffff)]!;
  }

  #put(row: number, column: number, cellId: number, onChange: TileChange): boolean {
    if (row >= this.#rows || column >= this.#columns) return false;
    const tile = this.#tiles.tileOf(cellId);
    if (this.#tiles.generation !== this.#generation) {
      this.#generation = this.#tiles.generation;
      this.#grid.fill(FORGOTTEN);
    }
    const cell = row * this.#columns + column;
    if (this.#grid[cell] === tile) return false;
    this.#grid[cell] = tile;
    onChange(tile, row, column);
    return true;
  }
}

function* paintFrames(
  sequence: FrameSequence,
  tiles: TileStore,
  around: Surroundings,
  findings: Findings,
  colours: ColourTable | undefined,
): Generator<PaintedFrame> {
  const { geometry, overlay } = around;
  const grid = new TileGrid(tiles, geometry);
  const tileAt = (cell: number) => grid.tileAt(cell);
  const canvas = new TileCanvas({ tiles, tileAt, around, colours, background: sequence.background });
  tiles.onEmpty = () => canvas.paint();
  const positions = new Uint32Array(geometry.columns * geometry.rows);
  let count = 0;
  const noteCell: TileChange = (_, row, column) => {
    const cell = row * 65_536 + column;
    positions[count++] = cell;
    canvas.change(cell);
  };
  let background: number | undefined;
  const shownTiles: ShownTiles = {
    get generation() {
      return tiles.generation;
    },
    tileAt: (cell) => (overlay?.touches(cell >>> 16, cell & 0xffff) ? UNPAINTED : tileAt(cell)),
    get pixels() {
      return tiles.pixels;
    },
  };
  let shown = 0;
  let frameNumber = 0;
  let timeUs = 0;
  for (const frame of sequence.frames()) {
    count = 0;
    const isWhole = frame.background !== background;
    background = frame.background;
    if (isWhole) canvas.paintAround(background);
    grid.apply(frame, noteCell);
    if (!findings.visible[frameNumber++]) continue;
    const durationUs = findings.durationsUs[shown]!;
    const painted = positions.slice(0, count);
    yield {
      index: shown,
      timeUs,
      durationUs,
      canvas: canvas.canvas,
      isWhole,
      damage: isWhole ? wholeCanvas(geometry) : boundsOf(painted, geometry),
      damagedCells: isWhole ? new Uint32Array(0) : painted.sort(),
      tiles: shownTiles,
    };
    shown += 1;
    timeUs += durationUs;
  }
}

function wholeCanvas(geometry: Geometry): RectanglePx {
  return { leftPx: 0, topPx: 0, rightPx: geometry.widthPx, bottomPx: geometry.heightPx };
}

function boundsOf(positions: Uint32Array, geometry: Geometry): RectanglePx | null {
  if (positions.length === 0) return null;
  let left = geometry.columns;
  let top = geometry.rows;
  let right = 0;
  let bottom = 0;
  for (const position of positions) {
    const row = position >>> 16;
    const column = position & 0xffff;
    if (column < left) left = column;
    if (column > right) right = column;
    if (row < top) top = row;
    if (row > bottom) bottom = row;
  }
  return {
    leftPx: geometry.originXPx + left * geometry.cellWidthPx,
    topPx: geometry.originYPx + top * geometry.cellHeightPx,
    rightPx: geometry.originXPx + (right + 1) * geometry.cellWidthPx,
    bottomPx: geometry.originYPx + (bottom + 1) * geometry.cellHeightPx,
  };
}
