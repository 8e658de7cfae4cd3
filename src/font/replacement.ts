/** What is shown for a character that no face has. */

/**
 * A quiet mark: the thin outline of an upright box, from the base line to the capitals' height, at half strength, so
 * that it does not distract from the text around it.
 */
export function replacementCoverage(
  widthPx: number,
  heightPx: number,
  baselinePx: number,
  capHeightPx: number,
): Uint8Array {
  const coverage = new Uint8Array(widthPx * heightPx);
  const linePx = Math.max(1, Math.round(capHeightPx / 14));
  const insetPx = Math.max(1, Math.round(capHeightPx / 8));
  const bottomPx = Math.min(heightPx, baselinePx);
  const topPx = Math.max(0, bottomPx - Math.round(capHeightPx));
  for (let y = topPx; y < bottomPx; y++) {
    for (let x = insetPx; x < widthPx - insetPx; x++) {
      const insideRows = y >= topPx + linePx && y < bottomPx - linePx;
      const insideColumns = x >= insetPx + linePx && x < widthPx - insetPx - linePx;
      if (!insideRows || !insideColumns) coverage[y * widthPx + x] = STRENGTH;
    }
  }
  return coverage;
}

const STRENGTH = 128;
