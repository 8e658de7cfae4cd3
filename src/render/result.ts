/** What came out of a run. */
import type { Outline } from '../mosaic/painted-frame.js';
import type { Format } from '../options/formats.js';

/** One finished output. */
export interface RenderedOutput {
  /** The path, or the format where there is none. */
  readonly name: string;
  readonly format: Format;
  readonly byteLength: number;
  /** The bytes, where a buffer was asked for. */
  readonly bytes?: Uint8Array;
}

/** What came out. */
export interface RenderResult {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly frameCount: number;
  readonly durationUs: number;
  readonly warningCount: number;
  /** What was given up to keep within a size budget, a phrase each. */
  readonly concessions: readonly string[];
  readonly outputs: readonly RenderedOutput[];
}

/** Puts the result together. */
export function resultOf(
  { geometry, frameCount, durationUs }: Outline,
  rest: Pick<RenderResult, 'warningCount' | 'concessions' | 'outputs'>,
): RenderResult {
  return { widthPx: geometry.widthPx, heightPx: geometry.heightPx, frameCount, durationUs, ...rest };
}
