import { inPieces, type Turns } from '../../turns.js';

/**
 * PNG's filters for rows of 8-bit RGB or RGBA: each row gets the filter whose output has the smallest sum of absolute
 * (signed) bytes, the rule of thumb the PNG specification recommends.
 * @param rows as `packRows` makes them: each row's first byte is its filter, 0
 * @returns a filtered copy
 */
export async function filterRows(
  rows: Uint8Array,
  rowLength: number,
  bytesPerPixel: number,
  turns: Turns,
): Promise<Uint8Array> {
  const filtered = new Uint8Array(rows.length);
  const trial = new Uint8Array(rowLength);
  let above: Uint8Array = new Uint8Array(rowLength);
  const filterRow = (start: number) => {
    const row = rows.subarray(start, start + rowLength);
    let best = Number.POSITIVE_INFINITY;
    for (let filter = 0; filter <= 4; filter++) {
      const cost = applyFilter(filter, row, above, trial, bytesPerPixel);
      if (cost >= best) continue;
      best = cost;
      filtered.set(trial, start);
    }
    above = row;
  };
  await inPieces(turns, rows.length / rowLength, rowLength, (first, end) => {
    for (let row = first; row < end; row++) filterRow(row * rowLength);
  });
  return filtered;
}

/** Writes the filtered row and returns the sum of its absolute signed bytes. */
function applyFilter(
  filter: number,
  row: Uint8Array,
  above: Uint8Array,
  out: Uint8Array,
  bytesPerPixel: number,
): number {
  out[0] = filter;
  let cost = 0;
  for (let at = 1; at < row.length; at++) {
    const left = at > bytesPerPixel ? row[at - bytesPerPixel]! : 0;
    const aboveLeft = at > bytesPerPixel ? above[at - bytesPerPixel]! : 0;
    const difference = (row[at]! - predict(filter, left, above[at]!, aboveLeft)) & 255;
    out[at] = difference;
    cost += difference < 128 ? difference : 256 - difference;
  }
  return cost;
}

function predict(filter: number, left: number, above: number, aboveLeft: number): number {
  switch (filter) {
    case 1:
      return left;
    case 2:
      return above;
    case 3:
      return (left + above) >> 1;
    case 4:
      return paeth(left, above, aboveLeft);
    default:
      return 0;
  }
}

/** The neighbour nearest to `left + above - aboveLeft`; ties go to left, then above. */
function paeth(left: number, above: number, aboveLeft: number): number {
  const fromLeft = Math.abs(above - aboveLeft);
  const fromAbove = Math.abs(left - aboveLeft);
  const fromBoth = Math.abs(left + above - 2 * aboveLeft);
  if (fromLeft <= fromAbove && fromLeft <= fromBoth) return left;
  return fromAbove <= fromBoth ? above : aboveLeft;
}
