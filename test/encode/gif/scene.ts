/** Painted frames for the tests: small cells in random colours, on both kinds of canvas. */

import type { Encoder } from '#cast2gif/encode/encoder.js';
import type { ByteSink } from '#cast2gif/io/sink.js';
import type { Canvas, Geometry, PaintedFrame, ShownTiles, Survey } from '#cast2gif/mosaic/painted-frame.js';

/** One frame: its duration and the cells it repaints, each with a number that decides its pixels. */
export interface SceneFrame {
  readonly durationUs: number;
  readonly cells: readonly { readonly column: number; readonly row: number; readonly look: number }[];
  /** A colour that fills what is around the cells. */
  readonly around?: number | undefined;
}

export interface Scene {
  readonly columns: number;
  readonly rows: number;
  readonly rgb: Uint32Array;
  readonly kind: 'indexed' | 'direct';
  readonly frames: readonly SceneFrame[];
}

const CELL_WIDTH_PX = 5;
const CELL_HEIGHT_PX = 7;
const PADDING_PX = 3;

function geometryOf(columns: number, rows: number): Geometry {
  return {
    ...{ columns, rows, cellWidthPx: CELL_WIDTH_PX, cellHeightPx: CELL_HEIGHT_PX },
    ...{ originXPx: PADDING_PX, originYPx: PADDING_PX },
    widthPx: columns * CELL_WIDTH_PX + 2 * PADDING_PX,
    heightPx: rows * CELL_HEIGHT_PX + 2 * PADDING_PX,
  };
}

/** Id of a cell's pixel: a pattern of up to five colours that depends on `look` only. */
function pixelId(look: number, x: number, y: number, colours: number): number {
  const pattern = Math.imul(look + 1, 2654435761) >>> 7;
  const shade = (pattern >>> ((x * 3 + y * 5) % 19)) & 3;
  return (look * 7 + (shade === 3 ? x + y : shade)) % colours;
}

/** A sink that keeps the bytes. */
export function memorySink(): ByteSink & { bytes(): Uint8Array } {
  const parts: Uint8Array[] = [];
  return {
    async write(bytes) {
      parts.push(bytes.slice());
    },
    bytes: () => Buffer.concat(parts),
  };
}

/** Feeds the scene to the encoder; returns the RGB pixels of each frame as painted. */
export async function play(scene: Scene, encoder: Encoder): Promise<Int32Array[]> {
  const geometry = geometryOf(scene.columns, scene.rows);
  const area = geometry.widthPx * geometry.heightPx;
  const isIndexed = scene.kind === 'indexed';
  const ids = new Uint32Array(area).fill(isIndexed ? 0 : scene.rgb[0]!);
  await encoder.start(surveyOf(scene, geometry));
  const painted: Int32Array[] = [];
  const looks = new Map<number, number>();
  const known = new Set<number>();
  let timeUs = 0;
  for (const [index, frame] of scene.frames.entries()) {
    const cells = new Set<number>();
    for (const { column, row, look } of frame.cells) {
      cells.add(row * 65_536 + column);
      looks.set(row * 65_536 + column, look);
      for (let y = 0; y < CELL_HEIGHT_PX; y += 1)
        for (let x = 0; x < CELL_WIDTH_PX; x += 1) {
          const at =
            (PADDING_PX + row * CELL_HEIGHT_PX + y) * geometry.widthPx + PADDING_PX + column * CELL_WIDTH_PX + x;
          const id = pixelId(look, x, y, scene.rgb.length);
          ids[at] = isIndexed ? id : scene.rgb[id]!;
        }
    }
    if (frame.around !== undefined) {
      const colour = frame.around % scene.rgb.length;
      const id = isIndexed ? colour : scene.rgb[colour]!;
      for (let at = 0; at < area; at += 1) if (isAround(geometry, at)) ids[at] = id;
    }
    const canvas: Canvas = isIndexed
      ? { kind: 'indexed', ids: Uint16Array.from(ids), rgb: scene.rgb }
      : { kind: 'direct', ids: ids.slice() };
    const isWhole = index === 0 || frame.around !== undefined;
    const tiles = tilesOf(looks, known, scene, index);
    const time = { timeUs, durationUs: frame.durationUs };
    await encoder.add({ index, ...time, canvas, tiles, ...damageOf(geometry, cells, isWhole) });
    canvas.ids.fill(0); // The canvas is only lent.
    painted.push(Int32Array.from(ids, (id) => (isIndexed ? scene.rgb[id]! : id)));
    timeUs += frame.durationUs;
  }
  await encoder.finish();
  return painted;
}

/**
 * The cells as tiles: now and then renumbered, not known in one cell of six, and in one frame of four not given at all.
 * @param known every look that has been shown, in the order of their tiles
 */
function tilesOf(
  looks: ReadonlyMap<number, number>,
  known: Set<number>,
  scene: Scene,
  frame: number,
): ShownTiles | undefined {
  for (const look of looks.values()) known.add(look);
  if (frame % 4 === 3) return undefined;
  const order = [...known];
  // The number of the first look's tile differs from generation to generation.
  const generation = Math.floor(frame / 3);
  const ids = [...Array<number>(generation).fill(0), ...order].flatMap((look) => tileIds(look, scene.rgb.length));
  return {
    generation,
    tileAt: (cell) => (cell % 6 === 5 || !looks.has(cell) ? -1 : order.indexOf(looks.get(cell)!) + generation),
    pixels: scene.kind === 'indexed' ? Uint16Array.from(ids) : Uint32Array.from(ids, (id) => scene.rgb[id]!),
  };
}

function tileIds(look: number, colours: number): number[] {
  return Array.from({ length: CELL_WIDTH_PX * CELL_HEIGHT_PX }, (_, at) =>
    pixelId(look, at % CELL_WIDTH_PX, Math.floor(at / CELL_WIDTH_PX), colours),
  );
}

function isAround(geometry: Geometry, at: number): boolean {
  const column = Math.floor(((at % geometry.widthPx) - PADDING_PX) / CELL_WIDTH_PX);
  const row = Math.floor((Math.floor(at / geometry.widthPx) - PADDING_PX) / CELL_HEIGHT_PX);
  return column < 0 || row < 0 || column >= geometry.columns || row >= geometry.rows;
}

function damageOf(
  geometry: Geometry,
  cells: ReadonlySet<number>,
  isWhole: boolean,
): Pick<PaintedFrame, 'isWhole' | 'damage' | 'damagedCells'> {
  const damage = { leftPx: 0, topPx: 0, rightPx: geometry.widthPx, bottomPx: geometry.heightPx };
  if (isWhole) return { isWhole: true, damage, damagedCells: new Uint32Array(0) };
  return { isWhole: false, damage: cells.size === 0 ? null : damage, damagedCells: Uint32Array.from(cells).sort() };
}

function surveyOf(scene: Scene, geometry: Geometry): Survey {
  const isIndexed = scene.kind === 'indexed';
  return {
    geometry,
    frameCount: scene.frames.length,
    // Enough for threads, as many as there may be.
    changedPixels: 1e9,
    durationUs: scene.frames.reduce((sum, frame) => sum + frame.durationUs, 0),
    colourUse: isIndexed ? scene.rgb.map((_, id) => (id * 7919) % 31) : new Uint32Array(0),
    colourSets: [],
    rgb: isIndexed ? scene.rgb : new Uint32Array(0),
    title: undefined,
    command: undefined,
    markers: [],
  };
}
