/** What a renderer and its child processes say to each other. */
import type { ErrorJson } from '../errors.js';
import type { Format } from '../options/formats.js';
import type { RenderOptions } from '../options/render-options.js';

/** To the child; it renders once. `warm` renders something small first, while nothing is asked for. */
export type ToChild =
  | { readonly kind: 'warm' }
  | {
      readonly kind: 'render';
      /** What the renderer's process takes itself for. */
      readonly rendererVersion: string;
      readonly castPath: string;
      readonly picturePath: string;
      readonly format: Format;
      readonly options: RenderOptions;
    };

/** A limit of the system that the child has run into. */
export type LimitName = 'memory' | 'fileSize' | 'openFiles';

/** What a child has rendered. */
export interface ChildResult {
  readonly byteLength: number;
  readonly widthPx: number;
  readonly heightPx: number;
  readonly frameCount: number;
  readonly durationUs: number;
  /** What the picture shows, in words. */
  readonly altText: string;
  readonly warnings: readonly string[];
  /** What was given up to keep within a size, a phrase each. */
  readonly concessions: readonly string[];
}

/** From the child. */
export type FromChild =
  | { readonly kind: 'ready' }
  | { readonly kind: 'progress'; readonly progress: number }
  | { readonly kind: 'done'; readonly result: ChildResult; readonly peakMemoryBytes: number }
  | { readonly kind: 'failed'; readonly error: ErrorJson; readonly limit: LimitName | undefined };
