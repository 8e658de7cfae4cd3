/** What the command line uses of the library, and nothing else of the renderer. */
import type { Warning } from '../asciicast/types.js';
import type { Format } from '../options/formats.js';
import type { RenderOptions } from '../options/render-options.js';

/** Where one output goes; `-` is standard output. */
export interface OutputTarget {
  readonly path: string;
  readonly format?: Format;
}

/** How far a conversion is: `fraction` goes from 0 to 1 in each stage, undefined while its length is not known. */
export interface Progress {
  readonly stage: string;
  readonly fraction: number | undefined;
}

/** Options of one conversion. */
export interface ConversionOptions extends RenderOptions {
  signal?: AbortSignal;
  onProgress?: (progress: Progress) => void;
  onWarning?: (warning: Warning) => void;
}

/** What came of a conversion. */
export interface RenderResult {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly frameCount: number;
  readonly durationUs: number;
  readonly warningCount: number;
  readonly outputs: readonly { readonly name: string; readonly format: Format; readonly byteLength: number }[];
}

/** The part of the library that converts. */
export interface Library {
  render(input: string, outputs: readonly OutputTarget[], options: ConversionOptions): Promise<RenderResult>;
}
