/** Canvases of 16-bit shown colours, the tiles that are put on them, and lists of cells. */

import { growTo, take, top } from './memory';

let canvasBytes: usize = 0;
let canvases: usize = 0;
let cellList: usize = 0;
let tileList: usize = 0;
let tiles: usize = 0;
export let canvasWidth: u32 = 0;
export let cellWidth: u32 = 0;
export let cellHeight: u32 = 0;
export let columnsPx: u32 = 0;
let originX: u32 = 0;
let originY: u32 = 0;

export function layOutCanvases(
  width: u32,
  height: u32,
  canvasCount: u32,
  columns: u32,
  rows: u32,
  cellWidthPx: u32,
  cellHeightPx: u32,
  originXPx: u32,
  originYPx: u32,
): void {
  canvasWidth = width;
  cellWidth = cellWidthPx;
  columnsPx = columns * cellWidthPx;
  cellHeight = cellHeightPx;
  originX = originXPx;
  originY = originYPx;
  canvasBytes = (<usize>(width * height) * 2 + 63) & ~(<usize>31);
  canvases = take(canvasBytes * canvasCount);
  cellList = take(<usize>(columns * rows) * 4);
  tileList = take(<usize>(columns * rows) * 4);
}

/** Everything else is laid out: tiles go behind it. Whether there is so much memory. */
export function layOutTiles(): bool {
  tiles = top;
  return growTo(top);
}

/** Where the pixels of tiles are to be written, behind everything else; 0 if there is not enough memory. */
export function reserveTiles(bytes: usize): usize {
  // Rows of tiles are read 16 bytes at a time.
  return growTo(tiles + bytes + 16) ? tiles : 0;
}

export function canvasAt(canvas: u32): usize {
  return canvases + <usize>canvas * canvasBytes;
}

export function cellListAt(): usize {
  return cellList;
}

export function tileListAt(): usize {
  return tileList;
}

export function cellOffset(index: u32): usize {
  const cell = load<u32>(cellList + ((<usize>index) << 2));
  const x = originX + (cell & 0xffff) * cellWidth;
  const y = originY + (cell >> 16) * cellHeight;
  return (<usize>(y * canvasWidth + x)) << 1;
}

/** How many cells, from one of the list on, are side by side. */
export function neighbours(index: u32, count: u32): u32 {
  const first = load<u32>(cellList + ((<usize>index) << 2));
  let next: u32 = 1;
  while (index + next < count && load<u32>(cellList + ((<usize>(index + next)) << 2)) == first + next) next++;
  return next;
}

/** Copies the tiles of the list of tiles into the first `count` cells of the list of cells. */
export function putTiles(canvas: u32, count: u32): void {
  const rowBytes = <usize>cellWidth << 1;
  const stride = <usize>canvasWidth << 1;
  const tileBytes = rowBytes * cellHeight;
  for (let index: u32 = 0; index < count; index++) {
    let from = tiles + <usize>load<u32>(tileList + ((<usize>index) << 2)) * tileBytes;
    let to = canvasAt(canvas) + cellOffset(index);
    for (let row: u32 = 0; row < cellHeight; row++) {
      copyRow(to, from, rowBytes);
      from += rowBytes;
      to += stride;
    }
  }
}

/** Copies the first `count` cells of the list from one canvas to another. */
export function copyCells(fromCanvas: u32, toCanvas: u32, count: u32): void {
  const stride = <usize>canvasWidth << 1;
  let cells: u32 = 0;
  for (let index: u32 = 0; index < count; index += cells) {
    cells = neighbours(index, count);
    const offset = cellOffset(index);
    let from = canvasAt(fromCanvas) + offset;
    let to = canvasAt(toCanvas) + offset;
    for (let row: u32 = 0; row < cellHeight; row++) {
      copyRow(to, from, <usize>(cells * cellWidth) << 1);
      from += stride;
      to += stride;
    }
  }
}

@inline
function copyRow(to: usize, from: usize, bytes: usize): void {
  if (bytes < 16) {
    for (let at: usize = 0; at < bytes; at += 2) store<u16>(to + at, load<u16>(from + at));
    return;
  }
  // The last bytes may be copied twice.
  const last = bytes - 16;
  for (let at: usize = 0; at < last; at += 16) v128.store(to + at, v128.load(from + at));
  v128.store(to + last, v128.load(from + last));
}
