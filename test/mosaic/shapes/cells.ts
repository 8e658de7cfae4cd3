/** Cells that the tests draw into. */
import assert from 'node:assert/strict';
import { shapeCoverage } from '#cast2gif/mosaic/shapes/shapes.js';

export interface Size {
  readonly widthPx: number;
  readonly heightPx: number;
}

/** Every cell that font sizes 8 to 40, scales 1 and 2 and four line heights lead to. */
export const cellSizes: readonly Size[] = (() => {
  const sizes = new Map<string, Size>();
  for (let fontSize = 8; fontSize <= 40; fontSize++) {
    for (const scale of [1, 2]) {
      for (const lineHeight of [1, 1.2, 1.4, 1.75]) {
        const widthPx = Math.round(0.6 * fontSize * scale);
        const heightPx = Math.round(fontSize * scale * lineHeight);
        sizes.set(`${widthPx}×${heightPx}`, { widthPx, heightPx });
      }
    }
  }
  return [...sizes.values()];
})();

/** Some of them: odd and even, small and large. */
export const someSizes = cellSizes.filter((_, i) => i % 5 === 0);

export function draw(character: number | string, { widthPx, heightPx }: Size): Uint8Array {
  const codePoint = typeof character === 'string' ? character.codePointAt(0)! : character;
  const coverage = shapeCoverage(codePoint, widthPx, heightPx);
  assert.ok(coverage, `U+${codePoint.toString(16)} is a shape`);
  assert.equal(coverage.length, widthPx * heightPx);
  return coverage;
}

export function column(coverage: Uint8Array, { widthPx, heightPx }: Size, x: number): number[] {
  return Array.from({ length: heightPx }, (_, y) => coverage[y * widthPx + x]!);
}

export function row(coverage: Uint8Array, { widthPx }: Size, y: number): number[] {
  return [...coverage.subarray(y * widthPx, (y + 1) * widthPx)];
}

/** The border pixels on one side. */
export function border(coverage: Uint8Array, size: Size, side: 'up' | 'right' | 'down' | 'left'): number[] {
  if (side === 'left') return column(coverage, size, 0);
  if (side === 'right') return column(coverage, size, size.widthPx - 1);
  return row(coverage, size, side === 'up' ? 0 : size.heightPx - 1);
}

export function mirrored(coverage: Uint8Array, size: Size): Uint8Array {
  const { widthPx } = size;
  return coverage.map((_, i) => coverage[i - (i % widthPx) + widthPx - 1 - (i % widthPx)]!);
}

export function flipped(coverage: Uint8Array, { widthPx, heightPx }: Size): Uint8Array {
  return coverage.map((_, i) => coverage[(heightPx - 1 - Math.floor(i / widthPx)) * widthPx + (i % widthPx)]!);
}

/** The picture as text, for messages. */
export function picture(coverage: Uint8Array, size: Size): string {
  return Array.from({ length: size.heightPx }, (_, y) =>
    row(coverage, size, y)
      .map((value) => (value === 0 ? '.' : value === 255 ? '#' : '+'))
      .join(''),
  ).join('\n');
}
