/** Runs one render in a process of its own, which can be killed and cannot reach the network. */
import type { Format } from '../options/formats.js';
import type { RenderOptions } from '../options/render-options.js';
import type { ChildResult } from './render-messages.js';

/** What one render may use. */
export interface RenderLimits {
  readonly cpuSeconds: number;
  readonly wallSeconds: number;
  /** Of each process: the renderer, and ffmpeg. */
  readonly memoryBytes: number;
  readonly fileBytes: number;
  readonly openFiles: number;
  /** All files of the temporary folder together. */
  readonly folderBytes: number;
}

/** What is to be rendered. */
export interface RenderTask {
  /** Writes the recording to a path inside the render's own folder. */
  readonly writeCast: (path: string) => Promise<void>;
  readonly format: Format;
  /** Checked options, the operator's limits among them. */
  readonly options: RenderOptions;
}

/** What came out: a file that goes when the consumer has ended, and what the library says about it. */
export interface RenderedFile extends ChildResult {
  readonly path: string;
  /** What it cost. */
  readonly cpuSeconds: number;
  readonly peakMemoryBytes: number;
}

/** How a caller follows and stops a render. */
export interface RenderWatch {
  /** Kills the render and all its processes. */
  readonly signal?: AbortSignal | undefined;
  /** 0 to 1. */
  readonly onProgress?: ((progress: number) => void) | undefined;
}

/** Renders in processes of their own, within limits. */
export interface Renderer {
  /** What this system allows, for the operator. */
  readonly isolation: { readonly network: boolean; readonly limits: boolean };
  /**
   * Renders, hands the file to `consume` and removes it afterwards.
   * @throws Cast2gifError as the library does; `limit` or `timeout`, naming the limit that was reached; `aborted`
   */
  render<T>(task: RenderTask, consume: (file: RenderedFile) => Promise<T>, watch?: RenderWatch): Promise<T>;
  /** Starts the children that wait; they are started again as they are used. */
  prepare(): void;
  /** Ends the children that wait and all that run. */
  close(): Promise<void>;
}
