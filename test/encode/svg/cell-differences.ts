/** How pictures differ. Rasterisers differ at the edges of letters, so it is cells' means that are compared, on a scale of 255. */
export const CELL = { widthPx: 10, heightPx: 22 };

/** Mean difference of the three channels in each block of the size of a cell. */
export function cellDifferences(shown: Buffer, painted: Buffer, widthPx: number, heightPx: number): number[] {
  const differences: number[] = [];
  for (let top = 0; top + CELL.heightPx <= heightPx; top += CELL.heightPx) {
    for (let left = 0; left + CELL.widthPx <= widthPx; left += CELL.widthPx) {
      const sums = [0, 0, 0];
      for (let y = top; y < top + CELL.heightPx; y++) {
        for (let x = left; x < left + CELL.widthPx; x++) {
          for (let channel = 0; channel < 3; channel++) {
            const at = (y * widthPx + x) * 3 + channel;
            sums[channel]! += shown[at]! - painted[at]!;
          }
        }
      }
      differences.push(Math.max(...sums.map(Math.abs)) / (CELL.widthPx * CELL.heightPx));
    }
  }
  return differences;
}
