/** What passes between the command and the processes that make its pictures; all of it is JSON. */
import type { ErrorJson } from '../errors.js';
import type { Format } from '../options/formats.js';
import type { RenderOptions } from '../options/render-options.js';

/** Pictures of one recording with the same options: one replay makes them all. */
export interface BuildTask {
  readonly recording: string;
  readonly outputs: readonly { readonly path: string; readonly format: Format }[];
  readonly options: RenderOptions;
}

/** From a process to the command. */
export type BuildAnswer =
  | { readonly kind: 'warning'; readonly message: string }
  /** How much of the task is done, 0 to 1. */
  | { readonly kind: 'progress'; readonly fraction: number }
  | { readonly kind: 'done' }
  | { readonly kind: 'failed'; readonly error: ErrorJson };
