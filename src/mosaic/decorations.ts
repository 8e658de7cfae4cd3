import type { UnderlineStyle } from '../terminal/cell.js';
import type { Layout } from './layout.js';

/**
 * Coverage (0 to 255 per pixel) of the lines that a cell can have. Each pattern's period divides the
 * cell's width, so that neighbours continue it.
 */
export class Decorations {
  readonly #layout: Layout;
  readonly #cache = new Map<string, Uint8Array>();

  constructor(layout: Layout) {
    this.#layout = layout;
  }

  underline(style: UnderlineStyle): Uint8Array {
    return this.#once(`underline ${style}`, (coverage) => this.#drawUnderline(coverage, style));
  }

  strikethrough(): Uint8Array {
    return this.#once('strikethrough', (coverage) => this.#fillRows(coverage, this.#layout.strikethroughTopPx));
  }

  overline(): Uint8Array {
    return this.#once('overline', (coverage) => this.#fillRows(coverage, 0));
  }

  /** The cursor as a bar at the left edge. */
  barCursor(): Uint8Array {
    return this.#once('bar', (coverage) => {
      const { cellWidthPx, cellHeightPx } = this.#layout.geometry;
      const widthPx = Math.max(1, Math.round(cellWidthPx / 7));
      for (let y = 0; y < cellHeightPx; y += 1) {
        coverage.fill(255, y * cellWidthPx, y * cellWidthPx + widthPx);
      }
    });
  }

  /** The cursor as a line at the bottom of the cell. */
  underlineCursor(): Uint8Array {
    return this.#once('foot', (coverage) => {
      const { cellWidthPx, cellHeightPx } = this.#layout.geometry;
      const thicknessPx = Math.max(1, Math.round(cellHeightPx / 10));
      coverage.fill(255, (cellHeightPx - thicknessPx) * cellWidthPx);
    });
  }

  #once(name: string, draw: (coverage: Uint8Array) => void): Uint8Array {
    const known = this.#cache.get(name);
    if (known !== undefined) return known;
    const { cellWidthPx, cellHeightPx } = this.#layout.geometry;
    const coverage = new Uint8Array(cellWidthPx * cellHeightPx);
    draw(coverage);
    this.#cache.set(name, coverage);
    return coverage;
  }

  #fillRows(coverage: Uint8Array, topPx: number, visible: (x: number) => boolean = () => true): void {
    const { cellWidthPx, cellHeightPx } = this.#layout.geometry;
    const bottomPx = Math.min(cellHeightPx, topPx + this.#layout.lineThicknessPx);
    for (let y = topPx; y < bottomPx; y += 1) {
      for (let x = 0; x < cellWidthPx; x += 1) if (visible(x)) coverage[y * cellWidthPx + x] = 255;
    }
  }

  #drawUnderline(coverage: Uint8Array, style: UnderlineStyle): void {
    const { geometry, underlineTopPx, lineThicknessPx } = this.#layout;
    const { cellWidthPx, cellHeightPx } = geometry;
    switch (style) {
      case 'none':
        break;
      case 'single':
        this.#fillRows(coverage, underlineTopPx);
        break;
      case 'double': {
        const lowerTopPx = Math.min(underlineTopPx + 2 * lineThicknessPx, cellHeightPx - lineThicknessPx);
        this.#fillRows(coverage, lowerTopPx);
        this.#fillRows(coverage, Math.max(0, lowerTopPx - 2 * lineThicknessPx));
        break;
      }
      case 'dotted':
        this.#fillRows(coverage, underlineTopPx, (x) => isDot(x, cellWidthPx, lineThicknessPx));
        break;
      case 'dashed':
        this.#fillRows(coverage, underlineTopPx, (x) => isDash(x, cellWidthPx));
        break;
      case 'curly':
        this.#drawWave(coverage);
    }
  }

  /**
   * One period of a cosine per cell. Coverage of a pixel is how far the stroke's vertical extent overlaps it,
   * the stroke being thickened where the wave is steep so that its weight stays even.
   */
  #drawWave(coverage: Uint8Array): void {
    const { geometry, underlineTopPx, lineThicknessPx } = this.#layout;
    const { cellWidthPx, cellHeightPx } = geometry;
    const roomPx = cellHeightPx - (underlineTopPx - 1);
    const amplitudePx = Math.max(0.75, Math.min(cellWidthPx / 7, (roomPx - lineThicknessPx) / 2));
    const middlePx = Math.min(
      underlineTopPx - 1 + amplitudePx + lineThicknessPx / 2 + 0.5,
      cellHeightPx - amplitudePx - lineThicknessPx / 2,
    );
    for (let x = 0; x < cellWidthPx; x += 1) {
      const phase = ((x + 0.5) / cellWidthPx) * 2 * Math.PI;
      const slope = (amplitudePx * 2 * Math.PI * Math.sin(phase)) / cellWidthPx;
      const halfPx = (lineThicknessPx / 2) * Math.sqrt(1 + slope * slope);
      const centrePx = middlePx + amplitudePx * Math.cos(phase);
      for (let y = 0; y < cellHeightPx; y += 1) {
        const overlap = Math.min(y + 1, centrePx + halfPx) - Math.max(y, centrePx - halfPx);
        if (overlap > 0) coverage[y * cellWidthPx + x] = Math.round(255 * Math.min(1, overlap));
      }
    }
  }
}

/** Square dots with gaps of the same width, as many as fit evenly into a cell. */
function isDot(x: number, cellWidthPx: number, thicknessPx: number): boolean {
  const dots = Math.max(1, Math.round(cellWidthPx / (2 * thicknessPx)));
  return (((x + 0.5) * dots) / cellWidthPx) % 1 < 0.5;
}

/** One gap per cell, split between its two edges: the dash is in the middle. */
function isDash(x: number, cellWidthPx: number): boolean {
  const gapPx = Math.max(1, Math.round(cellWidthPx / 6));
  return x >= gapPx && x < cellWidthPx - gapPx;
}
