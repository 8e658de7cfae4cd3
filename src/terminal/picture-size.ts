import { type ImageSize, imageSize } from './image-size.js';

/** The keys of a command that shows a picture, and their values. */
export type Keys = ReadonlyMap<string, string>;

/** A picture in cells. */
export interface Block {
  readonly columns: number;
  readonly rows: number;
}

/** Pixels of a cell, for pictures whose size is given in pixels: the VT340's, and about what today's terminals have. */
const CELL_WIDTH = 10;
const CELL_HEIGHT = 20;

/** A number above 0; undefined for anything else. */
function positive(text: string | undefined): number | undefined {
  return text !== undefined && /^0*[1-9]\d{0,8}$/.test(text) ? Number(text) : undefined;
}

/** Cells of a picture in its own size; undefined if it is empty. */
export function pixelBlock({ width, height }: ImageSize): Block | undefined {
  if (width <= 0 || height <= 0) return undefined;
  return { columns: Math.ceil(width / CELL_WIDTH), rows: Math.ceil(height / CELL_HEIGHT) };
}

/** Cells of a picture of which one side, both or none is given in cells; the aspect ratio completes it. */
function filledBlock(
  columns: number | undefined,
  rows: number | undefined,
  size: ImageSize | undefined,
): Block | undefined {
  if (columns !== undefined && rows !== undefined) return { columns, rows };
  if (size === undefined || size.width <= 0 || size.height <= 0) {
    // As if the picture were square.
    if (columns !== undefined) return { columns, rows: Math.ceil((columns * CELL_WIDTH) / CELL_HEIGHT) };
    if (rows !== undefined) return { columns: Math.ceil((rows * CELL_HEIGHT) / CELL_WIDTH), rows };
    return undefined;
  }
  if (columns !== undefined) {
    const height = (size.height * columns * CELL_WIDTH) / size.width;
    return { columns, rows: Math.ceil(height / CELL_HEIGHT) };
  }
  if (rows !== undefined) {
    const width = (size.width * rows * CELL_HEIGHT) / size.height;
    return { columns: Math.ceil(width / CELL_WIDTH), rows };
  }
  return pixelBlock(size);
}

/**
 * Cells of a kitty picture, or of the part of it that is shown (`w=`, `h=`). In its own size it may begin inside its
 * first cell (`X=`, `Y=`).
 */
export function kittyBlock(command: Keys, size: ImageSize | undefined): Block | undefined {
  const width = positive(command.get('w')) ?? size?.width;
  const height = positive(command.get('h')) ?? size?.height;
  const shown = width !== undefined && height !== undefined ? { width, height } : undefined;
  const columns = positive(command.get('c'));
  const rows = positive(command.get('r'));
  if (shown === undefined || columns !== undefined || rows !== undefined) return filledBlock(columns, rows, shown);
  const inset = (key: string, cellSide: number) => Math.min(cellSide - 1, positive(command.get(key)) ?? 0);
  return pixelBlock({ width: width! + inset('X', CELL_WIDTH), height: height! + inset('Y', CELL_HEIGHT) });
}

/** Raw pixels say their size (`s=`, `v=`), a PNG (`f=100`) knows its own. */
export function kittySize(command: Keys, data: string): ImageSize | undefined {
  const width = positive(command.get('s'));
  const height = positive(command.get('v'));
  if (width !== undefined && height !== undefined) return { width, height };
  return command.get('f') === '100' && (command.get('t') ?? 'd') === 'd'
    ? imageSize(Buffer.from(data, 'base64'))
    : undefined;
}

/** Cells of an iTerm2 picture on a screen of `columns` by `rows`, beyond whose width none reaches. */
export function itermBlock(keys: Keys, base64: string, columns: number, rows: number): Block | undefined {
  const block = filledBlock(
    itermLength(keys.get('width'), columns, CELL_WIDTH),
    itermLength(keys.get('height'), rows, CELL_HEIGHT),
    imageSize(Buffer.from(base64, 'base64')),
  );
  if (block === undefined || block.columns <= columns) return block;
  return { columns, rows: Math.max(1, Math.round((block.rows * columns) / block.columns)) };
}

/** `8` is cells, `80px` pixels, `50%` a part of the screen; undefined for `auto` and nonsense. */
function itermLength(text: string | undefined, whole: number, cellSide: number): number | undefined {
  const match = /^(\d{1,5})(px|%)?$/.exec(text ?? '');
  if (match === null || Number(match[1]) === 0) return undefined;
  const value = Number(match[1]);
  if (match[2] === 'px') return Math.ceil(value / cellSide);
  return match[2] === '%' ? Math.max(1, Math.round((value / 100) * whole)) : value;
}
