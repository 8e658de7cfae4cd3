/**
 * Characters that are drawn from a data table instead of taken from a font, so that neighbours join to the pixel at
 * every size: box drawing, blocks, braille, sextants and octants, the geometry of legacy computing, powerline
 * separators, scan lines, pieces of brackets and integrals, squares and corner triangles. Weight and slant of the
 * text change nothing: a bold cell must join a regular one. Digits, circles, arrow heads and pictures are left to
 * fonts, but for pictures that no bundled face has.
 */
import { drawPrimitive } from './draw.js';
import { cellMetrics, defaultStrokePx } from './metrics.js';
import type { Primitive } from './primitives.js';
import { createRaster } from './raster.js';
import { blockElements, braillePatterns } from './table-blocks.js';
import { boxDrawing } from './table-box.js';
import { diagonalShapes } from './table-diagonals.js';
import { geometricShapes } from './table-geometric.js';
import { lineShapes } from './table-lines.js';
import { mosaics } from './table-mosaics.js';
import { pictures } from './table-pictures.js';
import { powerline } from './table-powerline.js';

let shapes: ReadonlyMap<number, readonly Primitive[]> | undefined;

/** Built when the first shape is needed: some recordings need none. */
function table(): ReadonlyMap<number, readonly Primitive[]> {
  shapes ??= new Map(
    [
      ...boxDrawing(),
      ...blockElements(),
      ...braillePatterns(),
      ...lineShapes(),
      ...geometricShapes(),
      ...mosaics(),
      ...diagonalShapes(),
      ...powerline(),
      ...pictures(),
    ].map(([character, primitives]) => [character.codePointAt(0)!, primitives]),
  );
  return shapes;
}

/** Below this are only letters, for which the table need not be built. */
const FIRST_CODE_POINT = 0x2300;

/** Whether `shapeCoverage` draws this character. */
export function isShape(codePoint: number): boolean {
  return codePoint >= FIRST_CODE_POINT && table().has(codePoint);
}

/** All code points that `shapeCoverage` draws. */
export function shapeCodePoints(): readonly number[] {
  return [...table().keys()];
}

/**
 * Draws a character into one cell.
 * @param widthPx width of the cell, at least 1
 * @param heightPx height of the cell, at least 1
 * @param strokePx thickness of a light line; an eighth of the width if left out. A heavy line is about twice as thick.
 * @returns coverage from 0 to 255 for each pixel, row by row; undefined if the character is not a shape.
 */
export function shapeCoverage(
  codePoint: number,
  widthPx: number,
  heightPx: number,
  strokePx: number = defaultStrokePx(widthPx),
): Uint8Array | undefined {
  const primitives = codePoint < FIRST_CODE_POINT ? undefined : table().get(codePoint);
  if (primitives === undefined) return undefined;
  const raster = createRaster(widthPx, heightPx);
  const metrics = cellMetrics(widthPx, heightPx, strokePx);
  for (const primitive of primitives) drawPrimitive(raster, metrics, primitive);
  return raster.coverage;
}
